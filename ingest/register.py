"""The stewards' work on sources: add one, say what adding would do, sync it.

It knows readers and the catalog; it does not know how a steward reaches it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.catalog import (
    Catalog,
    passages,
    read_fact,
    runs,
    shelves,
    sources,
    threads,
    write_fact,
)
from assistant.errors import IndexBusy, ReadError, UnknownFormat, WrongUse
from assistant.lock import FileLock, Holder
from assistant.records import Source, SourceState, ThreadDraft
from assistant.scratch import remove_leftovers
from ingest.detect import detect as recognised
from ingest.mask_policy import MaskPolicy
from ingest.outcome import Failed, Skipped
from ingest.reader import Reader, ReadRequest

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_SYNC_WAIT_S = 3600.0
_TO_ERASE = "to_erase:"
"""A fact of this name and a source's id: it masks more than when its words were stored."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a source holds, looked at without writing anything."""

    kind: str
    threads: int
    contributions: int
    private: tuple[tuple[str, int], ...]
    """Private spaces and how many contributions stand in each: left out unless mapped."""
    spaces: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]
    failures: tuple[Failed, ...]
    people: int
    unlinked: int
    """Contributions without a link to the original."""
    examples: tuple[str, ...]
    """Titles of the first threads."""


def detect(path: Path, readers: Mapping[str, Reader], kind: str | None = None) -> Reader:
    """Return the reader for a location.

    Raises WrongUse for a kind or path that does not exist, or one in no format that is read.
    """
    if kind is not None and kind not in readers:
        raise WrongUse(f"there is no kind {kind!r}; the kinds are: {', '.join(readers)}")
    if not path.exists():
        raise WrongUse(f"there is nothing at {path}")
    if kind is not None:
        return readers[kind]
    try:
        return recognised(path, list(readers.values()))
    except UnknownFormat as error:
        raise WrongUse(
            f"{path.name!r} is in no format that is recognised; if it is one of these all the same,"
            f" name it as its kind (--kind): {', '.join(readers)}"
        ) from error


def checked_id(id: str) -> str:
    """Return the id if it can be one.

    Raises WrongUse.
    """
    if not _ID.fullmatch(id):
        raise WrongUse(f"{id!r} cannot be a source id: use small letters, digits, dots and hyphens")
    return id


def checked_base_url(url: str | None) -> str | None:
    """Return where a source's links start, without the last slash; None for nothing.

    Raises WrongUse for what is no address on the web.
    """
    given = (url or "").strip().rstrip("/")
    if not given:
        return None
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname or set(given) & set(' <>"\n'):
        raise WrongUse(f"{given!r} is no web address; give one such as https://forum.example.org")
    return given


def preview(source: Source, reader: Reader, scratch: Path) -> Preview:
    """Read a source through and say what adding it would bring; nothing is written."""
    spaces: dict[str, int] = {}
    private: dict[str, int] = {}
    skipped: dict[str, int] = {}
    failures: list[Failed] = []
    people: set[str] = set()
    titles: list[str] = []
    threads = contributions = unlinked = 0
    location, policy = Path(source.location), MaskPolicy(source.mask)
    request = ReadRequest(location=location, scratch=scratch, base_url=source.base_url)
    try:
        for item in reader.read(request):
            if isinstance(item, ThreadDraft):
                group = private if item.private else spaces
                name = item.space or "-"
                group[name] = group.get(name, 0) + len(item.drafts)
                if item.private:
                    continue
                threads += 1
                contributions += len(item.drafts)
                unlinked += sum(not draft.url for draft in item.drafts)
                people |= {a.identity for d in item.drafts for a in d.authors}
                if item.title and len(titles) < 5:
                    titles.append(policy.line(item.title))
            elif isinstance(item, Skipped):
                skipped[item.reason] = skipped.get(item.reason, 0) + 1
            elif isinstance(item, Failed):
                failures.append(item)
    except ReadError as error:
        failures.append(Failed(item=error.item, reason=error.reason, detail=error.detail))
    return Preview(
        kind=reader.kind,
        threads=threads,
        contributions=contributions,
        private=tuple(sorted(private.items())),
        spaces=tuple(sorted(spaces.items())),
        skipped=tuple(sorted(skipped.items())),
        failures=tuple(failures),
        people=len(people),
        unlinked=unlinked,
        examples=tuple(titles),
    )


