"""The writer that cannot invent: it chooses sentences that answer, verbatim, under their speakers.

Pure but for the embedder, which compares each sentence with the question. Spans come from the
turns of passages, so every character chosen has a speaker. It does not decide whether the question
is answered at all (`assistant.abstain`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.cite import cite
from assistant.embedder import Embedder
from assistant.records import Citation, Contribution, Evidence, Statement, Vector
from assistant.sentences import Span, Unit, spans

_PASSAGES = 10
"""Evidence that sentences are taken from."""
_MOST_UNITS = 90
"""Sentences compared with one question: bounds the time."""
_PASSAGE_WEIGHT = 0.45
_WORD_WEIGHT = 0.15
_NEIGHBOUR_SHARE = 0.82
"""A sentence is read on into its neighbour when that scores this share of it."""
_SAME = 0.9
"""Sentences nearer than this say the same; only one of them is quoted per person."""
_LONGEST_QUOTE = 420
_PER_PERSON = 2
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, kw_only=True)
class _Unit:
    """A sentence that may be quoted."""

    contribution: Contribution
    title: str | None
    span: Span
    score: float
    vector: Vector
    rank: int

    @property
    def text(self) -> str:
        return self.contribution.text[self.span.start : self.span.end]

    @property
    def speaker(self) -> str:
        people = self.contribution.contributors
        return people[0].id if people else self.contribution.thread_id


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Statements with the citations they name, before the check."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


class QuoteWriter:
    """Write an answer out of quotations."""

    def __init__(self, embedder: Embedder, most: int) -> None:
        """Take the embedder and how many statements an answer has at most."""
        self._embedder = embedder
        self._most = most

    def write(self, question: str, vector: Vector, evidence: Sequence[Evidence]) -> Draft:
        """Return up to `most` quotations that answer the question, best people first."""
        units = self._scored(question, vector, evidence[:_PASSAGES])
        chosen = _choose(units, self._most)
        quotes = [_read_on(unit, units) for unit in chosen]
        citations = tuple(
            cite(i, unit.contribution, unit.text, unit.title)
            for i, unit in enumerate(quotes, start=1)
        )
        statements = tuple(Statement(text=c.quote, citations=(c.number,)) for c in citations)
        return Draft(statements=statements, citations=citations)

    def _scored(self, question: str, vector: Vector, evidence: Sequence[Evidence]) -> list[_Unit]:
        bare = _units(evidence)[:_MOST_UNITS]
        if not bare:
            return []
        vectors = self._embedder.embed([unit.text for unit in bare])
        wanted = _terms(question)
        best = max(item.score for item in evidence) or 1.0
        scored = []
        for unit, row in zip(bare, vectors, strict=True):
            score = (
                float(row @ vector)
                + _PASSAGE_WEIGHT * unit.score / best
                + _WORD_WEIGHT * _coverage(wanted, unit.text)
                - _penalty(unit)
            )
            scored.append(replace(unit, score=score, vector=row))
        return scored


def _units(evidence: Sequence[Evidence]) -> list[_Unit]:
    """Return the quotable units of the evidence, each once, in order of rank."""
    found: dict[tuple[str, int], _Unit] = {}
    empty = np.zeros(0, dtype=np.float32)
    for item in evidence:
        by_id = {c.id: c for c in item.contributions}
        for turn in item.passage.turns:
            contribution = by_id.get(turn.contribution_id)
            if contribution is None:
                continue
            first, last = turn.offset, turn.offset + turn.end - turn.start
            for span in spans(contribution.text):
                inside = first <= span.start and span.end <= last
                if not inside or span.unit is Unit.HEADING:
                    continue
                found.setdefault(
                    (contribution.id, span.start),
                    _Unit(
                        contribution=contribution,
                        title=item.thread_title,
                        span=span,
                        score=item.score,
                        vector=empty,
                        rank=item.rank,
                    ),
                )
    return list(found.values())


def _choose(units: Sequence[_Unit], most: int) -> list[_Unit]:
    """Take the best units, no voice too often, nothing said twice by one person."""
    chosen: list[_Unit] = []
    heard: Counter[str] = Counter()
    best = max((unit.score for unit in units), default=0.0)
    for unit in sorted(units, key=lambda u: (-u.score, u.rank, u.span.start)):
        if len(chosen) == most or unit.score < 0.6 * best:
            break
        if heard[unit.speaker] >= _PER_PERSON or _said(unit, chosen):
            continue
        heard[unit.speaker] += 1
        chosen.append(unit)
    return chosen


def _said(unit: _Unit, chosen: Sequence[_Unit]) -> bool:
    """Tell whether the same person was already quoted with this, or with words beside it."""
    for other in chosen:
        if other.contribution.id == unit.contribution.id and (
            abs(other.span.start - unit.span.end) < 3 or abs(unit.span.start - other.span.end) < 3
        ):
            return True
        if other.speaker == unit.speaker and float(other.vector @ unit.vector) > _SAME:
            return True
    return False


def _read_on(unit: _Unit, units: Sequence[_Unit]) -> _Unit:
    """Lengthen a quotation by the sentence after it, or before it, where that belongs to it."""
    for other in sorted(units, key=lambda u: u.span.start < unit.span.start):
        near = (
            other.contribution.id == unit.contribution.id
            and other.span.paragraph == unit.span.paragraph
            and other.span.start != unit.span.start
            and other.score >= _NEIGHBOUR_SHARE * unit.score
        )
        start = min(unit.span.start, other.span.start)
        end = max(unit.span.end, other.span.end)
        gap = end - start - len(unit.text) - len(other.text)
        if near and gap <= 2 and end - start <= _LONGEST_QUOTE:
            return replace(unit, span=replace(unit.span, start=start, end=end))
    return unit


def _terms(text: str) -> set[str]:
    return {word.lower()[:6] for word in _WORD.findall(text)}


def _coverage(wanted: set[str], text: str) -> float:
    """Return the share of the question's words (by their first six letters) that stand in it."""
    return len(wanted & _terms(text)) / len(wanted) if wanted else 0.0


def _penalty(unit: _Unit) -> float:
    """Return what speaks against quoting it: it asks, is a scrap, or was superseded."""
    text = unit.text
    penalty = 0.0
    if text.rstrip().endswith("?"):
        penalty += 0.35
    if len(text) < 30:
        penalty += 0.2
    if unit.contribution.superseded_by:
        penalty += 0.3
    return penalty
