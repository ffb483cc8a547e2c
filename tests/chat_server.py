"""A server that speaks OpenAI's language by a script, for what no real model can be made to do."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What the server does with one request."""

    text: str = ""
    status: int = 200
    pause_s: float = 0.0
    is_cut: bool = False
    """True: the connection closes in the middle."""
    headers: dict[str, str] = field(default_factory=dict)


class ScriptedChat:
    """The requests that came, and the replies that are left; the last one repeats."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.replies = list(replies)
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def next(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def chat_server(*replies: Reply) -> Iterator[ScriptedChat]:
    script = ScriptedChat(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            reply = script.next(json.loads(self.rfile.read(length)))
            time.sleep(reply.pause_s)
            try:
                self._answer(reply)
            except (BrokenPipeError, ConnectionResetError):
                return

        def _answer(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 200:
                body = json.dumps({"error": {"message": "scripted"}}).encode()
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            for piece in _pieces(reply):
                self.wfile.write(f"data: {piece}\n\n".encode())
                self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _pieces(reply: Reply) -> Iterator[str]:
    for i in range(0, len(reply.text), 7):
        yield _chunk({"content": reply.text[i : i + 7]}, None)
    if reply.is_cut:
        return
    yield _chunk({}, "stop")
    usage = {"prompt_tokens": 50, "completion_tokens": 20, "total_tokens": 70}
    yield json.dumps({**json.loads(_chunk({}, None)), "choices": [], "usage": usage})
    yield "[DONE]"


def _chunk(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    head = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return json.dumps({**head, "choices": [choice]})


def sentences(*items: tuple[str, list[int]]) -> str:
    """Return what a model that keeps to the schema writes."""
    return json.dumps({"sentences": [{"sources": n, "text": text} for text, n in items]})
