"""Reads plain chat logs (IRC text): one file, or a folder or zip of a channel's daily files.

Lines without a known form go on the message before them. Nothing in a log marks threads, so its
messages are put into conversations. It does not know the forms of lines (`ingest.irc_lines`).
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from assistant.errors import ReadError, UnknownFormat
from assistant.records import Author, Draft
from ingest.archive import Archive, open_files, shown
from ingest.chatthreads import ChatEntry, ChatSpace, ChatThreads
from ingest.decode import clean_characters, clean_line, decode, decode_mixed
from ingest.irc_lines import Calendar, LogLine, parse_line
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest

_SUFFIXES = {".txt", ".log", ".irc", ".weechatlog", ".irclog", ".text", ""}
_PROBED_FILES = 20
_PROBED_BYTES = 64 * 1024
_PROBED_SHARE = 0.8
"""Of the lines that are looked at, so many must be a chat log's."""
_PROBED_MESSAGES = 3
_KNOWN_NICKS = 10_000
_LINE_BYTES = 64 * 1024
"""A longer line is taken in pieces of this size."""
_MESSAGE_CHARS = 200_000
"""Lines that go on a message longer than this make it no longer."""
_WESTERN = ("utf-8", "cp1252", "utf-8+cp1252")
"""Read as UTF-8 with single foreign bytes."""
_COLOURS = re.compile(
    r"\x03(?:\d{1,2}(?:,\d{1,2})?)?|\x04[0-9a-fA-F]{6}|[\x02\x0f\x11\x16\x1d-\x1f]"
)
"""Marks for colour and weight (modern.ircdocs.horse/formatting)."""
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


class IrcLog:
    """Read plain chat logs."""

    kind = "irc"

    def accepts(self, path: Path) -> bool:
        """Say whether the file, or every one of the first files of the folder, is a chat log."""
        try:
            with open_files(path) as archive:
                names = archive.names()[:_PROBED_FILES]
                return bool(names) and all(
                    _encoding_of_log(archive, name) is not None for name in names
                )
        except (ReadError, OSError):
            return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield conversations, channel by channel, and all that is left out.

        Raises `ReadError` when the location cannot be opened, `UnknownFormat` when the one file
        given is no chat log.
        """
        with open_files(request.location) as archive, ChatThreads(request.scratch) as threads:
            yield from archive.problems
            for name in archive.names():
                yield from _read_file(archive, name, threads, _space(request, name))
            yield from threads.threads()


@dataclass(kw_only=True)
class _Log:
    """One file while it is read."""

    item: str
    space: ChatSpace
    calendar: Calendar
    stamp: str = ""
    """The latest time told, as it stands in ids."""
    seen: Counter[str] = field(default_factory=Counter)
    """Lines at each time of the latest day."""

    known: dict[str, tuple[Author, ...]] = field(default_factory=dict)
    """Authors by nick as written."""

    def authors(self, written: str) -> tuple[Author, ...]:
        """Return the author of a nick; none where nothing of it can be read."""
        found = self.known.get(written)
        if found is None:
            nick = clean_line(written)
            found = (Author(identity=f"irc:{nick.casefold()}", name=nick),) if nick else ()
            if len(self.known) >= _KNOWN_NICKS:
                self.known.clear()
            self.known[written] = found
        return found

    def place(self, number: int, at: datetime | None) -> str:
        """Name a line's place in the channel; sorts like time, the same in every later export."""
        stamp = f"{at:%Y-%m-%dT%H:%M:%S}" if at else self.stamp
        if not stamp:
            return f"{self.item} L{number:09}"
        if stamp[:10] != self.stamp[:10]:
            self.seen.clear()
        self.stamp = stamp
        self.seen[stamp] += 1
        return f"{stamp}/{self.seen[stamp]:04}"


def _encoding_of_log(archive: Archive, name: str) -> str | None:
    """Return what a chat log is written in, by its beginning; None for any other file."""
    if PurePosixPath(name).suffix.lower() not in _SUFFIXES:
        return None
    with archive.open(name) as file:
        start = file.read(_PROBED_BYTES)
    try:
        found = decode(start, item=shown(name))
    except ReadError:  # binary
        return None
    lines = [line for line in map(_cleaned, found.text.splitlines()) if line]
    if len(start) == _PROBED_BYTES:
        del lines[-1:]  # cut
    return found.encoding if _is_log(lines) else None


def _is_log(lines: list[str]) -> bool:
    known = [found for found in map(parse_line, lines) if found is not None]
    said = [found for found in known if found.author is not None]
    stamped = any(found.clock for found in said) or _is_bare_log(lines)
    return stamped and len(said) >= _PROBED_MESSAGES and len(known) >= _PROBED_SHARE * len(lines)


def _is_bare_log(lines: list[str]) -> bool:
    """Say whether lines without a clock are a chat's: not a list with stars, nor markup."""
    named = sum(line[0] == "<" and "</" not in line for line in lines)
    return 2 * named >= len(lines) and all(line[0] in "<*=-" for line in lines)


