"""The generations in the folder of the indexes: which one is in use, which come and go.

A generation is used when the pointer names it; without a pointer the first one is. It does not
open any.
"""

import logging
import shutil
from pathlib import Path

from assistant.errors import IndexBroken
from assistant.generation import stands_at, write_whole

_log = logging.getLogger(__name__)

_POINTER = "current"


def current(indexes: Path) -> Path:
    """Return the folder of the generation in use; the first one where none was made yet."""
    try:
        name = (indexes / _POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return indexes / _name(1)
    except (OSError, ValueError) as error:
        raise IndexBroken(f"{indexes / _POINTER} cannot be read; run `firsthand repair`") from error
    return indexes / (name if name.startswith("generation-") else _name(1))


def require_current(indexes: Path) -> Path:
    """Return the folder of the generation in use.

    Raises IndexBroken when the pointer names one that is not there.
    """
    folder = current(indexes)
    if (indexes / _POINTER).exists() and not folder.is_dir():
        raise IndexBroken(f"the index generation {folder.name} is gone; run `firsthand repair`")
    return folder


def is_current(indexes: Path, revision: int, model: str) -> bool:
    """Tell, without opening it, whether the generation in use was closed with all of that applied.

    False where that cannot be told: whoever opens it will say what is wrong.
    """
    try:
        return stands_at(current(indexes), revision, model)
    except IndexBroken:
        return False


def following(indexes: Path) -> Path:
    """Return a folder for the next generation; nothing is made yet."""
    ends = [path.name.rpartition("-")[2] for path in indexes.glob("generation-*")]
    return indexes / _name(max([int(end) for end in ends if end.isdigit()], default=0) + 1)


def point_to(indexes: Path, folder: Path) -> None:
    """Make a generation the one in use."""
    indexes.mkdir(parents=True, exist_ok=True)
    write_whole(indexes / _POINTER, folder.name)


def drop_others(indexes: Path) -> int:
    """Delete every generation but the one in use; return how many went."""
    keep = current(indexes)
    others = [path for path in indexes.glob("generation-*") if path != keep]
    for path in others:
        shutil.rmtree(path)
        _log.info("dropped index generation %s", path.name)
    return len(others)


def _name(number: int) -> str:
    return f"generation-{number:06d}"
