"""Carries out who may read a source, in everything that is stored: at once, without its export.

A space that is mapped no longer was private before: what stands in it goes out, and the next sync
decides. It does not know who decided.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.catalog import Catalog, adaptations, shelves, source_facts, sources, threads
from assistant.catalog.shelves import ThreadRow
from assistant.lock import Holder
from assistant.records import JsonObject
from assistant.wiring import Community
from ingest.register import sync_lock
from ingest.shelve import Shelf

_BATCH = 100
"""Threads moved at once."""


def open_to(
    community: Community,
    source_id: str,
    audience: str,
    spaces: Sequence[tuple[str, str]],
    actor: str,
) -> JsonObject:
    """Let this audience read a source from now on, and others its spaces; return what moved.

    `spaces` are all private spaces that are let in: (space, audience). Raises UnknownId, WrongUse.
    """
    catalog = community.catalog
    holder = Holder(pid=os.getpid(), what="firsthand source")
    with sync_lock(community.settings.home, holder):
        with catalog.read() as reading:
            before = _by_space(sources.get(reading, source_id).map_audience)
        with catalog.change(actor) as change:
            source_facts.set_audience(change, source_id, audience, spaces)
        shelf = Shelf(catalog, community.embedder, "audience")
        moved, gone = _move(catalog, shelf, source_id, before)
        with catalog.change("audience") as change:
            # What was learned from words serves nobody who may not read them now.
            adaptations.drop_stale(change)
    return {
        "id": source_id,
        "audience": audience,
        "map_audience": dict(spaces),
        "threads_moved": moved,
        "threads_taken_out": gone,
    }


def _move(
    catalog: Catalog, shelf: Shelf, source_id: str, before: Mapping[str, str]
) -> tuple[int, int]:
    """Put every thread where it belongs now; return how many (moved, went)."""
    with catalog.read() as reading:
        source = sources.get(reading, source_id)
        ids = threads.thread_ids(reading, source_id)
    now = _by_space(source.map_audience)
    moved = gone = 0
    for i in range(0, len(ids), _BATCH):
        with catalog.read() as reading:
            rows = shelves.rows_of(reading, ids[i : i + _BATCH])
        places = [_spelled(row.thread.space or "") for row in rows]
        lost = before.keys() - now.keys()
        closed = [row.thread.id for row, at in zip(rows, places, strict=True) if at in lost]
        wanted = [now.get(at, source.audience) for at in places]
        others = [
            _read_by(row, audience)
            for row, audience in zip(rows, wanted, strict=True)
            if row.thread.id not in closed and row.thread.audience != audience
        ]
        if closed:
            shelf.drop(closed)
        if others:
            shelf.put(others)
        moved, gone = moved + len(others), gone + len(closed)
    return moved, gone


def _read_by(row: ThreadRow, audience: str) -> ThreadRow:
    """Return a thread as this audience's; its digest no longer counts as seen."""
    rows = tuple(
        replace(item, contribution=replace(item.contribution, audience=audience))
        for item in row.rows
    )
    parts = tuple(item.contribution for item in rows)
    thread = replace(row.thread, audience=audience, contributions=parts)
    return replace(row, thread=thread, rows=rows, digest="")


def _by_space(spaces: Sequence[tuple[str, str]]) -> dict[str, str]:
    return {_spelled(space): audience for space, audience in spaces}


def _spelled(space: str) -> str:
    return space.lstrip("#")
