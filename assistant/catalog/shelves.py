"""Threads on their way into the catalog: stored whole, compared by digest, taken out again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.people import register
from assistant.catalog.tables import authorship, contribution, mention, thread
from assistant.catalog.threads import threads
from assistant.records import Contribution, Thread

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


def supersede(change: Change, old: str, new: str) -> None:
    """Note that one contribution replaced another."""
    change.connection.execute(
        update(contribution).where(contribution.c.id == old).values(superseded_by=new)
    )
    change.audit("contribution.supersede", old, by=new)


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
