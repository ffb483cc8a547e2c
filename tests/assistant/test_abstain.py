"""How sure it is that somebody wrote the answer: each number by hand, and which way it pulls."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.abstain import (
    Features,
    QuestionFacts,
    ThreadFacts,
    confidence,
    describe,
    features,
)

SURE = Features(
    centroid=0.55,
    whitened=0.35,
    typical=0.2,
    rare_covered=1.0,
    best_cosine=0.85,
    unknown_terms=0.0,
)
"""What a question looks like whose answer stands in one thread."""
FOREIGN = replace(SURE, centroid=0.05, whitened=0.02, best_cosine=0.25, unknown_terms=0.6)


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def bank(n=40, d=8, seed=0):
    return unit(np.random.default_rng(seed).normal(size=(n, d)))


def facts(**more):
    axes = np.eye(8, dtype=np.float32)
    threads = [
        ThreadFacts(id="a", vectors=axes[:2], terms=frozenset({"tea", "pot"})),
        ThreadFacts(id="b", vectors=axes[2:3], terms=frozenset({"tea"})),
        ThreadFacts(id="c", vectors=axes[3:4], terms=frozenset()),
    ]
    given = {
        "vector": axes[0],
        "rarity": {"tea": 1.0, "pot": 3.0},
        "unknown": 4.0,
        "threads": threads,
    }
    return QuestionFacts(**{**given, **more})


def found(**more):
    rows = bank()
    return features(facts(**more), describe(rows, [f"t{i}" for i in range(len(rows))]))


def test_each_number_is_what_it_says():
    got = found()
    assert got.best_cosine == pytest.approx(1.0)
    assert got.unknown_terms == pytest.approx(0.5)
    assert got.rare_covered == pytest.approx(1.0), "thread a holds both terms"


def test_a_single_passage_is_enough():
    one = facts().threads[:1]
    assert 0.0 < confidence(found(threads=one)) < 1.0


def test_a_foreign_question_is_hardly_answered():
    assert confidence(FOREIGN) < 0.25 < 0.6 < confidence(SURE)


@pytest.mark.parametrize("name", ["centroid", "whitened", "best_cosine", "rare_covered"])
def test_the_nearer_the_surer(name):
    less = replace(SURE, **{name: getattr(SURE, name) - 0.2})
    assert confidence(less) < confidence(SURE)


def test_words_that_nobody_uses_make_it_less_sure():
    assert confidence(replace(SURE, unknown_terms=0.5)) < confidence(SURE)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1, 1), min_size=6, max_size=6))
def test_the_confidence_is_a_probability(values):
    assert 0.0 <= confidence(Features(**dict(zip(vars(SURE), values, strict=True)))) <= 1.0
