"""Puts chat messages into threads: those that the platform made, and conversations where none are.

Messages come in any order and more than once; threads come out whole and in order of time. What is
kept meanwhile is on disk, so that memory does not grow with the channel. It does not know any
platform.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.records import Author, Draft, Reaction, ThreadDraft
from ingest.chat import ChatMessage
from ingest.conversations import conversations
from ingest.lengths import LONGEST_THREAD
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem
from ingest.spool import Spool

_Head = tuple[str, str, str, str | None]
_Values = tuple[str, int | None, int | None, str | None, str | None, int]
_Person = tuple[str, str | None, tuple[str, ...], bool]
_People = tuple[_Person, ...]
_Packed = tuple[_Head, _Values | None, _People, _People, tuple[tuple[str, int], ...]]
"""An entry as plain tuples."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONG_AGO = -(2**63)


@dataclass(frozen=True, kw_only=True)
class ChatSpace:
    """A channel, stream or forum post whose messages belong together."""

    id: str
    name: str | None
    """As people name it: `#launching`, `@dm`."""
    private: bool = False
    title: str | None = None
    """Given to its threads where the platform names them."""
    url: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChatEntry:
    """One message on its way into a thread."""

    item: str
    """Where a steward would find it."""
    id: str
    """External id."""
    order: str
    """Sorts like time inside its space; equal only for the same message."""
    draft: Draft | None
    """None: left out already, and kept only because others answer it."""
    thread: str | None = None
    """External id of the thread that the platform says; None: to be found out."""


class ChatThreads:
    """Collect messages space by space, then give out their threads. Use it in a `with` block."""

    def __init__(self, scratch: Path) -> None:
        """Spool in the folder `scratch`."""
        self._spaces: list[ChatSpace] = []
        self._numbers: dict[str, int] = {}
        self._messages: Spool[_Packed] = Spool(scratch)
        self._threads: Spool[_Packed] = Spool(scratch)
        self._roots = _Roots()

    def add(self, space: ChatSpace, entry: ChatEntry) -> None:
        """Add a message; the same message may be added again.

        Of several titles of one space the first in the alphabet is kept, whatever the order.
        """
        number = self._numbers.setdefault(space.id, len(self._spaces))
        if number == len(self._spaces):
            self._spaces.append(space)
        elif (space.title or "") < (self._spaces[number].title or ""):
            self._spaces[number] = space
        self._messages.add(str(number), entry.order, _pack(entry))

    def threads(self) -> Iterator[ReadItem]:
        """Yield every thread once, every copy of a message as skipped, and lost parents.

        What was collected is given out and forgotten: more spaces may be added afterwards.
        """
        for number, entries in self._messages.groups():
            yield from self._sort(number, entries)
        for key, members in self._threads.groups():
            number, _, thread_id = key.partition(" ")
            yield from _cut(self._spaces[int(number)], thread_id, map(_unpack, members))
        self._messages.clear()
        self._threads.clear()

    def close(self) -> None:
        """Remove what is on disk."""
        self._messages.close()
        self._threads.close()
        self._roots.close()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what is on disk whatever happened."""
        self.close()

    def _sort(self, number: str, entries: Iterable[_Packed]) -> Iterator[Skipped]:
        copies: list[Skipped] = []
        waiting: dict[str, _Packed] = {}
        for talk in conversations(self._flat(number, entries, waiting, copies)):
            first = next((message for message in talk if not message.system), talk[0])
            root = self._roots.of(talk[0].reply_to) or first.id
            self._roots.put((message.id for message in talk), root)
            for message in talk:
                self._place(number, root, waiting.pop(message.id))
            yield from copies
            copies.clear()
        yield from copies

    def _flat(
        self,
        number: str,
        entries: Iterable[_Packed],
        waiting: dict[str, _Packed],
        copies: list[Skipped],
    ) -> Iterator[ChatMessage]:
        """Place what has a thread, and yield what has none."""
        for _, same in groupby(entries, key=lambda entry: entry[0][1]):
            entry, *others = found = list(same)
            if others:
                entry, *others = sorted(found, key=_freshness, reverse=True)
            copies.extend(
                Skipped(item=head[0], reason="duplicate") for head, draft, *_ in others if draft
            )
            head = entry[0]
            if head[3] is not None:
                self._place(number, head[3], entry)
            else:
                waiting[head[1]] = entry
                yield _as_message(entry)

    def _place(self, number: str, thread_id: str, entry: _Packed) -> None:
        self._threads.add(f"{number} {thread_id}", entry[0][2], entry)


class _Roots:
    """Remember on disk which conversation a message went to."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE root (id TEXT PRIMARY KEY, root TEXT) WITHOUT ROWID")

    def put(self, ids: Iterable[str], root: str) -> None:
        rows = ((message_id, root) for message_id in ids)
        self._database.executemany("INSERT OR REPLACE INTO root VALUES (?, ?)", rows)

    def of(self, message_id: str | None) -> str | None:
        found = self._database.execute("SELECT root FROM root WHERE id = ?", (message_id,))
        row = found.fetchone()
        return str(row[0]) if row else None

    def close(self) -> None:
        self._database.close()


