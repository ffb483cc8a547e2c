"""AUROC, coverage and reliability by hand, and by their laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.abstention import Sample, auroc, calibration_error, coverage, reliability

SURE = st.lists(st.integers(0, 100).map(lambda n: n / 100), min_size=1, max_size=30).map(tuple)


def test_auroc_counts_the_pairs_in_the_right_order():
    sample = Sample(answerable=(0.9, 0.5), unanswerable=(0.5, 0.1))
    assert auroc(sample) == (1 + 1 + 0.5 + 1) / 4


@given(SURE, SURE)
def test_auroc_of_the_opposite_is_the_rest(up: tuple[float, ...], down: tuple[float, ...]):
    one = auroc(Sample(answerable=up, unanswerable=down))
    other = auroc(Sample(answerable=down, unanswerable=up))
    assert one + other == pytest.approx(1)


def test_auroc_of_nothing_is_a_coin():
    assert auroc(Sample(answerable=(0.5,), unanswerable=())) == 0.5


def test_coverage_is_what_can_be_answered_that_precisely():
    sample = Sample(answerable=(0.9, 0.8, 0.7, 0.2), unanswerable=(0.5,))
    assert coverage(sample, 0.95) == 0.75
    assert coverage(sample, 0.8) == 1.0


def test_coverage_is_nothing_when_no_threshold_is_precise():
    assert coverage(Sample(answerable=(0.5,), unanswerable=(0.9,))) == 0.0


@given(SURE, SURE)
def test_coverage_never_grows_with_the_precision_asked(up: tuple, down: tuple):
    sample = Sample(answerable=up, unanswerable=down)
    shares = [coverage(sample, precision) for precision in (0.5, 0.8, 0.95, 1.0)]
    assert shares == sorted(shares, reverse=True)


@given(SURE, SURE)
def test_every_question_stands_in_one_tenth(up: tuple, down: tuple):
    tenths = reliability(Sample(answerable=up, unanswerable=down))
    assert sum(tenth.count for tenth in tenths) == len(up) + len(down)
    assert sum(t.count * t.answerable for t in tenths) == pytest.approx(len(up))


def test_a_confidence_that_says_how_often_there_is_an_answer_is_calibrated():
    honest = Sample(answerable=(0.75, 0.75, 0.75, 0.25), unanswerable=(0.25, 0.25, 0.25, 0.75))
    assert calibration_error(honest) == pytest.approx(0)


def test_both_kinds_weigh_the_same_in_the_calibration():
    # Half the weight says 0.9 and is right, half says 0.9 and is wrong: 0.5 are, 0.9 is claimed.
    assert calibration_error(Sample(answerable=(0.9,) * 10, unanswerable=(0.9,))) == pytest.approx(
        0.4
    )


def test_the_calibration_of_one_kind_alone_is_nothing():
    assert calibration_error(Sample(answerable=(0.9,), unanswerable=())) == 0.0


@given(SURE, SURE)
def test_the_calibration_error_is_a_share(up: tuple[float, ...], down: tuple[float, ...]):
    assert 0 <= calibration_error(Sample(answerable=up, unanswerable=down)) <= 1
