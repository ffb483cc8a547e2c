"""Exact search over the catalog's own vectors: slower than Chroma, never wrong.

Used when the vector index is broken (degraded mode), for searches narrowed to few passages, and to
check the index. It reads the catalog and keeps nothing.
"""

from collections.abc import Sequence

import numpy as np

from assistant.catalog import Catalog, feed, passages
from assistant.catalog.feed import FeedItem
from assistant.index import Hit
from assistant.records import Vector


class ExactVectors:
    """Compare the question with every readable vector of the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        """Search in this catalog."""
        self._catalog = catalog

    def search(self, vector: Vector, audiences: frozenset[str], k: int) -> list[Hit]:
        """Return up to k nearest passages of the audiences, best first, score = cosine."""
        best: list[Hit] = []
        with self._catalog.read() as reading:
            for ids, matrix in feed.all_vectors(reading, audiences):
                scores = matrix @ vector
                top = np.argsort(-scores)[:k]
                best += [Hit(id=ids[i], score=float(scores[i])) for i in top]
                best = sorted(best, key=lambda hit: (-hit.score, hit.id))[:k]
        return best

    def search_among(self, vector: Vector, ids: Sequence[str], k: int) -> list[Hit]:
        """Return up to k nearest of the given passages, best first."""
        with self._catalog.read() as reading:
            found = passages.vectors_of(reading, ids)
        hits = [Hit(id=id, score=float(found[id] @ vector)) for id in found]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def upsert(self, items: Sequence[FeedItem]) -> None:
        """Do nothing: the catalog already holds them."""

    def delete(self, gone: Sequence[tuple[str, str]]) -> None:
        """Do nothing: the catalog already dropped them."""

    def commit(self) -> None:
        """Do nothing: nothing is kept."""
