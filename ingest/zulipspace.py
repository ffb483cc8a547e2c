"""What a Zulip export says about people, streams and reactions: its `realm.json`.

Reactions stand far from their messages and are as many as these: they are kept on disk. It does
not know messages.
"""

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from assistant.errors import ReadError
from assistant.records import Author, Reaction
from ingest.archive import Archive, shown
from ingest.decode import clean_line
from ingest.jsonfields import JsonRecord, as_record, text, whole
from ingest.jsonstream import JsonFile, stream_array
from ingest.outcome import Failed

_STREAM = 2
"""`type` of a recipient that is a stream; 1 and 3 are direct messages (Zulip: Recipient)."""
_REALM_RECORD = 1024**3
"""Bytes between two rows that are read: whole tables that are not needed may stand between."""
_BOT_ADDRESS = re.compile(r"-bot@")
_PROGRAMS = {"email gateway", "feedback bot", "notification bot", "reminder bot", "welcome bot"}
"""Zulip's own programs, by name where no id or address tells them (zproject: `INTERNAL_BOTS`)."""
_PEOPLE = ("zerver_userprofile", "zerver_userprofile_crossrealm", "zerver_userprofile_mirrordummy")


@dataclass(frozen=True, kw_only=True)
class ZulipStream:
    """A stream (channel)."""

    id: int
    name: str
    private: bool


@dataclass(kw_only=True)
class ZulipSpace:
    """The people and streams of an organisation."""

    users: dict[int, Author] = field(default_factory=dict)
    streams: dict[int, ZulipStream] = field(default_factory=dict)
    recipients: dict[int, int] = field(default_factory=dict)
    """Recipient id to stream id; direct messages are not in it."""
    by_name: dict[str, int | None] = field(default_factory=dict)
    """Full name to user id, None where several have it."""

    unlisted: set[str] = field(default_factory=set)
    """Names of streams that no list tells to be open to all or private."""
    numbered: bool = True
    """False: messages name their senders only, so mentions go by names, too."""

    def stream(self, stream_id: int) -> ZulipStream:
        """Return a stream; one that no table has is private."""
        unknown = ZulipStream(id=stream_id, name=str(stream_id), private=True)
        return self.streams.get(stream_id, unknown)

    def stream_named(self, name: str, stream_id: int | None) -> ZulipStream:
        """Return the stream of a message of the API, whose list of streams may be missing.

        Where streams are listed, one that is not in the list is private.
        """
        listed = self.streams.get(stream_id or 0)
        if listed is None:
            listed = next((known for known in self.streams.values() if known.name == name), None)
        if listed is None and not self.streams:
            self.unlisted.add(name)
        return listed or ZulipStream(id=stream_id or 0, name=name, private=bool(self.streams))

    def add_member(self, record: JsonRecord) -> None:
        """Keep a user of the API's list of users."""
        number = whole(record, "user_id")
        if number is not None:
            self.add_user(_author(record, number, "members"), number)

    def find_user(self, user_id: str, name: str) -> Author | None:
        """Return who is meant by a mention."""
        if not self.numbered:
            return _named(clean_line(name), "")
        number = int(user_id) if user_id.isdecimal() else self.by_name.get(name)
        if number is None:
            return None
        return self.users.get(number) or Author(identity=f"zulip:{number}", name=clean_line(name))

    def sender(self, record: JsonRecord) -> Author | None:
        """Return who sent a message of the API, by name where it tells no id."""
        number, address = whole(record, "sender_id"), text(record, "sender_email").lower()
        name = clean_line(text(record, "sender_full_name"))
        if number is None:
            return _named(name, address)
        if number in self.users:
            return self.users[number]
        internal = text(record, "sender_realm_str") == "zulipinternal"
        return Author(
            identity=f"zulip:{number}",
            name=name or None,
            handles=(address,) if address else (),
            is_bot=internal or bool(_BOT_ADDRESS.search(address)),
        )

    def author(self, user_id: int) -> Author:
        """Return a user; without a name when no table has them."""
        return self.users.get(user_id) or Author(identity=f"zulip:{user_id}")

    def add_user(self, author: Author, user_id: int) -> None:
        """Keep a user."""
        self.users[user_id] = author
        if author.name:
            taken = self.by_name.setdefault(author.name, user_id)
            if taken != user_id:
                self.by_name[author.name] = None

    def add_stream(self, record: JsonRecord, stream_id: int) -> None:
        """Keep a stream; one that does not say that it is open to all counts as private."""
        name = clean_line(text(record, "name")) or str(stream_id)
        private = record.get("invite_only") is not False
        self.streams[stream_id] = ZulipStream(id=stream_id, name=name, private=private)


