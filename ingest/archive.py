"""Gives out the files of a folder, a zip or a tar alike, as streams; nothing is ever unpacked.

Archives and folders are hostile until shown otherwise: names that escape, links, devices, bombs
and damage are named as problems, and the other files are still read. It does not know what the
files hold.
"""

import bz2
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, BinaryIO, Self, TypeVar

from assistant.errors import TooLarge, UnknownFormat, UnreadableFile
from ingest.decode import clean_characters
from ingest.outcome import Failed

T = TypeVar("T")
_Unpacker = Callable[[BinaryIO], Any]
_BUFFER = 64 * 1024
_ZIP_UTF8, _ZIP_ENCRYPTED = 0x800, 0x1
"""Bits of a zip member's flags (APPNOTE.TXT 4.4.4)."""
_NOISE = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What operating systems leave behind; no item of anybody's."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, gzip.BadGzipFile, tarfile.TarError)


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


def open_archive(path: Path, limits: ArchiveLimits | None = None) -> Archive:
    """Open a folder, a zip or a tar (plain, gz, bz2, xz), told apart by content.

    Raises `UnknownFormat` for any other file, `UnreadableFile` for what cannot be opened or is
    damaged throughout, `TooLarge` for too many members.
    """
    limits = limits or ArchiveLimits()
    if path.is_dir():
        return _folder(path, limits)
    with open_regular(path) as file:
        start = file.read(512)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path, limits)
    if _unpacker(start) or start[257:262] == b"ustar":
        return _tar(path, limits, _unpacker(start))
    raise UnknownFormat(path.name, "not_that_format", "neither a folder nor a zip nor a tar")


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
        raise UnreadableFile(item, "unreadable", _brief(error)) from None
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise UnreadableFile(item, "unreadable", "not a regular file")
    return os.fdopen(number, "rb")


def shown(name: str) -> str:
    """Return a file name fit for reports: one line, no invisible or undecodable characters."""
    return " ".join(clean_characters(name).split())


class _Budget:
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
        budget: _Budget | None = None,
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
        except _DAMAGE:
            raise UnreadableFile(self._item, "malformed", "damaged in the archive") from None
        except OSError as error:
            raise UnreadableFile(self._item, "unreadable", _brief(error)) from None


def _folder(root: Path, limits: ArchiveLimits) -> Archive:
    names, problems = _walk(root)

    def open_member(name: str) -> BinaryIO:
        item = shown(name)
        file = open_regular(root / name, item)
        before = os.fstat(file.fileno())
        if before.st_size > limits.member_bytes:
            file.close()
            raise TooLarge(item, "too_large", f"over {limits.member_bytes} bytes")

        def unchanged() -> None:
            after = os.fstat(file.fileno())
            if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
                raise UnreadableFile(item, "changed_while_read")

        watched = _Watched(file, item, limit=limits.member_bytes, at_end=unchanged)
        return io.BufferedReader(watched, _BUFFER)

    return Archive(names, problems, open_member, lambda: None)


def _walk(root: Path) -> tuple[tuple[str, ...], tuple[Failed, ...]]:
    """Return the files below a folder, sorted, and what is refused; links are not followed."""
    names: list[str] = []
    problems: list[Failed] = []
    waiting = [""]
    while waiting:
        inside = waiting.pop()
        try:
            entries = list(os.scandir(root / inside))
        except OSError as error:
            problems.append(_failed(inside or ".", "unreadable", _brief(error)))
            continue
        for entry in entries:
            name = f"{inside}{entry.name}"
            if entry.name in _NOISE:
                continue
            if entry.is_symlink():
                problems.append(_failed(name, "unsafe", "a symbolic link"))
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                names.append(name)
            else:
                problems.append(_failed(name, "unreadable", "not a regular file"))
    return tuple(sorted(names)), tuple(sorted(problems, key=lambda problem: problem.item))


