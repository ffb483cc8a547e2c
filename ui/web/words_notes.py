"""What is said beside an answer: what it leaves open, and which filters fitted nothing.

The terminal says the same. It does not know how the notes came about.
"""

from collections.abc import Iterable, Sequence

from assistant.question_filters import SAID_BY, UNKNOWN, WITHIN
from assistant.reach import ASKED_BEFORE, MISSING, UNSURE
from ui.web import words

_NOBODY = {
    "from": "Nobody whom you can read here goes by “{}”, so everybody was asked.",
    "in": "Nothing that you can read here is called “{}”, so everywhere was searched.",
    "tag": "Nothing that you can read here is tagged “{}”, so everything was searched.",
}
_FIXED = {
    ASKED_BEFORE: "A colleague has asked nearly the same before, and nobody has replied yet.",
    UNSURE: "This is the nearest that colleagues wrote; it may not be what you asked for.",
}


def remarks(notes: Sequence[str]) -> list[str]:
    """Return the notes of an answer in words; those that have none of their own are left out."""
    return list(dict.fromkeys(_each(notes)))


def within(notes: Sequence[str]) -> str:
    """Say that a question was narrowed by its own words; empty: it was not."""
    alone = said_alone(notes)
    if alone:
        return alone
    kinds = [f"{note.removeprefix(WITHIN)}:" for note in notes if note.startswith(WITHIN)]
    return words.UNANSWERED_WITHIN.format(filters=", ".join(kinds)) if kinds else ""


def said_alone(notes: Sequence[str]) -> str:
    """Say that only the words of whom the question names were searched; empty: it was not so."""
    return words.SAID_ALONE if SAID_BY in notes else ""


def _each(notes: Sequence[str]) -> Iterable[str]:
    for note in notes:
        if note in _FIXED:
            yield _FIXED[note]
        elif note.startswith(MISSING):
            yield f"Not answered here: {', '.join(note.removeprefix(MISSING).split(','))}."
        elif note.startswith(UNKNOWN):
            key, _, value = note.removeprefix(UNKNOWN).partition(":")
            if key in _NOBODY:
                yield _NOBODY[key].format(value)
