"""The kept library scores as the set's figures do: linear gains, ties by order."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import means, score_rankings

GRADES = {"q": {"a": 2, "b": 1, "c": 0}}


def test_ndcg_has_linear_gains():
    scores = score_rankings(GRADES, {"q": ("b", "c", "a")})
    by_hand = (1 / 1 + 0 + 2 / 2) / (2 / 1 + 1 / log2(3))
    exponential = (1 / 1 + 0 + 3 / 2) / (3 / 1 + 1 / log2(3))
    assert scores["ndcg@10"]["q"] == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.760, abs=0.001)
    assert scores["ndcg@10"]["q"] != pytest.approx(exponential, abs=0.01)


def test_recall_and_reciprocal_rank_count_grades_above_zero():
    scores = score_rankings(GRADES, {"q": ("c", "b")})
    assert scores["recall@10"]["q"] == 0.5
    assert scores["mrr@10"]["q"] == 0.5


def test_only_the_first_ten_count_where_the_name_says_so():
    many = (*(f"x{i}" for i in range(10)), "a", "b")
    scores = score_rankings(GRADES, {"q": many})
    assert scores["ndcg@10"]["q"] == scores["recall@10"]["q"] == scores["mrr@10"]["q"] == 0
    assert scores["recall@100"]["q"] == 1


def test_an_empty_ranking_scores_zero():
    scores = score_rankings({**GRADES, "p": {"a": 1}}, {"q": (), "p": ("a",)})
    assert scores["ndcg@10"] == {"q": 0.0, "p": 1.0}
    assert means(scores)["ndcg@10"] == 0.5


def test_the_order_of_the_ranking_decides_and_not_the_names_of_documents():
    first = score_rankings({"q": {"z": 1}}, {"q": ("z", "a", "b")})
    last = score_rankings({"q": {"z": 1}}, {"q": ("a", "b", "z")})
    assert first["mrr@10"]["q"] == 1
    assert last["mrr@10"]["q"] == pytest.approx(1 / 3)


@given(st.permutations(list("abcdefghij")), st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_ndcg_is_what_its_formula_says(order: list[str], grades: list[int]):
    if not any(grades):
        return
    graded = dict(zip("abcdefghij", grades, strict=True))
    gain = sum(graded[id] / log2(i + 2) for i, id in enumerate(order))
    ideal = sum(g / log2(i + 2) for i, g in enumerate(sorted(grades, reverse=True)))
    found = score_rankings({"q": graded}, {"q": order})["ndcg@10"]["q"]
    assert found == pytest.approx(gain / ideal)
