"""Says how quoted colleagues stand to each other: one voice, agreed, differs, contested.

Pure, by what they wrote: who replies to whom with words of dissent, who comes down on which side,
who makes it depend on something, who changed their mind, what was superseded (`assistant.cues`).
An average is never made: this only says how the statements are to be read together. Measured on
the sample: docs/answers.md.
"""

from collections.abc import Sequence
from itertools import combinations
from re import Pattern

from assistant.agreement import agree, amounts_differ
from assistant.cues import CHANGED, CONDITION, COUNTS, DISSENT, IF, NOT, OF_OURS
from assistant.quoted import OPENING, Quoted, addresses, one_line, speaker
from assistant.records import Contribution, Standing
from assistant.sides import side, takes_sides

_SAME_MATTER = 0.5
"""Cosine from which two sentences speak of the same matter, so that a "not" in one counts."""
_LONG_AGO_DAYS = 4 * 365
"""Advice so far apart may differ because times did."""


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
    if not disputed and len({speaker(item.contribution) for item in quoted}) == 1:
        return Standing.DIFFERS if changed else Standing.ONE_VOICE
    sides = takes_sides(question)
    both = sides and not replaced and _both_sides(question, quoted)
    if disputed > 1 or (disputed and sides) or both:
        return Standing.CONTESTED
    if disputed or changed or _conditional(quoted) or _opposed(quoted, sides):
        return Standing.DIFFERS
    if COUNTS.search(question) and amounts_differ(quoted):
        return Standing.DIFFERS
    return Standing.AGREED if agree(question, quoted, sides=sides) else Standing.DIFFERS


def disputes(item: Contribution, other: Contribution) -> bool:
    """Tell whether a contribution disputes an earlier one of its thread, by somebody else."""
    if item.thread_id != other.thread_id or item.ordinal <= other.ordinal:
        return False
    if speaker(item) == speaker(other):
        return False
    answers_it = item.reply_to in (None, other.id) or item.ordinal == other.ordinal + 1
    to_the_question = other.ordinal > 0
    if not (answers_it or to_the_question) or not addresses(item, other):
        return False
    found = DISSENT.search(one_line(item.text), 0, OPENING)
    return found is not None and not IF.search(one_line(item.text), 0, found.start())


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
    said = {(speaker(q.contribution), side(question, q.contribution.text)) for q in quoted}
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


def _anywhere(cues: Pattern[str], quoted: Sequence[Quoted]) -> bool:
    return any(cues.search(one_line(item.text)) for item in quoted)


def _opposed(quoted: Sequence[Quoted], sides: bool) -> bool:
    """Tell whether two speak of the same matter and one of them denies it, or long ago did."""
    for one, other in combinations(quoted, 2):
        if speaker(one.contribution) == speaker(other.contribution):
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
