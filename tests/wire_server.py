"""A server that sends what it is given, byte by byte: the providers' wire formats by a script.

The formats are those of the providers' own references: Anthropic's Messages API, Ollama's
`/api/chat`, OpenAI's Responses API.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_PIECE = 7
"""Characters of one event."""


@dataclass(frozen=True, kw_only=True)
class Wire:
    """What is sent for one request."""

    parts: tuple[bytes, ...] = ()
    kind: str = "text/event-stream"
    status: int = 200
    pause_s: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Sent:
    """What was asked, request by request, and where the server is."""

    url: str = ""
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def wire_server(*replies: Wire) -> Iterator[Sent]:
    """Serve the replies in turn; the last one repeats."""
    sent = Sent()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            reply = replies[min(len(sent.bodies), len(replies) - 1)]
            sent.paths.append(self.path)
            sent.bodies.append(json.loads(body))
            sent.headers.append({name.lower(): value for name, value in self.headers.items()})
            time.sleep(reply.pause_s)
            try:
                self._send(reply)
            except (BrokenPipeError, ConnectionResetError):
                return

        def _send(self, reply: Wire) -> None:
            self.send_response(reply.status)
            self.send_header("content-type", reply.kind)
            self.send_header("connection", "close")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            for part in reply.parts:
                self.wfile.write(part)
                self.wfile.flush()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    sent.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refusal(status: int, kind: str, message: str = "scripted") -> Wire:
    """Return an error as Anthropic and OpenAI word it; Ollama reads the same bytes as text."""
    body = {"type": "error", "error": {"type": kind, "message": message}}
    headers = {"retry-after": "0.01"} if status in (429, 529) else {}
    return Wire(
        parts=(json.dumps(body).encode(),), kind="application/json", status=status, headers=headers
    )


def anthropic(text: str, *, is_cut: bool = False, error: str = "", counts: bool = True) -> Wire:
    """Return a Messages stream; `error` is the kind of one that stands in its middle.

    `counts`: its end tells again what was read, as later versions of the API do.
    """
    counted = {"input_tokens": 50} if counts else {}
    usage = {"input_tokens": 50, "output_tokens": 1}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": []}
    message |= {"model": "scripted", "stop_reason": None, "stop_sequence": None, "usage": usage}
    block = {"type": "text", "text": ""}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
    ]
    for piece in _pieces(text):
        delta = {"type": "text_delta", "text": piece}
        events.append({"type": "content_block_delta", "index": 0, "delta": delta})
    if error:
        events.append({"type": "error", "error": {"type": error, "message": "scripted"}})
    elif not is_cut:
        end = {"stop_reason": "end_turn", "stop_sequence": None}
        events += [
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": end, "usage": {**counted, "output_tokens": 20}},
            {"type": "message_stop"},
        ]
    return Wire(parts=tuple(_event(item) for item in events))


def ollama(text: str, *, is_cut: bool = False, error: str = "") -> Wire:
    """Return a stream of `/api/chat`: one JSON object a line."""
    head = {"model": "scripted", "created_at": "2026-05-06T12:00:00Z"}
    lines: list[dict[str, Any]] = [
        {**head, "message": {"role": "assistant", "content": piece}, "done": False}
        for piece in _pieces(text)
    ]
    if error:
        lines.append({"error": error})
    elif not is_cut:
        counts = {"prompt_eval_count": 50, "eval_count": 20, "total_duration": 1}
        end = {"message": {"role": "assistant", "content": ""}, "done": True}
        lines.append({**head, **end, "done_reason": "stop", **counts})
    parts = tuple(json.dumps(line).encode() + b"\n" for line in lines)
    return Wire(parts=parts, kind="application/x-ndjson")


def responses(text: str) -> Wire:
    """Return a stream of OpenAI's Responses API."""
    place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part: dict[str, Any] = {"type": "output_text", "annotations": [], "text": ""}
    item = {"id": "msg_1", "type": "message", "role": "assistant"}
    empty = {**item, "status": "in_progress", "content": []}
    whole = {**item, "status": "completed", "content": [{**part, "text": text}]}
    events: list[dict[str, Any]] = [
        {"type": "response.created", "response": _response("in_progress", [])},
        {"type": "response.output_item.added", "output_index": 0, "item": empty},
        {"type": "response.content_part.added", **place, "part": part},
        *(
            {"type": "response.output_text.delta", **place, "delta": piece, "logprobs": []}
            for piece in _pieces(text)
        ),
        {"type": "response.output_text.done", **place, "text": text, "logprobs": []},
        {"type": "response.output_item.done", "output_index": 0, "item": whole},
        {"type": "response.completed", "response": _response("completed", [whole])},
    ]
    numbered = [{**item, "sequence_number": i} for i, item in enumerate(events)]
    return Wire(parts=tuple(_event(item) for item in numbered))


def _response(status: str, output: Sequence[dict[str, Any]]) -> dict[str, Any]:
    usage = {
        "input_tokens": 50,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": 20,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 70,
    }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "scripted",
        "status": status,
        "output": list(output),
        "parallel_tool_calls": False,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage if status == "completed" else None,
    }


def _pieces(text: str) -> list[str]:
    return [text[i : i + _PIECE] for i in range(0, len(text), _PIECE)]


def _event(item: dict[str, Any]) -> bytes:
    return f"event: {item['type']}\ndata: {json.dumps(item)}\n\n".encode()