def _pack(entry: ChatEntry) -> _Packed:
    """Return the entry as plain tuples, which take a tenth of the time to pickle."""
    draft = entry.draft
    head = (entry.item, entry.id, entry.order, entry.thread)
    if draft is None:
        return head, None, (), (), ()
    people = tuple(
        tuple((author.identity, author.name, author.handles, author.is_bot) for author in authors)
        for authors in (draft.authors, draft.mentions)
    )
    reactions = tuple((reaction.name, reaction.count) for reaction in draft.reactions)
    times = (_micros(draft.created_at), _micros(draft.edited_at))
    values = (draft.text, *times, draft.url, draft.reply_to, draft.attachments)
    return head, values, people[0], people[1], reactions


def _unpack(packed: _Packed) -> ChatEntry:
    (item, entry_id, order, thread), values, authors, mentions, reactions = packed
    draft = None
    if values is not None:
        text, created_at, edited_at, url, reply_to, attachments = values
        draft = Draft(
            external_id=entry_id,
            authors=tuple(map(_person, authors)),
            text=text,
            created_at=_moment(created_at),
            edited_at=_moment(edited_at),
            url=url,
            reply_to=reply_to,
            reactions=tuple(Reaction(name=name, count=count) for name, count in reactions),
            mentions=tuple(map(_person, mentions)),
            attachments=attachments,
        )
    return ChatEntry(item=item, id=entry_id, order=order, draft=draft, thread=thread)


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MICROSECOND


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else _EPOCH + timedelta(microseconds=micros)


@lru_cache(maxsize=10_000)
def _person(packed: _Person) -> Author:
    """Return the author; one object for all that somebody wrote."""
    identity, name, handles, is_bot = packed
    return Author(identity=identity, name=name, handles=handles, is_bot=is_bot)


def _freshness(entry: _Packed) -> tuple[bool, int, bool, str]:
    """Sort copies of a message: the one edited last, then the one that knows its thread."""
    (item, _, _, thread), values, *_ = entry
    if values is None:
        return False, _LONG_AGO, thread is not None, item
    edited = values[2] if values[2] is not None else _LONG_AGO
    return True, edited, thread is not None, values[0]


def _as_message(entry: _Packed) -> ChatMessage:
    (_, entry_id, _, _), values, authors, mentions, _ = entry
    if values is None:
        return ChatMessage(id=entry_id, author="", text="", at=None, system=True)
    text, created_at, _, _, reply_to, _ = values
    return ChatMessage(
        id=entry_id,
        author=_called(authors[0]) if authors else "",
        text=text,
        at=_moment(created_at),
        mentions=tuple(map(_called, mentions)),
        reply_to=reply_to,
    )


def _called(person: _Person) -> str:
    identity, name, *_ = person
    return name or identity


def _cut(space: ChatSpace, thread_id: str, entries: Iterator[ChatEntry]) -> Iterator[ReadItem]:
    """Yield one thread, in pieces when it is very long, and what is missing from it."""
    answerable: dict[str, bool] = {}
    drafts: list[Draft] = []
    part, orphans = 1, 0
    for entry in entries:
        answerable[entry.id] = entry.draft is not None
        if entry.draft is None:
            continue
        parent = entry.draft.reply_to
        orphans += parent is not None and parent not in answerable
        known = parent is not None and answerable.get(parent, False)
        unlinked = parent is not None and not known
        drafts.append(replace(entry.draft, reply_to=None) if unlinked else entry.draft)
        if len(drafts) == LONGEST_THREAD:
            yield _thread(space, thread_id, part, drafts)
            drafts, part = [], part + 1
    if drafts:
        yield _thread(space, thread_id, part, drafts)
    if orphans:
        yield Noted(what="orphan_reply", item=thread_id, count=orphans)


def _thread(space: ChatSpace, thread_id: str, part: int, drafts: list[Draft]) -> ThreadDraft:
    return ThreadDraft(
        external_id=thread_id if part == 1 else f"{thread_id}~{part}",
        title=space.title,
        drafts=tuple(drafts),
        url=space.url or drafts[0].url,
        space=space.name,
        private=space.private,
        tags=space.tags,
    )
