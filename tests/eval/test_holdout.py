"""What is taken out leaves no answer to the questions drawn, and paraphrases fall together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import WrongUse
from eval.dataset import Dataset, Document, Query
from eval.holdout import HoldOut, drawn, hold_out, judgements_left, leave_community


def dataset(judgements: dict[str, dict[str, int]], communities: dict[str, str] | None = None):
    names = sorted({id for row in judgements.values() for id in row})
    return Dataset(
        name="d",
        documents=tuple(
            Document(id=id, title="", text=id, community=(communities or {}).get(id, ""))
            for id in names
        ),
        queries=tuple(Query(id=id, text=id) for id in judgements),
        judgements=judgements,
    )


SETS = st.dictionaries(
    st.sampled_from([f"q{i}" for i in range(12)]),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 2), min_size=1, max_size=3),
    min_size=1,
).map(dataset)


@given(SETS, st.floats(0.05, 0.9), st.integers(0, 5))
def test_a_question_is_held_out_exactly_when_nothing_relevant_is_left(
    found: Dataset, fraction: float, seed: int
):
    out = hold_out(found, fraction, seed)
    for query in found.queries:
        assert (query.id in out.queries) == (found.relevant(query.id) <= out.documents)
    assert len(out.queries) >= fraction * len(found.queries)


def test_questions_that_share_their_documents_fall_together():
    pairs = {f"q{i}": {f"d{i // 4}": 1} for i in range(20)}
    out = hold_out(dataset(pairs), 0.2, seed=3)
    assert len(out.documents) == 1
    assert len(out.queries) == 4


def test_a_seed_gives_the_same_split_and_another_one_another():
    found = dataset({f"q{i}": {f"d{i}": 1} for i in range(50)})
    assert hold_out(found, 0.2, 1) == hold_out(found, 0.2, 1)
    assert hold_out(found, 0.2, 1).queries != hold_out(found, 0.2, 2).queries


def test_documents_that_were_only_judged_and_not_relevant_stay():
    out = hold_out(dataset({"q": {"a": 1, "b": 0}}), 0.5, 0)
    assert out.documents == {"a"}


def test_judgements_about_what_is_gone_go_too():
    found = dataset({"q": {"a": 1, "b": 2}, "p": {"a": 1}})
    left = judgements_left(found, HoldOut(documents=frozenset("a"), queries=frozenset("p")))
    assert left == {"q": {"b": 2}}


def test_leaving_a_community_out_holds_out_its_questions():
    found = dataset({"q": {"a": 1}, "p": {"b": 1}}, {"a": "tea", "b": "coffee"})
    out = leave_community(found, "coffee")
    assert (out.documents, out.queries) == ({"b"}, {"p"})
    with pytest.raises(WrongUse, match="it has: coffee, tea"):
        leave_community(found, "cocoa")


def test_drawn_questions_keep_their_order():
    queries = [Query(id=str(i), text="") for i in range(30)]
    chosen = drawn(queries, 10, seed=1)
    assert len(chosen) == 10
    assert [int(q.id) for q in chosen] == sorted(int(q.id) for q in chosen)
    assert drawn(queries, None, 1) == drawn(queries, 99, 1) == tuple(queries)
