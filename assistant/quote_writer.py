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
_LEAST = 0.6
"""A sentence that scores less than this share of the best is not quoted."""
_NEIGHBOUR = 0.5
"""A quotation is read on into a neighbouring sentence that scores this share of it."""
_SAME = 0.9
"""Sentences nearer than this say the same; only one of them is quoted per person."""
_LONGEST_QUOTE = 360
_PER_PERSON = 2
_WORD = re.compile(r"\w{3,}")
_LEANS = re.compile(
    r"(?:So|But|And|Or|Yet|Then|That|This|These|Those|It|They|He|She|Which|Because|Also|However"
    r"|Instead|Otherwise|Therefore|Still|Same|Neither|Nor|Both)\b"
)
"""A sentence that begins like this leans on the one before it."""


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
        citations = tuple(
            cite(i, unit.contribution, unit.text, unit.title)
            for i, unit in enumerate(_choose(units, self._most), start=1)
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
                text = contribution.text[span.start : span.end]
                if not inside or span.unit is Unit.HEADING or _asks(text):
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
        if len(chosen) == most or unit.score < _LEAST * best:
            break
        if heard[unit.speaker] >= _PER_PERSON:
            continue
        longer = _read_on(unit, units)
        if _said(longer, chosen):
            continue
        heard[unit.speaker] += 1
        chosen.append(longer)
    return _in_reading_order(chosen)


def _said(unit: _Unit, chosen: Sequence[_Unit]) -> bool:
    """Tell whether the same words, or the same by the same person, are quoted already."""
    for other in chosen:
        one_text = other.contribution.id == unit.contribution.id
        if one_text and other.span.start < unit.span.end and unit.span.start < other.span.end:
            return True
        if other.speaker == unit.speaker and float(other.vector @ unit.vector) > _SAME:
            return True
        if other.text == unit.text and other.speaker == unit.speaker:
            return True
    return False


def _in_reading_order(chosen: Sequence[_Unit]) -> list[_Unit]:
    """Put the best thread first and its voices in order of time; superseded advice never leads."""
    best: dict[str, float] = {}
    for unit in chosen:
        thread = unit.contribution.thread_id
        best[thread] = max(best.get(thread, -1.0), unit.score)
    return sorted(
        chosen,
        key=lambda u: (
            u.contribution.superseded_by is not None,
            -best[u.contribution.thread_id],
            u.contribution.thread_id,
            u.contribution.ordinal,
            u.span.start,
        ),
    )


def _read_on(unit: _Unit, units: Sequence[_Unit]) -> _Unit:
    """Lengthen a quotation until it can be understood alone, inside its paragraph."""
    family = [
        u
        for u in units
        if u.contribution.id == unit.contribution.id and u.span.paragraph == unit.span.paragraph
    ]
    family.sort(key=lambda u: u.span.start)
    first = last = next(i for i, u in enumerate(family) if u.span.start == unit.span.start)
    if first > 0 and _LEANS.match(family[first].text) and _fits(family[first - 1], family[last]):
        first -= 1
    while last + 1 < len(family):
        follower = family[last + 1]
        wanted = follower.score >= _NEIGHBOUR * unit.score or _LEANS.match(follower.text)
        if not wanted or not _fits(family[first], follower):
            break
        last += 1
    span = replace(unit.span, start=family[first].span.start, end=family[last].span.end)
    return replace(unit, span=span)


def _fits(first: _Unit, last: _Unit) -> bool:
    return last.span.end - first.span.start <= _LONGEST_QUOTE


def _asks(text: str) -> bool:
    """Tell whether a text ends with a question: that is no answer."""
    return text.rstrip("\"'”’)] ").endswith(("?", "？"))


def _terms(text: str) -> set[str]:
    return {word.lower()[:6] for word in _WORD.findall(text)}


def _coverage(wanted: set[str], text: str) -> float:
    """Return the share of the question's words (by their first six letters) that stand in it."""
    return len(wanted & _terms(text)) / len(wanted) if wanted else 0.0


def _penalty(unit: _Unit) -> float:
    """Return what speaks against quoting it: a question's preamble, a scrap, superseded."""
    text = unit.text
    penalty = 0.0
    if _asks(unit.contribution.text) and unit.contribution.ordinal == 0:
        penalty += 0.15
    if len(text) < 30:
        penalty += 0.2
    if unit.contribution.superseded_by:
        penalty += 0.3
    return penalty
