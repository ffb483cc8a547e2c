"""Invents any number of vectors that lie as real ones do: in clusters, with room between them.

Each is a mixture of a real vector and two of its neighbours, moved along differences to further
neighbours: a smoothed bootstrap (Silverman & Young 1987) that follows the local covariance. How
near the nearest of n invented ones is follows real sets as n grows (docs/performance.md); copies
with small noise would lie a hundred times denser. It does not know texts.
"""

import numpy as np
from numpy.typing import NDArray

from assistant.records import Vectors

_NEIGHBOURS = 50
"""Real vectors that count as the cluster of one."""
_DIRECTIONS = 20
"""Differences that one vector is moved along."""
_SPREAD = 0.9
"""Length of the move, in mean distances to the neighbours."""
_BLOCK = 500


class VectorMaker:
    """Makes vectors like those of a real set."""

    def __init__(self, real: Vectors) -> None:
        """Take the real vectors, shape (n, dimension), rows of length 1, n of at least 2."""
        self._real = real
        self._near = _neighbours(real, min(_NEIGHBOURS, len(real) - 1))

    def like(self, rows: NDArray[np.int64], seed: int) -> Vectors:
        """Return a vector of length 1 for each of these rows of the real set."""
        chance = np.random.default_rng(seed)
        made = [self._block(rows[i : i + _BLOCK], chance) for i in range(0, len(rows), _BLOCK)]
        return np.concatenate(made) if made else self._real[:0]

    def _block(self, rows: NDArray[np.int64], chance: np.random.Generator) -> Vectors:
        n, cluster = len(rows), self._near.shape[1]
        chosen = chance.integers(0, cluster, (n, 2 + _DIRECTIONS))
        others = self._real[self._near[rows[:, None], chosen]]
        shares = chance.dirichlet((1.0, 1.0, 1.0), n).astype(np.float32)
        own = self._real[rows]
        mixed = _unit(shares[:, :1] * own + np.einsum("nk,nkd->nd", shares[:, 1:], others[:, :2]))
        steps = chance.standard_normal((n, _DIRECTIONS)).astype(np.float32)
        steps *= _SPREAD / np.sqrt(_DIRECTIONS)
        moves = np.einsum("nk,nkd->nd", steps, others[:, 2:] - own[:, None, :])
        return _unit(mixed + moves)


def nearest_cosines(queries: Vectors, among: Vectors) -> Vectors:
    """Return the cosine of each query to its nearest in a set, itself left out."""
    near = queries @ among.T
    near[near > 1.0 - 1e-5] = -1.0
    found: Vectors = near.max(axis=1)
    return found


def _neighbours(real: Vectors, most: int) -> NDArray[np.int64]:
    near = real @ real.T
    np.fill_diagonal(near, -1.0)
    return np.argpartition(-near, most - 1, axis=1)[:, :most]


def _unit(rows: Vectors) -> Vectors:
    scaled: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-9)
    return scaled.astype(np.float32)
