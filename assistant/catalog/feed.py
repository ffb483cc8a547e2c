"""The feed that followers apply: what was added and what was deleted since a revision.

Also every vector, for exact search and for checking an index against the catalog.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import exists, func, select

from assistant.catalog.catalog import Reading
from assistant.catalog.passages import as_vector
from assistant.catalog.tables import clock, passage, source, tombstone, vector
from assistant.records import Vector, Vectors


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """What a follower learns of one passage: enough to index it, no more."""

    id: str
    audience: str
    source_id: str
    thread_id: str
    text: str
    """Thread title and text; a follower keeps terms of it at most."""
    vector: Vector
    revision: int


def revision(reading: Reading) -> int:
    """Return the number of the last change that this snapshot sees."""
    return int(reading.connection.execute(select(clock.c.revision)).scalar_one())


def feed(reading: Reading, after: int, limit: int) -> list[FeedItem]:
    """Return up to `limit` passages of active sources changed after a revision, oldest first.

    Passages of one revision are never cut apart from a later call: the caller passes the last
    item's revision and goes on with `feed_rest`.
    """
    return _feed(reading, passage.c.revision > after, limit)


def feed_after(reading: Reading, revision: int, id: str, limit: int) -> list[FeedItem]:
    """Return up to `limit` passages that come after (revision, id) in the feed's order."""
    later = (passage.c.revision > revision) | (
        (passage.c.revision == revision) & (passage.c.id > id)
    )
    return _feed(reading, later, limit)


def _feed(reading: Reading, chosen: Any, limit: int) -> list[FeedItem]:
    rows = reading.connection.execute(
        select(passage, vector.c.vector)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .join(source, source.c.id == passage.c.source_id)
        .where(chosen, source.c.state == "active")
        .order_by(passage.c.revision, passage.c.id)
        .limit(limit)
    )
    return [
        FeedItem(
            id=row.id,
            audience=row.audience,
            source_id=row.source_id,
            thread_id=row.thread_id,
            text=_titled(row.context, row.text),
            vector=as_vector(row.vector),
            revision=row.revision,
        )
        for row in rows
    ]


def _titled(context: str, text: str) -> str:
    """Return the text under its title: the rest of the context is another contribution's words."""
    title = context.partition("\n")[0]
    return f"{title}\n{text}" if title else text


def tombstones(reading: Reading, after: int) -> list[tuple[str, str]]:
    """Return (passage, audience) of what was deleted after a revision and is not back."""
    back = exists().where(
        passage.c.id == tombstone.c.passage_id,
        passage.c.audience == tombstone.c.audience,
        passage.c.source_id == source.c.id,
        source.c.state == "active",
    )
    rows = reading.connection.execute(
        select(tombstone.c.passage_id, tombstone.c.audience)
        .where(tombstone.c.revision > after, ~back)
        .distinct()
    )
    return [(row.passage_id, row.audience) for row in rows]


def all_vectors(
    reading: Reading, audiences: frozenset[str] | None = None, batch: int = 5000
) -> Iterator[tuple[list[str], Vectors]]:
    """Yield (passage ids, vectors) of active sources, for exact search; None: every audience."""
    query = (
        select(passage.c.id, vector.c.vector)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .join(source, source.c.id == passage.c.source_id)
        .where(source.c.state == "active")
    )
    if audiences is not None:
        query = query.where(passage.c.audience.in_(audiences))
    rows = reading.connection.execution_options(stream_results=True).execute(query)
    for part in rows.partitions(batch):
        matrix = np.frombuffer(b"".join(row.vector for row in part), dtype="<f4")
        yield [row.id for row in part], matrix.reshape(len(part), -1)


def sample(reading: Reading, n: int) -> list[tuple[str, str, Vector]]:
    """Return (id, audience, vector) of n random passages of active sources; 0 means all."""
    query = (
        select(passage.c.id, passage.c.audience, vector.c.vector)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .join(source, source.c.id == passage.c.source_id)
        .where(source.c.state == "active")
    )
    if n:
        query = query.order_by(func.random()).limit(n)
    rows = reading.connection.execute(query)
    return [(row.id, row.audience, as_vector(row.vector)) for row in rows]


def bank(reading: Reading, audiences: frozenset[str], size: int) -> tuple[list[str], Vectors]:
    """Return (threads, vectors) of a fixed sample: one passage each of `size` threads.

    Passage ids are hashes, so the smallest ones are a random sample that stays the same.
    """
    first = (
        select(func.min(passage.c.id).label("id"))
        .join(source, source.c.id == passage.c.source_id)
        .where(passage.c.audience.in_(audiences), source.c.state == "active")
        .group_by(passage.c.thread_id)
        .order_by(func.min(passage.c.id))
        .limit(size)
        .subquery()
    )
    rows = reading.connection.execute(
        select(passage.c.thread_id, vector.c.vector)
        .join(first, first.c.id == passage.c.id)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .order_by(passage.c.id)
    ).all()
    matrix = np.frombuffer(b"".join(row.vector for row in rows), dtype="<f4")
    # An audience without passages: nothing tells how long its vectors would be.
    return [row.thread_id for row in rows], matrix.reshape(len(rows), -1 if rows else 0)
