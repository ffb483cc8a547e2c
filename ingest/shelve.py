"""Puts threads on the shelf: splits them, embeds what is new, writes them to the catalog.

The one way into the catalog for a sync, a removal, a change of consent and a repair alike. Vectors
are computed outside the transaction, and only for texts that were never embedded before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.catalog import Catalog, passages, people, shelves
from assistant.catalog.catalog import Change
from assistant.catalog.shelves import ThreadRow
from assistant.embedder import Embedder
from assistant.records import Author, Passage, Vector
from ingest.split import counted_ahead, split

Progress = Callable[[int], None]
"""Called with the number of passages that were just embedded."""


class Shelf:
    """Writes threads with their passages and vectors."""

    def __init__(self, catalog: Catalog, embedder: Embedder, actor: str = "sync") -> None:
        """Take the catalog and what embeds; `actor` stands in the audit."""
        self._catalog = catalog
        self._embedder = embedder
        self._actor = actor

    def put(
        self,
        rows: Sequence[ThreadRow],
        authors: Sequence[Author] = (),
        progress: Progress | None = None,
    ) -> None:
        """Store threads as they are now, with all their passages, in one change."""
        kept = [row for row in rows if row.rows]
        empty = [row.thread.id for row in rows if not row.rows]
        parts = self._split(kept)
        vectors = self._vectors(parts, progress)
        with self._catalog.change(self._actor) as change:
            people.ensure(change, authors)
            if empty:
                self._drop(change, empty)
            if kept:
                shelves.store(change, kept)
                passages.replace(change, [row.thread.id for row in kept], parts, vectors)

    def _split(self, rows: Sequence[ThreadRow]) -> list[tuple[Passage, str]]:
        texts = [item.contribution.text for row in rows for item in row.rows]
        count = counted_ahead(texts, self._embedder.count_tokens)
        return [
            pair
            for row in rows
            for pair in split(
                replace(row.thread, contributions=tuple(r.contribution for r in row.rows)), count
            )
        ]

    def drop(self, thread_ids: Sequence[str]) -> None:
        """Take threads out with their passages."""
        with self._catalog.change(self._actor) as change:
            self._drop(change, thread_ids)

    def _drop(self, change: Change, thread_ids: Sequence[str]) -> None:
        passages.bury_threads(change, thread_ids)
        shelves.remove(change, thread_ids)

    def _vectors(
        self, parts: Sequence[tuple[Passage, str]], progress: Progress | None
    ) -> dict[str, Vector]:
        texts = {key: passage.embedded_text for passage, key in parts}
        with self._catalog.read() as reading:
            vectors = passages.known_vectors(reading, list(texts))
        missing = [key for key in texts if key not in vectors]
        if missing:
            rows = self._embedder.embed([texts[key] for key in missing])
            vectors.update(zip(missing, rows, strict=True))
        if progress is not None:
            progress(len(parts))
        return vectors
