"""Reads Zulip: official exports, dumps of its API's messages, the folders of zulip-archive.

A topic is a thread, before and after it was resolved. Direct messages and private streams are
private; a dump of the API tells private streams only where the list of streams is beside it. It
does not know how archives are kept, nor Zulip's markup (`ingest.zuliptext`).

Sources of the format: Zulip, `zerver/lib/export.py`; zulip.com/api/get-messages, get-streams.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from assistant.errors import ReadError, UnknownFormat
from assistant.records import Author, Draft, Reaction
from ingest.archive import Archive, open_files, shown, unwrapped
from ingest.chatthreads import ChatEntry, ChatSpace, ChatThreads
from ingest.decode import clean_characters, clean_line
from ingest.jsonfields import JsonRecord, seconds, text, whole
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.zulipdump import (
    LIST_KEYS,
    MESSAGE_PREFIXES,
    ZulipRow,
    counted,
    direct_place,
    foreign,
    is_dump,
    is_rendered,
    messages_of,
    prefix_of,
    rows_of,
)
from ingest.zulipfolders import ZulipPlace, index_of, is_archived, place_of, stream_names
from ingest.zulipspace import ZulipReactions, ZulipSpace, ZulipStream, read_realm
from ingest.zuliptext import ZulipText, from_html, from_markdown

_RESOLVED = "✔ "
"""What Zulip puts before the name of a resolved topic (`RESOLVED_TOPIC_PREFIX`)."""
_MESSAGE_FILE = re.compile(r"(?:^|/)messages-\d+\.json$")
_SIDE = re.compile(
    r"(?:^|/)(?:avatars|uploads|emoji|realm_icons|migration_status\.json|attachment\.json"
    r"|stats\.txt|analytics\.json|[a-z_]+\.csv)(?:/|$)"
)
"""What stands beside the messages of an official export and holds none."""
_NO_TOPIC = {"", "(no topic)", "general chat"}
_HASH = str.maketrans({"%": ".", ".": ".2E", "(": ".28", ")": ".29"})
"""How Zulip writes percent-encoding in the part of a link after `#`."""


class ZulipExport:
    """Read a Zulip export or a dump of its API."""

    kind = "zulip"

    def accepts(self, path: Path) -> bool:
        """Say whether `realm.json` stands beside messages, or all files are answers of the API."""
        try:
            with open_files(path) as archive:
                names = archive.names()
                if "realm.json" in unwrapped(names):
                    return any(_MESSAGE_FILE.search(name) for name in names)
                if is_archived(names, alone=path.is_dir()):
                    return True
                return is_dump(archive, strict=not path.is_dir())
        except (ReadError, OSError):
            return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield topics, and all that is left out.

        Raises `ReadError` when the location cannot be opened, `UnknownFormat` when the one file
        given is none of this format.
        """
        scratch = request.scratch
        with (
            open_files(request.location) as archive,
            ChatThreads(scratch) as threads,
            ZulipReactions() as reactions,
        ):
            yield from archive.problems
            dump = _Dump(
                archive=archive,
                space=ZulipSpace(),
                reactions=reactions,
                base_url=request.base_url,
                threads=threads,
            )
            realm, index = _realm_of(archive.names()), index_of(archive.names())
            if realm:
                yield from dump.read_official(realm)
            elif index:
                yield from dump.read_archived(index)
            else:
                yield from dump.read_api(request.location)
            yield from threads.threads()


@dataclass(frozen=True, kw_only=True)
class _Message:
    """One message, whichever way it came."""

    item: str
    id: int
    record: JsonRecord
    author: Author | None
    place: str
    """Stream id or name, or `dm/…`."""
    stream: ZulipStream | None
    """None for a direct message."""
    reactions: tuple[Reaction, ...]
    rendered: bool
    """Its content is HTML, not what its author typed."""

    @property
    def topic(self) -> str:
        """The topic as people name it, resolved or not."""
        subject = text(self.record, "subject") or text(self.record, "topic")
        return clean_line(subject).removeprefix(_RESOLVED.strip()).strip()

    @property
    def space(self) -> ChatSpace:
        """The topic with its stream, or the direct messages between the same people."""
        if self.stream is None:
            return ChatSpace(id=self.place, name="@dm", private=True)
        title = None if self.topic.lower() in _NO_TOPIC else self.topic
        return ChatSpace(
            id=f"{self.place}/{self.topic.casefold()}",
            name=f"#{self.stream.name}",
            private=self.stream.private,
            title=title,
        )


