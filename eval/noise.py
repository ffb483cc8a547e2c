"""Tells differences from chance: bootstrap intervals and a paired test.

Percentile bootstrap over questions (Efron 1979; Sakai 2006 for retrieval) and the paired
randomisation test by flipping signs (Fisher; Smucker, Allan, Carterette 2007). Seeded: the same
values give the same interval. It does not know what the values measure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.abstention import Sample, wins

_DRAWS = 2000
_FLIPS = 5000
_CHUNK = 250
_SEED = 20260101
LEVEL = 0.95
"""Share of the draws that an interval holds."""

Interval = tuple[float, float]
"""The lower and the upper end."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How far one run is from another on the same questions."""

    mean: float
    """Second run minus first."""
    interval: Interval
    p: float
    """Chance of a difference at least as large between two runs of equal worth."""

    @property
    def is_fall(self) -> bool:
        """True when the second run is worse beyond noise."""
        return self.interval[1] < 0


def mean_interval(values: Sequence[float]) -> Interval:
    """Return the bootstrap interval of a mean; (0, 0) for no values."""
    if not values:
        return 0.0, 0.0
    return _interval(_drawn_means(np.asarray(values, dtype=np.float64)))


def difference(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Compare two runs; the values belong to the same questions in the same order."""
    gaps = np.asarray(after, dtype=np.float64) - np.asarray(before, dtype=np.float64)
    if not gaps.size:
        return Difference(mean=0.0, interval=(0.0, 0.0), p=1.0)
    return Difference(
        mean=float(gaps.mean()), interval=_interval(_drawn_means(gaps)), p=_flip_test(gaps)
    )


def auroc_interval(sample: Sample) -> Interval:
    """Return the bootstrap interval of an AUROC, answerable and others drawn apart."""
    return _interval(_drawn_table(wins(sample)))


def auroc_difference(before: Sample, after: Sample) -> Difference:
    """Compare the AUROC of two runs over the same questions in the same order.

    `p` is two-sided from the draws: twice the share of them on the other side of 0.
    """
    gaps = wins(after) - wins(before)
    drawn = _drawn_table(gaps)
    tail = min(float((drawn <= 0).mean()), float((drawn >= 0).mean()))
    return Difference(
        mean=float(gaps.mean()) if gaps.size else 0.0,
        interval=_interval(drawn),
        p=min(1.0, 2 * max(tail, 1 / _DRAWS)),
    )


def _drawn_means(values: Floats) -> Floats:
    random = np.random.default_rng(_SEED)
    parts = [
        values[random.integers(0, values.size, (_CHUNK, values.size))].mean(axis=1)
        for _ in range(_DRAWS // _CHUNK)
    ]
    return np.concatenate(parts)


def _drawn_table(table: Floats) -> Floats:
    """Return the mean of a table (answerable x others) with both sides drawn anew."""
    rows, columns = table.shape
    if not rows or not columns:
        return np.zeros(1)
    random = np.random.default_rng(_SEED)
    across = random.multinomial(columns, np.full(columns, 1 / columns), _DRAWS) / columns
    down = random.multinomial(rows, np.full(rows, 1 / rows), _DRAWS) / rows
    return np.asarray(((down @ table) * across).sum(axis=1), dtype=np.float64)


def _flip_test(gaps: Floats) -> float:
    random = np.random.default_rng(_SEED)
    observed = abs(float(gaps.mean())) - 1e-12
    hits = 0
    for _ in range(_FLIPS // _CHUNK):
        signs = random.choice((-1.0, 1.0), (_CHUNK, gaps.size))
        hits += int((np.abs((signs * gaps).mean(axis=1)) >= observed).sum())
    return (hits + 1) / (_FLIPS + 1)


def _interval(drawn: Floats) -> Interval:
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return float(low), float(high)
