"""Says how quoted colleagues stand to each other: one voice, agreed, differs, contested.

Pure, by what they wrote: who replies to whom with words of dissent, who comes down on which side,
who makes it depend on something, who changed their mind, what was superseded (`assistant.cues`).
An average is never made: this only says how the statements are to be read together. Measured on
the sample: docs/answers.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.cues import ASSENT, BUT, CHANGED, CONDITION, COUNTS, DISSENT, NOT, OF_OURS
from assistant.records import Contribution, Standing, Vector
from assistant.sides import side, takes_sides

_OPENING = 160
"""Characters in which somebody who disputes what was said before says so."""
_SAME_MATTER = 0.5
"""Cosine from which two sentences speak of the same matter, so that a "not" in one counts."""
_ALIKE = 0.45
"""Cosine from which two sentences say something alike where one could be for or against."""
_ALIKE_ENOUGH = 0.35
"""The same where nobody can be against: how to do something."""
_TAKEN_BACK = 60
"""Characters after words of assent in which a "but" takes them back."""
_LONG_AGO_DAYS = 4 * 365
"""Advice so far apart may differ because times did."""
_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*")


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
    disputed, replaced = _disputed(quoted, around), _replaced(quoted, around)
    changed = replaced or _anywhere(CHANGED, quoted)
    if not disputed and len({_speaker(item.contribution) for item in quoted}) == 1:
        return Standing.DIFFERS if changed else Standing.ONE_VOICE
    sides = takes_sides(question)
    both = sides and not replaced and _both_sides(question, quoted)
    if disputed > 1 or (disputed and sides) or both:
        return Standing.CONTESTED
    if disputed or changed or _conditional(quoted) or _opposed(quoted, sides):
        return Standing.DIFFERS
    if COUNTS.search(question) and _amounts_differ(quoted):
        return Standing.DIFFERS
    agreed = _seconded(quoted) or _alike(quoted, _ALIKE if sides else _ALIKE_ENOUGH)
    return Standing.AGREED if agreed else Standing.DIFFERS


def disputes(item: Contribution, other: Contribution) -> bool:
    """Tell whether a contribution disputes an earlier one of its thread, by somebody else."""
    if item.thread_id != other.thread_id or item.ordinal <= other.ordinal:
        return False
    if _speaker(item) == _speaker(other):
        return False
    answers_it = item.reply_to in (None, other.id) or item.ordinal == other.ordinal + 1
    to_the_question = other.ordinal > 0
    return (answers_it or to_the_question) and bool(DISSENT.search(_plain(item.text)[:_OPENING]))


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


def _both_sides(question: str, quoted: Sequence[Quoted]) -> bool:
    """Tell whether one colleague comes down on one side, and another on the other."""
    said = {(_speaker(q.contribution), side(question, q.contribution.text)) for q in quoted}
    return any(a == 1 and b == -1 and one != other for one, a in said for other, b in said)


def _replaced(quoted: Sequence[Quoted], around: Sequence[Contribution]) -> bool:
    """Tell whether a quotation was superseded, or superseded what others may find."""
    ids = {item.contribution.id for item in quoted}
    every = [*around, *(item.contribution for item in quoted)]
    return any(item.superseded_by in ids for item in every) or any(
        item.contribution.superseded_by is not None for item in quoted
    )


def _conditional(quoted: Sequence[Quoted]) -> bool:
    return _anywhere(CONDITION, quoted) or any(OF_OURS.match(item.text) for item in quoted)


def _anywhere(cues: re.Pattern[str], quoted: Sequence[Quoted]) -> bool:
    return any(cues.search(_plain(item.text)) for item in quoted)


def _plain(text: str) -> str:
    """Return a text in one line: mail breaks its lines in the middle of cues."""
    return " ".join(text.split())


def _amounts_differ(quoted: Sequence[Quoted]) -> bool:
    """Tell whether two colleagues give numbers, and no number in common."""
    found = [(_speaker(q.contribution), set(_AMOUNT.findall(q.text))) for q in quoted]
    return any(
        mine and theirs and not mine & theirs
        for (one, mine), (other, theirs) in combinations(found, 2)
        if one != other
    )


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


def _seconded(quoted: Sequence[Quoted]) -> bool:
    """Tell whether somebody says that they agree, and does not take it back at once."""
    for item in quoted:
        said = _plain(item.contribution.text)
        found = ASSENT.search(said, 0, _OPENING)
        after = said[found.end() :][:_TAKEN_BACK] if found else ""
        if found and not BUT.search(after):
            return True
    return False


def _alike(quoted: Sequence[Quoted], least: float) -> bool:
    """Tell whether most have somebody else who says something alike."""
    seconded = 0
    for item in quoted:
        others = [o for o in quoted if _speaker(o.contribution) != _speaker(item.contribution)]
        near = max((float(item.vector @ other.vector) for other in others), default=0.0)
        seconded += near >= least
    return 2 * seconded >= len(quoted)


def _speaker(item: Contribution) -> str:
    return item.contributors[0].id if item.contributors else item.thread_id
