"""One sync of one source whose bytes changed: every item read ends in exactly one count.

Threads go into the catalog in batches, one change each.
"""

import tempfile
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant import ids
from assistant.catalog import Catalog, people, shelves
from assistant.catalog.shelves import ContributionRow, ThreadRow
from assistant.errors import ReadError
from assistant.records import Author, JsonObject, Source, ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.prepare import Prepared, Preparer
from ingest.reader import Reader, ReadItem, ReadRequest
from ingest.removal import Removal, holdings
from ingest.report import Tally
from ingest.shelve import Shelf

_BATCH = 1200
"""Contributions stored in one change."""

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
        self._source = source
        self._reader = reader
        self._wish = wish
        self._progress = progress
        self._tally = Tally(source_id=source.id, kind=reader.kind)
        self._seen = array("Q")
        self._seen_threads: set[int] = set()
        self._left_out: list[str] = []
        self._embedded = 0
        with self._catalog.read() as reading:
            self._preparer = Preparer(source, people.register(reading))

    def report(self, start: float) -> JsonObject:
        """Read everything, store what is new, tell what vanished."""
        batch: list[Prepared] = []
        size = 0
        for item in self._items():
            if isinstance(item, ThreadDraft):
                prepared = self._prepared(item)
                if prepared.row is not None:
                    batch.append(prepared)
                    size += len(prepared.row.rows)
                if size >= _BATCH:
                    self._store(batch)
                    batch, size = [], 0
            elif isinstance(item, Skipped):
                self._tally.skip(item)
            elif isinstance(item, Failed):
                self._tally.fail(item)
            else:
                self._tally.note(item)
            self._tell()
        self._store(batch)
        self._vanish()
        held = holdings(self._catalog, self._source.id)
        self._tally.threads = held["threads"]
        return self._tally.as_json(
            held["contributions"], held["passages"], time.perf_counter() - start
        )

    def _items(self) -> Iterator[ReadItem]:
        location = Path(self._source.location)
        with tempfile.TemporaryDirectory(prefix="firsthand-") as scratch:
            request = ReadRequest(
                location=location,
                scratch=Path(scratch),
                base_url=self._source.base_url,
                root=location if location.is_dir() else location.parent,
            )
            try:
                yield from self._reader.read(request)
            except ReadError as error:
                yield Failed(item=error.item, reason=error.reason, detail=error.detail)

    def _prepared(self, draft: ThreadDraft) -> Prepared:
        draft = self._unrepeated(draft)
        prepared = self._preparer.prepare(draft)
        for skip in prepared.skipped:
            self._tally.skip(skip)
            self._left_out.append(ids.contribution_id(self._source.id, skip.item))
        if prepared.row is not None:
            self._note_losses(draft)
        return prepared

    def _id(self, item: Draft) -> str:
        return ids.contribution_id(self._source.id, item.external_id)

    def _unrepeated(self, draft: ThreadDraft) -> ThreadDraft:
        """Leave out items that this sync has seen before; a repeated thread gets its own name."""
        name, n = draft.external_id, 1
        while hash(name) in self._seen_threads:
            n += 1
            name = f"{draft.external_id}~{n}"
        self._seen_threads.add(hash(name))
        drafts = {}
        for item in draft.drafts:
            if item.external_id in drafts:
                self._tally.skip(Skipped(item=item.external_id, reason="duplicate"))
            else:
                drafts[item.external_id] = item
        return replace(draft, external_id=name, drafts=tuple(drafts.values()))

    def _note_losses(self, draft: ThreadDraft) -> None:
        for item in draft.drafts:
            if item.attachments:
                self._tally.note(
                    Noted(what="attachment", item=item.external_id, count=item.attachments)
                )
            if any(author.name is None for author in item.authors):
                self._tally.note(Noted(what="unknown_author", item=item.external_id))
            if not item.authors:
                self._tally.note(Noted(what="no_author", item=item.external_id))
            if item.edited_at:
                self._tally.note(Noted(what="edited", item=item.external_id))
            for note in item.notes:
                self._tally.note(Noted(what=note, item=item.external_id))

    def _store(self, batch: Sequence[Prepared]) -> None:
        rows = [item.row for item in batch if item.row is not None]
        with self._catalog.read() as reading:
            known = shelves.stored_digests(reading, [row.thread.id for row in rows])
            changed_ids = [r.thread.id for r in rows if known.get(r.thread.id) != r.digest]
            stored = shelves.stored_contributions(reading, changed_ids)
            strayed = shelves.thread_of(reading, [c.contribution.id for r in rows for c in r.rows])
        here = {c.contribution.id for row in rows for c in row.rows}
        changed: list[ThreadRow] = []
        authors: list[Author] = []
        for item in batch:
            row = item.row
            if row is None:
                continue
            self._seen.extend(_number(c.contribution.id) for c in row.rows)
            if known.get(row.thread.id) == row.digest and all(
                strayed.get(c.contribution.id) == row.thread.id for c in row.rows
            ):
                self._tally.unchanged += len(row.rows)
                continue
            changed.append(self._with_vanished(row, stored.get(row.thread.id, {}), here))
            authors += item.authors
        if changed:
            self._rebuild_strayed(changed, strayed)
            self._shelf.put(changed, authors, self._count_embedded)

    def _with_vanished(
        self, row: ThreadRow, stored: dict[str, tuple[str, datetime | None]], here: set[str]
    ) -> ThreadRow:
        """Count what is new or changed, and keep what vanished until its removal is confirmed."""
        for item in row.rows:
            same = stored.get(item.contribution.id, ("", None))[0] == item.digest
            self._tally.unchanged += same
            self._tally.indexed += not same
        missing = set(stored) - here - set(self._left_out)
        if not missing:
            return row
        with self._catalog.read() as reading:
            old = shelves.rows_of(reading, [row.thread.id])[0]
        kept = [
            replace(item, vanished_at=item.vanished_at or datetime.now(UTC))
            for item in old.rows
            if item.contribution.id in missing
        ]
        return _joined(row, kept)

    def _rebuild_strayed(self, changed: Sequence[ThreadRow], strayed: dict[str, str]) -> None:
        """Cut the threads anew that contributions moved out of."""
        moved = {
            item.contribution.id: strayed[item.contribution.id]
            for row in changed
            for item in row.rows
            if strayed.get(item.contribution.id, row.thread.id) != row.thread.id
        }
        incoming = {row.thread.id for row in changed}
        left = {id: thread for id, thread in moved.items() if thread not in incoming}
        if left:
            self._removal.remove(left)

    def _vanish(self) -> None:
        """Mark what was not seen as vanished, what came back as here; settle removals."""
        seen = set(self._seen)
        out = set(self._left_out)
        vanished, back, withdrawn = [], [], {}
        with self._catalog.read() as reading:
            for id, thread, already in shelves.all_ids(reading, self._source.id):
                if id in out:
                    withdrawn[id] = thread
                elif _number(id) not in seen:
                    if not already:
                        vanished.append(id)
                elif already:
                    back.append(id)
        if withdrawn:
            # Left out on purpose now (made private, withdrawn): that waits for nobody.
            self._removal.remove(withdrawn)
            self._tally.removed += len(withdrawn)
        if vanished or back:
            with self._catalog.change("sync") as change:
                shelves.mark_vanished(change, vanished, datetime.now(UTC))
                shelves.mark_vanished(change, back, None)
        # A file that could not be read proves nothing about what it held.
        source = replace(self._source, deletions="propose") if self._tally.failed else self._source
        removed, self._tally.proposed_removals = self._removal.settle(
            source, confirmed=self._wish.confirm_removals
        )
        self._tally.removed += removed

    def _count_embedded(self, passages_done: int) -> None:
        self._embedded += passages_done
        self._tell(force=True)

    def _tell(self, force: bool = False) -> None:
        if self._progress is not None and (force or self._tally.seen % 50 == 0):
            self._progress(self._source.id, self._tally.seen, self._embedded)


def _number(contribution_id: str) -> int:
    """Return 60 bits of an id: eight bytes each keep a million of them small."""
    return int(contribution_id[2:14], 36)


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
