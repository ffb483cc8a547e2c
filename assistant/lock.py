"""A lock between processes that says who holds it.

An advisory file lock (`flock`): the kernel frees it when its holder dies, however it dies. The file
keeps what the holder says of itself, for the words of a refusal.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

_POLL_S = 0.05


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a lock."""

    pid: int
    what: str
    """The command in words: "firsthand serve"."""
    socket: str = ""
    """Where it answers questions; empty: it does not."""


class FileLock:
    """One lock file; held by at most one process."""

    def __init__(self, path: Path) -> None:
        """Name the lock file; nothing is taken yet."""
        self._path = path
        self._file: IO[str] | None = None

    def try_take(self, holder: Holder) -> bool:
        """Take the lock if it is free and write down who holds it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        file.seek(0)
        file.truncate()
        file.write(json.dumps(asdict(holder)))
        file.flush()
        os.chmod(self._path, 0o600)
        self._file = file
        return True

    def take(self, holder: Holder, timeout_s: float) -> bool:
        """Wait up to `timeout_s` seconds for the lock."""
        deadline = time.monotonic() + timeout_s
        while not self.try_take(holder):
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_S)
        return True

    def holder(self) -> Holder | None:
        """Return who holds the lock, None when it is free or its holder is just changing."""
        try:
            with self._path.open("r", encoding="utf-8") as file:
                if _is_free(file):
                    return None
                return Holder(**json.loads(file.read()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    @property
    def descriptor(self) -> int:
        """The open lock file, for a child that must keep the lock should this process die.

        Raises ValueError when the lock is not held.
        """
        if self._file is None:
            raise ValueError(f"the lock {self._path} is not held")
        return self._file.fileno()

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._file.close()
            self._file = None

    @contextmanager
    def held(self, holder: Holder, timeout_s: float) -> Iterator[bool]:
        """Hold the lock in a `with` block; yields False when it could not be had in time."""
        taken = self.take(holder, timeout_s)
        try:
            yield taken
        finally:
            self.release()


def _is_free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True
