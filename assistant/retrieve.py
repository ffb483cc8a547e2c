"""Finds the passages that may answer: vectors and words, fused, in the viewer's audiences.

The catalog has the last word: what an index returns is joined to it, and what is gone, paused or
not the viewer's is dropped there. It does not know how an answer is written.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from assistant import ranking
from assistant.abstain import Features, features
from assistant.adapt_map import mapped
from assistant.adapted import Adapted, Learned
from assistant.bank import Banks
from assistant.candidates import Looked, candidates, question_facts
from assistant.catalog import Catalog, Reading, families, passages, people
from assistant.embedder import Embedder
from assistant.errors import IndexBroken
from assistant.exact_vectors import ExactVectors
from assistant.index import Hit, VectorIndex, WordIndex
from assistant.ranking import Recipe
from assistant.records import Filters, Passage, Question, Vector

_log = logging.getLogger(__name__)

_REORDERED = 30
"""Passages at the head of the ranking that a cross-encoder judges again."""
_DEEPER = 10
"""How many times more hits by words are looked through where filters leave some of them."""
_EMBEDDED_AT_ONCE = 8
"""Questions that wait for the model while their words are searched."""


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
    """Of the question, as the embedder gives it."""
    ranking: tuple[tuple[Passage, float], ...]
    """Passages with scores, best first: no diversity, nothing folded."""
    features: Features | None
    """What the decision to answer rests on; None where nothing was found."""
    degraded: bool


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One question, ready to be searched for."""

    question: Question
    embedded: "Future[Vector]"
    learned: Learned

    @property
    def vector(self) -> Vector:
        """The question's vector, as the embedder gives it; waits until it is there."""
        return self.embedded.result()

    @cached_property
    def searched(self) -> Vector:
        """The vector to search with."""
        return mapped(self.vector, self.learned.matrix)


class Reorder(Protocol):
    """Judge passages again, reading each together with the question."""

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """Return how well each text answers, higher is better, shape (texts,)."""
        ...


class Retriever:
    """Search for passages."""

    def __init__(
        self,
        catalog: Catalog,
        embedder: Embedder,
        indexes: Callable[[], AbstractContextManager[Indexes]],
        reorder: Reorder | None = None,
    ) -> None:
        """Take what is searched; `indexes` lends it anew for every question.

        `reorder` judges the head of the ranking again; None leaves it.
        """
        self._catalog = catalog
        self._embedder = embedder
        self._indexes = indexes
        self._reorder = reorder
        self._exact = ExactVectors(catalog)
        recipe = Recipe()
        self._banks = Banks(catalog, recipe.bank)
        self._adapted = Adapted(recipe, embedder.model.fingerprint)
        self._workers = ThreadPoolExecutor(_EMBEDDED_AT_ONCE, thread_name_prefix="questions")

    def find(self, question: Question) -> Found:
        """Return every passage in reach, ranked."""
        embedded = self._workers.submit(lambda: self._embedder.embed([question.text])[0])
        with self._catalog.read() as reading:
            learned = self._adapted.of(reading, question.viewer.audiences)
        asked = _Asked(question=question, embedded=embedded, learned=learned)
        try:
            with self._indexes() as parts:
                return self._found(asked, parts)
        except IndexBroken:
            _log.error("an index broke under a question; searching the catalog instead")
            with self._indexes() as parts:
                return self._found(asked, parts)

    def _found(self, asked: _Asked, parts: Indexes) -> Found:
        looked = self._look(asked, parts)
        if looked is None:
            return Found(vector=asked.vector, ranking=(), features=None, degraded=parts.degraded)
        found = candidates(looked, asked.learned.recipe)
        scores = ranking.rank(found, looked.covered, asked.learned.recipe)
        order = np.argsort(-scores, kind="stable")
        ranked = tuple((looked.passages[i], float(scores[i])) for i in order)
        collection = looked.bank.collection
        facts = question_facts(looked, found, order)
        return Found(
            vector=asked.vector,
            ranking=self._reordered(asked.question.text, ranked),
            features=features(facts, collection) if collection is not None else None,
            degraded=parts.degraded,
        )

    def _reordered(
        self, question: str, ranked: tuple[tuple[Passage, float], ...]
    ) -> tuple[tuple[Passage, float], ...]:
        """Return the ranking with its head judged again; the scores stay where they stand."""
        if self._reorder is None or not ranked:
            return ranked
        head = [passage for passage, _ in ranked[:_REORDERED]]
        judged = self._reorder.scores(question, [passage.embedded_text for passage in head])
        order = np.argsort(-judged, kind="stable")
        scores = (score for _, score in ranked)
        moved = [head[i] for i in order] + [passage for passage, _ in ranked[_REORDERED:]]
        return tuple(zip(moved, scores, strict=True))

    def _look(self, asked: _Asked, parts: Indexes) -> Looked | None:
        """Search, and join the hits to the catalog; None when nothing is left.

        What needs no vector comes first: meanwhile the model reads the question.
        """
        audiences = asked.question.viewer.audiences
        with self._catalog.read() as reading:
            within = _within(reading, asked.question)
            words = _by_words(asked, parts, within)
            known = families.located(reading, [hit.id for hit in words], audiences)
            others = families.siblings(reading, known)
            dense = self._by_vector(asked, parts, within)
            left = [hit.id for hit in dense if hit.id not in known]
            nearer = families.located(reading, left, audiences)
            family = {**others, **families.siblings(reading, nearer), **known, **nearer}
            bank = self._banks.of(reading, audiences)
        known |= nearer
        if not known:
            return None
        ids = dict.fromkeys(hit.id for hit in (*dense, *words))
        return Looked(
            text=asked.question.text,
            vector=asked.vector,
            searched=asked.searched,
            passages=tuple(known[id].passage for id in ids if id in known),
            family=tuple((item.id, item.head, item.vector) for item in family.values()),
            bm25={hit.id: hit.score for hit in words if hit.id in known},
            bank=bank,
            words=parts.words,
        )

    def _by_vector(self, asked: _Asked, parts: Indexes, within: Sequence[str] | None) -> list[Hit]:
        k = asked.learned.recipe.candidates
        if within is not None:
            return self._exact.search_among(asked.searched, within, k)
        return parts.vectors.search(asked.searched, asked.question.viewer.audiences, k)


def _by_words(asked: _Asked, parts: Indexes, within: Sequence[str] | None) -> list[Hit]:
    if parts.words is None:
        return []
    question, k = asked.question, asked.learned.recipe.candidates
    audiences = question.viewer.audiences
    if within is None:
        return parts.words.search(question.text, audiences, k)
    allowed = set(within)
    found = parts.words.search(question.text, audiences, _DEEPER * k)
    return [hit for hit in found if hit.id in allowed][:k]


def _within(reading: Reading, question: Question) -> list[str] | None:
    """Return the passages that the filters leave, to search exactly among; None: no filters."""
    if not question.filters:
        return None
    people_of = _identities(reading, question.filters)
    return passages.filtered_ids(reading, question.viewer.audiences, question.filters, people_of)


def _identities(reading: Reading, filters: Filters) -> dict[str, list[str]]:
    """Return the identities of the contributors that the filter names, by source."""
    if not filters.contributors:
        return {}
    return people.register(reading).written_as(frozenset(filters.contributors))
