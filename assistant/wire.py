"""Questions between processes of one machine: JSON lines over a Unix socket of the owner's.

The socket lies in a folder that only its user may enter. A request is one line
`{"call": name, "args": {...}}`; replies are lines `{"item": ...}` and a last `{"end": true}` or
`{"error": words, "kind": class name}`. It does not know what the calls mean.
"""

import hashlib
import json
import logging
import os
import socket
import socketserver
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from assistant import errors
from assistant.errors import FirsthandError, IndexBusy, OwnerGone
from assistant.readers import Readers
from assistant.records import JsonObject

_log = logging.getLogger(__name__)

Handler = Callable[[JsonObject], Iterator[JsonObject]]
"""Answer one call: arguments in, items out."""

_MAX_LINE = 16_000_000
_CONNECT_S = 5.0
_FINISH_S = 30.0
"""How long calls under way may take to finish when the owner stops."""


def socket_path(home: Path) -> Path:
    """Return where the owner of a home folder listens: short, and only for this user."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    folder = base / f"firsthand-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.stat()
    if facts.st_uid != os.getuid() or stat.S_IMODE(facts.st_mode) & 0o077:
        raise IndexBusy(
            f"{folder} must belong to this user alone; remove it or set its mode to 700"
        )
    name = hashlib.sha256(str(home.absolute()).encode()).hexdigest()[:24]
    return folder / f"{name}.sock"


class _Connection(socketserver.StreamRequestHandler):
    """One caller: reads a request, writes the items."""

    server: "_Listener"

    def handle(self) -> None:
        """Answer the one call of this connection."""
        line = self.rfile.readline(_MAX_LINE)
        if not line:
            return
        with self.server.calls.reading(lambda: self.server):
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        try:
            request = json.loads(line)
            for item in self.server.handlers[request["call"]](request.get("args", {})):
                self._write({"item": item})
            self._write({"end": True})
        except FirsthandError as error:
            self._write({"error": str(error), "kind": type(error).__name__})
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("refused a call: %s", type(error).__name__)
            self._write({"error": f"not a call that is understood: {error}", "kind": "WrongUse"})
        except (BrokenPipeError, ConnectionResetError):
            _log.info("a caller went away")

    def _write(self, message: JsonObject) -> None:
        self.wfile.write(json.dumps(message, ensure_ascii=True).encode() + b"\n")
        self.wfile.flush()


class _Listener(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        self.handlers = handlers
        self.calls = Readers()
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            super().__init__(str(path), _Connection)
        finally:
            os.umask(before)

    def handle_error(self, request: object, client_address: object) -> None:
        """Log what no handler expected; the caller sees a closed connection."""
        _log.exception("a call failed")


class Server:
    """Answers calls on a socket in threads of its own until it is closed."""

    def __init__(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        """Listen at once; the caller holds the lock, so an old socket file is dead."""
        self._path = path
        self._listener = _Listener(path, handlers)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(0.1,), daemon=True, name="wire"
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening, finish the calls under way, remove the socket file."""
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
        self._listener.calls.drain(self._listener, _FINISH_S)
        self._path.unlink(missing_ok=True)


def is_answered(path: str) -> bool:
    """Tell whether a process listens at `path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_CONNECT_S)
        try:
            connection.connect(path)
        except OSError:
            return False
    return True


def call(path: str, name: str, args: JsonObject, timeout_s: float) -> Iterator[JsonObject]:
    """Ask the process that listens at `path` and yield its items.

    Raises OwnerGone when nobody listens there any more, IndexBusy when no item comes within
    `timeout_s`, and the callee's own error as its class.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        try:
            connection.connect(path)
            connection.sendall(json.dumps({"call": name, "args": args}).encode() + b"\n")
            with connection.makefile("rb") as lines:
                yield from _items(lines)
        except (ConnectionError, FileNotFoundError) as error:
            raise OwnerGone(
                f"the owner of the indexes ended before it answered ({error})"
            ) from error
        except (OSError, ValueError) as error:
            raise IndexBusy(f"the owner of the indexes did not answer ({error})") from error


def _items(lines: Iterator[bytes]) -> Iterator[JsonObject]:
    for line in lines:
        message = json.loads(line)
        if "item" in message:
            yield message["item"]
        elif "error" in message:
            kind = getattr(errors, str(message.get("kind")), FirsthandError)
            raise kind(message["error"])
        else:
            return
    raise ConnectionResetError("the connection ended early")
