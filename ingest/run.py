"""One sync of one source whose bytes changed: every item read ends in exactly one count.

Threads go into the catalog in batches, one change each; what waits for its batch is bounded.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import ids
from assistant.catalog import Catalog, people, vanished
from assistant.records import Author, Draft, JsonObject, Source
from assistant.scratch import scratch_folder
from ingest.arrivals import compare
from ingest.beside import read_beside, read_here
from ingest.doubt import Doubt
from ingest.fingerprint import volume
from ingest.outcome import Failed, Noted, Skipped
from ingest.prepare import Prepared, Preparer
from ingest.reader import Reader, ReadRequest
from ingest.removal import Removal, holdings
from ingest.report import Tally
from ingest.seen import SeenIds
from ingest.shelve import Shelf
from ingest.tidy import Tidier, TidyItem, TidyReader, TidyThread

_BATCH = 6000
"""Contributions stored in one change. Ids are hashes, so a change of a large catalog touches most
leaves of most indexes however small it is: half as many changes write half as much."""
_FIRST_BATCH = 500
"""The first change is so small and each next one twice that, so that embedding begins at once."""
_BATCH_CHARACTERS = 2_000_000
"""Characters stored in one change, about 4,000 passages; a longer thread goes alone."""
_BESIDE_BYTES = 4 << 20
"""Smaller sources are read in the time that it takes to start another process."""

Progress = Callable[[str, int, int], None]
"""Called with (source id, items seen, passages embedded) as the sync goes on."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the steward asked of a sync."""

    confirm_removals: bool = False
    """Take out what vanished at the source."""


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Where a sync writes."""

    catalog: Catalog
    shelf: Shelf
    removal: Removal
    home: Path | None = None
    """Where a reader's scratch folder stands; None: in the system's temporary folder."""


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Threads that wait to be stored."""

    most: int
    """Contributions."""
    items: list[Prepared] = field(default_factory=list)
    contributions: int = 0
    characters: int = 0

    def add(self, item: Prepared) -> None:
        self.items.append(item)
        if item.row is not None:
            self.contributions += len(item.row.rows)
            self.characters += sum(len(row.contribution.text) for row in item.row.rows)

    @property
    def is_full(self) -> bool:
        return self.contributions >= self.most or self.characters >= _BATCH_CHARACTERS


