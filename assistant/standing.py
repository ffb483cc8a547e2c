"""Says how quoted colleagues stand to each other: one voice, agreed, differs, contested.

Pure, by what they wrote: who replies to whom with words of dissent, who says yes and who says no,
who makes it depend on something, who changed their mind, what was superseded (`assistant.cues`).
An average is never made: this only says how the statements are to be read together. Measured on
the sample: docs/retrieval.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.cues import (
    AGAINST,
    ASSENT,
    CHANGED,
    CONDITION,
    DISSENT,
    IN_FAVOUR,
    NOT,
    TAKES_SIDES,
)
from assistant.records import Contribution, Standing, Vector

_OPENING = 160
"""Characters in which somebody who disputes what was said before says so."""
_SAME_MATTER = 0.5
"""Cosine from which two sentences speak of the same matter, so that a "not" in one counts."""
_ALIKE = 0.45
"""Cosine from which two sentences say something alike."""
_LONG_AGO_DAYS = 4 * 365
"""Advice so far apart may differ because times did."""


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What is quoted of one contribution."""

    contribution: Contribution
    text: str
    vector: Vector
    """Of the sentence that the quotation was cut around."""


def standing(
    question: str, quoted: Sequence[Quoted], around: Sequence[Contribution] = ()
) -> Standing | None:
    """Return how the quoted stand to each other; None when nobody is quoted.

    `around` are other contributions of their threads that the viewer may read: a reply there that
    disputes a quotation counts, though it is not quoted.
    """
    if not quoted:
        return None
    disputed = _disputed(quoted, around)
    if not disputed and len({_speaker(item.contribution) for item in quoted}) == 1:
        return Standing.DIFFERS if _superseded(quoted) else Standing.ONE_VOICE
    sides = takes_sides(question)
    if (disputed and sides) or disputed > 1 or (sides and _both_sides(quoted)):
        return Standing.CONTESTED
    if disputed or _superseded(quoted) or _conditional(quoted) or _opposed(quoted, sides):
        return Standing.DIFFERS
    return Standing.AGREED if _alike(quoted) else Standing.DIFFERS


def takes_sides(question: str) -> bool:
    """Tell whether one can be for or against: yes or no, this or that, should it be."""
    return bool(TAKES_SIDES.search(question))


def disputes(item: Contribution, other: Contribution) -> bool:
    """Tell whether a contribution disputes an earlier one of its thread, by somebody else."""
    if item.thread_id != other.thread_id or item.ordinal <= other.ordinal:
        return False
    if _speaker(item) == _speaker(other):
        return False
    answers_it = item.reply_to in (None, other.id) or item.ordinal == other.ordinal + 1
    to_the_question = other.ordinal > 0
    return (answers_it or to_the_question) and bool(DISSENT.search(item.text[:_OPENING]))


def _disputed(quoted: Sequence[Quoted], around: Sequence[Contribution]) -> int:
    """Count who disputes a quotation, among the quoted and right after them."""
    inside = {item.contribution.id: item.contribution for item in quoted}
    others = [item for item in around if item.id not in inside]
    found = {
        item.id for item in inside.values() for other in inside.values() if disputes(item, other)
    }
    found |= {
        item.id
        for item in others
        for other in inside.values()
        if item.ordinal - other.ordinal == 1 and disputes(item, other)
    }
    return len(found)


def _both_sides(quoted: Sequence[Quoted]) -> bool:
    sides = {side for item in quoted if (side := _side(item.contribution.text))}
    return len(sides) > 1


def _side(text: str) -> int:
    """Return 1 where a text begins in favour, -1 against, 0 where it does not say."""
    if AGAINST.match(text):
        return -1
    return 1 if IN_FAVOUR.match(text) else 0


def _superseded(quoted: Sequence[Quoted]) -> bool:
    return any(
        item.contribution.superseded_by is not None or CHANGED.search(item.text) for item in quoted
    )


def _conditional(quoted: Sequence[Quoted]) -> bool:
    return any(CONDITION.search(item.text) for item in quoted)


def _opposed(quoted: Sequence[Quoted], sides: bool) -> bool:
    """Tell whether two speak of the same matter and one of them denies it, or long ago did."""
    for one, other in combinations(quoted, 2):
        if _speaker(one.contribution) == _speaker(other.contribution):
            continue
        if float(one.vector @ other.vector) < _SAME_MATTER:
            continue
        denied = bool(NOT.search(one.text)) is not bool(NOT.search(other.text))
        if denied and (sides or _far_apart(one.contribution, other.contribution)):
            return True
    return False


def _far_apart(one: Contribution, other: Contribution) -> bool:
    if one.created_at is None or other.created_at is None:
        return False
    return abs((one.created_at - other.created_at).days) > _LONG_AGO_DAYS


def _alike(quoted: Sequence[Quoted]) -> bool:
    """Tell whether most have somebody else who says something alike, or say that they agree."""
    seconded = 0
    for item in quoted:
        others = [o for o in quoted if _speaker(o.contribution) != _speaker(item.contribution)]
        near = max((float(item.vector @ other.vector) for other in others), default=0.0)
        seconded += near >= _ALIKE or bool(ASSENT.search(item.contribution.text[:_OPENING]))
    return 2 * seconded >= len(quoted)


def _speaker(item: Contribution) -> str:
    return item.contributors[0].id if item.contributors else item.thread_id
