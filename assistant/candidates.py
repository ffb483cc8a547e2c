"""From the hits of one question to the numbers that ranking and abstention work on.

Pure but for the word index, which cuts texts into terms. It does not know how hits were found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant import ranking
from assistant.abstain import CANDIDATES, QuestionFacts, ThreadFacts
from assistant.bank import Bank
from assistant.index import WordIndex
from assistant.ranking import Candidates, Recipe
from assistant.records import Passage, Vector


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The hits of one question, joined to the catalog."""

    text: str
    vector: Vector
    searched: Vector
    """The question's vector as it was searched with: moved by what the community taught, or not."""
    passages: tuple[Passage, ...]
    family: tuple[tuple[str, str, Vector], ...]
    """(passage, first contribution, vector) of the passages and their siblings."""
    bm25: Mapping[str, float]
    bank: Bank
    words: WordIndex | None

    @cached_property
    def terms(self) -> list[str]:
        """The question's terms, repeats repeated; empty where there is no word index."""
        return self.words.terms(self.text) if self.words else []

    @cached_property
    def rarity(self) -> list[float]:
        """Each term's inverse document frequency; 0 where no passage has it."""
        return self.words.rarity(self.terms) if self.words else []

    @property
    def covered(self) -> float:
        """The share of the question's word weight that its best passage holds."""
        known = np.array([value for value in self.rarity if value], np.float32)
        return ranking.coverage(max(self.bm25.values(), default=0.0), known)


def candidates(looked: Looked, recipe: Recipe) -> Candidates:
    """Return what the ranking knows of each passage: its vectors, its hubs, its words."""
    found, family, bank = looked.passages, looked.family, looked.bank
    heads = {head: i for i, head in enumerate(dict.fromkeys(head for _, head, _ in family))}
    places = {id: i for i, (id, _, _) in enumerate(family)}
    rows = np.stack([row for _, _, row in family])
    member = np.array([heads[head] for _, head, _ in family], np.int64)
    own = np.array([places[p.id] for p in found], np.int64)
    numbers = member[own]
    parts = np.bincount(member)[numbers]
    vectors, whole = rows[own], ranking.contribution_vectors(rows, member)[numbers]
    names = {name: i for i, name in enumerate({*bank.threads, *(p.thread_id for p in found)})}
    threads = np.array([names[p.thread_id] for p in found], np.int64)
    bank_threads = np.array([names[name] for name in bank.threads], np.int64)
    # A contribution of one passage is that passage: its hubs need not be measured twice.
    several = np.flatnonzero(parts > 1)
    hubs = ranking.hubness(
        np.concatenate([vectors, whole[several]]),
        np.concatenate([threads, threads[several]]),
        bank.vectors,
        bank_threads,
        recipe.hub_neighbours,
    )
    whole_hubs = hubs[: len(found)].copy()
    whole_hubs[several] = hubs[len(found) :]
    return Candidates(
        vectors=vectors,
        cosine=vectors @ looked.searched,
        hub=hubs[: len(found)],
        contribution_cosine=whole @ looked.searched,
        contribution_hub=whole_hubs,
        bm25=np.array([looked.bm25.get(p.id, 0.0) for p in found], np.float32),
        thread=threads,
        contribution=numbers,
        parts=parts,
        thread_parts=_seen_parts(found, threads),
    )


def _seen_parts(found: Sequence[Passage], threads: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many passages each passage's thread has, as far as the last one found tells."""
    most = np.zeros(int(threads.max()) + 1, np.int64)
    np.maximum.at(most, threads, [passage.ordinal + 1 for passage in found])
    return most[threads]


def question_facts(looked: Looked, found: Candidates, order: NDArray[np.int64]) -> QuestionFacts:
    """Return what the decision to answer looks at: the best threads and the question's words."""
    members: dict[str, list[int]] = {}
    for i in order:
        members.setdefault(looked.passages[i].thread_id, []).append(int(i))
    unseen = float(np.log(2 * (looked.words.passages() if looked.words else 0) + 2))
    pairs = dict(zip(looked.terms, looked.rarity, strict=True))
    return QuestionFacts(
        vector=looked.vector,
        rarity={term: value for term, value in pairs.items() if value},
        unknown=sum(unseen for value in pairs.values() if not value),
        threads=[
            ThreadFacts(id=id, vectors=found.vectors[places], terms=_terms(looked, places))
            for id, places in list(members.items())[:CANDIDATES]
        ],
    )


def _terms(looked: Looked, places: list[int]) -> frozenset[str]:
    if looked.words is None:
        return frozenset()
    texts = (looked.passages[i].embedded_text for i in places)
    return frozenset(term for text in texts for term in looked.words.terms(text))