def add(catalog: Catalog, source: Source, actor: str) -> None:
    """Register a source.

    Raises WrongUse when the id is taken or cannot be one.
    """
    checked_id(source.id)
    with catalog.change(actor) as change:
        sources.add(change, source)


def set_mask(catalog: Catalog, id: str, kinds: tuple[str, ...], actor: str) -> None:
    """Set which personal data is masked in a source's texts, from its next sync on.

    What was stored before goes with that sync, from the indexes too. Raises UnknownId.
    """
    with catalog.change(actor) as change:
        if set(kinds) - set(sources.get(change, id).mask):
            write_fact(change, _TO_ERASE + id, "due")
        sources.set_mask(change, id, kinds)


def set_base_url(catalog: Catalog, id: str, url: str | None, actor: str) -> str | None:
    """Set where a source's links start, from its next sync on; return it as it is kept.

    Raises UnknownId, WrongUse.
    """
    start = checked_base_url(url)
    with catalog.change(actor) as change:
        sources.set_base_url(change, id, start)
    return start


def to_erase(catalog: Catalog, ids: Sequence[str]) -> list[str]:
    """Return which of these sources mask more than their stored words did when they were read."""
    with catalog.read() as reading:
        return [id for id in ids if read_fact(reading, _TO_ERASE + id) == "due"]


def forget_names(catalog: Catalog, ids: Sequence[str]) -> None:
    """Take the names of items, which may show what is masked since, out of earlier reports."""
    with catalog.change("sync") as change:
        for id in ids:
            runs.forget_names(change, id)


def erased(catalog: Catalog, ids: Sequence[str]) -> None:
    """Write down that nothing is left of what these sources mask."""
    with catalog.change("sync") as change:
        for id in ids:
            write_fact(change, _TO_ERASE + id, "")


def set_state(catalog: Catalog, id: str, state: SourceState, actor: str) -> None:
    """Pause, resume or retire a source; what a retired one brought is deleted.

    Raises UnknownId; WrongUse for a source that is retired already.
    """
    with catalog.change(actor) as change:
        sources.set_state(change, id, state)
        if state is SourceState.RETIRED:
            gone = threads.thread_ids(change, id)
            passages.bury_threads(change, gone)
            shelves.remove(change, gone)


@contextmanager
def sync_lock(folder: Path, holder: Holder) -> Iterator[None]:
    """Let one sync at a time into a home folder, rid of what killed ones left; others wait.

    Raises IndexBusy naming who syncs when it takes too long.
    """
    lock = FileLock(folder / "sync.lock")
    with lock.held(holder, _SYNC_WAIT_S) as taken:
        if not taken:
            other = lock.holder()
            who = f"process {other.pid} ({other.what})" if other else "another process"
            raise IndexBusy(f"{who} has been syncing for an hour; try again when it has ended")
        remove_leftovers(folder)
        yield


def chosen(catalog: Catalog, wanted: Sequence[str]) -> list[Source]:
    """Return the sources to sync: the named ones, or every active one.

    Raises UnknownId; WrongUse for a named source that is paused or retired.
    """
    with catalog.read() as reading:
        if not wanted:
            return [item for item in sources.every(reading) if item.state == "active"]
        named = [sources.get(reading, id) for id in dict.fromkeys(wanted)]
    for item in named:
        if item.state is SourceState.RETIRED:
            raise WrongUse(f"source {item.id!r} is retired; add it again under another id")
        if item.state is SourceState.PAUSED:
            raise WrongUse(
                f"source {item.id!r} is paused; first: firsthand source resume {item.id}"
            )
    return named
