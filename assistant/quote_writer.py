"""The writer that cannot invent: it chooses what colleagues wrote, verbatim, under their names.

Every quotation is a span of a stored contribution. It does not know whether the question is
answered at all (`assistant.reach`), nor how the colleagues stand to each other
(`assistant.standing`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.cite import cite
from assistant.compare import Candidate, Comparison, compare
from assistant.embedder import Embedder
from assistant.records import Citation, Statement, Trace, Vector
from assistant.standing import disputes
from assistant.voices import Voice

_SAME = 0.93
"""Sentences nearer than this say the same; one is enough of one person."""
_LIKELY = -1.2
"""Log odds under which nothing is quoted beside the best."""
_BEHIND = 2.0
"""What is so much less sure than the best is left out."""
_BEHIND_FEW = 3.0
"""The same while the answer has fewer than `_FEW` statements."""
_FEW = 3
_DISPUTE = 1.5
"""A reply that disputes a quotation may be so much less sure than another would have to be."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Statements with the citations they name, before the check."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    chosen: tuple[Candidate, ...]
    """What was quoted, in the order of the statements."""
    comparison: Comparison
    trace: Trace = ()
    """What the writer says of how it came about."""


class QuoteWriter:
    """Write an answer out of quotations."""

    def __init__(self, embedder: Embedder, most: int) -> None:
        """Take the embedder and how many statements an answer has at most."""
        self._embedder = embedder
        self._most = most

    def write(self, question: str, vector: Vector, voices: Sequence[Voice]) -> Draft:
        """Return up to `most` quotations that answer the question, best thread first."""
        found = compare(self._embedder, question, vector, voices)
        chosen = _in_reading_order(choose(found.candidates, self._most))
        citations = tuple(
            cite(i, item.voice.contribution, item.text, item.voice.title)
            for i, item in enumerate(chosen, start=1)
        )
        return Draft(
            statements=tuple(Statement(text=c.quote, citations=(c.number,)) for c in citations),
            citations=citations,
            chosen=tuple(chosen),
            comparison=found,
            trace=(("writer", "quote"),),
        )


def choose(candidates: Sequence[Candidate], most: int) -> list[Candidate]:
    """Take the surest of each person, and who disputes them; then fill up to a few.

    `candidates` come the surest first. Nobody is quoted three times, and nothing twice.
    """
    chosen: list[Candidate] = []
    for per_person, wanted in ((1, most), (2, min(_FEW, most))):
        heard = Counter(item.voice.speaker for item in chosen)
        for item in candidates:
            if len(chosen) >= wanted:
                break
            best = candidates[0].score
            if chosen and item.score < _least(best, len(chosen), _disputes_one(item, chosen)):
                continue
            if heard[item.voice.speaker] >= per_person or _said(item, chosen):
                continue
            heard[item.voice.speaker] += 1
            chosen.append(item)
    return chosen


def _least(best: float, given: int, disputing: bool) -> float:
    """Return how sure the next quotation must be."""
    behind = _BEHIND if given >= _FEW else _BEHIND_FEW
    least = max(best - behind, _LIKELY)
    return least - _DISPUTE if disputing else least


def _disputes_one(item: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Tell whether a candidate disputes what a colleague said that is quoted already."""
    return any(disputes(item.voice.contribution, other.voice.contribution) for other in chosen)


def _said(item: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Tell whether the same words, or the same by the same person, are quoted already."""
    for other in chosen:
        mine, theirs = item.voice.contribution, other.voice.contribution
        if mine.id == theirs.id and item.start < other.end and other.start < item.end:
            return True
        if other.voice.speaker != item.voice.speaker:
            continue
        if other.text == item.text or float(other.vector @ item.vector) > _SAME:
            return True
    return False


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Put the best thread first and its voices in order of time; superseded advice never leads."""
    best: dict[str, float] = {}
    for item in chosen:
        thread = item.voice.contribution.thread_id
        best[thread] = max(best.get(thread, item.score), item.score)
    return sorted(
        chosen,
        key=lambda c: (
            c.voice.contribution.superseded_by is not None,
            -best[c.voice.contribution.thread_id],
            c.voice.contribution.thread_id,
            c.voice.contribution.ordinal,
            c.start,
        ),
    )