class Run:
    """One sync of one source whose bytes changed."""

    def __init__(
        self,
        stores: Stores,
        source: Source,
        reader: Reader,
        wish: Wish,
        progress: Progress | None = None,
    ) -> None:
        """Take where it writes and what it reads."""
        self._catalog = stores.catalog
        self._shelf = stores.shelf
        self._removal = stores.removal
        self._home = stores.home
        self._source = source
        self._tidier = Tidier(source)
        self._reader = TidyReader(reader=reader, tidier=self._tidier)
        self._wish = wish
        self._progress = progress
        self._tally = Tally(
            source_id=source.id, kind=reader.kind, masked=Counter(dict.fromkeys(source.mask, 0))
        )
        self._seen = SeenIds()
        self._seen_threads = SeenIds()
        self._left_out = SeenIds()
        self._doubt = Doubt(Path(source.location).name, is_folder=reader.kind == "folder")
        self._embedded = 0
        with self._catalog.read() as reading:
            self._preparer = Preparer(source, people.register(reading))
            self._missing = vanished.marked(reading, source.id)

    def report(self, start: float) -> JsonObject:
        """Read everything, store what is new, tell what vanished."""
        with ThreadPoolExecutor(max_workers=1) as writer:
            before: Future[None] | None = None
            for batch in self._batches():
                # One batch is read while the one before is embedded and stored.
                if before is not None:
                    before.result()
                before = writer.submit(self._store, batch)
            if before is not None:
                before.result()
        self._vanish()
        held = holdings(self._catalog, self._source.id)
        return self._tally.as_json(held, time.perf_counter() - start)

    def _batches(self) -> Iterator[_Batch]:
        """Read and prepare everything; count what is no thread."""
        batch = _Batch(most=min(_FIRST_BATCH, _BATCH))
        for count, item in enumerate(self._items()):
            if isinstance(item, TidyThread):
                batch.add(self._prepared(item))
                if batch.is_full:
                    yield batch
                    batch = _Batch(most=min(2 * batch.most, _BATCH))
            elif isinstance(item, Skipped):
                self._tally.skip(item)
            elif isinstance(item, Failed):
                self._tally.fail(item)
                self._doubt.add(item)
            else:
                self._tally.note(item)
            if count % 50 == 0:
                self._tell()
        yield batch

    def _items(self) -> Iterator[TidyItem]:
        location = Path(self._source.location)
        read = read_here if volume(location) < _BESIDE_BYTES else read_beside
        with scratch_folder(self._home) as scratch:
            request = ReadRequest(
                location=location,
                scratch=scratch,
                base_url=self._source.base_url,
                root=location if location.is_dir() else location.parent,
            )
            yield from read(self._reader, request)

    def _prepared(self, thread: TidyThread) -> Prepared:
        """Prepare a thread without what this sync has met before."""
        named = self._unrepeated(thread)
        prepared = self._preparer.settle(named)
        rows = prepared.row.rows if prepared.row is not None else ()
        again = {row.contribution.id for row in rows if not self._seen.add(row.contribution.id)}
        if again:
            named = self._without(named, again.__contains__)
            prepared = self._preparer.settle(named)
        for skip in prepared.skipped:
            self._tally.skip(replace(skip, item=prepared.hidden.get(skip.item, skip.item)))
            self._left_out.add(ids.contribution_id(self._source.id, skip.item))
        if prepared.row is not None:
            self._tally.thread(len(prepared.row.rows))
            left_out = {skip.item for skip in prepared.skipped}
            kept = [item for item in named.draft.drafts if item.external_id not in left_out]
            self._note_losses(kept, prepared.hidden)
            for kind, item, count in prepared.masked:
                self._tally.mask(kind, prepared.hidden.get(item, item), count)
        return prepared

    def _unrepeated(self, thread: TidyThread) -> TidyThread:
        """Leave out items that stand twice in a thread; a thread that came before is renamed."""
        name, n = thread.draft.external_id, 1
        named = thread
        while not self._seen_threads.add(named.id):
            n += 1
            named = self._tidier.renamed(thread, f"{name}~{n}")
        met: set[str] = set()

        def is_again(id: str) -> bool:
            known = id in met
            met.add(id)
            return known

        return self._without(named, is_again)

    def _without(self, thread: TidyThread, is_again: Callable[[str], bool]) -> TidyThread:
        """Leave items out of a thread by their ids and count them as duplicates."""
        kept = []
        for place, id in enumerate(thread.ids):
            if is_again(id):
                name = thread.draft.drafts[place].external_id
                self._tally.skip(Skipped(item=name, reason="duplicate"))
            else:
                kept.append(place)
        return thread.keeping(kept)

    def _note_losses(self, drafts: Sequence[Draft], hidden: Mapping[str, str]) -> None:
        for item in drafts:
            notes = dict.fromkeys(item.notes, 1)
            if item.attachments:
                notes["attachment"] = item.attachments
            if not item.authors:
                notes["no_author"] = 1
            elif any(author.name is None for author in item.authors):
                notes["unknown_author"] = 1
            if item.edited_at:
                notes["edited"] = 1
            if not item.url:
                notes["no_link"] = 1
            for what, count in notes.items():
                name = hidden.get(item.external_id, item.external_id)
                self._tally.note(Noted(what=what, item=name, count=count))

    def _store(self, batch: _Batch) -> None:
        rows = [item.row for item in batch.items if item.row is not None]
        if not rows:
            return
        with self._catalog.read() as reading:
            found = compare(reading, rows, self._seen, self._left_out)
        self._tally.unchanged += found.unchanged
        self._tally.new += found.new
        self._tally.edited += found.edited
        if found.moved:
            self._removal.remove(found.moved)
        if found.changed:
            changed = {row.thread.id for row in found.changed}
            authors = _authors(
                item for item in batch.items if item.row and item.row.thread.id in changed
            )
            self._shelf.put(found.changed, authors, self._count_embedded)

    def _vanish(self) -> None:
        """Mark what was not seen as vanished, what came back as here; settle removals."""
        gone, back, left_out = self._missing_now()
        self._tally.returned = sum(id in self._seen for id in self._missing)
        if left_out:
            # Left out on purpose now (made private, withdrawn): that waits for nobody.
            self._removal.remove(left_out)
            self._tally.removed += len(left_out)
        if gone or back:
            with self._catalog.change("sync") as change:
                vanished.mark(change, gone, datetime.now(UTC))
                vanished.mark(change, back, None)
        # Where anything failed, a steward looks before something is taken out.
        source = replace(self._source, deletions="propose") if self._tally.failed else self._source
        removed, self._tally.proposed_removals = self._removal.settle(
            source, confirmed=self._wish.confirm_removals
        )
        self._tally.removed += removed

    def _missing_now(self) -> tuple[list[str], list[str], dict[str, str]]:
        """Return what is to be marked as vanished, what no more, {contribution: thread} to go."""
        gone: list[str] = []
        back: list[str] = []
        left_out: dict[str, str] = {}
        with self._catalog.read() as reading:
            for id, name, thread, is_marked in vanished.all_ids(reading, self._source.id):
                if id in self._left_out:
                    left_out[id] = thread
                elif id in self._seen:
                    back += [id] * is_marked
                elif id not in self._missing and self._doubt.covers(name):
                    # A file that could not be read proves nothing about what it held.
                    self._tally.note(Noted(what="missing_with_failed_file", item=name))
                    back += [id] * is_marked
                else:
                    self._tally.vanished += id not in self._missing
                    gone += [id] * (not is_marked)
        return gone, back, left_out

    def _count_embedded(self, passages_done: int) -> None:
        self._embedded += passages_done
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            self._progress(self._source.id, self._tally.seen, self._embedded)


def _authors(items: Iterator[Prepared]) -> list[Author]:
    """Return everybody named in the threads once, as named last, with what they were called."""
    found: dict[str, Author] = {}
    for author in (author for item in items for author in item.authors):
        known = found.setdefault(author.identity, author)
        found[author.identity] = author if author == known else author.after(known)
    return list(found.values())