class ZulipReactions:
    """Reactions by message, on disk. Use it in a `with` block."""

    def __init__(self) -> None:
        """Start without any."""
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE reaction (message INTEGER, name TEXT, user INTEGER,"
            " PRIMARY KEY (message, name, user)) WITHOUT ROWID"
        )

    def add_all(self, rows: Iterator[tuple[int, str, int]]) -> None:
        """Add (message id, emoji name, user id) rows."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT OR IGNORE INTO reaction VALUES (?, ?, ?)", rows)
        self._database.execute("COMMIT")

    def of(self, message_id: int) -> tuple[Reaction, ...]:
        """Return the reactions to a message, counted."""
        found = self._database.execute(
            "SELECT name, COUNT(*) FROM reaction WHERE message = ? GROUP BY name ORDER BY name",
            (message_id,),
        )
        return tuple(Reaction(name=str(name), count=int(count)) for name, count in found)

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what is on disk."""
        self._database.close()


def read_realm(
    archive: Archive, name: str, space: ZulipSpace, reactions: ZulipReactions
) -> Iterator[Failed]:
    """Fill people, streams and reactions from `realm.json`; yield once if it is damaged."""
    damage: ReadError | None = None
    for table in (*_PEOPLE, "zerver_stream", "zerver_recipient"):
        try:
            for record in _rows(archive, name, table):
                _add(space, table, record)
        except ReadError as error:
            damage = error
    try:
        reactions.add_all(_reaction_rows(archive, name))
    except ReadError as error:
        damage = error
    if damage is not None:
        detail = f"people, streams and reactions as far as they are whole ({damage.detail})"
        yield Failed(item=damage.item, reason=damage.reason, detail=detail)


def _rows(archive: Archive, name: str, table: str) -> Iterator[JsonRecord]:
    with archive.open(name) as file:
        source = JsonFile(file, item=shown(name), max_record=_REALM_RECORD)
        for value in stream_array(source, f"{table}.item"):
            record = as_record(value)
            if record is not None:
                yield record


def _add(space: ZulipSpace, table: str, record: JsonRecord) -> None:
    number = whole(record, "id")
    if number is None:
        return
    if table == "zerver_stream":
        space.add_stream(record, number)
    elif table == "zerver_recipient":
        stream_id = whole(record, "type_id")
        if whole(record, "type") == _STREAM and stream_id is not None:
            space.recipients[number] = stream_id
    else:
        space.add_user(_author(record, number, table), number)


def _named(name: str, address: str) -> Author | None:
    """Return who is known by address or name only; two people of one name cannot be told apart."""
    if not (name or address):
        return None
    return Author(
        identity=f"zulip:{address}" if address else f"zulip:name:{name}",
        name=name or None,
        handles=(address,) if address else (),
        is_bot=bool(_BOT_ADDRESS.search(address)) or name.casefold() in _PROGRAMS,
    )


def _author(record: JsonRecord, number: int, table: str) -> Author:
    address = text(record, "delivery_email") or text(record, "email")
    return Author(
        identity=f"zulip:{number}",
        name=clean_line(text(record, "full_name")) or None,
        handles=(address.lower(),) if address else (),
        is_bot=record.get("is_bot") is True or table == "zerver_userprofile_crossrealm",
    )


def _reaction_rows(archive: Archive, name: str) -> Iterator[tuple[int, str, int]]:
    for record in _rows(archive, name, "zerver_reaction"):
        message, user = whole(record, "message"), whole(record, "user_profile")
        emoji = text(record, "emoji_name")
        if message is not None and emoji:
            yield message, emoji, user if user is not None else -1
