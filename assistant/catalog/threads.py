"""Threads and their contributions: stored by ingest, read by everybody else."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.people import Person, Register, register
from assistant.catalog.tables import authorship, contribution, identity, mention, source, thread
from assistant.records import Contribution, Reaction, Thread

_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class ContributionRow:
    """A contribution on its way into the catalog, with what only the catalog keeps."""

    contribution: Contribution
    digest: str
    """Hash of all the source says of it: equal means unchanged."""
    authors: tuple[str, ...]
    """Identities, in the order the source names them."""
    mentions: tuple[str, ...] = ()
    source_text: str | None = None
    """The text before names were masked; None when nothing was."""
    vanished_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ThreadRow:
    """A thread on its way into the catalog."""

    thread: Thread
    digest: str
    rows: tuple[ContributionRow, ...]
    source_title: str | None = None
    """The title before names were masked; None when nothing was."""


def stored_digests(reading: Reading, thread_ids: Sequence[str]) -> dict[str, str]:
    """Return each known thread's digest."""
    found: dict[str, str] = {}
    for chunk in _chunks(thread_ids):
        rows = reading.connection.execute(
            select(thread.c.id, thread.c.digest).where(thread.c.id.in_(chunk))
        )
        found.update({row.id: row.digest for row in rows})
    return found


def stored_contributions(
    reading: Reading, thread_ids: Sequence[str]
) -> dict[str, dict[str, tuple[str, datetime | None]]]:
    """Return {thread: {contribution: (digest, vanished at)}} for the known of these threads."""
    found: dict[str, dict[str, tuple[str, datetime | None]]] = defaultdict(dict)
    for chunk in _chunks(thread_ids):
        rows = reading.connection.execute(
            select(
                contribution.c.thread_id,
                contribution.c.id,
                contribution.c.digest,
                contribution.c.vanished_at,
            ).where(contribution.c.thread_id.in_(chunk))
        )
        for row in rows:
            found[row.thread_id][row.id] = (row.digest, row.vanished_at)
    return dict(found)


def thread_of(reading: Reading, ids: Sequence[str]) -> dict[str, str]:
    """Return the thread each known contribution stands in."""
    found: dict[str, str] = {}
    for chunk in _chunks(ids):
        rows = reading.connection.execute(
            select(contribution.c.id, contribution.c.thread_id).where(contribution.c.id.in_(chunk))
        )
        found.update({row.id: row.thread_id for row in rows})
    return found


def store(change: Change, rows: Sequence[ThreadRow]) -> None:
    """Write threads with all their contributions, replacing what stood there."""
    ids = [row.thread.id for row in rows]
    moved = [item.contribution.id for row in rows for item in row.rows]
    superseded = _superseded(change, moved)
    _delete_contributions(change, thread_ids=ids, contribution_ids=moved)
    known = stored_digests(change, ids)
    fresh = [_thread_values(change, row) for row in rows if row.thread.id not in known]
    if fresh:
        change.connection.execute(insert(thread), fresh)
    for row in rows:
        # Updated in place: passages of the thread point at it.
        if row.thread.id in known:
            values = _thread_values(change, row)
            change.connection.execute(
                update(thread).where(thread.c.id == row.thread.id).values(values)
            )
    contributions = [_contribution_values(change, item) for row in rows for item in row.rows]
    for values in contributions:
        values["superseded_by"] = superseded.get(values["id"], values["superseded_by"])
    if contributions:
        change.connection.execute(insert(contribution), contributions)
    _insert_people(change, rows)


def _superseded(reading: Reading, ids: Sequence[str]) -> dict[str, str]:
    """Return what stewards noted as superseded: no export knows it, no sync may lose it."""
    found: dict[str, str] = {}
    for chunk in _chunks(ids):
        rows = reading.connection.execute(
            select(contribution.c.id, contribution.c.superseded_by).where(
                contribution.c.id.in_(chunk), contribution.c.superseded_by.is_not(None)
            )
        )
        found.update({row.id: row.superseded_by for row in rows})
    return found


def _insert_people(change: Change, rows: Sequence[ThreadRow]) -> None:
    authors = [
        {"contribution_id": item.contribution.id, "position": i, "identity": key}
        for row in rows
        for item in row.rows
        for i, key in enumerate(dict.fromkeys(item.authors))
    ]
    mentions = [
        {"contribution_id": item.contribution.id, "identity": key}
        for row in rows
        for item in row.rows
        for key in dict.fromkeys(item.mentions)
    ]
    if authors:
        change.connection.execute(insert(authorship), authors)
    if mentions:
        change.connection.execute(insert(mention), mentions)


