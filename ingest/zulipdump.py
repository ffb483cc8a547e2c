"""Rows of Zulip's JSON files: where they stand, and each with its id or its damage.

An official export keeps messages in tables; an answer of the API is a page of messages, or a list
of streams or users; people also keep plain arrays and JSON Lines. It does not know what the rows
say.

Source of the formats: zulip.com/api/get-messages, get-streams, get-subscriptions, get-users.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assistant.errors import ReadError
from assistant.records import Reaction
from ingest.archive import Archive, shown
from ingest.jsonfields import JsonRecord, as_record, records, text, whole
from ingest.jsonrecords import json_records
from ingest.jsonstream import JsonFile, read_keys, stream_array, stream_values
from ingest.outcome import Failed, Noted, Skipped

_START = 256 * 1024
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_NOTE = re.compile(r"(?:^|/)(?:readme|license)[^/]*$", re.I)
_PROBED = 200
"""How many files of a folder are looked at."""
_TRIED = 20
"""How many records are looked at; a damaged one may stand first."""
_LISTED = re.compile(rb'"(messages|streams|subscriptions|members)"\s*:\s*\[')
"""What an answer of the API holds (get-messages, get-streams, get-subscriptions, get-users)."""
LIST_KEYS = {
    "streams.item": "stream_id",
    "subscriptions.item": "stream_id",
    "members.item": "user_id",
}
_SENDERS = {"sender_id", "sender_full_name"}
MESSAGE_PREFIXES = ("messages.item", "item", "", "item.messages.item", "item.item")
"""Where messages stand: pages of the API, an array of them, one a line, an array of pages."""
_RENDERED = re.compile(
    r"\s*<(?:p|div|ul|ol|blockquote|h[1-6]|table|pre|hr|span)\b[^>]*>.*>\s*", re.S
)
"""Zulip renders every message into blocks."""
_LONGEST_GAP = 1024**3
"""Bytes between two messages: an export's table of who has read what may stand between."""
_BOM = b"\xef\xbb\xbf \t\r\n"


@dataclass(frozen=True, kw_only=True)
class ZulipRow:
    """A JSON object with a usable id."""

    item: str
    id: int
    record: JsonRecord


def rows_of(
    archive: Archive, name: str, prefix: str, *, key: str = "id"
) -> Iterator[ZulipRow | Failed | Noted]:
    """Yield the rows of a file, and what of it could not be read.

    `prefix` is what `prefix_of` says, or the path to a table; `key` the field that holds the id.
    """
    item = shown(name)
    try:
        with archive.open(name) as file:
            source = JsonFile(file, item=item, max_record=_LONGEST_GAP)
            values = stream_array(source, prefix, several=True) if prefix else None
            for count, value in enumerate(json_records(file, item) if values is None else values):
                if isinstance(value, Failed):
                    yield value
                    continue
                record = as_record(value)
                number = whole(record, key) if record else None
                if record is None or number is None:
                    yield Failed(item=f"{item} #{count}", reason="malformed", detail=f"no {key}")
                else:
                    yield ZulipRow(item=f"{item} {number}", id=number, record=record)
        if source.encoding != "utf-8":
            yield Noted(what=f"encoding:{source.encoding}", item=item)
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def messages_of(archive: Archive, name: str) -> Iterator[ZulipRow | Failed | Noted]:
    """Yield the rows of an official export's file of messages; one without their list failed."""
    silent = True
    for found in rows_of(archive, name, "zerver_message.item"):
        silent = silent and isinstance(found, Noted)
        yield found
    if silent and not _has_messages(archive, name):
        yield Failed(item=shown(name), reason="malformed", detail="no list of messages")


def _has_messages(archive: Archive, name: str) -> bool:
    with archive.open(name) as file:
        return "zerver_message" in read_keys(file, {"zerver_message"}, item=shown(name))


def direct_place(record: JsonRecord) -> str:
    """Name the direct messages between the same people."""
    people = sorted(str(whole(person, "id")) for person in records(record, "display_recipient"))
    return f"dm/{','.join(people) or whole(record, 'recipient_id')}"


def is_rendered(record: JsonRecord) -> bool:
    """Say whether a message of the API holds HTML; where it does not say so, its looks decide."""
    kind = text(record, "content_type")
    return kind == "text/html" if kind else bool(_RENDERED.fullmatch(text(record, "content")))


def counted(record: JsonRecord) -> tuple[Reaction, ...]:
    """Return the reactions of a message of the API, counted."""
    names: dict[str, int] = {}
    for reaction in records(record, "reactions"):
        name = text(reaction, "emoji_name")
        names[name] = names.get(name, 0) + 1
    return tuple(Reaction(name=name, count=names[name]) for name in sorted(names) if name)


def is_dump(archive: Archive, *, strict: bool) -> bool:
    """Say whether the JSON files are answers of the API, some of them messages.

    `strict`: and whether nothing but a note about them stands beside them; else a damaged or
    foreign one is no matter where a list of streams is.
    """
    names = [name for name in archive.names() if strict or name.lower().endswith(_SUFFIXES)]
    found = {prefix_of(archive, name) for name in names[:_PROBED] if not _NOTE.search(name)}
    told = None not in found or not (strict or found.isdisjoint(LIST_KEYS))
    return told and not found.isdisjoint(MESSAGE_PREFIXES)


def foreign(archive: Archive, name: str) -> Skipped | Failed:
    """Return what becomes of a file that is no answer of the API: damaged JSON failed."""
    item = shown(name)
    try:
        if name.lower().endswith(_SUFFIXES):
            with archive.open(name) as file:
                for _ in stream_values(file, item=item):
                    pass
    except ReadError as error:
        return Failed(item=item, reason=error.reason, detail=error.detail)
    return Skipped(item=item, reason="not_a_document")


def prefix_of(archive: Archive, name: str) -> str | None:
    """Return where the records of an API dump stand in a file, None when it is none."""
    if not name.lower().endswith(_SUFFIXES):
        return None
    try:
        with archive.open(name) as file:
            start = file.read(_START)
    except ReadError:
        return None
    return next((found for found in _prefixes(start) if _holds(start, found, shown(name))), None)


def _prefixes(start: bytes) -> Iterator[str]:
    """Yield where records may stand in a file that starts like this."""
    listed = _LISTED.search(start)
    table = f"{listed[1].decode()}.item" if listed else ""
    if start.lstrip(_BOM).startswith(b"["):
        yield "item"
        yield f"item.{table or 'item'}"
    else:
        yield table


def _holds(start: bytes, prefix: str, item: str) -> bool:
    """Say whether one of the first records is a message, or of the list that the prefix names."""
    source = JsonFile(io.BytesIO(start), item=item)
    values = stream_array(source, prefix, several=True) if prefix else stream_values(source)
    keys = {LIST_KEYS[prefix]} if prefix in LIST_KEYS else _SENDERS
    firsts = (as_record(value) for value in islice(values, _TRIED))
    try:
        return any(record and not keys.isdisjoint(record) for record in firsts)
    except ReadError:
        return False
