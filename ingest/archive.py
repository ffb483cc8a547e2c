"""Gives out the files of a folder, a zip or a tar alike, as streams; nothing is ever unpacked.

Archives and folders are hostile until shown otherwise: names that escape, links, devices, bombs
and damage are named as problems, and the other files are still read. It does not know what the
files hold.
"""

import os
from pathlib import Path

from assistant.errors import UnknownFormat
from ingest.archive_member import (
    Archive,
    ArchiveLimits,
    brief,
    failed,
    is_noise,
    open_regular,
    open_unchanging,
    shown,
    unwrapped,
)
from ingest.archive_packed import open_tar, open_zip, unpacker
from ingest.outcome import Failed

__all__ = [
    "Archive",
    "ArchiveLimits",
    "open_archive",
    "open_files",
    "open_regular",
    "open_unchanging",
    "shown",
    "unwrapped",
]


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
        return open_zip(path, limits)
    if unpacker(start) or start[257:262] == b"ustar":
        return open_tar(path, limits, unpacker(start))
    raise UnknownFormat(path.name, "not_that_format", "neither a folder nor a zip nor a tar")


def open_files(path: Path, limits: ArchiveLimits | None = None) -> Archive:
    """Open a folder or archive as `open_archive` does, and any other file as the only member."""
    try:
        return open_archive(path, limits)
    except UnknownFormat:
        name = path.name
        return Archive((name,), (), lambda _: open_unchanging(path, name, limits), lambda: None)


def _folder(root: Path, limits: ArchiveLimits) -> Archive:
    names, problems = _walk(root)

    return Archive(
        names,
        problems,
        lambda name: open_unchanging(root / name, name, limits),
        lambda: None,
    )


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
            problems.append(failed(inside or ".", "unreadable", brief(error)))
            continue
        for entry in entries:
            name = f"{inside}{entry.name}"
            if is_noise(entry.name):
                continue
            if entry.is_symlink():
                problems.append(failed(name, "unsafe", "a symbolic link"))
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(f"{name}/")
            elif entry.is_file(follow_symlinks=False):
                names.append(name)
            else:
                problems.append(failed(name, "unreadable", "not a regular file"))
    return tuple(sorted(names)), tuple(sorted(problems, key=lambda problem: problem.item))
