"""Tells whether a folder is as its owner left it, so that a sound index opens without being tried.

The mark lists every file with its size and time. It is written when the indexes are closed and
taken away when they are opened: after a kill, a copy or damage there is none that fits. It does not
know what the files hold.
"""

import json
from pathlib import Path

_MARK = "closed.json"


def write(folder: Path) -> None:
    """Remember how the files of the folder look now; nobody has them open any more."""
    (folder / _MARK).write_text(json.dumps(_facts(folder)), "utf-8")


def fits(folder: Path) -> bool:
    """Tell whether every file still looks as it did when the mark was written."""
    try:
        before = json.loads((folder / _MARK).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(before == _facts(folder))


def take(folder: Path) -> None:
    """Take the mark away: from now on the files change."""
    (folder / _MARK).unlink(missing_ok=True)


def _facts(folder: Path) -> dict[str, list[int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MARK)
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, path.stat().st_mtime_ns]
        for path in files
    }
