"""Finds colleagues who may know more: who wrote near the question and wishes to be asked.

Pure. Nobody is ranked: of those whose words are near, who is shown turns with the question and the
day, so that a request does not always meet the same three. Who said "once a week at most" is named
on one day of seven. Who did not opt in is never named here. It does not know who is quoted.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.catalog.people import Register
from assistant.records import Contributor, Naming, PersonToAsk
from assistant.voices import Voice

MOST = 3
_POOL = 5
"""Colleagues, those with the nearest words, among whom it turns."""
_REASONS = 3
_LEAST_NEARNESS = 0.5
"""Nearness from which a contribution shows that its author knows about the matter."""
_LEAST_LENGTH = 60
"""Characters from which it does: shorter ones often only applaud."""
_TITLE = 80


@dataclass(frozen=True, kw_only=True)
class _Knower:
    """Somebody who may be asked, and what speaks for it."""

    person: Contributor
    channel: str
    reasons: dict[str, None] = field(default_factory=dict)
    """Conversations, the nearest first."""


def to_ask(
    voices: Sequence[Voice], register: Register, question: str, today: date
) -> tuple[PersonToAsk, ...]:
    """Return up to three colleagues with the conversations that speak for asking them.

    `voices` come the nearest first.
    """
    pool = _pool(voices, register, today)
    shown = sorted(pool, key=lambda k: _turn(question, today, k.person.id))[:MOST]
    return tuple(
        PersonToAsk(
            contributor_id=knower.person.id,
            contributor=str(knower.person.name),
            reasons=tuple(knower.reasons)[:_REASONS],
            channel=knower.channel,
        )
        for knower in shown
    )


def _pool(voices: Sequence[Voice], register: Register, today: date) -> list[_Knower]:
    found: dict[str, _Knower] = {}
    for voice in voices:
        if not _shows_knowledge(voice):
            continue
        for person in voice.contribution.contributors:
            knower = found.get(person.id)
            if knower is None and len(found) < _POOL:
                channel = _channel(person, register, today)
                knower = _Knower(person=person, channel=channel) if channel else None
            if knower is not None:
                found.setdefault(person.id, knower).reasons.setdefault(_reason(voice), None)
    return list(found.values())


def _shows_knowledge(voice: Voice) -> bool:
    """Tell whether a contribution speaks for asking whoever wrote it."""
    says_something = len(voice.contribution.text) >= _LEAST_LENGTH
    near = voice.nearness >= _LEAST_NEARNESS
    return near and says_something and not (voice.asks or voice.by_asker)


def _channel(person: Contributor, register: Register, today: date) -> str | None:
    """Return how somebody wishes to be asked today; None when they do not."""
    if person.is_bot or person.naming is Naming.WITHDRAWN or not person.name:
        return None
    known = register.behind(person.id)
    if known is None or not is_their_day(known.id, known.ask_every_days, today):
        return None
    return register.channel(person)


def is_their_day(person_id: str, every_days: int | None, today: date) -> bool:
    """Tell whether somebody who wishes to be asked once in so many days is asked today.

    Which of the days it is is drawn from their id, so that not everybody has the same one.
    """
    if every_days is None or every_days <= 1:
        return True
    drawn = int.from_bytes(hashlib.sha256(person_id.encode()).digest()[:8], "big")
    return (today.toordinal() + drawn) % every_days == 0


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
