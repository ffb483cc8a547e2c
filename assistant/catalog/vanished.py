"""What a source no longer shows: marked, proposed for removal, taken back when it returns.

It does not know who confirms a removal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import contribution

_CHUNK = 500


def marked(reading: Reading, source_id: str) -> dict[str, str]:
    """Return {contribution: thread} of what is missing at the source."""
    rows = reading.connection.execute(
        select(contribution.c.id, contribution.c.thread_id).where(
            contribution.c.source_id == source_id, contribution.c.vanished_at.is_not(None)
        )
    )
    return {row.id: row.thread_id for row in rows}


def all_ids(reading: Reading, source_id: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield (contribution, its external id, thread, marked as vanished?) of a source, streaming."""
    rows = reading.connection.execution_options(stream_results=True).execute(
        select(
            contribution.c.id,
            contribution.c.external_id,
            contribution.c.thread_id,
            contribution.c.vanished_at,
        ).where(contribution.c.source_id == source_id)
    )
    for row in rows:
        yield row.id, row.external_id, row.thread_id, row.vanished_at is not None


def mark(change: Change, ids: Sequence[str], at: datetime | None) -> None:
    """Note since when contributions are missing at their source; None: they are back."""
    for i in range(0, len(ids), _CHUNK):
        chosen = contribution.c.id.in_(ids[i : i + _CHUNK])
        change.connection.execute(update(contribution).where(chosen).values(vanished_at=at))
