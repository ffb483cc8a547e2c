"""Reads a source in a process of its own, so that parsing goes on beside embedding and storing.

Python runs one thread's code at a time: two processes are what makes use of a second core. It knows
neither formats nor the catalog.
"""

import fcntl
import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread
from typing import IO, Protocol, TypeVar

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from assistant.unexpected import ended
from ingest.outcome import Failed
from ingest.reader import ReadRequest
from ingest.tidy import TidyThread

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from ingest.beside import serve; serve()"
)
_FRAME = 256
"""Contributions sent at once."""
_AHEAD_BYTES = 1 << 20
"""How far the reading process may be ahead: about 3,000 messages of chat."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Readable(Protocol[T_co]):
    """A reader, or one whose threads come tidied."""

    def read(self, request: ReadRequest) -> Iterator[T_co]:
        """Yield what the location holds. Raises `ReadError`."""
        ...


def read_here(reader: Readable[T], request: ReadRequest) -> Iterator[T | Failed]:
    """Yield what a reader yields; a location that cannot be read at all is one failure."""
    try:
        yield from reader.read(request)
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def read_beside(reader: Readable[T], request: ReadRequest) -> Iterator[T | Failed]:
    """Yield what `read_here` yields, read ahead in another process.

    The process ends with the iteration, finished or not, and with this process, however that ends.
    One that dies is a failure of the location: what was yielded before it is good.
    """
    process = subprocess.Popen(
        [sys.executable, "-c", _START, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, _AHEAD_BYTES)
        # Standard input stays open: its end tells the other process that nobody is there any more.
        _write(process.stdin, pickle.dumps((reader, request)))
        yield from _frames(process.stdout, request)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _write(stream: IO[bytes], data: bytes) -> None:
    """Write past the buffer, so that nothing is left to be written when the process is gone."""
    try:
        while data:
            data = data[os.write(stream.fileno(), data) :]
    except BrokenPipeError:
        return  # it says nothing then, which is what the caller goes by


def _frames(stream: IO[bytes], request: ReadRequest) -> Iterator[T | Failed]:
    try:
        # Pickles of our own child, which runs our readers: nothing a source could write.
        while items := pickle.load(stream):
            yield from items
    except (EOFError, pickle.UnpicklingError):
        detail = "the process that read it ended early"
        yield Failed(item=request.location.name, reason="unreadable", detail=detail)


def serve() -> None:
    """Read what standard input asks for, and write frames of items, an empty one at the end."""
    # Ctrl-C reaches both processes; the other one decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a parser that prints must not get between
    sys.excepthook = ended
    reader, request = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_the_other, daemon=True).start()
    frame: list[object] = []
    size = 0
    for item in read_here(reader, request):
        frame.append(item)
        size += _size(item)
        if size >= _FRAME:
            _send(out, frame)
            frame, size = [], 0
    if frame:
        _send(out, frame)
    _send(out, [])


def _size(item: object) -> int:
    """Return how many contributions an item stands for."""
    if isinstance(item, TidyThread):
        return len(item.ids)
    return len(item.drafts) if isinstance(item, ThreadDraft) else 1


def _end_with_the_other() -> None:
    """End this process at once when nobody is there any more to read for."""
    while os.read(0, 1):
        continue
    os._exit(1)


def _send(out: IO[bytes], frame: list[object]) -> None:
    pickle.dump(frame, out, protocol=pickle.HIGHEST_PROTOCOL)
    out.flush()
