"""Embeds everything stored anew with the model that the settings name, and cuts it to fit.

The new vectors are staged beside the old ones and taken over in one change: killed at any moment
and run again it goes on where it was, and vectors of two models are never in use together. It does
not read sources: what is stored is enough.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from uuid import uuid4

from assistant.catalog import Catalog, passages, shelves, sources, staged, threads, write_fact
from assistant.embedder import Embedder, ModelFacts, load_embedder
from assistant.lock import Holder
from assistant.records import Passage
from assistant.wiring import Community
from ingest.register import sync_lock
from ingest.split import SPLITTER, split

_BATCH = 100
"""Threads held in memory at once."""

_WHAT = "firsthand repair --re-embed"

Progress = Callable[[int], None]
"""Called with the number of passages looked at so far."""


def embed_anew(community: Community, progress: Progress | None = None) -> int:
    """Embed every passage with the model of the settings and build the indexes on it.

    Returns how many passages there are then. Raises IndexBusy while somebody owns the indexes: a
    running `serve` would go on asking with the old model.
    """
    embedder = load_embedder(community.settings)
    lock = community.take_alone(_WHAT)
    with ExitStack() as held:
        held.callback(lock.release)
        with sync_lock(community.settings.home, Holder(pid=os.getpid(), what=_WHAT)):
            _stage(community.catalog, embedder, progress)
            _take_over(community.catalog, embedder)
        community.rebuild_under(lock)
    with community.catalog.read() as reading:
        return passages.count(reading)


def _stage(catalog: Catalog, embedder: Embedder, progress: Progress | None) -> None:
    model, done = embedder.model.fingerprint, 0
    for ids in _thread_ids(catalog):
        texts = {key: passage.embedded_text for passage, key in _cut(catalog, embedder, ids)}
        with catalog.read() as reading:
            missing = staged.missing(reading, model, list(texts))
        rows = embedder.embed([texts[key] for key in missing])
        with catalog.change("repair") as change:
            staged.stage(change, model, dict(zip(missing, rows, strict=True)))
        done += len(texts)
        if progress is not None:
            progress(done)


def _take_over(catalog: Catalog, embedder: Embedder) -> None:
    batches = list(_thread_ids(catalog))
    with catalog.change("repair") as change:
        staged.adopt(change, embedder.model.fingerprint)
        for ids in batches:
            passages.replace(change, ids, _cut(catalog, embedder, ids), {})
        for key, value in _facts(embedder.model).items():
            write_fact(change, key, value)
        change.audit("repair.re_embed", "catalog", model=embedder.model.name)


def _facts(model: ModelFacts) -> dict[str, str]:
    """Return what the catalog remembers of its vectors; a new epoch voids every index."""
    return {
        "embedder": model.fingerprint,
        "embedder_name": model.name,
        "splitter": SPLITTER,
        "splitter_name": SPLITTER,
        "epoch": uuid4().hex,
    }


def _thread_ids(catalog: Catalog) -> Iterator[Sequence[str]]:
    with catalog.read() as reading:
        every = [
            id for source in sources.every(reading) for id in threads.thread_ids(reading, source.id)
        ]
    for i in range(0, len(every), _BATCH):
        yield every[i : i + _BATCH]


def _cut(catalog: Catalog, embedder: Embedder, ids: Sequence[str]) -> list[tuple[Passage, str]]:
    with catalog.read() as reading:
        rows = shelves.rows_of(reading, ids)
    return [
        pair
        for row in rows
        for pair in split(
            replace(row.thread, contributions=tuple(r.contribution for r in row.rows)),
            embedder.count_tokens,
        )
    ]
