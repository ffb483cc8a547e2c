"""Scores the decision "nobody has written that" by the confidence that each answer came with.

Pure. It does not know how questions without an answer were found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BINS = 10


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Confidences of questions that have an answer, and of questions that have none."""

    answerable: tuple[float, ...]
    unanswerable: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Questions whose confidence lies in one tenth."""

    low: float
    high: float
    count: int
    confidence: float
    """Mean confidence."""
    answerable: float
    """Share that has an answer: equal to the confidence when it is calibrated."""


def wins(sample: Sample) -> NDArray[np.float64]:
    """Return for each (answerable, unanswerable) pair 1 if the former is surer, 0.5 for a tie."""
    up = np.asarray(sample.answerable, dtype=np.float64)[:, None]
    down = np.asarray(sample.unanswerable, dtype=np.float64)[None, :]
    return np.asarray((up > down) + 0.5 * (up == down), dtype=np.float64)


def auroc(sample: Sample) -> float:
    """Return the chance that an answerable question is surer than one that is not.

    The area under the ROC curve as the Mann-Whitney statistic (Hanley, McNeil 1982). 0.5 when one
    side is empty.
    """
    table = wins(sample)
    return float(table.mean()) if table.size else 0.5


def coverage(sample: Sample, precision: float = 0.95) -> float:
    """Return the share of answerable questions still answered when answers must be that precise.

    Over all thresholds at which at least `precision` of the answered questions are answerable, the
    largest share of the answerable ones that are answered. 0 when no threshold is that precise.
    """
    up = np.sort(np.asarray(sample.answerable, dtype=np.float64))
    down = np.sort(np.asarray(sample.unanswerable, dtype=np.float64))
    if not up.size:
        return 0.0
    right = up.size - np.searchsorted(up, up, side="left")
    wrong = down.size - np.searchsorted(down, up, side="left")
    precise = right / (right + wrong) >= precision
    return float(right[precise].max() / up.size) if precise.any() else 0.0


def reliability(sample: Sample) -> tuple[Bin, ...]:
    """Return the non-empty tenths of the confidence with the share that really has an answer."""
    values = np.asarray((*sample.answerable, *sample.unanswerable), dtype=np.float64)
    truth = np.repeat((1.0, 0.0), (len(sample.answerable), len(sample.unanswerable)))
    tenth = np.minimum((values * _BINS).astype(int), _BINS - 1)
    return tuple(
        Bin(
            low=i / _BINS,
            high=(i + 1) / _BINS,
            count=int((tenth == i).sum()),
            confidence=float(values[tenth == i].mean()),
            answerable=float(truth[tenth == i].mean()),
        )
        for i in range(_BINS)
        if (tenth == i).any()
    )


def calibration_error(sample: Sample) -> float:
    """Return how far the confidence lies from the share that has an answer; 0 is calibrated.

    Expected calibration error over tenths (Naeini, Cooper, Hauskrecht 2015). Both kinds of
    questions weigh the same together, however many there are, for the confidence is meant at equal
    prior odds. 0 when one side is empty.
    """
    up = np.asarray(sample.answerable, dtype=np.float64)
    down = np.asarray(sample.unanswerable, dtype=np.float64)
    if not up.size or not down.size:
        return 0.0
    values = np.concatenate([up, down])
    truth = np.repeat((1.0, 0.0), (up.size, down.size))
    weight = np.repeat((0.5 / up.size, 0.5 / down.size), (up.size, down.size))
    tenth = np.minimum((values * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(tenth, weights=weight * (values - truth), minlength=_BINS)
    return float(np.abs(gaps).sum())


def accuracy(answered: Sequence[bool], answerable: Sequence[bool]) -> float:
    """Return the share of questions that were answered exactly when they have an answer."""
    pairs = list(zip(answered, answerable, strict=True))
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0
