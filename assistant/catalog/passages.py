"""Passages and their vectors, and the feed that the followers apply."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    or_,
    select,
)

from assistant.catalog.bulk import among, insert_rows
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import (
    authorship,
    contribution,
    passage,
    source,
    thread,
    tombstone,
    vector,
)
from assistant.records import Filters, Passage, Turn, Vector

_CHUNK = 500


def known_vectors(reading: Reading, keys: Sequence[str]) -> dict[str, Vector]:
    """Return the vectors that were computed before, by text key."""
    found: dict[str, Vector] = {}
    for chunk in _chunks(list(dict.fromkeys(keys))):
        rows = reading.connection.execute(
            select(vector).where(among(reading, vector.c.text_key, chunk))
        )
        found.update({row.text_key: as_vector(row.vector) for row in rows})
    return found


def replace(
    change: Change,
    thread_ids: Sequence[str],
    passages: Sequence[tuple[Passage, str]],
    vectors: Mapping[str, Vector],
) -> None:
    """Make (passage, text key) pairs all there is for these threads; unchanged ones are left alone.

    `vectors` brings the vector of every text key that the catalog does not hold yet.
    """
    wanted = {item.id: (item, key) for item, key in passages}
    standing = _ids_of_threads(change, thread_ids)
    gone = [id for id in standing if id not in wanted]
    bury(change, gone)
    fresh = [pair for id, pair in wanted.items() if id not in standing]
    held = known_vectors(change, [key for _, key in fresh])
    missing = dict.fromkeys(key for _, key in fresh if key not in held)
    insert_rows(
        change.connection,
        vector,
        [{"text_key": key, "vector": _bytes(vectors[key])} for key in missing],
    )
    insert_rows(change.connection, passage, [_values(change, *pair) for pair in fresh])


def _ids_of_threads(reading: Reading, thread_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for chunk in _chunks(thread_ids):
        query = select(passage.c.id).where(among(reading, passage.c.thread_id, chunk))
        found |= set(reading.connection.execute(query).scalars())
    return found


def bury(change: Change, ids: Sequence[str]) -> None:
    """Delete passages, leave tombstones for the followers, drop vectors nobody uses any more."""
    for chunk in _chunks(list(ids)):
        chosen = among(change, passage.c.id, chunk)
        rows = change.connection.execute(
            select(passage.c.id, passage.c.audience, passage.c.text_key).where(chosen)
        ).all()
        if not rows:
            continue
        insert_rows(
            change.connection,
            tombstone,
            [
                {"revision": change.revision, "passage_id": row.id, "audience": row.audience}
                for row in rows
            ],
        )
        change.connection.execute(delete(passage).where(chosen))
        keys = [row.text_key for row in rows]
        used = exists().where(passage.c.text_key == vector.c.text_key)
        change.connection.execute(delete(vector).where(vector.c.text_key.in_(keys), ~used))


def bury_threads(change: Change, thread_ids: Sequence[str]) -> None:
    """Delete all passages of threads."""
    bury(change, sorted(_ids_of_threads(change, thread_ids)))


def get(reading: Reading, ids: Sequence[str], audiences: frozenset[str]) -> dict[str, Passage]:
    """Return the passages that exist, belong to active sources and may be read, by id."""
    found: dict[str, Passage] = {}
    for chunk in _chunks(list(ids)):
        query = columns().where(among(reading, passage.c.id, chunk), readable())
        rows = reading.connection.execute(query, {"audiences": list(audiences)})
        found.update({item.id: item for item in records(rows.all())})
    return found


def readable() -> ColumnElement[bool]:
    """Return the condition that a passage may be read: of an active source, in `audiences`."""
    active = select(source.c.id).where(source.c.state == "active")
    inside = passage.c.audience.in_(bindparam("audiences", expanding=True))
    return inside & passage.c.source_id.in_(active)


def of_threads(
    reading: Reading, thread_ids: Sequence[str], audiences: frozenset[str]
) -> list[Passage]:
    """Return the readable passages of threads, in order."""
    found: list[Passage] = []
    for chunk in _chunks(list(thread_ids)):
        rows = reading.connection.execute(
            columns()
            .where(passage.c.thread_id.in_(chunk), passage.c.audience.in_(audiences))
            .order_by(passage.c.thread_id, passage.c.ordinal)
        )
        found += records(rows.all())
    return found


def vectors_of(reading: Reading, ids: Sequence[str]) -> dict[str, Vector]:
    """Return the vectors of passages by passage id."""
    found: dict[str, Vector] = {}
    for chunk in _chunks(list(ids)):
        rows = reading.connection.execute(
            select(passage.c.id, vector.c.vector)
            .join(vector, vector.c.text_key == passage.c.text_key)
            .where(passage.c.id.in_(chunk))
        )
        found.update({id: as_vector(row) for id, row in rows.all()})
    return found


def filtered_ids(
    reading: Reading,
    audiences: frozenset[str],
    filters: Filters,
    identities: Mapping[str, Sequence[str]],
) -> list[str]:
    """Return the readable passages within the filters; `identities` are its people by source."""
    query = (
        select(passage.c.id, passage.c.turns, passage.c.thread_id)
        .join(source, source.c.id == passage.c.source_id)
        .where(passage.c.audience.in_(audiences), source.c.state == "active")
    )
    if filters.sources:
        query = query.where(passage.c.source_id.in_(filters.sources))
    wanted = select(contribution.c.thread_id, contribution.c.id).where(
        contribution.c.audience.in_(audiences)
    )
    if filters.after:
        wanted = wanted.where(contribution.c.created_at >= filters.after)
    if filters.before:
        wanted = wanted.where(contribution.c.created_at < filters.before)
    if filters.contributors:
        wanted = wanted.join(authorship, authorship.c.contribution_id == contribution.c.id).where(
            or_(
                false(),
                *(
                    (contribution.c.source_id == source_id) & authorship.c.identity.in_(keys)
                    for source_id, keys in identities.items()
                ),
            )
        )
    if filters.tags:
        rows = reading.connection.execute(select(thread.c.id, thread.c.tags)).all()
        tagged = {row.id for row in rows if set(row.tags) & set(filters.tags)}
    if filters.spaces:
        inside = select(thread.c.id).where(thread.c.space.in_(filters.spaces))
        query = query.where(passage.c.thread_id.in_(inside))
    narrowed = bool(filters.after or filters.before or filters.contributors)
    members = {row.id for row in reading.connection.execute(wanted)} if narrowed else set()
    return [
        row.id
        for row in reading.connection.execute(query)
        if (not narrowed or any(turn[0] in members for turn in row.turns))
        and (not filters.tags or row.thread_id in tagged)
    ]


def count(reading: Reading, source_id: str | None = None) -> int:
    """Return how many passages there are, of one source or of all."""
    query = select(func.count()).select_from(passage)
    if source_id is not None:
        query = query.where(passage.c.source_id == source_id)
    return int(reading.connection.execute(query).scalar_one())


def audiences(reading: Reading) -> tuple[str, ...]:
    """Return every audience that passages of active sources stand in, sorted."""
    query = (
        select(passage.c.audience)
        .join(source, source.c.id == passage.c.source_id)
        .where(source.c.state == "active")
        .distinct()
    )
    return tuple(sorted(reading.connection.execute(query).scalars()))


def columns(*more: ColumnElement[Any]) -> Select[Any]:
    """Return a query of what `records` reads, no more: a question reads some hundred passages."""
    of = passage.c
    return select(
        of.id,
        of.thread_id,
        of.source_id,
        of.audience,
        of.ordinal,
        of.text,
        cast(of.turns, Text).label("turns"),
        of.context,
        cast(of.context_ids, Text).label("context_ids"),
        *more,
    )


def records(rows: Sequence[Sequence[Any]]) -> list[Passage]:
    """Return the passages of rows of `columns`; there are many, so lists are decoded in one go."""
    turns, context_ids = (_lists([row[i] for row in rows]) for i in (6, 8))
    return [
        Passage(
            id=id,
            thread_id=thread_id,
            source_id=source_id,
            audience=audience,
            ordinal=ordinal,
            text=text,
            turns=tuple(
                [Turn(contribution_id=c, start=a, end=b, offset=at) for c, a, b, at in said]
            ),
            context=context,
            context_ids=tuple(ids),
        )
        for (id, thread_id, source_id, audience, ordinal, text, _, context, *_), said, ids in zip(
            rows, turns, context_ids, strict=True
        )
    ]


def _lists(values: Sequence[str]) -> list[Any]:
    found: list[Any] = json.loads(f"[{','.join(values)}]")
    return found


def _values(change: Change, item: Passage, key: str) -> dict[str, Any]:
    return {
        "id": item.id,
        "thread_id": item.thread_id,
        "source_id": item.source_id,
        "audience": item.audience,
        "ordinal": item.ordinal,
        "head_id": item.turns[0].contribution_id,
        "text": item.text,
        "turns": [[t.contribution_id, t.start, t.end, t.offset] for t in item.turns],
        "context": item.context,
        "context_ids": list(item.context_ids),
        "text_key": key,
        "revision": change.revision,
    }


def as_vector(data: bytes) -> Vector:
    """Return a stored vector."""
    return np.frombuffer(data, dtype="<f4")


def _bytes(value: Vector) -> bytes:
    return np.ascontiguousarray(value, dtype="<f4").tobytes()


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for i in range(0, len(values), _CHUNK):
        yield values[i : i + _CHUNK]
