"""A set of ids that stays small: eight bytes each, a million of them in 8 MB.

It keeps numbers made from ids, so that two of a million stand for the same one with a chance of
less than one in a million.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable

_RECENT = 50_000
"""Ids kept in a plain set before they are sorted in."""


class SeenIds:
    """Remember ids (`m_…`, `t_…`) in little memory."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        """Start with these."""
        self._sorted = array("Q")
        self._recent: set[int] = set()
        for id in ids:
            self.add(id)

    def add(self, id: str) -> bool:
        """Remember an id; True when it is new."""
        number = _number(id)
        if self._holds(number):
            return False
        self._recent.add(number)
        if len(self._recent) >= _RECENT:
            # Sorting what is sorted but for its end takes linear time.
            self._sorted = array("Q", sorted([*self._sorted, *sorted(self._recent)]))
            self._recent.clear()
        return True

    def __contains__(self, id: str) -> bool:
        """Tell whether an id was added."""
        return self._holds(_number(id))

    def _holds(self, number: int) -> bool:
        if number in self._recent:
            return True
        place = bisect_left(self._sorted, number)
        return place < len(self._sorted) and self._sorted[place] == number


def _number(id: str) -> int:
    """Return 60 bits of an id, which is a hash already."""
    return int(id[2:14], 36)
