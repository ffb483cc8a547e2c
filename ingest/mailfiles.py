"""Finds the mails in whatever they are kept in: mailboxes, Maildirs, single mails, archives.

A file is told by its first bytes, not by its name; compressed ones are unpacked as a stream. It
does not know what mails say.
"""

import bz2
import gzip
import io
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

from assistant.errors import ReadError, TooLarge, UnreadableFile
from ingest.archive import open_archive, open_regular, shown
from ingest.mbox import MAX_MESSAGE_BYTES, RawMail, is_envelope, is_header, split_mbox
from ingest.outcome import Failed, Skipped

_LOOKED_AT = 4096
_FLAGS = re.compile(r"[:;!]2,([A-Za-z]*)$")
_RATIO, _ALLOWANCE = 200, 64 * 1024 * 1024
"""Unpacked bytes per packed byte, and what is harmless at any ratio."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class _Readable(Protocol):
    def read1(self, size: int) -> bytes: ...


_OPENERS: tuple[tuple[bytes, Callable[[IO[bytes]], _Readable]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file)),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
)
_GARBLED_LINES, _HEAD_LINES = 5, 100
_SURE = re.compile(rb"(?:from|received|return-path|message-id|delivered-to|mime-version)\s*:", re.I)
"""Notes have dates and subjects, too; they come from nobody's mail program."""
_BOM, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True)
class FoundMail:
    """One message and where it stands."""

    item: str
    raw: RawMail
    flags: str = ""
    """Maildir flags: T trashed, D draft."""
    escaped: bool = False
    """It stood in a mailbox file, where `From ` is escaped."""


def kind_of(start: bytes) -> str:
    """Tell by its first bytes what a file holds: "mbox", "eml", "emlx" or ""."""
    start = start.removeprefix(_BOM).lstrip(b"\r\n")
    if is_envelope(start.split(b"\n", 1)[0]):
        return "mbox"
    lines = mended(start).replace(b"\r\n", b"\n").split(b"\n")
    if lines[0].strip().isdigit() and len(lines) > 1 and is_header(lines[1]):
        return "emlx"
    head = lines[: lines.index(b"") if b"" in lines else len(lines)][:_HEAD_LINES]
    opens = any(is_header(line) for line in head[:_GARBLED_LINES])
    sure = any(_SURE.match(line) for line in head)
    return "eml" if opens and sure and sum(map(is_header, head)) >= 2 else ""


def mended(data: bytes) -> bytes:
    """Return a single mail as lines of bytes that end in a line feed, whatever saved it."""
    if data.startswith(_UTF16):
        data = data.decode("utf-16", "replace").encode("utf-8")
    data = data.removeprefix(_BOM)
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def is_packed(start: bytes) -> bool:
    """Say whether a file is compressed, alone or as an archive."""
    return start.startswith((*(mark for mark, _ in _OPENERS), *_ZIP)) or start[257:262] == b"ustar"


def start_of(path: Path) -> bytes:
    """Return the first bytes of a file, unpacked if need be; b"" when it cannot be read."""
    try:
        with open_regular(path) as file:
            return bytes(_unpacked(file, path.name).read(_LOOKED_AT))
    except ReadError:
        return b""


def find_mails(location: Path) -> Iterator[FoundMail | Skipped | Failed]:
    """Yield every message of a file, folder or archive, and every file that holds none.

    Raises `ReadError` when the location itself cannot be opened.
    """
    if not location.is_dir():
        with open_regular(location) as file:
            start = file.read(512)
        if not start.startswith(_ZIP) and not _is_tar(location, start):
            yield from _in_sole_file(location, shown(location.name))
            return
    with open_archive(location) as archive:
        yield from archive.problems
        for name in archive.names():
            try:
                with archive.open(name) as file:
                    yield from _in_file(file, shown(name), sole=False)
            except ReadError as error:
                yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _in_sole_file(location: Path, item: str) -> Iterator[FoundMail | Skipped | Failed]:
    with open_regular(location) as file:
        before = os.fstat(file.fileno())
        yield from _in_file(file, item, sole=True)
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        yield Failed(item=item, reason="changed_while_read")


def _is_tar(location: Path, start: bytes) -> bool:
    tar = start[257:262] == b"ustar" or start_of(location)[257:262] == b"ustar"
    return tar or location.name.endswith((".tar.gz", ".tgz", ".tar"))


def _in_file(file: BinaryIO, item: str, *, sole: bool) -> Iterator[FoundMail | Skipped | Failed]:
    unpacked = _unpacked(file, item)
    start = unpacked.peek(_LOOKED_AT)[:_LOOKED_AT]
    kind = kind_of(start)
    if not start.strip() and (sole or item.lower().endswith((".eml", ".mbox", ".txt.gz"))):
        yield Failed(item=item, reason="truncated", detail="an empty file")
    elif "/tmp/" in f"/{item}" or not (kind or item.lower().endswith(".eml")):
        if sole:
            raise UnreadableFile(item, "not_that_format", "no mail headers")
        yield Skipped(item=item, reason="not_a_document")
    elif kind == "mbox":
        yield from _in_mailbox(unpacked, item)
    else:
        yield _single(unpacked, item, kind)


def _in_mailbox(file: BinaryIO, item: str) -> Iterator[FoundMail | Failed]:
    number = 0
    try:
        for raw in split_mbox(file):
            number = raw.number
            yield FoundMail(item=f"{item}#{raw.number}", raw=raw, escaped=True)
    except ReadError as error:
        yield Failed(item=item, reason=error.reason, detail=f"after message {number}")


def _single(file: BinaryIO, item: str, kind: str) -> FoundMail:
    limit = MAX_MESSAGE_BYTES
    if kind == "emlx":
        limit = min(limit, int(file.readline()[:12]))
    data = file.read(limit + (kind != "emlx"))
    size = len(data)
    raw = RawMail(number=1, lines=mended(data) if size <= MAX_MESSAGE_BYTES else b"", size=size)
    flags = _FLAGS.search(item)
    return FoundMail(item=item, raw=raw, flags=flags[1] if flags else "")


def _unpacked(file: BinaryIO, item: str) -> io.BufferedReader:
    """Return the file's content as a stream, decompressed where it is compressed."""
    plain = cast(io.BufferedReader, file)
    start = plain.peek(8)[:8]
    for mark, opener in _OPENERS:
        if start.startswith(mark):
            packed = _Counted(plain)
            unpacked = opener(cast(IO[bytes], packed))
            return io.BufferedReader(_Bounded(unpacked, packed, item), 256 * 1024)
    return plain


class _Counted(io.RawIOBase):
    """A stream that knows how much was read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.taken = file, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.taken += len(data)
        return data


class _Bounded(io.RawIOBase):
    """A decompressed stream that refuses bombs and names damage."""

    def __init__(self, file: _Readable, packed: _Counted, item: str) -> None:
        self._file, self._packed, self._item = file, packed, item
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._file.read1(len(view))
        except EOFError:
            raise UnreadableFile(self._item, "truncated") from None
        except (OSError, zlib.error, lzma.LZMAError):
            raise UnreadableFile(self._item, "malformed", "damaged compression") from None
        view[: len(data)] = data
        self._given += len(data)
        if self._given > _ALLOWANCE + _RATIO * self._packed.taken:
            raise TooLarge(self._item, "too_large", "unpacks to more than is allowed")
        return len(data)
