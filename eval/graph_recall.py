"""How much the approximate search finds of what an exact search finds, and of itself.

It does not know how an answer is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.catalog import Catalog, Reading, feed
from assistant.index import VectorIndex
from assistant.records import Vector, Vectors

_SAMPLE = 300


@dataclass(frozen=True, kw_only=True)
class GraphRecall:
    """What a vector index finds; each between 0 and 1."""

    itself: float
    """Share of stored passages found first, or as near as the first, by their own vectors."""
    first_10: float
    """Share of the ten nearest to a question."""
    first_200: float
    """Share of all that the ranking takes from this list."""


def graph_recall(
    catalog: Catalog, index: VectorIndex, questions: Vectors, audiences: frozenset[str]
) -> GraphRecall:
    """Compare an index that is up to date with the catalog's own vectors."""
    with catalog.read() as reading:
        stored = [row for row in feed.sample(reading, _SAMPLE) if row[1] in audiences]
        exact = _nearest(reading, questions, audiences, 200)
    found = [[hit.id for hit in index.search(row, audiences, 200)] for row in questions]
    return GraphRecall(
        itself=_share([[id] for id, _, _ in stored], [_first(index, row) for row in stored]),
        first_10=_share([ids[:10] for ids in exact], found),
        first_200=_share(exact, found),
    )


def _first(index: VectorIndex, stored: tuple[str, str, Vector]) -> list[str]:
    """Return what is found by a passage's vector as near as the first: copies are as good."""
    hits = index.search(stored[2], frozenset({stored[1]}), 10)
    return [hit.id for hit in hits if hit.score > hits[0].score - 1e-4]


def _nearest(
    reading: Reading, questions: Vectors, audiences: frozenset[str], k: int
) -> list[list[str]]:
    """Return the k passages nearest to each question, by comparing with all."""
    names: list[list[str]] = [[] for _ in questions]
    scores = [np.zeros(0, np.float32) for _ in questions]
    for ids, matrix in feed.all_vectors(reading, audiences):
        near = questions @ matrix.T
        for i, row in enumerate(near):
            best = np.argpartition(-row, min(k, len(row)) - 1)[:k]
            merged = np.concatenate([scores[i], row[best]])
            known = names[i] + [ids[place] for place in best]
            kept = np.argsort(-merged, kind="stable")[:k]
            names[i], scores[i] = [known[place] for place in kept], merged[kept]
    return names


def _share(wanted: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> float:
    hits = sum(len(set(a) & set(b)) for a, b in zip(wanted, found, strict=True))
    return round(hits / max(1, sum(map(len, wanted))), 4)
