"""Takes contributions out of a source: what vanished there, what moved, what was left out since."""

from collections.abc import Mapping
from dataclasses import replace

from assistant.catalog import Catalog, passages, shelves, threads, vanished
from assistant.catalog.shelves import ThreadRow
from assistant.records import Source
from ingest.shelve import Shelf

_BATCH = 100
"""Threads cut anew at once."""


def holdings(catalog: Catalog, source_id: str) -> dict[str, int]:
    """Return what a source holds now: threads, contributions, passages."""
    with catalog.read() as reading:
        held, contributions = threads.count(reading, source_id)
        return {
            "threads": held,
            "contributions": contributions,
            "passages": passages.count(reading, source_id),
        }


class Removal:
    """Takes contributions out and cuts their threads anew."""

    def __init__(self, catalog: Catalog, shelf: Shelf) -> None:
        """Take the catalog and the shelf."""
        self._catalog = catalog
        self._shelf = shelf

    def settle(self, source: Source, *, confirmed: bool) -> tuple[int, int]:
        """Take out what vanished, if that is wanted; return how many (went, are proposed)."""
        with self._catalog.read() as reading:
            gone = vanished.marked(reading, source.id)
        if not confirmed and source.deletions != "apply":
            return 0, len(gone)
        self.remove(gone)
        return len(gone), 0

    def remove(self, gone: Mapping[str, str]) -> None:
        """Take {contribution: thread} out for good."""
        wanted = sorted(set(gone.values()))
        for i in range(0, len(wanted), _BATCH):
            with self._catalog.read() as reading:
                rows = shelves.rows_of(reading, wanted[i : i + _BATCH])
            self._shelf.put([_without(row, gone) for row in rows])


def _without(row: ThreadRow, gone: Mapping[str, str]) -> ThreadRow:
    """Return the thread without some contributions; its digest no longer counts as seen."""
    rows = tuple(item for item in row.rows if item.contribution.id not in gone)
    thread = replace(row.thread, contributions=tuple(item.contribution for item in rows))
    return replace(row, thread=thread, rows=rows)
