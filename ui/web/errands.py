"""Long work for somebody at a page: a command of `firsthand` in a child process, looked after here.

Reading, embedding and indexing stay out of the web process, so that pages answer while they run. A
command that was started goes on when the browser leaves. It does not know who may start what: the
callers ask their visitor.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from assistant.errors import WrongUse
from assistant.records import JsonObject

_MOST_AT_ONCE = 3
_KEPT = 30
"""Errands that are over and still remembered."""
_TAIL_BYTES = 8192


@dataclass(frozen=True, kw_only=True)
class Errand:
    """A command that runs or has run."""

    id: str
    what: str
    """The command: "sync", "consent"."""
    subject: str
    """Whom or what it is about: a source, a contributor."""
    by: str
    """Who asked for it, as the audit names them."""
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class News:
    """How an errand stands."""

    errand: Errand
    code: int | None = None
    """None while it runs; then the exit code: 0 done, 1 done with failures, 2 refused."""
    said: JsonObject = field(default_factory=dict)
    """While it runs its last progress, then its result; `error` says why it failed."""

    @property
    def is_running(self) -> bool:
        """True until it has ended."""
        return self.code is None


@dataclass(slots=True)
class _Work:
    errand: Errand
    process: subprocess.Popen[bytes]
    out: IO[bytes]
    err: IO[bytes]
    over: News | None = None


class Errands:
    """The errands of one web process, for one home folder."""

    def __init__(self, home: Path) -> None:
        """Take the home folder that the commands work on."""
        self._home = home
        self._work: dict[str, _Work] = {}
        self._lock = threading.Lock()

    def start(self, arguments: Sequence[str], *, subject: str, by: str) -> Errand:
        """Start `firsthand ARGUMENTS --json` and return its errand; one per subject at a time.

        Raises WrongUse when too much is under way.
        """
        with self._lock:
            running = [work for work in self._work.values() if self._look(work).is_running]
            if any(work.errand.subject == subject for work in running):
                raise WrongUse("that is already under way; wait until it has ended")
            if len(running) >= _MOST_AT_ONCE:
                raise WrongUse("several things are already under way; wait until one has ended")
            self._forget_old()
            errand = Errand(
                id=uuid4().hex,
                what=arguments[0],
                subject=subject,
                by=by,
                started_at=datetime.now(UTC),
            )
            self._work[errand.id] = self._begun(errand, arguments)
            return errand

    def _begun(self, errand: Errand, arguments: Sequence[str]) -> _Work:
        # Files, not pipes: nobody needs to read them for the command to go on.
        out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115
        environment = {
            **os.environ,
            "FIRSTHAND_HOME": str(self._home),
            "FIRSTHAND_ACTOR": errand.by,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "ui", *_as_json(arguments)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        return _Work(errand=errand, process=process, out=out, err=err)

    def news(self, id: str) -> News | None:
        """Return how an errand stands; None when it is not known any more."""
        with self._lock:
            work = self._work.get(id)
            return None if work is None else self._look(work)

    def close(self) -> None:
        """Wait for nothing: end what runs and give the files back."""
        with self._lock:
            for work in self._work.values():
                if work.over is None:
                    work.process.terminate()
                    work.process.wait()
                    self._look(work)

    def _look(self, work: _Work) -> News:
        if work.over is not None:
            return work.over
        code = work.process.poll()
        if code is None:
            return News(errand=work.errand, said=_last_object(_tail(work.err)))
        said = _last_object(_all(work.out)) or {"error": _words(_tail(work.err))}
        work.over = News(errand=work.errand, code=code, said=said)
        work.out.close()
        work.err.close()
        return work.over

    def _forget_old(self) -> None:
        over = [id for id, work in self._work.items() if work.over is not None]
        for id in over[: max(0, len(over) - _KEPT)]:
            del self._work[id]


def _as_json(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with `--json`, before what stands behind a `--`."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    return [*arguments[:end], "--json", *arguments[end:]]


def _all(file: IO[bytes]) -> bytes:
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


def _tail(file: IO[bytes]) -> bytes:
    # The place is the child's too: it must not be moved by reading.
    size = os.fstat(file.fileno()).st_size
    return os.pread(file.fileno(), _TAIL_BYTES, max(0, size - _TAIL_BYTES))


def _last_object(text: bytes) -> JsonObject:
    """Return the last line that is a JSON object; empty when there is none."""
    for line in reversed(text.decode("utf-8", "replace").splitlines()):
        if line.startswith("{"):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                return found
    return {}


def _words(text: bytes) -> str:
    lines = [line for line in text.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1] if lines else ""
