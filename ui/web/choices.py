"""What an asker can narrow a question to, and what they chose, in words.

Pure. It does not know the widgets.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.records import Contributor, Filters, Source
from ui.web import words
from ui.web.safe_text import clean

TIMES = (
    words.ANY_TIME,
    words.LAST_YEAR,
    words.LAST_THREE_YEARS,
    words.EARLIER,
    words.BETWEEN,
)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What an asker chose."""

    sources: tuple[Source, ...] = ()
    people: tuple[Contributor, ...] = ()
    tags: tuple[str, ...] = ()
    time: str = words.ANY_TIME
    first: date | None = None
    """First day, where `time` is between two dates."""
    last: date | None = None
    """Last day, included."""


def filters(choice: Choice, now: datetime, zone: tzinfo) -> Filters:
    """Return the choice as the search understands it; days begin in the reader's zone."""
    after, before = _span(choice, now, zone)
    return Filters(
        contributors=tuple(person.id for person in choice.people),
        sources=tuple(source.id for source in choice.sources),
        tags=choice.tags,
        after=after,
        before=before,
    )


def _span(choice: Choice, now: datetime, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    if choice.time == words.LAST_YEAR:
        return now - _YEAR, None
    if choice.time == words.LAST_THREE_YEARS:
        return now - 3 * _YEAR, None
    if choice.time == words.EARLIER:
        return None, now - 3 * _YEAR
    if choice.time == words.BETWEEN:
        after = _midnight(choice.first, zone) if choice.first else None
        before = _midnight(choice.last + timedelta(days=1), zone) if choice.last else None
        return after, before
    return None, None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def in_words(choice: Choice, zone: tzinfo) -> str:
    """Return the choice in words; empty when nothing is narrowed."""
    parts = [clean(source.title) for source in choice.sources]
    parts += [clean(person.name or words.NO_NAME) for person in choice.people]
    parts += [clean(tag) for tag in choice.tags]
    if choice.time == words.BETWEEN:
        days = [
            words.date(_midnight(d, zone), zone) if d else "" for d in (choice.first, choice.last)
        ]
        parts += [words.between(*days)] if any(days) else []
    elif choice.time != words.ANY_TIME:
        parts.append(choice.time)
    return words.within(parts)


def filters_in_words(
    chosen: Filters, sources: Sequence[Source], people: Sequence[Contributor], zone: tzinfo
) -> str:
    """Return filters of an earlier question in words, named as they are for whoever looks now."""
    parts = [clean(source.title) for source in sources if source.id in chosen.sources]
    known = [person for person in people if person.id in chosen.contributors]
    parts += [clean(person.name or words.NO_NAME) for person in known]
    parts += [clean(tag) for tag in chosen.tags]
    days = [words.date(at, zone) for at in (chosen.after, chosen.before)]
    return words.within([*parts, words.between(*days)] if any(days) else parts)


def offered(people: Sequence[Contributor]) -> tuple[Contributor, ...]:
    """Return the colleagues that can be chosen.

    Whoever is shown under several names is left out: one choice would find the words of all of
    them, and so tell who is behind a pseudonym.
    """
    names = Counter(person.id for person in people)
    return tuple(person for person in people if names[person.id] == 1 and not person.is_bot)


def label(person: Contributor, people: Sequence[Contributor]) -> str:
    """Return a colleague's name, told apart from others of that name."""
    name = clean(person.name or words.NO_NAME)
    same = [other.id for other in people if other.name == person.name]
    return f"{name} ({same.index(person.id) + 1})" if len(same) > 1 else name
