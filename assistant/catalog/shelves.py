"""Threads on their way into the catalog: stored whole, compared by digest, taken out again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from assistant.catalog.bulk import among, insert_rows
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


class StoredContribution(NamedTuple):
    """What is stored of a contribution, as far as a sync must know."""

    thread_id: str
    digest: str


def stored_digests(reading: Reading, thread_ids: Sequence[str]) -> dict[str, str]:
    """Return each known thread's digest."""
    found: dict[str, str] = {}
    for chunk in _chunks(thread_ids):
        rows = reading.connection.execute(
            select(thread.c.id, thread.c.digest).where(among(reading, thread.c.id, chunk))
        )
        found.update({row.id: row.digest for row in rows})
    return found


def stored_contributions(reading: Reading, ids: Sequence[str]) -> dict[str, StoredContribution]:
    """Return where the known of these contributions stand, and their digests."""
    columns = (contribution.c.id, contribution.c.thread_id, contribution.c.digest)
    found: dict[str, StoredContribution] = {}
    for chunk in _chunks(ids):
        rows = reading.connection.execute(
            select(*columns).where(among(reading, contribution.c.id, chunk))
        )
        found.update({id: StoredContribution(thread, digest) for id, thread, digest in rows})
    return found


def members(reading: Reading, thread_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the contributions of the known of these threads."""
    found: dict[str, list[str]] = defaultdict(list)
    for chunk in _chunks(thread_ids):
        rows = reading.connection.execute(
            select(contribution.c.thread_id, contribution.c.id).where(
                among(reading, contribution.c.thread_id, chunk)
            )
        )
        for thread_id, id in rows:
            found[thread_id].append(id)
    return dict(found)


def store(change: Change, rows: Sequence[ThreadRow]) -> None:
    """Write threads with all their contributions, replacing what stood there."""
    ids = [row.thread.id for row in rows]
    arriving = [item.contribution.id for row in rows for item in row.rows]
    standing = [id for inside in members(change, ids).values() for id in inside]
    gone = sorted({*standing, *stored_contributions(change, arriving)})
    superseded = _superseded(change, gone)
    _delete_contributions(change, gone)
    known = stored_digests(change, ids)
    fresh = [_thread_values(change, row) for row in rows if row.thread.id not in known]
    insert_rows(change.connection, thread, fresh)
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
    insert_rows(change.connection, contribution, contributions)
    _insert_people(change, rows)


def _superseded(reading: Reading, ids: Sequence[str]) -> dict[str, str]:
    """Return what stewards noted as superseded: no export knows it, no sync may lose it."""
    found: dict[str, str] = {}
    for chunk in _chunks(ids):
        rows = reading.connection.execute(
            select(contribution.c.id, contribution.c.superseded_by).where(
                among(reading, contribution.c.id, chunk), contribution.c.superseded_by.is_not(None)
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
    insert_rows(change.connection, authorship, authors)
    insert_rows(change.connection, mention, mentions)


def _delete_contributions(change: Change, ids: Sequence[str]) -> None:
    for chunk in _chunks(ids):
        for table in (authorship, mention):
            change.connection.execute(
                delete(table).where(among(change, table.c.contribution_id, chunk))
            )
        change.connection.execute(
            delete(contribution).where(among(change, contribution.c.id, chunk))
        )


def remove(change: Change, thread_ids: Sequence[str]) -> None:
    """Take threads out with their contributions; passages are the caller's to bury first."""
    inside = members(change, thread_ids)
    _delete_contributions(change, [id for ids in inside.values() for id in ids])
    for chunk in _chunks(thread_ids):
        change.connection.execute(delete(thread).where(among(change, thread.c.id, chunk)))


def rows_of(reading: Reading, ids: Sequence[str]) -> list[ThreadRow]:
    """Read threads as they were stored, ready to be changed and stored again."""
    if not ids:
        return []
    records = threads(reading, ids, register(reading))
    facts = _facts_of(reading, [item.id for record in records for item in record.contributions])
    heads = {}
    for chunk in _chunks(ids):
        columns = (thread.c.id, thread.c.digest, thread.c.source_title)
        rows = reading.connection.execute(
            select(*columns).where(among(reading, thread.c.id, chunk))
        )
        heads.update({id: (digest, title) for id, digest, title in rows})
    return [
        ThreadRow(
            thread=record,
            digest=heads[record.id][0],
            rows=tuple(facts[item.id].row(item) for item in record.contributions),
            source_title=heads[record.id][1],
        )
        for record in records
    ]


@dataclass(slots=True, kw_only=True)
class _Facts:
    """What only the catalog keeps of a contribution."""

    digest: str
    source_text: str | None
    vanished_at: datetime | None
    authors: list[str]
    mentions: list[str]

    def row(self, item: Contribution) -> ContributionRow:
        return ContributionRow(
            contribution=item,
            digest=self.digest,
            authors=tuple(self.authors),
            mentions=tuple(self.mentions),
            source_text=self.source_text,
            vanished_at=self.vanished_at,
        )


def _facts_of(reading: Reading, ids: Sequence[str]) -> dict[str, _Facts]:
    columns = (
        contribution.c.id,
        contribution.c.digest,
        contribution.c.source_text,
        contribution.c.vanished_at,
    )
    found: dict[str, _Facts] = {}
    for chunk in _chunks(ids):
        for id, digest, text, at in reading.connection.execute(
            select(*columns).where(among(reading, contribution.c.id, chunk))
        ):
            found[id] = _Facts(
                digest=digest, source_text=text, vanished_at=at, authors=[], mentions=[]
            )
        for id, key in reading.connection.execute(
            select(authorship.c.contribution_id, authorship.c.identity)
            .where(among(reading, authorship.c.contribution_id, chunk))
            .order_by(authorship.c.position)
        ):
            found[id].authors.append(key)
        for id, key in reading.connection.execute(
            select(mention.c.contribution_id, mention.c.identity)
            .where(among(reading, mention.c.contribution_id, chunk))
            .order_by(mention.c.identity)
        ):
            found[id].mentions.append(key)
    return found


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
