"""A folder for what is only on its way: an export being read, a backup being restored.

What lies there are words that nobody has consented to yet, or of people who left since. It stands
in the community's home, not in the system's temporary folder, and what a killed command left is
removed by the next one: a lock that dies with its holder (`assistant.lock`) tells which is which.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.lock import FileLock, Holder

_PREFIX = ".scratch-"
_LOCK = "in-use.lock"


@contextmanager
def scratch_folder(home: Path | None) -> Iterator[Path]:
    """Give an empty folder for its owner's eyes only, gone afterwards.

    It lies in `home`, or in the system's temporary folder where there is no home yet.
    """
    place = home if home is not None and home.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=place) as made:
        lock = FileLock(Path(made) / _LOCK)
        with lock.held(Holder(pid=os.getpid(), what="scratch"), timeout_s=0.0):
            inner = Path(made) / "scratch"
            inner.mkdir()
            yield inner


def remove_leftovers(home: Path) -> None:
    """Remove the scratch folders of commands that were killed."""
    for left in home.glob(f"{_PREFIX}*"):
        lock = FileLock(left / _LOCK)
        is_ready = (left / _LOCK).is_file()  # before that, nothing lies in it
        if is_ready and lock.try_take(Holder(pid=os.getpid(), what="cleaning")):
            shutil.rmtree(left, ignore_errors=True)
            lock.release()
