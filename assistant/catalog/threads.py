"""Threads and their contributions: stored by ingest, read by everybody else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, exists, func, select

from assistant.catalog.bulk import stretches
from assistant.catalog.catalog import Reading
from assistant.catalog.people import Person, Register, register
from assistant.catalog.tables import authorship, contribution, identity, mention, source, thread
from assistant.records import Contribution, Reaction, Thread

_CHUNK = 500
_FEW = 50
"""Threads in one query with stretches of each."""


def count(reading: Reading, source_id: str) -> tuple[int, int]:
    """Return how many (threads, contributions) a source holds."""
    threads = select(func.count()).select_from(thread).where(thread.c.source_id == source_id)
    parts = select(func.count()).where(contribution.c.source_id == source_id)
    return (
        int(reading.connection.execute(threads).scalar_one()),
        int(reading.connection.execute(parts).scalar_one()),
    )


def thread_ids(reading: Reading, source_id: str) -> tuple[str, ...]:
    """Return the ids of a source's threads."""
    query = select(thread.c.id).where(thread.c.source_id == source_id).order_by(thread.c.id)
    return tuple(reading.connection.execute(query).scalars())


def threads(
    reading: Reading, ids: Sequence[str], people: Register | None = None
) -> tuple[Thread, ...]:
    """Return the known of these threads, whole, in the order of the ids."""
    people = people or register(reading)
    parts: dict[str, list[Contribution]] = defaultdict(list)
    for chunk in _chunks(ids):
        chosen = contribution.c.thread_id.in_(chunk)
        for item in _contributions_where(reading, chosen, people):
            parts[item.thread_id].append(item)
    heads = {}
    for chunk in _chunks(ids):
        for row in reading.connection.execute(select(thread).where(thread.c.id.in_(chunk))):
            heads[row.id] = _thread_record(row, tuple(parts[row.id]))
    return tuple(heads[id] for id in dict.fromkeys(ids) if id in heads)


def contributions(
    reading: Reading, ids: Iterable[str], people: Register | None = None
) -> dict[str, Contribution]:
    """Return the known of these contributions by id."""
    people = people or register(reading)
    found: dict[str, Contribution] = {}
    for chunk in _chunks(list(dict.fromkeys(ids))):
        chosen = contribution.c.id.in_(chunk)
        found.update({c.id: c for c in _contributions_where(reading, chosen, people)})
    return found


def around(
    reading: Reading, places: Mapping[str, Sequence[int]], reach: int, people: Register
) -> list[Contribution]:
    """Return what stands in threads near some places, and how each thread begins, in order.

    `places` are ordinals by thread; `reach` is how far before and after them is looked. However
    long a thread is, only so much of it is read.
    """
    found: list[Contribution] = []
    for ids in _chunks(list(places), _FEW):
        near = stretches(reading, [(id, *run) for id in ids for run in _runs(places[id], reach)])
        inside = exists().where(
            near.c.key == contribution.c.thread_id,
            contribution.c.ordinal.between(near.c.first, near.c.last),
        )
        # Naming the threads twice lets every database find them by its index first.
        found += _contributions_where(reading, contribution.c.thread_id.in_(ids) & inside, people)
    return found


