"""The ranking's laws: no order of candidates matters, own threads make no hub, words are scaled."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ranking import (
    Candidates,
    Recipe,
    contribution_vectors,
    coverage,
    fuse,
    hubness,
    length,
    lengthened,
    lexical_scores,
    lifts,
    rank,
    regularise,
    thread_scores,
)

RECIPE = Recipe()


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def found(seed: int, n: int = 90, d: int = 12) -> Candidates:
    rng = np.random.default_rng(seed)
    vectors = unit(rng.normal(size=(n, d)))
    asked = unit(rng.normal(size=d))
    return Candidates(
        vectors=vectors,
        cosine=vectors @ asked,
        hub=rng.random(n).astype(np.float32),
        contribution_cosine=rng.random(n).astype(np.float32),
        contribution_hub=rng.random(n).astype(np.float32),
        bm25=np.where(rng.random(n) < 0.5, 0, 20 * rng.random(n)).astype(np.float32),
        thread=rng.integers(0, 30, n),
        contribution=np.arange(n),
        parts=np.ones(n, np.int64),
        thread_parts=np.ones(n, np.int64),
    )


def found_long(seed: int, parts: int = 12) -> Candidates:
    """Return candidates of which each thread is one contribution of many passages."""
    items = found(seed)
    return replace(items, contribution=items.thread, parts=np.full(len(items.thread), parts))


def taken(items: Candidates, order) -> Candidates:
    return Candidates(**{name: values[order] for name, values in vars(items).items()})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_the_order_of_the_candidates_does_not_matter(seed: int, covered: float):
    for items in (found(seed), found_long(seed)):
        order = np.random.default_rng(seed + 1).permutation(len(items.cosine))
        moved = rank(taken(items, order), covered, RECIPE)
        assert np.allclose(rank(items, covered, RECIPE)[order], moved, atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.just(0.0) | st.floats(0.01, 100), max_size=150))
def test_scaled_words_lie_between_nothing_and_one_and_keep_their_order(values: list[float]):
    bm25 = np.array(values, np.float32)
    scaled = lexical_scores(bm25, 100)
    assert ((scaled >= 0) & (scaled <= 1)).all()
    if len(values) and max(values) > 0:
        assert scaled[bm25.argmax()] == pytest.approx(1.0)
    order = np.argsort(bm25, kind="stable")
    assert (np.diff(scaled[order]) >= -1e-6).all()


def test_vectors_hubs_contributions_and_words_add_up_as_written():
    items = Candidates(
        vectors=np.eye(2, dtype=np.float32),
        cosine=np.array([0.8, 0.5], np.float32),
        hub=np.array([0.5, 0.0], np.float32),
        contribution_cosine=np.array([0.6, 0.5], np.float32),
        contribution_hub=np.array([0.25, 0.0], np.float32),
        bm25=np.array([0.0, 4.0], np.float32),
        thread=np.array([0, 1]),
        contribution=np.array([0, 1]),
        parts=np.ones(2, np.int64),
        thread_parts=np.ones(2, np.int64),
    )
    recipe = Recipe(hub=0.4, contribution=0.5, lexical=0.1, lexical_most=0.3, coverage=0.3)
    by_hand = [0.8 - 0.4 * 0.5 + 0.5 * (0.6 - 0.4 * 0.25), 0.5 + 0.5 * 0.5]
    assert fuse(items, 0.2, recipe) == pytest.approx([by_hand[0], by_hand[1] + 0.1])
    assert fuse(items, 0.4, recipe) == pytest.approx([by_hand[0], by_hand[1] + 0.2])
    assert fuse(items, 1.0, recipe) == pytest.approx([by_hand[0], by_hand[1] + 0.3])


def test_coverage_is_the_share_of_the_question_that_its_best_passage_holds():
    idf = np.array([1.0, 3.0], np.float32)
    assert coverage(2.2 * 3.0, idf) == pytest.approx(0.75)
    assert coverage(0.0, idf) == 0.0
    assert coverage(1.0, np.zeros(0, np.float32)) == 0.0


def test_a_row_is_no_hub_for_being_near_its_own_thread():
    rows = np.array([[1, 0], [1, 0]], np.float32)
    bank = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)
    hubs = hubness(rows, np.array([0, 9]), bank, np.array([0, 1, 2]), 1)
    assert hubs == pytest.approx([0.6, 1.0])


def test_a_contribution_is_the_mean_of_its_passages():
    rows = np.array([[1, 0], [0, 1], [1, 0]], np.float32)
    whole = contribution_vectors(rows, np.array([0, 0, 1]))
    assert whole == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [1, 0]]))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_what_is_outside_the_pool_stays_below_it(seed: int):
    items = found(seed)
    scores = fuse(items, 0.5, RECIPE)
    after = regularise(scores, items.vectors, RECIPE)
    pool = np.argsort(-scores, kind="stable")[: RECIPE.pool]
    outside = np.setdiff1d(np.arange(len(scores)), pool)
    assert after[outside].max() <= after[pool].min() + 1e-5
    assert (np.argsort(-after[outside]) == np.argsort(-scores[outside])).all()


def test_two_passages_have_no_neighbours_to_hear():
    scores = np.array([0.2, 0.1], np.float32)
    assert regularise(scores, np.eye(2, dtype=np.float32), RECIPE) is scores


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_best_passage_of_a_thread_keeps_its_score_and_the_others_come_nearer(seed: int):
    items = found(seed)
    scores = items.cosine
    after = thread_scores(scores, items.thread, RECIPE)
    for name in np.unique(items.thread):
        own = items.thread == name
        assert after[own].max() == pytest.approx(scores[own].max())
        assert (after[own] >= scores[own] - 1e-6).all()
    assert np.allclose(thread_scores(scores, items.thread, replace(RECIPE, thread=0.0)), scores)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3), st.integers(1, 5))
def test_where_contributions_and_threads_are_short_length_changes_nothing(
    seed: int, parts: int, thread_parts: int
):
    items = found_long(seed, parts)
    items = replace(items, thread_parts=np.full(len(items.thread), thread_parts))
    assert lengthened(RECIPE, 0.0) == RECIPE
    heard = regularise(fuse(items, 0.3, RECIPE), items.vectors, RECIPE)
    assert np.allclose(rank(items, 0.3, RECIPE), thread_scores(heard, items.thread, RECIPE))


def test_the_middle_one_tells_the_length_and_a_few_long_ones_do_not():
    of = np.array([0, 1, 2, 2, 2, 3])
    assert length(of, np.array([1, 1, 60, 60, 60, 2]), 3, 7) == 0.0
    assert length(of, np.full(6, 5), 3, 7) == pytest.approx(0.5)
    assert length(of, np.full(6, 80), 3, 7) == 1.0


def test_posts_of_long_threads_rank_nearer_to_each_other():
    items = found(3)
    long = replace(items, thread_parts=np.full(len(items.thread), 40))
    short, far = rank(items, 0.3, RECIPE), rank(long, 0.3, RECIPE)
    names = [name for name in np.unique(items.thread) if (items.thread == name).sum() > 1]
    spread = [(np.ptp(far[items.thread == n]), np.ptp(short[items.thread == n])) for n in names]
    assert np.mean([a for a, _ in spread]) < 0.5 * np.mean([b for _, b in spread])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0, 1))
def test_a_whole_moves_its_passages_alike_and_one_of_a_single_passage_by_its_words(
    seed: int, covered: float
):
    items = found_long(seed)
    lift = lifts(items, items.contribution, covered, replace(RECIPE, together=0.0))
    for name in np.unique(items.contribution):
        own = items.contribution == name
        assert np.ptp(lift[own]) == 0.0
        # The best of two sums is at most the sum of the two best.
        assert lift[own].min() >= -1e-6
        if own.sum() == 1:
            assert lift[own] == pytest.approx(0.0, abs=1e-6)


def test_a_long_contribution_wins_by_words_and_nearness_in_different_passages():
    items = Candidates(
        vectors=np.eye(3, dtype=np.float32),
        cosine=np.array([0.6, 0.3, 0.61], np.float32),
        hub=np.zeros(3, np.float32),
        contribution_cosine=np.full(3, 0.5, np.float32),
        contribution_hub=np.zeros(3, np.float32),
        bm25=np.array([0.0, 9.0, 1.0], np.float32),
        thread=np.array([0, 0, 1]),
        contribution=np.array([0, 0, 1]),
        parts=np.array([20, 20, 20]),
        thread_parts=np.ones(3, np.int64),
    )
    scores = rank(items, 0.3, RECIPE)
    assert scores[0] > scores[2]
    assert rank(replace(items, parts=np.ones(3, np.int64)), 0.3, RECIPE).argmax() == 2


def test_long_contributions_lose_half_of_what_blurs_and_words_count_twice():
    recipe = lengthened(RECIPE, 1.0)
    assert (recipe.hub, recipe.contribution, recipe.smoothing) == (0.2, 0.2, 0.15)
    assert recipe.passage + recipe.contribution == RECIPE.passage + RECIPE.contribution
    assert recipe.louder == 2.0
