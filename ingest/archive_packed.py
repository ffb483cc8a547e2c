"""Zips and tars as archives; the headers of neither are believed. Owns zipfile and tarfile.

Nothing is ever unpacked to disk. It does not know what the members hold.
"""

import bz2
import gzip
import lzma
import stat
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, TypeVar

from assistant.errors import TooLarge, UnknownFormat, UnreadableFile
from ingest.archive_member import (
    DAMAGE,
    Archive,
    ArchiveLimits,
    Budget,
    failed,
    is_noise,
    open_regular,
    shown,
    watched,
)
from ingest.outcome import Failed

T = TypeVar("T")
Unpacker = Callable[[BinaryIO], Any]
"""Opens a compressed stream for reading."""
_ZIP_UTF8, _ZIP_ENCRYPTED = 0x800, 0x1
"""Bits of a zip member's flags (APPNOTE.TXT 4.4.4)."""


def open_zip(path: Path, limits: ArchiveLimits) -> Archive:
    """Open a zip. Raises `UnreadableFile` without a usable list of contents, `TooLarge`."""
    file = open_regular(path)
    try:
        archive = zipfile.ZipFile(file)
    except (*DAMAGE, NotImplementedError, OSError, EOFError) as error:
        file.close()
        reason = "truncated" if "not a zip" in str(error) else "malformed"
        raise UnreadableFile(shown(path.name), reason, "no usable list of contents") from None
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > limits.entries:
        file.close()
        raise _too_many(path, limits)
    members, problems = _sort_out((_zip_name(info), _zip_problem(info), info) for info in infos)
    budget = Budget(path.stat().st_size, limits)

    def open_member(name: str) -> BinaryIO:
        info = members[name]
        limit = min(limits.member_bytes, info.compress_size * limits.ratio + limits.allowance)
        try:
            member = archive.open(info)
        except (*DAMAGE, NotImplementedError, RuntimeError, OSError, EOFError):
            raise UnreadableFile(shown(name), "malformed", "damaged in the archive") from None
        return watched(member, name, limit, budget)

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


def open_tar(path: Path, limits: ArchiveLimits, unpack: Unpacker | None) -> Archive:
    """Open a tar, compressed or not. Raises `UnknownFormat` when it is none, `TooLarge`."""
    file = open_regular(path)
    inner = unpack(file) if unpack else file
    budget = Budget(path.stat().st_size, limits)
    found: list[tuple[str, tuple[str, str] | None, tarfile.TarInfo]] = []
    damage: list[Failed] = []
    archive: tarfile.TarFile | None = None
    try:
        archive = tarfile.TarFile(fileobj=inner)
        for member in _listed(archive, path, limits, budget):
            if not member.isdir():
                found.append((member.name, _tar_problem(member), member))
        damage += _end_of_tar(inner, archive.offset, path)
    except (*DAMAGE, EOFError, OSError) as error:
        if archive is None or not found:
            file.close()
            raise UnknownFormat(shown(path.name), "not_that_format", "no tar") from None
        reason = "truncated" if _is_cut(error) else "malformed"
        damage.append(failed(path.name, reason, f"after {len(found)} members"))
    except TooLarge:
        file.close()
        raise
    members, problems = _sort_out(found)
    tar = archive

    def open_member(name: str) -> BinaryIO:
        member = tar.extractfile(members[name])
        if member is None:
            raise UnreadableFile(shown(name), "unreadable", "not a regular file")
        return watched(member, name, limits.member_bytes)

    return Archive(tuple(members), (*problems, *damage), open_member, file.close)


def _listed(
    archive: tarfile.TarFile, path: Path, limits: ArchiveLimits, budget: Budget
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
    return [failed(path.name, "truncated" if cut else "malformed", "no end mark")]


def _tar_problem(member: tarfile.TarInfo) -> tuple[str, str] | None:
    if member.issym() or member.islnk():
        return "unsafe", "a link"
    if not member.isreg():
        return "unsafe", "not a regular file"
    return None


def unpacker(start: bytes) -> Unpacker | None:
    """Return what opens a compressed tar, told by its first bytes; None for any other file."""
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
        if any(is_noise(part) for part in path.split("/")):
            continue
        if counts[path] > 1:
            problem = "unsafe", f"{counts[path]} members of this name"
        elif _escapes(name):
            problem = "unsafe", "a name that leads out of the archive"
        if problem:
            problems[path] = failed(name, *problem)
        else:
            good[path] = member
    return good, tuple(problems.values())


def _escapes(name: str) -> bool:
    drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
    return name.startswith("/") or drive or ".." in name.split("/") or not name.strip("./")


def _too_many(path: Path, limits: ArchiveLimits) -> TooLarge:
    detail = f"over {limits.entries} entries; unpack it and add the folder"
    return TooLarge(shown(path.name), "too_large", detail)


def _is_cut(error: Exception) -> bool:
    return isinstance(error, EOFError) or "end of" in str(error)
