"""Parsers that misbehave, for the tests of the killable child."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import ReadError


def lines(path: Path, upper: bool = False) -> Iterator[str]:
    for line in path.read_text().splitlines():
        yield line.upper() if upper else line


def hang(path: Path) -> Iterator[str]:
    yield "first"
    time.sleep(600)


def spin(path: Path) -> Iterator[str]:
    while True:
        pass
    yield "never"


def swell(path: Path) -> Iterator[str]:
    yield "first"
    yield str(len(b"x" * 4 * 1024**3))


def babble(path: Path) -> Iterator[str]:
    while True:
        yield "x" * 100_000


def crash(path: Path) -> Iterator[str]:
    os.kill(os.getpid(), signal.SIGSEGV)
    yield "never"


def complain(path: Path) -> Iterator[str]:
    yield "first"
    raise ReadError("inner", "encrypted", "needs a password")


def stumble(path: Path) -> Iterator[str]:
    raise ZeroDivisionError(str(path))
    yield "never"


def recurse(path: Path) -> Iterator[str]:
    yield from recurse(path)


def speak(path: Path) -> Iterator[str]:
    os.write(1, b"noise on standard output")
    yield "result\nwith a line"


def environment(path: Path) -> Iterator[str]:
    yield " ".join(sorted(os.environ))


def dawdle(path: Path) -> Iterator[str]:
    time.sleep(1.0)
    yield "first"
    time.sleep(1.0)
    yield "second"
