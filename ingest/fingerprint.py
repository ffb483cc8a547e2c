"""Tells in one number whether a source holds the same bytes as last time.

Links are not followed and devices never opened. It does not know formats.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 20


def fingerprint(location: Path, facts: str) -> str:
    """Return a hash of every file's name and content below a location, and of `facts`.

    `facts` are what else decides about the outcome: reader, splitter, settings of the source.
    What cannot be read counts by its name and its error. Raises nothing.
    """
    total = hashlib.blake2b(facts.encode(), digest_size=20)
    for path in _files(location):
        name = path.relative_to(location).as_posix() if path != location else path.name
        total.update(name.encode("utf-8", "surrogateescape") + b"\x00")
        try:
            _add_content(path, total)
        except OSError as error:
            total.update(f"unreadable {error.errno}".encode())
    return total.hexdigest()


def volume(location: Path) -> int:
    """Return the bytes of all files below a location; what cannot be looked at counts as none."""
    total = 0
    for path in _files(location):
        try:
            total += path.lstat().st_size
        except OSError:
            continue
    return total


def _add_content(path: Path, total: "hashlib.blake2b") -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        target = os.readlink(path) if stat.S_ISLNK(found.st_mode) else ""
        total.update(b"no file" + os.fsencode(target))
        return
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    total.update(b"\x00")


def _files(location: Path) -> Iterator[Path]:
    if not location.is_dir():
        yield location
        return
    for folder, folders, names in os.walk(location):
        folders.sort()
        for name in sorted(names):
            yield Path(folder) / name
