"""Tags that sources give to threads, as far as a viewer may know them."""

from collections import Counter

from sqlalchemy import Text, cast, select

from assistant.catalog.catalog import Reading
from assistant.catalog.tables import source, thread


def offered(reading: Reading, audiences: frozenset[str], most: int) -> tuple[str, ...]:
    """Return the tags of threads that a viewer may read, those of most threads, in their order."""
    rows = reading.connection.execute(
        select(thread.c.tags)
        .join(source, source.c.id == thread.c.source_id)
        .where(
            thread.c.audience.in_(audiences),
            source.c.state == "active",
            cast(thread.c.tags, Text) != "[]",
        )
    ).scalars()
    counts = Counter(tag for tags in rows for tag in tags)
    return tuple(sorted(tag for tag, _ in counts.most_common(most)))