@dataclass(frozen=True, kw_only=True)
class _Dump:
    """An opened export."""

    archive: Archive
    space: ZulipSpace
    reactions: ZulipReactions
    base_url: str | None
    threads: ChatThreads

    def read_official(self, realm: str) -> Iterator[ReadItem]:
        """Read an official export."""
        yield from read_realm(self.archive, realm, self.space, self.reactions)
        for name in self.archive.names():
            if _MESSAGE_FILE.search(name):
                for found in messages_of(self.archive, name):
                    yield from self._take(found, self._official)
            elif name != realm and not _SIDE.search(name):
                yield Skipped(item=shown(name), reason="not_a_document")

    def read_archived(self, index: str) -> Iterator[ReadItem]:
        """Read the folders of zulip-archive: a folder for each stream, a file for each topic."""
        self.space.numbered = False
        streams = stream_names(self.archive, index)
        if isinstance(streams, Failed):
            yield streams
            streams = {}
        for name in self.archive.names():
            place = place_of(name, streams)
            if place is not None:
                yield from self._read_rows(name, "item", place)
            elif name != index:
                yield Skipped(item=shown(name), reason="not_a_document")
        yield from self._unlisted()

    def read_api(self, location: Path) -> Iterator[ReadItem]:
        """Read answers of the API: lists of streams and members first, then messages."""
        prefixes = {name: prefix_of(self.archive, name) for name in self.archive.names()}
        if len(prefixes) == 1 and None in prefixes.values():
            raise UnknownFormat(shown(next(iter(prefixes))), "not_that_format", "no Zulip JSON")
        for name, prefix in prefixes.items():
            yield from self._read_list(name, prefix or "")
        for name, prefix in prefixes.items():
            if prefix is None:
                yield foreign(self.archive, name)
            elif prefix in MESSAGE_PREFIXES:
                folder = location if location.is_dir() else location.parent
                place = place_of(f"{folder.name}/{name}", {})
                yield from self._read_rows(name, prefix, place)
        yield from self._unlisted()

    def _read_rows(self, name: str, prefix: str, place: ZulipPlace | None) -> Iterator[ReadItem]:
        for found in rows_of(self.archive, name, prefix):
            if place is not None and isinstance(found, ZulipRow):
                found = replace(found, record=place.given_to(found.record))
            yield from self._take(found, self._from_api)

    def _unlisted(self) -> Iterator[Noted]:
        for stream in sorted(self.space.unlisted):
            yield Noted(what="privacy_unknown", item=f"#{stream}")

    def _read_list(self, name: str, prefix: str) -> Iterator[Failed | Noted]:
        """Read a list of streams or members; any other file is left alone."""
        key = LIST_KEYS.get(prefix)
        for found in rows_of(self.archive, name, prefix, key=key) if key else ():
            if not isinstance(found, ZulipRow):
                yield found
            elif prefix == "members.item":
                self.space.add_member(found.record)
            else:
                self.space.add_stream(found.record, found.id)

    def _official(self, found: ZulipRow) -> _Message:
        sender, recipient = whole(found.record, "sender"), whole(found.record, "recipient")
        stream_id = self.space.recipients.get(recipient or 0)
        stream = None if stream_id is None else self.space.stream(stream_id)
        return _Message(
            item=found.item,
            id=found.id,
            record=found.record,
            author=None if sender is None else self.space.author(sender),
            place=f"dm/{recipient}" if stream is None else str(stream.id),
            stream=stream,
            reactions=self.reactions.of(found.id),
            rendered=False,
        )

    def _from_api(self, found: ZulipRow) -> _Message:
        record = found.record
        name = clean_line(text(record, "display_recipient"))
        direct = text(record, "type") in ("private", "direct") or not name
        stream_id = whole(record, "stream_id")
        stream = None if direct else self.space.stream_named(name, stream_id)
        place = str(name if stream_id is None else stream_id)
        return _Message(
            item=found.item,
            id=found.id,
            record=record,
            author=self.space.sender(record),
            place=direct_place(record) if direct else place,
            stream=stream,
            reactions=counted(record),
            rendered=is_rendered(record),
        )

    def _take(
        self, found: ZulipRow | Failed | Noted, understand: Callable[[ZulipRow], _Message]
    ) -> Iterator[Skipped | Failed | Noted]:
        if not isinstance(found, ZulipRow):
            yield found
            return
        message = understand(found)
        words = self._words(message)
        reason = _reason_to_skip(message, words)
        if reason:
            yield Skipped(item=message.item, reason=reason)
        if words.quoted:
            yield Noted(what="quote_removed", item=message.item)
        if not reason:
            space = message.space
            entry = ChatEntry(
                item=message.item,
                id=str(message.id),
                order=f"{message.id:020}",
                draft=self._draft(message, words),
                thread=space.id,
            )
            self.threads.add(space, entry)

    def _words(self, message: _Message) -> ZulipText:
        raw = clean_characters(text(message.record, "content"))
        read = from_html if message.rendered else from_markdown
        return read(raw, self.space.find_user)

    def _draft(self, message: _Message, words: ZulipText) -> Draft:
        record = message.record
        sent = record.get("date_sent", record.get("pub_date", record.get("timestamp")))
        edited = record.get("last_edit_time", record.get("last_edit_timestamp"))
        return Draft(
            external_id=str(message.id),
            authors=(message.author,) if message.author else (),
            text=words.text,
            created_at=seconds(sent),
            edited_at=seconds(edited),
            url=self._url(message),
            reactions=message.reactions,
            mentions=words.mentions,
            attachments=words.uploads,
        )

    def _url(self, message: _Message) -> str | None:
        if not self.base_url or message.stream is None:
            return None
        stream, subject = message.stream, text(message.record, "subject")
        channel = _hashed(f"{stream.id}-{stream.name.replace(' ', '-')}")
        narrow = f"channel/{channel}/topic/{_hashed(subject)}/near/{message.id}"
        return f"{self.base_url.rstrip('/')}/#narrow/{narrow}"


def _reason_to_skip(message: _Message, words: ZulipText) -> str | None:
    if message.author and message.author.is_bot:
        return "bot"
    if words.text == "(deleted)":  # what Zulip leaves where an author emptied a message
        return "deleted"
    if words.only_files:
        return "attachment_only"
    return None if words.text else "empty"


def _hashed(part: str) -> str:
    """Encode a part of a link as Zulip's web app does (`web/src/internal_url.ts`)."""
    return quote(part, safe="-_.!~*'()").translate(_HASH)


def _realm_of(names: tuple[str, ...]) -> str | None:
    realms = (name for name in names if name.rpartition("/")[2] == "realm.json")
    return min(realms, key=len, default=None)
