"""A set of ids that stays small: eight bytes each, a million of them in 8 MB.

It keeps numbers made from ids, so that two of a million stand for the same one with a chance of
less than one in a million.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_RECENT = 50_000
"""Ids kept in a plain set before they are sorted in."""


class SeenIds:
    """Remember ids (`m_…`, `t_…`) in little memory."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        """Start with these."""
        self._sorted: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
        self._recent: set[int] = set()
        for id in ids:
            self.add(id)

    def add(self, id: str) -> bool:
        """Remember an id; True when it is new."""
        if id in self:
            return False
        self._recent.add(_number(id))
        if len(self._recent) >= _RECENT:
            recent = np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent))
            # Two sorted runs: a stable sort merges them in linear time.
            self._sorted = np.sort(np.concatenate([self._sorted, np.sort(recent)]), kind="stable")
            self._recent.clear()
        return True

    def __contains__(self, id: str) -> bool:
        """Tell whether an id was added."""
        number = _number(id)
        if number in self._recent:
            return True
        place = int(self._sorted.searchsorted(np.uint64(number)))
        return place < len(self._sorted) and int(self._sorted[place]) == number


def _number(id: str) -> int:
    """Return 60 bits of an id, which is a hash already."""
    return int(id[2:14], 36)
