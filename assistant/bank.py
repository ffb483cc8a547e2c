"""A fixed sample of the passages that a viewer may read: what "near to everything" is measured by.

One sample per set of audiences, so that nothing a viewer may not read bears on their ranking. Kept
in memory, taken anew when the catalog has changed.
"""

import threading
import time
from dataclasses import dataclass

from assistant.abstain import Collection, describe
from assistant.catalog import Catalog, Reading, feed
from assistant.records import Vectors

_FRESH_S = 60.0
"""A sample of a large catalog is kept this long although the catalog changed."""
_MOST_SETS = 64
"""Sets of audiences whose samples are kept."""


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A sample of passages."""

    threads: tuple[str, ...]
    """The thread of each row."""
    vectors: Vectors
    collection: Collection | None
    """Its statistics; None where there are fewer than two passages."""


class Banks:
    """The samples of the sets of audiences that ask."""

    def __init__(self, catalog: Catalog, size: int) -> None:
        """Take the catalog and how many passages a sample has at most."""
        self._catalog = catalog
        self._size = size
        self._kept: dict[frozenset[str], tuple[int, float, Bank]] = {}
        self._lock = threading.Lock()

    def of(self, reading: Reading, audiences: frozenset[str]) -> Bank:
        """Return the sample for these audiences."""
        revision = self._catalog.revision()
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(audiences)
        if kept is not None and (kept[0] == revision or self._is_large(kept, now)):
            return kept[2]
        threads, vectors = feed.bank(reading, audiences, self._size)
        collection = describe(vectors, threads) if len(threads) > 1 else None
        bank = Bank(threads=tuple(threads), vectors=vectors, collection=collection)
        with self._lock:
            if len(self._kept) >= _MOST_SETS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[audiences] = (revision, now, bank)
        return bank

    def _is_large(self, kept: tuple[int, float, Bank], now: float) -> bool:
        return len(kept[2].threads) == self._size and now - kept[1] < _FRESH_S