def _runs(ordinals: Sequence[int], reach: int) -> list[tuple[int, int]]:
    """Return (first, last) of the stretches around some ordinals, those that touch as one.

    The beginning of the thread is one of them.
    """
    found = [(0, 0)]
    for first, last in ((o - reach, o + reach) for o in sorted(set(ordinals))):
        if first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def shelfmarks(
    reading: Reading, audiences: frozenset[str]
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the sources, spaces and tags of the threads that these audiences may read."""
    rows = reading.connection.execute(
        select(thread.c.source_id, thread.c.space, thread.c.tags)
        .join(source, source.c.id == thread.c.source_id)
        .where(thread.c.audience.in_(audiences), source.c.state == "active")
    ).all()
    return (
        frozenset(row.source_id for row in rows),
        frozenset(row.space for row in rows if row.space),
        frozenset(tag for row in rows for tag in row.tags),
    )


def audiences(reading: Reading, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return {thread: (audience, source id)} of the known of these threads."""
    found = {}
    for chunk in _chunks(list(dict.fromkeys(ids))):
        rows = reading.connection.execute(
            select(thread.c.id, thread.c.audience, thread.c.source_id).where(thread.c.id.in_(chunk))
        )
        found.update({row.id: (row.audience, row.source_id) for row in rows})
    return found


def titles(reading: Reading, ids: Iterable[str]) -> dict[str, tuple[str | None, str | None, str]]:
    """Return {thread: (title, url, source id)}."""
    found = {}
    for chunk in _chunks(list(dict.fromkeys(ids))):
        rows = reading.connection.execute(
            select(thread.c.id, thread.c.title, thread.c.url, thread.c.source_id).where(
                thread.c.id.in_(chunk)
            )
        )
        found.update({row.id: (row.title, row.url, row.source_id) for row in rows})
    return found


def written_by(reading: Reading, contributor_id: str) -> tuple[str, ...]:
    """Return the ids of everything a contributor wrote, oldest first."""
    rows = reading.connection.execute(
        select(contribution.c.id)
        .join(authorship, authorship.c.contribution_id == contribution.c.id)
        .join(identity, identity.c.key == authorship.c.identity)
        .where(identity.c.contributor_id == contributor_id)
        .order_by(contribution.c.created_at, contribution.c.id)
    )
    return tuple(dict.fromkeys(rows.scalars()))


def naming(reading: Reading, person: Person) -> tuple[str, ...]:
    """Return the threads that a person wrote in, is mentioned in, or is named in by others."""
    keys = person.identities
    found: set[str] = set()
    for table in (authorship, mention):
        found |= set(
            reading.connection.execute(
                select(contribution.c.thread_id)
                .join(table, table.c.contribution_id == contribution.c.id)
                .where(table.c.identity.in_(keys))
            ).scalars()
        )
    names = [name for name in person.names if len(name) > 1]
    for name in names:
        for column, key in (
            (contribution.c.text, contribution.c.thread_id),
            (contribution.c.source_text, contribution.c.thread_id),
            (thread.c.title, thread.c.id),
            (thread.c.source_title, thread.c.id),
        ):
            chosen = column.icontains(name, autoescape=True)
            found |= set(reading.connection.execute(select(key).where(chosen)).scalars())
    return tuple(sorted(found))


def active_sources(reading: Reading) -> frozenset[str]:
    """Return the ids of the sources that may answer."""
    rows = reading.connection.execute(select(source.c.id).where(source.c.state == "active"))
    return frozenset(rows.scalars())


def _contributions_where(reading: Reading, chosen: Any, people: Register) -> list[Contribution]:
    rows = reading.connection.execute(
        select(contribution)
        .where(chosen)
        .order_by(contribution.c.thread_id, contribution.c.ordinal)
    ).all()
    authors: dict[str, list[str]] = defaultdict(list)
    for chunk in _chunks([row.id for row in rows]):
        pairs = reading.connection.execute(
            select(authorship.c.contribution_id, authorship.c.identity)
            .where(authorship.c.contribution_id.in_(chunk))
            .order_by(authorship.c.contribution_id, authorship.c.position)
        )
        for pair in pairs:
            authors[pair.contribution_id].append(pair.identity)
    return [_record(row, authors[row.id], people) for row in rows]


def _record(row: Row[Any], authors: Sequence[str], people: Register) -> Contribution:
    return Contribution(
        id=row.id,
        external_id=row.external_id,
        thread_id=row.thread_id,
        source_id=row.source_id,
        audience=row.audience,
        ordinal=row.ordinal,
        text=row.text,
        contributors=tuple(people.shown(key, row.source_id) for key in authors),
        created_at=row.created_at,
        edited_at=row.edited_at,
        url=row.url,
        reply_to=row.reply_to,
        accepted=row.accepted,
        reactions=tuple(Reaction(name=name, count=n) for name, n in row.reactions),
        locator=row.locator,
        licence=row.licence,
        superseded_by=row.superseded_by,
        notes=tuple(row.notes),
    )


def _thread_record(row: Row[Any], parts: tuple[Contribution, ...]) -> Thread:
    return Thread(
        id=row.id,
        external_id=row.external_id,
        source_id=row.source_id,
        audience=row.audience,
        title=row.title,
        url=row.url,
        space=row.space,
        tags=tuple(row.tags),
        contributions=parts,
    )


def _chunks(values: Sequence[str], size: int = _CHUNK) -> Iterator[Sequence[str]]:
    for i in range(0, len(values), size):
        yield values[i : i + size]
