"""Finds colleagues who may know more: who wrote near the question and wishes to be asked.

Pure. Nobody is ranked: who is shown turns with the question and the day, so that a request does not
always meet the same three. Who did not opt in is never named here. It does not know who is quoted.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from assistant.catalog.people import Register
from assistant.records import Contributor, Naming, PersonToAsk
from assistant.voices import Voice

MOST = 3
_REASONS = 3
_LEAST_SCORE = 0.35
"""Nearness from which a contribution shows that its author knows about the matter."""
_TITLE = 80


def to_ask(
    voices: Sequence[Voice], register: Register, question: str, today: date
) -> tuple[PersonToAsk, ...]:
    """Return up to three colleagues with the conversations that speak for asking them."""
    shown: dict[str, Contributor] = {}
    reasons: dict[str, dict[str, None]] = {}
    for voice in voices:
        if voice.asks or voice.nearness < _LEAST_SCORE:
            continue
        for person in voice.contribution.contributors:
            if _may_be_asked(person, register):
                shown.setdefault(person.id, person)
                reasons.setdefault(person.id, {}).setdefault(_reason(voice), None)
    turn = sorted(shown, key=lambda id: _turn(question, today, id))[:MOST]
    return tuple(
        PersonToAsk(
            contributor_id=id,
            contributor=str(shown[id].name),
            reasons=tuple(reasons[id])[:_REASONS],
            channel=register.channel(shown[id]),
        )
        for id in turn
    )


def _may_be_asked(person: Contributor, register: Register) -> bool:
    if person.is_bot or person.naming is Naming.WITHDRAWN or not person.name:
        return False
    return register.channel(person) is not None


def _reason(voice: Voice) -> str:
    """Return the thread's title, or how its question begins; the voice's own words at the last."""
    if voice.title:
        return voice.title
    text = (voice.opening or voice.contribution).text
    words = " ".join(text.split())
    return words if len(words) <= _TITLE else words[:_TITLE].rsplit(" ", 1)[0] + " …"


def _turn(question: str, today: date, id: str) -> str:
    key = f"{question.casefold().strip()}\n{today.isoformat()}\n{id}"
    return hashlib.sha256(key.encode()).hexdigest()
