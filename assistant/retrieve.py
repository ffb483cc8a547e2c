"""Finds the passages that may answer: vectors and words, fused, in the viewer's audiences.

The catalog has the last word: what an index returns is joined to it, and what is gone, paused or
not the viewer's is dropped there. It does not know how an answer is written.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.catalog import Catalog, Reading, passages, people, threads
from assistant.embedder import Embedder
from assistant.errors import IndexBroken
from assistant.exact_vectors import ExactVectors
from assistant.fusion import fuse, ranked, with_threads
from assistant.index import Hit, VectorIndex, WordIndex
from assistant.records import Evidence, Filters, Passage, Question, Vector, numbered

_log = logging.getLogger(__name__)

_CANDIDATES = 150
"""Hits taken from each index."""
_THREAD_SHARES = (0.3, 0.15)
_PER_CONTRIBUTOR = 3
_PER_THREAD = 3


@dataclass(frozen=True, kw_only=True)
class Indexes:
    """What can be searched at this moment."""

    vectors: VectorIndex
    words: WordIndex | None
    degraded: bool = False
    """True: the indexes are broken or missing and the catalog itself is searched."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found for one question."""

    vector: Vector
    ranking: tuple[tuple[Passage, float], ...]
    """Passages with scores, best first: no diversity, nothing folded."""
    dense: tuple[Hit, ...]
    words: tuple[Hit, ...]
    degraded: bool


class Retriever:
    """Search for passages."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder, indexes: Callable[[], Indexes]
    ) -> None:
        """Take what is searched; `indexes` is asked anew for every question."""
        self._catalog = catalog
        self._embedder = embedder
        self._indexes = indexes
        self._exact = ExactVectors(catalog)

    def find(self, question: Question) -> Found:
        """Return every passage in reach, ranked."""
        vector = self._embedder.embed([question.text])[0]
        parts = self._indexes()
        audiences = question.viewer.audiences
        if question.filters:
            dense, words = self._narrowed(question, vector, parts)
        else:
            dense = self._dense(parts, vector, audiences)
            words = parts.words.search(question.text, audiences, _CANDIDATES) if parts.words else []
        ranking = self._rank(dense, words, vector, audiences)
        return Found(
            vector=vector,
            ranking=tuple(ranking),
            dense=tuple(dense),
            words=tuple(words),
            degraded=parts.degraded,
        )

    def _dense(self, parts: Indexes, vector: Vector, audiences: frozenset[str]) -> list[Hit]:
        try:
            return parts.vectors.search(vector, audiences, _CANDIDATES)
        except IndexBroken:
            _log.error("the vector index broke; searching the catalog instead")
            return self._exact.search(vector, audiences, _CANDIDATES)

    def _narrowed(
        self, question: Question, vector: Vector, parts: Indexes
    ) -> tuple[list[Hit], list[Hit]]:
        """Search exactly among the passages that the filters leave."""
        audiences = question.viewer.audiences
        with self._catalog.read() as reading:
            ids = passages.filtered_ids(
                reading, audiences, question.filters, _identities(reading, question.filters)
            )
        dense = self._exact.search_among(vector, ids, _CANDIDATES)
        allowed = set(ids)
        words = (
            parts.words.search(question.text, audiences, 10 * _CANDIDATES) if parts.words else []
        )
        return dense, [hit for hit in words if hit.id in allowed][:_CANDIDATES]

    def _rank(
        self,
        dense: Sequence[Hit],
        words: Sequence[Hit],
        vector: Vector,
        audiences: frozenset[str],
    ) -> list[tuple[Passage, float]]:
        dense_scores = {hit.id: hit.score for hit in dense}
        word_scores = {hit.id: hit.score for hit in words}
        ids = list({**dense_scores, **word_scores})
        with self._catalog.read() as reading:
            found = passages.get(reading, ids, audiences)
            missing = [id for id in found if id not in dense_scores]
            for id, row in passages.vectors_of(reading, missing).items():
                dense_scores[id] = float(row @ vector)
        known = {id: score for id, score in dense_scores.items() if id in found}
        scores = fuse(known, {id: s for id, s in word_scores.items() if id in found})
        lifted = with_threads(scores, {id: p.thread_id for id, p in found.items()}, _THREAD_SHARES)
        return [(found[id], score) for id, score in ranked(lifted)]

    def evidence(self, found: Found, k: int) -> list[Evidence]:
        """Return the k best passages as evidence, several voices and threads among them."""
        with self._catalog.read() as reading:
            register = people.register(reading)
            head = found.ranking[: 6 * k]
            ids = [turn.contribution_id for p, _ in head for turn in p.turns]
            known = threads.contributions(reading, ids, register)
            heads = threads.titles(reading, [p.thread_id for p, _ in head])
        best = found.ranking[0][1] if found.ranking else 1.0
        items = [
            Evidence(
                passage=passage,
                score=max(0.0, min(1.0, score / best if best > 0 else 0.0)),
                rank=1,
                contributions=tuple(
                    known[t.contribution_id] for t in passage.turns if t.contribution_id in known
                ),
                thread_title=heads.get(passage.thread_id, (None, None, ""))[0],
            )
            for passage, score in head
        ]
        return _diverse(items, k)


def _identities(reading: Reading, filters: Filters) -> list[str]:
    """Return the identities of the contributors that the filter names."""
    if not filters.contributors:
        return []
    register = people.register(reading)
    return [
        key
        for person in register.people.values()
        if person.id in filters.contributors
        for key in person.identities
    ]


def _diverse(items: Sequence[Evidence], k: int) -> list[Evidence]:
    """Take the best k, no contributor and no thread too often; the rest only fills up."""
    voices: Counter[str] = Counter()
    spaces: Counter[str] = Counter()
    chosen: list[Evidence] = []
    left: list[Evidence] = []
    for item in items:
        speakers = {person.id for c in item.contributions for person in c.contributors}
        full = spaces[item.passage.thread_id] >= _PER_THREAD or any(
            voices[id] >= _PER_CONTRIBUTOR for id in speakers
        )
        if full:
            left.append(item)
            continue
        voices.update(speakers)
        spaces[item.passage.thread_id] += 1
        chosen.append(item)
    return numbered((chosen + left)[:k])