def _zip(path: Path, limits: ArchiveLimits) -> Archive:
    file = open_regular(path)
    try:
        archive = zipfile.ZipFile(file)
    except (*_DAMAGE, ValueError, NotImplementedError, OSError, EOFError) as error:
        file.close()
        reason = "truncated" if "not a zip" in str(error) else "malformed"
        raise UnreadableFile(shown(path.name), reason, "no usable list of contents") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.entries:
        file.close()
        raise _too_many(path, limits)
    members, problems = _sort_out((_zip_name(info), _zip_problem(info), info) for info in infos)
    budget = _Budget(path.stat().st_size, limits)

    def open_member(name: str) -> BinaryIO:
        info = members[name]
        limit = min(limits.member_bytes, info.compress_size * limits.ratio + limits.allowance)
        try:
            member = archive.open(info)
        except (*_DAMAGE, NotImplementedError, RuntimeError, OSError, EOFError):
            raise UnreadableFile(shown(name), "malformed", "damaged in the archive") from None
        watched = _Watched(member, shown(name), limit=limit, budget=budget)
        return io.BufferedReader(watched, _BUFFER)

    return Archive(tuple(members), problems, open_member, file.close)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return the name as UTF-8, which many tools write without saying so."""
    if info.flag_bits & _ZIP_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _zip_problem(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    if info.flag_bits & _ZIP_ENCRYPTED:
        return "encrypted", ""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "unsafe", "a symbolic link"
    return None


def _tar(path: Path, limits: ArchiveLimits, unpack: _Unpacker | None) -> Archive:
    file = open_regular(path)
    inner = unpack(file) if unpack else file
    budget = _Budget(path.stat().st_size, limits)
    found: list[tuple[str, tuple[str, str] | None, tarfile.TarInfo]] = []
    damage: list[Failed] = []
    archive: tarfile.TarFile | None = None
    try:
        archive = tarfile.TarFile(fileobj=inner)
        for member in _listed(archive, path, limits, budget):
            if not member.isdir():
                found.append((member.name, _tar_problem(member), member))
        damage += _end_of_tar(inner, archive.offset, path)
    except (*_DAMAGE, EOFError, OSError, ValueError) as error:
        if archive is None or not found:
            file.close()
            raise UnknownFormat(shown(path.name), "not_that_format", "no tar") from None
        reason = "truncated" if _is_cut(error) else "malformed"
        damage.append(_failed(path.name, reason, f"after {len(found)} members"))
    except TooLarge:
        file.close()
        raise
    members, problems = _sort_out(found)
    tar = archive

    def open_member(name: str) -> BinaryIO:
        member = tar.extractfile(members[name])
        if member is None:
            raise UnreadableFile(shown(name), "unreadable", "not a regular file")
        watched = _Watched(member, shown(name), limit=limits.member_bytes)
        return io.BufferedReader(watched, _BUFFER)

    return Archive(tuple(members), (*problems, *damage), open_member, file.close)


def _listed(
    archive: tarfile.TarFile, path: Path, limits: ArchiveLimits, budget: _Budget
) -> Iterator[tarfile.TarInfo]:
    """Yield the members, checking what they announce before it is unpacked to reach the next."""
    for count, member in enumerate(archive, start=1):
        if count > limits.entries:
            raise _too_many(path, limits)
        budget.left -= member.size
        if budget.left < 0 or member.size > limits.member_bytes:
            raise TooLarge(shown(path.name), "too_large", "unpacks to more than is allowed")
        yield member


def _end_of_tar(inner: IO[bytes], offset: int, path: Path) -> list[Failed]:
    """Look for the block of zeros that ends a tar: `tarfile` is silent when it is not there."""
    inner.seek(offset)
    block = inner.read(tarfile.BLOCKSIZE)
    if block == tarfile.NUL * tarfile.BLOCKSIZE:
        return []
    cut = len(block) < tarfile.BLOCKSIZE
    return [_failed(path.name, "truncated" if cut else "malformed", "no end mark")]


def _tar_problem(member: tarfile.TarInfo) -> tuple[str, str] | None:
    if member.issym() or member.islnk():
        return "unsafe", "a link"
    if not member.isreg():
        return "unsafe", "not a regular file"
    return None


def _unpacker(start: bytes) -> _Unpacker | None:
    """Return what opens a compressed tar, told by its first bytes."""
    if start.startswith(b"\x1f\x8b"):
        return lambda file: gzip.GzipFile(fileobj=file)
    if start.startswith(b"BZh"):
        return bz2.BZ2File
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.LZMAFile
    return None


def _sort_out(
    found: Iterable[tuple[str, tuple[str, str] | None, T]],
) -> tuple[dict[str, T], tuple[Failed, ...]]:
    """Return the members that may be read, by name, and the others as failures."""
    listed = [(name.replace("\\", "/"), problem, member) for name, problem, member in found]
    counts = Counter(str(PurePosixPath(name)) for name, _, _ in listed)
    good: dict[str, T] = {}
    problems: dict[str, Failed] = {}
    for name, problem, member in listed:
        path = str(PurePosixPath(name))
        if any(part in _NOISE for part in path.split("/")):
            continue
        if counts[path] > 1:
            problem = "unsafe", f"{counts[path]} members of this name"
        elif _escapes(name):
            problem = "unsafe", "a name that leads out of the archive"
        if problem:
            problems[path] = _failed(name, *problem)
        else:
            good[path] = member
    return good, tuple(problems.values())


def _escapes(name: str) -> bool:
    drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
    return name.startswith("/") or drive or ".." in name.split("/") or not name.strip("./")


def _failed(name: str, reason: str, detail: str) -> Failed:
    return Failed(item=shown(name), reason=reason, detail=detail)


def _too_many(path: Path, limits: ArchiveLimits) -> TooLarge:
    detail = f"over {limits.entries} entries; unpack it and add the folder"
    return TooLarge(shown(path.name), "too_large", detail)


def _is_cut(error: Exception) -> bool:
    return isinstance(error, EOFError) or "end of" in str(error)


def _brief(error: Exception) -> str:
    """Return what the system said, without the path."""
    return (getattr(error, "strerror", None) or type(error).__name__).lower()
