"""Finds the passages that may answer: vectors and words, fused, in the viewer's audiences.

The catalog has the last word: what an index returns is joined to it, and what is gone, paused or
not the viewer's is dropped there. It does not know how an answer is written.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant import ranking
from assistant.bank import Bank, Banks
from assistant.catalog import Catalog, Reading, passages, people, threads
from assistant.embedder import Embedder
from assistant.errors import IndexBroken
from assistant.exact_vectors import ExactVectors
from assistant.index import Hit, VectorIndex, WordIndex
from assistant.ranking import Candidates, Recipe
from assistant.records import Evidence, Filters, Passage, Question, Vector, Vectors, numbered

_log = logging.getLogger(__name__)

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
        self._recipe = Recipe()
        self._banks = Banks(catalog, self._recipe.bank)

    def find(self, question: Question) -> Found:
        """Return every passage in reach, ranked."""
        vector = self._embedder.embed([question.text])[0]
        parts = self._indexes()
        audiences = question.viewer.audiences
        if question.filters:
            dense, words = self._narrowed(question, vector, parts)
        else:
            dense = self._dense(parts, vector, audiences)
            words = (
                parts.words.search(question.text, audiences, self._recipe.candidates)
                if parts.words
                else []
            )
        rarity = parts.words.rarity(question.text) if parts.words else []
        ranked = self._rank(dense, words, vector, audiences, rarity)
        return Found(
            vector=vector,
            ranking=tuple(ranked),
            dense=tuple(dense),
            words=tuple(words),
            degraded=parts.degraded,
        )

    def _dense(self, parts: Indexes, vector: Vector, audiences: frozenset[str]) -> list[Hit]:
        try:
            return parts.vectors.search(vector, audiences, self._recipe.candidates)
        except IndexBroken:
            _log.error("the vector index broke; searching the catalog instead")
            return self._exact.search(vector, audiences, self._recipe.candidates)

    def _narrowed(
        self, question: Question, vector: Vector, parts: Indexes
    ) -> tuple[list[Hit], list[Hit]]:
        """Search exactly among the passages that the filters leave."""
        audiences = question.viewer.audiences
        with self._catalog.read() as reading:
            ids = passages.filtered_ids(
                reading, audiences, question.filters, _identities(reading, question.filters)
            )
        dense = self._exact.search_among(vector, ids, self._recipe.candidates)
        allowed = set(ids)
        words = (
            parts.words.search(question.text, audiences, 10 * self._recipe.candidates)
            if parts.words
            else []
        )
        return dense, [hit for hit in words if hit.id in allowed][: self._recipe.candidates]

    def _rank(
        self,
        dense: Sequence[Hit],
        words: Sequence[Hit],
        vector: Vector,
        audiences: frozenset[str],
        rarity: Sequence[float],
    ) -> list[tuple[Passage, float]]:
        bm25 = {hit.id: hit.score for hit in words}
        ids = list(dict.fromkeys([hit.id for hit in (*dense, *words)]))
        with self._catalog.read() as reading:
            found = passages.get(reading, ids, audiences)
            family = passages.family_vectors(reading, list(found))
            bank = self._banks.of(reading, audiences)
        if not found:
            return []
        known = [id for id in ids if id in found]
        candidates = _candidates([found[id] for id in known], family, bm25, vector, bank)
        covered = ranking.coverage(max(bm25.values(), default=0.0), np.array(rarity, np.float32))
        scores = ranking.rank(candidates, covered, self._recipe)
        order = np.argsort(-scores, kind="stable")
        return [(found[known[i]], float(scores[i])) for i in order]

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


def _by_words(parts: Indexes, text: str, audiences: frozenset[str], k: int) -> list[Hit]:
    return parts.words.search(text, audiences, k) if parts.words else []


def _candidates(
    found: Sequence[Passage],
    family: Sequence[tuple[str, str, Vector]],
    bm25: Mapping[str, float],
    vector: Vector,
    bank: Bank,
) -> Candidates:
    """Return what the ranking knows of each passage: its vectors, its hubs, its words."""
    recipe = Recipe()
    heads = {head: i for i, head in enumerate(dict.fromkeys(head for _, head, _ in family))}
    rows = {id: row for id, _, row in family}
    whole = ranking.contribution_vectors(
        np.stack([row for _, _, row in family]),
        np.array([heads[head] for _, head, _ in family], np.int64),
    )
    vectors = np.stack([rows[p.id] for p in found])
    contributions = whole[[heads[p.turns[0].contribution_id] for p in found]]
    names = {name: i for i, name in enumerate({*bank.threads, *(p.thread_id for p in found)})}
    threads_of = np.array([names[p.thread_id] for p in found], np.int64)
    bank_threads = np.array([names[name] for name in bank.threads], np.int64)

    def hubs(matrix: Vectors) -> Vectors:
        return ranking.hubness(
            matrix, threads_of, bank.vectors, bank_threads, recipe.hub_neighbours
        )

    return Candidates(
        vectors=vectors,
        cosine=vectors @ vector,
        hub=hubs(vectors),
        contribution_cosine=contributions @ vector,
        contribution_hub=hubs(contributions),
        bm25=np.array([bm25.get(p.id, 0.0) for p in found], np.float32),
        thread=threads_of,
    )


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
