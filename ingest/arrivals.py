"""Compares what a source says now with what is stored: unchanged, new, edited, moved, missing.

It reads the catalog and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.catalog import shelves
from assistant.catalog.catalog import Reading
from assistant.catalog.shelves import ContributionRow, StoredContribution, ThreadRow
from ingest.seen import SeenIds


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """What a batch of threads brings."""

    changed: tuple[ThreadRow, ...]
    """Threads to be stored, with what vanished from them still in."""
    unchanged: int
    """Contributions that are stored just so."""
    new: int
    edited: int
    """Contributions that are stored otherwise: other words, other facts, another thread."""
    moved: dict[str, str]
    """{contribution: thread} that it leaves, where that thread is not in this batch."""


def compare(
    reading: Reading, rows: Sequence[ThreadRow], seen: SeenIds, left_out: SeenIds
) -> Arrivals:
    """Compare a batch with the catalog.

    `seen` are all contributions that the source has shown so far in this sync, these among them;
    `left_out` those that it holds and that are left out on purpose.
    """
    stored = shelves.stored_contributions(
        reading, [item.contribution.id for row in rows for item in row.rows]
    )
    digests = shelves.stored_digests(reading, [row.thread.id for row in rows])
    changed = [row for row in rows if not _is_stored(row, digests, stored)]
    items = [item for row in changed for item in row.rows]
    same = sum(_is_same(item, stored) for item in items)
    new = sum(item.contribution.id not in stored for item in items)
    incoming = {row.thread.id for row in changed}
    return Arrivals(
        changed=_with_missing(reading, changed, seen, left_out),
        unchanged=same + sum(len(row.rows) for row in rows) - len(items),
        new=new,
        edited=len(items) - same - new,
        moved={
            item.contribution.id: before.thread_id
            for item in items
            if (before := stored.get(item.contribution.id)) is not None
            and before.thread_id not in (item.contribution.thread_id, *incoming)
        },
    )


def _is_stored(
    row: ThreadRow, digests: dict[str, str], stored: dict[str, StoredContribution]
) -> bool:
    """Tell whether a thread and all of its contributions stand there just so."""
    return digests.get(row.thread.id) == row.digest and all(
        item.contribution.id in stored and stored[item.contribution.id].thread_id == row.thread.id
        for item in row.rows
    )


def _is_same(item: ContributionRow, stored: dict[str, StoredContribution]) -> bool:
    found = stored.get(item.contribution.id)
    return (
        found is not None
        and found.digest == item.digest
        and found.thread_id == item.contribution.thread_id
    )


def _with_missing(
    reading: Reading, rows: Sequence[ThreadRow], seen: SeenIds, left_out: SeenIds
) -> tuple[ThreadRow, ...]:
    """Keep what vanished from the threads until its removal is confirmed."""
    members = shelves.members(reading, [row.thread.id for row in rows])
    missing = {
        thread: gone
        for thread, ids in members.items()
        if (gone := {id for id in ids if id not in seen and id not in left_out})
    }
    old = {row.thread.id: row for row in shelves.rows_of(reading, list(missing))}
    now = datetime.now(UTC)
    joined = []
    for row in rows:
        gone = missing.get(row.thread.id, set())
        kept = [
            replace(item, vanished_at=item.vanished_at or now)
            for item in (old[row.thread.id].rows if gone else ())
            if item.contribution.id in gone
        ]
        joined.append(_joined(row, kept) if kept else row)
    return tuple(joined)


def _joined(row: ThreadRow, more: Sequence[ContributionRow]) -> ThreadRow:
    """Return the thread with more contributions, all in order of time."""
    latest = datetime.max.replace(tzinfo=UTC)
    items = sorted(
        [*row.rows, *more],
        key=lambda item: (item.contribution.created_at or latest, item.contribution.ordinal),
    )
    rows = tuple(
        replace(item, contribution=replace(item.contribution, ordinal=i))
        for i, item in enumerate(items)
    )
    thread = replace(row.thread, contributions=tuple(item.contribution for item in rows))
    return replace(row, thread=thread, rows=rows)
