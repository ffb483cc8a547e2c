"""Every stored text once, to look for names and quotations in; and the traces of one person."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import (
    authorship,
    contribution,
    contributor,
    identity,
    mention,
    passage,
    source,
    sync_run,
    thread,
    vector,
)

_BATCH = 1000
_CHUNK = 500


class Kind(StrEnum):
    """What a text is."""

    WORDS = "words"
    """A contribution's text."""
    TITLE = "title"
    PLACE = "place"
    """A heading, tag, space, address or name of a file."""
    FACT = "fact"
    """A licence, or what a reaction is called, as a handle: sources fill in any words."""


@dataclass(frozen=True, kw_only=True)
class StoredText:
    """A text as its source said it, as far as that is kept."""

    thread_id: str
    source_id: str
    id: str
    """The contribution, or the thread."""
    kind: Kind
    text: str
    created_at: datetime | None = None


def source_ids(reading: Reading) -> list[str]:
    """Return the ids of all sources, whatever their state."""
    return list(reading.connection.execute(select(source.c.id).order_by(source.c.id)).scalars())


def every(reading: Reading) -> Iterator[StoredText]:
    """Yield every text in the catalog, one batch in memory at a time."""
    stream = reading.connection.execution_options(yield_per=_BATCH)
    written = select(
        contribution.c.thread_id,
        contribution.c.source_id,
        contribution.c.id,
        func.coalesce(contribution.c.source_text, contribution.c.text).label("text"),
        contribution.c.locator,
        contribution.c.url,
        contribution.c.external_id,
        contribution.c.licence,
        contribution.c.reactions,
        contribution.c.created_at,
    )
    for row in stream.execute(written):
        yield StoredText(
            thread_id=row.thread_id,
            source_id=row.source_id,
            id=row.id,
            kind=Kind.WORDS,
            text=row.text,
            created_at=row.created_at,
        )
        for text in (row.locator, row.url, row.external_id):
            if text:
                yield _beside(row.thread_id, row.source_id, row.id, Kind.PLACE, text)
        for text in (row.licence, *(f"@{name}" for name, _ in row.reactions)):
            if text:
                yield _beside(row.thread_id, row.source_id, row.id, Kind.FACT, text)
    heads = select(
        thread.c.id,
        thread.c.source_id,
        func.coalesce(thread.c.source_title, thread.c.title).label("title"),
        thread.c.url,
        thread.c.external_id,
        thread.c.space,
        thread.c.tags,
    )
    for head in stream.execute(heads):
        if head.title:
            yield _beside(head.id, head.source_id, head.id, Kind.TITLE, head.title)
        for text in (head.url, head.external_id, head.space, *head.tags):
            if text:
                yield _beside(head.id, head.source_id, head.id, Kind.PLACE, text)


def _beside(thread_id: str, source_id: str, id: str, kind: Kind, text: str) -> StoredText:
    return StoredText(thread_id=thread_id, source_id=source_id, id=id, kind=kind, text=text)


def opened_by(reading: Reading, contributor_id: str) -> list[str]:
    """Return the threads whose first contribution is by a contributor: its title is theirs."""
    first = (
        select(contribution.c.thread_id, func.min(contribution.c.ordinal).label("ordinal"))
        .group_by(contribution.c.thread_id)
        .subquery()
    )
    query = (
        select(contribution.c.thread_id)
        .join(
            first,
            (first.c.thread_id == contribution.c.thread_id)
            & (first.c.ordinal == contribution.c.ordinal),
        )
        .join(authorship, authorship.c.contribution_id == contribution.c.id)
        .join(identity, identity.c.key == authorship.c.identity)
        .where(identity.c.contributor_id == contributor_id)
    )
    return list(reading.connection.execute(query).scalars())


def threads_with(reading: Reading, identities: Sequence[str]) -> list[str]:
    """Return the threads in which these identities write or are mentioned."""
    found: dict[str, None] = {}
    for table in (authorship, mention):
        query = (
            select(contribution.c.thread_id)
            .join(table, table.c.contribution_id == contribution.c.id)
            .where(table.c.identity.in_(identities))
            .distinct()
        )
        found.update(dict.fromkeys(reading.connection.execute(query).scalars()))
    return list(found)


def passages_of(reading: Reading, thread_ids: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return the (passages, vectors) that threads hold, by id and by key."""
    ids: set[str] = set()
    keys: set[str] = set()
    for i in range(0, len(thread_ids), _CHUNK):
        chosen = passage.c.thread_id.in_(thread_ids[i : i + _CHUNK])
        for id, key in reading.connection.execute(
            select(passage.c.id, passage.c.text_key).where(chosen)
        ):
            ids.add(id)
            keys.add(key)
    return ids, keys


def standing(reading: Reading, ids: set[str], keys: set[str]) -> tuple[int, int]:
    """Return how many of these (passages, vectors) are still there."""
    counts = []
    for column, wanted in ((passage.c.id, sorted(ids)), (vector.c.text_key, sorted(keys))):
        found = 0
        for i in range(0, len(wanted), _CHUNK):
            query = select(func.count()).where(column.in_(wanted[i : i + _CHUNK]))
            found += int(reading.connection.execute(query).scalar_one())
        counts.append(found)
    return counts[0], counts[1]


def anonymise(change: Change, person_id: str) -> int:
    """Take out what names a contributor; their id stays, for the choice. Return the identities."""
    keys = select(identity.c.key).where(identity.c.contributor_id == person_id)
    for table in (authorship, mention):
        change.connection.execute(delete(table).where(table.c.identity.in_(keys)))
    gone = change.connection.execute(delete(identity).where(identity.c.contributor_id == person_id))
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == person_id)
        .values(name=None, pseudonym=None, ask_channel=None, asked_at=None)
    )
    return gone.rowcount


def cover_reports(change: Change, cover: Callable[[str], str]) -> int:
    """Cover names in the reports of past syncs; return how many reports changed."""
    changed = 0
    rows = change.connection.execute(select(sync_run.c.id, sync_run.c.report)).all()
    for row in rows:
        covered = covered_strings(row.report, cover)
        if covered != row.report:
            changed += 1
            change.connection.execute(
                update(sync_run).where(sync_run.c.id == row.id).values(report=covered)
            )
    return changed


def cover_sources(change: Change, cover: Callable[[str], str]) -> int:
    """Cover names in what stewards wrote of their sources; return how many changed."""
    changed = 0
    columns = (source.c.title, source.c.steward, source.c.purpose, source.c.licence)
    for row in change.connection.execute(select(source.c.id, *columns)).all():
        before = {column.name: getattr(row, column.name) for column in columns}
        after = {key: cover(value) if value else value for key, value in before.items()}
        if after != before:
            changed += 1
            change.connection.execute(update(source).where(source.c.id == row.id).values(after))
    return changed


def covered_strings(value: object, cover: Callable[[str], str]) -> object:
    """Return a JSON value with every string in it covered, keys aside."""
    if isinstance(value, str):
        return cover(value)
    if isinstance(value, list):
        return [covered_strings(item, cover) for item in value]
    if isinstance(value, dict):
        return {key: covered_strings(item, cover) for key, item in value.items()}
    return value
