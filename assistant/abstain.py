"""Decides how likely it is that somebody in the community has written the answer.

Pure arithmetic over what retrieval already holds: the question's vector, the best ten threads with
the vectors of their passages and their terms. All statistics come from the audiences that the
viewer holds, or the confidence would tell of threads that the viewer may not read. Constants,
figures and what was tried: docs/abstention.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.records import Vector, Vectors

HUB_NEIGHBOURS = 10
CENTROID_PASSAGES = 8
"""Passages of a thread, nearest to the question, whose mean stands for it."""
RARE_TERMS = 5
CANDIDATES = 10
"""Threads that are looked at."""
_TOPIC_POWER = 2.0
"""A foreign question must not pass on a lucky exact match: the topic counts twice."""
_SHRINK = 3.0
"""How strongly the whitener is pulled towards doing nothing, in mean eigenvalues."""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """What questions are compared with."""

    mean: Vector
    """Mean passage vector, shape (dimension,)."""
    whitener: Vectors
    """Shape (dimension, dimension)."""
    bank: Vectors
    """A sample of passages, one a thread."""
    white_bank: Vectors
    """The same in the whitened space."""
    bank_threads: tuple[str, ...]

    @cached_property
    def rows_of(self) -> Mapping[str, Sequence[int]]:
        """Rows of the bank by thread."""
        found: dict[str, list[int]] = {}
        for row, thread in enumerate(self.bank_threads):
            found.setdefault(thread, []).append(row)
        return found


@dataclass(frozen=True, kw_only=True)
class ThreadFacts:
    """One candidate thread."""

    id: str
    vectors: Vectors
    """Of its passages in reach."""
    terms: frozenset[str]
    """Stemmed terms of those passages."""


@dataclass(frozen=True, kw_only=True)
class QuestionFacts:
    """What is known of a question once it was looked up."""

    vector: Vector
    rarity: Mapping[str, float]
    """Inverse document frequency of each of its terms that the community uses."""
    unknown: float
    """Inverse document frequency of all its terms that the community never uses, added up."""
    threads: Sequence[ThreadFacts]
    """Candidates, best first."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """Six numbers that tell answered from unanswered, on their raw scale."""

    centroid: float
    """Best cosine of question and thread (mean of its passages), less the thread's hubness."""
    whitened: float
    """The same in the whitened space of the community's passages."""
    typical: float
    """Cosine of the question and the mean passage."""
    rare_covered: float
    """Weight share of the question's rarest known terms that the best thread holds."""
    best_cosine: float
    unknown_terms: float
    """Weight share of the question's terms that the community never uses."""


def describe(bank: Vectors, bank_threads: Sequence[str]) -> Collection:
    """Return the statistics of a sample: mean, and the whitener U (L + 3 mean L)^-1/2."""
    mean = bank.mean(axis=0)
    centred = bank - mean
    values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    scale = (values + _SHRINK * max(float(values.mean()), 1e-6)) ** -0.5
    whitener = (axes * scale).astype(np.float32)
    return Collection(
        mean=mean,
        whitener=whitener,
        bank=bank,
        white_bank=_unit((centred @ whitener).astype(np.float32)),
        bank_threads=tuple(bank_threads),
    )


def features(facts: QuestionFacts, collection: Collection) -> Features:
    """Return the numbers by which it is decided; at least one thread is needed."""
    threads = facts.threads[:CANDIDATES]
    cosines = [thread.vectors @ facts.vector for thread in threads]
    near = [
        t.vectors[np.argsort(-c)[:CENTROID_PASSAGES]] for t, c in zip(threads, cosines, strict=True)
    ]
    names = [thread.id for thread in threads]
    plain = _unit(np.stack([group.mean(axis=0) for group in near]))
    white = _unit(np.stack([_whiten(group, collection).mean(axis=0) for group in near]))
    asked = _whiten(facts.vector[None], collection)[0]
    plain_scores = plain @ facts.vector - _hubs(plain, collection.bank, names, collection)
    white_scores = white @ asked - _hubs(white, collection.white_bank, names, collection)
    known = sum(facts.rarity.values())
    total = known + facts.unknown
    return Features(
        centroid=float(plain_scores.max()),
        whitened=float(white_scores.max()),
        typical=float(facts.vector @ _unit(collection.mean)),
        rare_covered=_rare_covered(facts.rarity, threads[int(white_scores.argmax())].terms),
        best_cosine=max(float(c.max()) for c in cosines),
        unknown_terms=facts.unknown / total if total else 0.0,
    )


def confidence(found: Features) -> float:
    """Return the probability that an answer was written, at equal prior odds.

    Two experts must agree: `exact` (answered or just missing) and `topic` (ours or foreign).
    """
    exact = (
        2.5310 * found.centroid
        + 5.6477 * found.whitened
        + 0.6220 * found.typical
        + 0.6648 * found.rare_covered
        - 2.8269
    )
    topic = (
        4.1609 * found.centroid
        + 10.0061 * found.best_cosine
        - 3.8397 * found.unknown_terms
        - 5.1309
    )
    joint = _log_sigmoid(exact) + _TOPIC_POWER * _log_sigmoid(topic)
    return float(1.0 / (1.0 + np.exp(-(0.4336 * joint + 1.0372))))


def _hubs(rows: Vectors, bank: Vectors, names: Sequence[str], collection: Collection) -> Vectors:
    """Return half the mean cosine of each row to its nearest of other threads (CSLS)."""
    near = rows @ bank.T
    for row, name in enumerate(names):
        near[row, list(collection.rows_of.get(name, ()))] = -1.0
    k = min(HUB_NEIGHBOURS, near.shape[1] - 1)
    if k < 1:
        return np.zeros(len(rows), np.float32)
    halves: Vectors = 0.5 * np.partition(near, -k, axis=1)[:, -k:].mean(axis=1)
    return halves


def _whiten(rows: Vectors, collection: Collection) -> Vectors:
    moved = (rows - collection.mean) @ collection.whitener
    return _unit(moved.astype(np.float32))


def _rare_covered(rarity: Mapping[str, float], terms: frozenset[str]) -> float:
    rare = sorted(rarity, key=lambda term: (-rarity[term], term))[:RARE_TERMS]
    total = sum(rarity[term] for term in rare)
    return sum(rarity[term] for term in rare if term in terms) / total if total else 0.0


def _unit(rows: Vectors) -> Vectors:
    scaled: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9)
    return scaled


def _log_sigmoid(logit: float) -> float:
    return -float(np.logaddexp(0.0, -logit))
