"""Intervals hold the mean, real falls are told from noise, and nothing depends on the day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.abstention import Sample, auroc
from eval.noise import auroc_difference, auroc_interval, difference, mean_interval

VALUES = st.lists(st.floats(0, 1), min_size=2, max_size=40)


@given(VALUES)
def test_an_interval_holds_the_mean(values: list[float]):
    low, high = mean_interval(values)
    assert low - 1e-9 <= float(np.mean(values)) <= high + 1e-9


def test_an_interval_is_as_wide_as_theory_says():
    values = [0.0, 1.0] * 200
    low, high = mean_interval(values)
    assert high - low == pytest.approx(2 * 1.96 * 0.5 / 400**0.5, rel=0.1)


def test_the_same_values_give_the_same_interval():
    assert mean_interval([0.1, 0.5, 0.9]) == mean_interval([0.1, 0.5, 0.9])


def test_a_run_does_not_differ_from_itself():
    found = difference([0.2, 0.7, 0.4], [0.2, 0.7, 0.4])
    assert (found.mean, found.interval, found.p) == (0.0, (0.0, 0.0), 1.0)
    assert not found.is_fall


def test_a_fall_on_most_questions_is_a_fall():
    before = [0.9, 0.8, 0.7, 0.9, 1.0, 0.8] * 10
    found = difference(before, [value - 0.1 - 0.05 * (i % 3) for i, value in enumerate(before)])
    assert found.is_fall
    assert found.p < 0.01


def test_a_fall_that_chance_explains_is_none():
    found = difference([1.0, 0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 0.0, 0.0, 1.0])
    assert found.mean < 0
    assert not found.is_fall
    assert found.p > 0.3


def test_no_questions_tell_no_difference():
    assert difference([], []).p == 1.0


def test_the_interval_of_an_auroc_holds_it():
    random = np.random.default_rng(1)
    sample = Sample(
        answerable=tuple(random.normal(1, 1, 80)), unanswerable=tuple(random.normal(0, 1, 40))
    )
    low, high = auroc_interval(sample)
    assert low < auroc(sample) < high
    assert 0.05 < high - low < 0.3


def test_a_confidence_that_lost_its_meaning_is_a_fall():
    before = Sample(
        answerable=tuple(0.6 + i / 100 for i in range(40)),
        unanswerable=tuple(i / 100 for i in range(40)),
    )
    random = np.random.default_rng(2)
    after = Sample(answerable=tuple(random.random(40)), unanswerable=tuple(random.random(40)))
    assert auroc_difference(before, after).is_fall
    assert not auroc_difference(before, before).is_fall