def _delete_contributions(
    change: Change, *, thread_ids: Sequence[str], contribution_ids: Sequence[str]
) -> None:
    gone = set(contribution_ids)
    for chunk in _chunks(thread_ids):
        inside = contribution.c.thread_id.in_(chunk)
        gone |= set(change.connection.execute(select(contribution.c.id).where(inside)).scalars())
    for chunk in _chunks(sorted(gone)):
        for table in (authorship, mention):
            change.connection.execute(delete(table).where(table.c.contribution_id.in_(chunk)))
        change.connection.execute(delete(contribution).where(contribution.c.id.in_(chunk)))


def remove(change: Change, thread_ids: Sequence[str]) -> None:
    """Take threads out with their contributions; passages are the caller's to bury first."""
    _delete_contributions(change, thread_ids=thread_ids, contribution_ids=())
    for chunk in _chunks(thread_ids):
        change.connection.execute(delete(thread).where(thread.c.id.in_(chunk)))


def mark_vanished(change: Change, ids: Sequence[str], at: datetime | None) -> None:
    """Note since when contributions are missing at their source; None: they are back."""
    for chunk in _chunks(ids):
        change.connection.execute(
            update(contribution).where(contribution.c.id.in_(chunk)).values(vanished_at=at)
        )


def all_ids(reading: Reading, source_id: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (contribution, thread, vanished already?) of a source, streaming."""
    rows = reading.connection.execution_options(stream_results=True).execute(
        select(contribution.c.id, contribution.c.thread_id, contribution.c.vanished_at).where(
            contribution.c.source_id == source_id
        )
    )
    for row in rows:
        yield row.id, row.thread_id, row.vanished_at is not None


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


def rows_of(reading: Reading, ids: Sequence[str]) -> list[ThreadRow]:
    """Read threads as they were stored, ready to be changed and stored again."""
    people = register(reading)
    found = []
    for record in threads(reading, ids, people):
        digest, source_title = reading.connection.execute(
            select(thread.c.digest, thread.c.source_title).where(thread.c.id == record.id)
        ).one()
        rows = tuple(_full_row(reading, item) for item in record.contributions)
        found.append(ThreadRow(thread=record, digest=digest, rows=rows, source_title=source_title))
    return found


def _full_row(reading: Reading, item: Contribution) -> ContributionRow:
    row = reading.connection.execute(
        select(contribution.c.digest, contribution.c.source_text, contribution.c.vanished_at).where(
            contribution.c.id == item.id
        )
    ).one()
    authors = reading.connection.execute(
        select(authorship.c.identity)
        .where(authorship.c.contribution_id == item.id)
        .order_by(authorship.c.position)
    ).scalars()
    mentions = reading.connection.execute(
        select(mention.c.identity).where(mention.c.contribution_id == item.id)
    ).scalars()
    return ContributionRow(
        contribution=item,
        digest=row.digest,
        authors=tuple(authors),
        mentions=tuple(mentions),
        source_text=row.source_text,
        vanished_at=row.vanished_at,
    )


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


def supersede(change: Change, old: str, new: str) -> None:
    """Note that one contribution replaced another."""
    change.connection.execute(
        update(contribution).where(contribution.c.id == old).values(superseded_by=new)
    )
    change.audit("contribution.supersede", old, by=new)


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


def _thread_values(change: Change, row: ThreadRow) -> dict[str, Any]:
    item = row.thread
    return {
        "id": item.id,
        "source_id": item.source_id,
        "external_id": item.external_id,
        "audience": item.audience,
        "title": item.title,
        "source_title": row.source_title,
        "url": item.url,
        "space": item.space,
        "tags": list(item.tags),
        "digest": row.digest,
        "revision": change.revision,
    }


def _contribution_values(change: Change, row: ContributionRow) -> dict[str, Any]:
    item = row.contribution
    return {
        "id": item.id,
        "thread_id": item.thread_id,
        "source_id": item.source_id,
        "external_id": item.external_id,
        "audience": item.audience,
        "ordinal": item.ordinal,
        "text": item.text,
        "source_text": row.source_text,
        "created_at": item.created_at,
        "edited_at": item.edited_at,
        "url": item.url,
        "reply_to": item.reply_to,
        "accepted": item.accepted,
        "reactions": [[reaction.name, reaction.count] for reaction in item.reactions],
        "locator": item.locator,
        "licence": item.licence,
        "notes": list(item.notes),
        "superseded_by": item.superseded_by,
        "digest": row.digest,
        "vanished_at": row.vanished_at,
        "revision": change.revision,
    }


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for i in range(0, len(values), _CHUNK):
        yield values[i : i + _CHUNK]