def _read_file(
    archive: Archive, name: str, threads: ChatThreads, space: ChatSpace
) -> Iterator[ReadItem]:
    item = shown(name)
    try:
        encoding = _encoding_of_log(archive, name)
        if encoding is None:
            if len(archive.names()) == 1:
                raise UnknownFormat(item, "not_that_format", "no lines of a chat log")
            yield Skipped(item=item, reason="not_a_document")
            return
        log = _Log(item=item, space=space, calendar=Calendar(_day_of(name)))
        with archive.open(name) as file:
            yield from _read_lines(_lines(file, encoding), log, threads)
        if encoding not in _WESTERN:
            yield Noted(what=f"encoding:{encoding}", item=item)
    except UnknownFormat:
        raise
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _read_lines(
    lines: Iterable[tuple[str, bool]], log: _Log, threads: ChatThreads
) -> Iterator[Skipped | Noted]:
    """Hand over each message with the lines that go on it; yield what is left out."""
    open_entry: ChatEntry | None = None
    guessed = 0
    for number, (text, mixed) in enumerate(lines, start=1):
        guessed += mixed
        line = parse_line(text)
        if line is None:
            if open_entry is not None:
                open_entry = _longer(open_entry, text)
            elif text.strip():
                yield Skipped(item=f"{log.item}:{number}", reason="unsupported")
            continue
        yield from _hand_over(open_entry, log, threads)
        open_entry = _entry(line, number, log)
        if open_entry is None:
            yield Skipped(item=f"{log.item}:{number}", reason="system")
    yield from _hand_over(open_entry, log, threads)
    if guessed:
        yield Noted(what="encoding:utf-8+cp1252", item=log.item, count=guessed)


def _hand_over(entry: ChatEntry | None, log: _Log, threads: ChatThreads) -> Iterator[Skipped]:
    if entry is None or entry.draft is None:
        return
    words = entry.draft.text.strip()
    if words and words == entry.draft.text:
        threads.add(log.space, entry)
    elif words:
        threads.add(log.space, replace(entry, draft=replace(entry.draft, text=words)))
    else:
        yield Skipped(item=entry.item, reason="empty")


def _entry(line: LogLine, number: int, log: _Log) -> ChatEntry | None:
    """Make an entry of what somebody said; None for a notice, which still moves the calendar."""
    at = log.calendar.moment(line)
    if line.author is None:
        return None
    place = log.place(number, at)
    draft = Draft(
        external_id=f"{log.space.id}/{place}",
        authors=log.authors(line.author),
        text=line.text,
        created_at=at,
    )
    return ChatEntry(item=f"{log.item}:{number}", id=draft.external_id, order=place, draft=draft)


def _longer(entry: ChatEntry, text: str) -> ChatEntry:
    draft = entry.draft
    if draft is None or len(draft.text) > _MESSAGE_CHARS:
        return entry
    return replace(entry, draft=replace(draft, text=f"{draft.text}\n{text.rstrip()}"))


def _lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, bool]]:
    """Yield each line as text, and whether its encoding had to be guessed.

    Clients write what each of them was set to, so that one log mixes encodings line by line.
    """
    if encoding.startswith(("utf-16", "utf-32")):
        wide = io.TextIOWrapper(file, encoding, errors="replace")
        while text := wide.readline(_LINE_BYTES):
            yield _cleaned(text), False
        return
    while piece := file.readline(_LINE_BYTES):
        text, guessed = _eight_bit(piece, encoding)
        yield _cleaned(text), guessed


def _eight_bit(line: bytes, otherwise: str) -> tuple[str, bool]:
    """Decode UTF-8, or else what the log as a whole seems to be written in."""
    if otherwise in _WESTERN:
        return decode_mixed(line)
    try:
        return line.decode("utf-8"), False
    except UnicodeDecodeError:
        return line.decode(otherwise, "replace"), True


def _cleaned(line: str) -> str:
    return clean_characters(_COLOURS.sub("", line)).rstrip()


def _space(request: ReadRequest, name: str) -> ChatSpace:
    """Name the channel by the file without its date, or by the folder of such files."""
    path = PurePosixPath(_below_root(request, name))
    stem = path.stem if path.suffix.lower() in _SUFFIXES else path.name
    channel = _DATE.sub("", stem.removesuffix(".ascii")).strip("-_. ")
    folders = [part for part in path.parent.parts if not _DATE.fullmatch(part)]
    if not channel.strip("0123456789-_."):  # nothing but a date and perhaps an hour
        channel = folders.pop() if folders else clean_line(shown(request.location.stem))
    return ChatSpace(id="/".join([*folders, channel]), name=channel)


def _below_root(request: ReadRequest, name: str) -> str:
    """Return a file's path below the root that items are named from."""
    location, root = request.location, request.root
    if root is None or location == root or not location.is_relative_to(root):
        return clean_line(shown(name))
    below = location.relative_to(root)
    return clean_line(shown((below / name if location.is_dir() else below).as_posix()))


def _day_of(name: str) -> date | None:
    """Return the day that a file's name tells."""
    for found in _DATE.finditer(PurePosixPath(name).name):
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:  # 2016-45-99: digits, but no day
            continue
    return None
