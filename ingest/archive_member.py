"""What folders, zips and tars have in common: limits, names, streams that never lie or hang.

It does not know how any of them is laid out.
"""

import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Self

from assistant.errors import TooLarge, UnreadableFile
from ingest.decode import clean_characters
from ingest.outcome import Failed

_BUFFER = 64 * 1024
NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What operating systems leave behind; no item of anybody's."""
APPLE_DOUBLE = "._"
"""How macOS names what it keeps beside a file on foreign disks and in archives."""
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    gzip.BadGzipFile,
    tarfile.TarError,
    struct.error,
    ValueError,
)
"""What the standard library raises for a damaged archive (`ValueError`: names, offsets)."""


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """How much an archive may hold. A folder is already on disk: only its files' sizes count."""

    entries: int = 50_000
    """More members than this in a zip or tar: refused; unpacked, the folder can be read."""
    member_bytes: int = 8 * 1024**3
    """Bytes of one file, counted while they are read (headers lie)."""
    ratio: int = 200
    """Unpacked bytes per packed byte, for a member and for the archive as a whole."""
    allowance: int = 64 * 1024**2
    """Unpacked bytes that are harmless whatever the ratio."""


class Archive:
    """Files by name, wherever they are kept. Use it in a `with` block."""

    def __init__(
        self,
        names: tuple[str, ...],
        problems: tuple[Failed, ...],
        open_member: Callable[[str], BinaryIO],
        close: Callable[[], None],
    ) -> None:
        """Take what `open_archive` found."""
        self.problems = problems
        """Members that are refused, each with its reason; they are not in `names()`."""
        self._names, self._open, self._close = names, open_member, close

    def names(self) -> tuple[str, ...]:
        """Return the regular files, `/` between folders.

        A folder's are sorted; an archive's stand in stored order, the fastest to read them in.
        """
        return self._names

    def open(self, name: str) -> BinaryIO:
        """Open one of `names()`. Raises `ReadError`, also later while reading, naming the file."""
        return self._open(name)

    def close(self) -> None:
        """Release the archive."""
        self._close()

    def __enter__(self) -> Self:
        """Use the archive in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the archive whatever happened."""
        self.close()


def open_regular(path: Path, item: str | None = None) -> BinaryIO:
    """Open a regular file, never a pipe, a device or a link to one; never waits.

    Raises `UnreadableFile` naming `item`, by default the file's name.
    """
    item = item or shown(path.name)
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UnreadableFile(item, "unreadable", "it is not there (any more)") from None
    except (OSError, ValueError) as error:
        raise UnreadableFile(item, "unreadable", brief(error)) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UnreadableFile(item, "unreadable", "not a regular file")
    return os.fdopen(number, "rb")


def shown(name: str) -> str:
    """Return a file name fit for reports: one line, no invisible or undecodable characters."""
    return " ".join(clean_characters(name).split())


def unwrapped(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names without the folders that all of them stand in, if there are any."""
    tops = {name.partition("/")[0] for name in names}
    while len(tops) == 1 and all("/" in name for name in names):
        names = tuple(name.partition("/")[2] for name in names)
        tops = {name.partition("/")[0] for name in names}
    return names


def is_noise(part: str) -> bool:
    """Say whether a file or folder of this name is what operating systems leave behind."""
    return part in NOISE or part.startswith(APPLE_DOUBLE)


class Budget:
    """The unpacked bytes that an archive may still give out, over all its members."""

    def __init__(self, packed: int, limits: ArchiveLimits) -> None:
        self.left = packed * limits.ratio + limits.allowance


class _Watched(io.RawIOBase):
    """A stream that counts what it gives out and turns every damage into a `ReadError`."""

    def __init__(
        self,
        file: IO[bytes],
        item: str,
        *,
        limit: int,
        budget: Budget | None = None,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._file, self._item, self._limit = file, item, limit
        self._budget, self._at_end = budget, at_end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        data = self._read(len(view))
        view[: len(data)] = data
        self._limit -= len(data)
        if self._budget:
            self._budget.left -= len(data)
        if self._limit < 0 or (self._budget and self._budget.left < 0):
            raise TooLarge(self._item, "too_large", "unpacks to more than is allowed")
        if not data:
            self._at_end()
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except EOFError:
            raise UnreadableFile(self._item, "truncated") from None
        except DAMAGE:
            raise UnreadableFile(self._item, "malformed", "damaged in the archive") from None
        except OSError as error:
            raise UnreadableFile(self._item, "unreadable", brief(error)) from None


def watched(file: IO[bytes], name: str, limit: int, budget: Budget | None = None) -> BinaryIO:
    """Return the stream of a member, counted against its own limit and the archive's budget."""
    return io.BufferedReader(_Watched(file, shown(name), limit=limit, budget=budget), _BUFFER)


def open_unchanging(path: Path, name: str, limits: ArchiveLimits | None = None) -> BinaryIO:
    """Open a file that must be the same at its end as at its beginning.

    Raises `ReadError` naming `name`: also while it is read, "changed_while_read" at its end.
    """
    item, most = shown(name), (limits or ArchiveLimits()).member_bytes
    file = open_regular(path, item)
    before = os.fstat(file.fileno())
    if before.st_size > most:
        file.close()
        raise TooLarge(item, "too_large", f"over {most} bytes")

    def unchanged() -> None:
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise UnreadableFile(item, "changed_while_read")

    return io.BufferedReader(_Watched(file, item, limit=most, at_end=unchanged), _BUFFER)


def failed(name: str, reason: str, detail: str) -> Failed:
    """Return a refused member as an item of the report."""
    return Failed(item=shown(name), reason=reason, detail=detail)


def brief(error: Exception) -> str:
    """Return what the system said, without the path."""
    return (getattr(error, "strerror", None) or type(error).__name__).lower()
