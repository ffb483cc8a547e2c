"""Keeps what stewards upload: in the home folder, streamed, under a name that is made here.

A name from a browser is never part of a path, and nothing is unpacked: the readers stream what
they need out of archives. It does not know who may upload.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import IO

from assistant.errors import WrongUse
from ingest.register import checked_id

FOLDER = "uploads"
_BLOCK = 1 << 20
_PART = ".part"
_ON_ITS_WAY_S = 3600.0
_ODD = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 80


def safe_name(name: str) -> str:
    """Return the last part of a name with plain letters only: `../../Export (1).zip`, Export-1.zip.

    An archive keeps its ending, by which it is recognised.
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = _ODD.sub("-", last).strip("-.")
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        return plain[:_LONGEST_NAME] or "export"
    return f"{stem.strip('-.')[:_LONGEST_NAME] or 'export'}.{ending[:10]}"


def keep(home: Path, source_id: str, name: str, content: IO[bytes], most_mb: int) -> Path:
    """Keep an upload for a source that is to be added, and return where.

    Raises WrongUse for an id that cannot be one, and what is too large.
    """
    folder = home / FOLDER / checked_id(source_id)
    discard(home, source_id)
    folder.mkdir(parents=True, mode=0o700)
    target = folder / safe_name(name)
    _write(content, target, most_mb)
    return target


def replace(home: Path, location: Path, content: IO[bytes], name: str, most_mb: int) -> None:
    """Put a newer export in the place of an uploaded one, whole or not at all.

    Raises WrongUse where the source was not uploaded, or the new file is of another kind.
    """
    if not is_upload(home, location):
        raise WrongUse("this source was not uploaded; replace it where it lies")
    ending = Path(safe_name(name)).suffix.lower()
    if ending != location.suffix.lower():
        raise WrongUse(f"this source is a {location.suffix} file, not {ending or name!r}")
    _write(content, location, most_mb)


def is_upload(home: Path, location: Path) -> bool:
    """Tell whether a source's file was uploaded."""
    return (home / FOLDER).resolve() in location.resolve().parents


def discard(home: Path, source_id: str) -> None:
    """Delete what was uploaded for a source."""
    folder = home / FOLDER / checked_id(source_id)
    if folder.is_dir():
        shutil.rmtree(folder)


def sweep(home: Path, source_ids: Collection[str]) -> None:
    """Delete halves of uploads, and what was uploaded and never became a source.

    What is younger than an hour may be on its way in, and stays.
    """
    before = time.time() - _ON_ITS_WAY_S
    for folder in (home / FOLDER).glob("*/"):
        for path in folder.glob("*"):
            is_part = path.name.startswith(".") and path.suffix == _PART
            if (is_part or folder.name not in source_ids) and path.stat().st_mtime < before:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def refuse_own(home: Path, path: Path) -> None:
    """Refuse a path into the home folder, or one that holds it; raises WrongUse.

    A source there would bring the catalog, the keys and other people's uploads in.
    """
    ours, named = home.resolve(), path.expanduser().resolve()
    if named == ours or ours in named.parents or named in ours.parents:
        raise WrongUse(f"{path} is or holds this community's own folder; choose another")


def _write(content: IO[bytes], target: Path, most_mb: int) -> None:
    beside = target.with_name(f".{secrets.token_hex(8)}{_PART}")
    left = most_mb * (1 << 20)
    try:
        with beside.open("xb") as file:
            os.chmod(beside, 0o600)
            while block := content.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise WrongUse(f"the file is larger than {most_mb} MB (`max_upload_mb`)")
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
