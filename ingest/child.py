"""Runs a parser in a child process that can be killed: a hang or a bomb takes nothing down.

The child is spawned afresh (never forked), holds no secrets of the environment, has limits on
memory, processor time and output, and answers in JSON, so that a parser taken over by a file cannot
reach back. It is kept for the next file. This module does not know any format.
"""

import json
import os
import select
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from typing import Any

from assistant.errors import ReadError, TooLarge, UnreadableFile

Plain = Any
"""What a parser may yield: strings, numbers, None, and lists and dicts of them."""

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from ingest.child_serve import serve; serve()"
)
_JOBS = 500
"""Files after which a child is replaced, so that what a parser leaks is given back."""
_CHUNK = 1 << 16
_START_S = 120.0
"""A busy machine may take long to start a child; no file is to blame for it."""
_PATIENCE = 5
"""Seconds of waiting for a result for each second of processor time that it may cost: a child that
shares its processor is not hanging."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one file may cost."""

    memory_bytes: int = 768 * 1024**2
    """Address space of the child, about 200 MB of which are the parser itself."""
    cpu_s: int = 20
    step_s: float = 10.0
    """Seconds of processor time until the next result; five times as many by the clock."""
    wall_s: float = 300.0
    """By the clock, for all of it: what hangs uses no processor."""
    output_bytes: int = 80 * 1024**2


class Child:
    """A parsing process, started when it is first needed and again after it was killed.

    One thread uses it at a time. It ends with its owner.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[Any, Any] | None = None
        self._jobs = 0

    def run(
        self, function: str, path: Path, limits: Limits | None = None, **options: Plain
    ) -> Iterator[Plain]:
        """Yield what the generator `function` ("module:name") yields for (path, options).

        Results are plain and come one by one: what was yielded before a failure is good. Raises
        `TooLarge` (memory, output), `ReadError` "timeout", "malformed" (the parser crashed), or
        the `ReadError` that the parser raised; its item is the file's name.
        """
        limits = limits or Limits()
        finished = False
        try:
            self._send(function, path, limits, options)
            yield from self._results(limits)
            finished = True
        except _Answered as answer:
            finished = answer.by_child and answer.kind is not TooLarge
            raise answer.kind(path.name, answer.reason, answer.detail) from None
        finally:
            if not finished or self._jobs >= _JOBS:
                self.close()

    def close(self) -> None:
        """End the process."""
        if self._end is not None:
            self._end()
        self._process, self._end, self._jobs = None, None, 0

    def _send(self, function: str, path: Path, limits: Limits, options: dict[str, Plain]) -> None:
        process = self._started()
        request = {
            "function": function,
            "path": os.fsencode(path.absolute()).hex(),
            "options": options,
            "memory_bytes": limits.memory_bytes,
            "cpu_s": limits.cpu_s,
            "step_s": limits.step_s,
        }
        self._jobs += 1
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError as error:
            raise UnreadableFile(path.name, "unreadable", "the parser did not start") from error

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        kept = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={key: os.environ[key] for key in kept if key in os.environ},
        )
        self._end = weakref.finalize(self, _kill, self._process)
        return self._process

    def _results(self, limits: Limits) -> Iterator[Plain]:
        assert self._process is not None
        assert self._process.stdout is not None
        end, patience = time.monotonic() + _START_S, _START_S
        left, waiting = limits.output_bytes, b""
        descriptor = self._process.stdout.fileno()
        while True:
            step_end = min(end, time.monotonic() + patience)
            while b"\n" not in waiting:
                part = self._part(descriptor, step_end - time.monotonic())
                left -= len(part)
                if left < 0:
                    raise _Answered(["too_large", "more text than a file may hold"])
                waiting += part
            line, _, waiting = waiting.partition(b"\n")
            kind, value = json.loads(line)
            if kind == "ready":
                end, patience = time.monotonic() + limits.wall_s, _PATIENCE * limits.step_s
                continue
            if kind == "done":
                return
            if kind == "failed":
                raise _Answered(value, by_child=True)
            yield value

    def _part(self, descriptor: int, seconds: float) -> bytes:
        """Return what the child wrote; a child that is silent or dead has failed."""
        ready = select.select([descriptor], [], [], max(seconds, 0.0))[0]
        part = os.read(descriptor, _CHUNK) if ready else b""
        if part:
            return part
        if not ready:
            raise _Answered(["timeout", "reading took too long and was stopped"])
        assert self._process is not None
        raise _Answered(_why(self._process.wait(timeout=10)))


class _Answered(ReadError):
    """What became of a request that failed, before it is put under the file's name."""

    def __init__(self, account: list[str], *, by_child: bool = False) -> None:
        self.by_child = by_child
        """True: the child said so itself and can take the next file."""
        reason, detail = account
        super().__init__("", reason, detail)
        self.kind = TooLarge if reason == "too_large" else ReadError


def _why(code: int) -> list[str]:
    """Say why a child is gone."""
    if code in (-Signals.SIGXCPU, -Signals.SIGPROF):
        return ["timeout", "reading took too much processor time and was stopped"]
    if code == -Signals.SIGKILL:
        return ["too_large", "reading took too much memory and was stopped"]
    return ["malformed", f"the parser crashed ({code})"]


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:
                continue


def run_limited(
    function: str, path: Path, limits: Limits | None = None, **options: Plain
) -> list[Plain]:
    """Run a parser once in a child of its own and return all that it yields.

    Raises as `Child.run` does.
    """
    child = Child()
    try:
        return list(child.run(function, path, limits, **options))
    finally:
        child.close()
