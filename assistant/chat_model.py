"""Asks a chat model and gives out what it writes, piece by piece. Owner of LangChain's chat models.

Time, tries and tokens are bounded here, and every vendor's error becomes a `WriterError` with one
of a few reasons. A try is repeated, with growing pauses, only while nothing was given out. It does
not know what is asked.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import httpx
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, HumanMessage, SystemMessage

from assistant.chat import (
    BROKEN,
    BUSY,
    CUT,
    NONSENSE,
    REFUSED,
    TIMEOUT,
    UNREACHABLE,
    Limits,
    Usage,
)
from assistant.errors import WriterError
from assistant.prompt import Prompt
from assistant.records import JsonObject

_log = logging.getLogger(__name__)

_AGAIN = frozenset({TIMEOUT, BUSY, BROKEN, UNREACHABLE, CUT})
_NO_SCHEMA = ("HTTP 400", "HTTP 422", "HTTP 501")
"""What servers say that cannot keep a schema."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 8.0
_CHARACTERS_PER_TOKEN = 3.5
"""Where a server counts no tokens, they are estimated so: rather too many than too few."""
_VENDOR_ERRORS = {
    "openai": "OpenAIError",
    "anthropic": "AnthropicError",
    "ollama": "ResponseError",
    "groq": "GroqError",
    "httpx": "HTTPError",
    "google.genai.errors": "APIError",
    "botocore.exceptions": "BotoCoreError",
}
"""The root of each vendor's errors, looked up only where its package is there."""


class ChatModel:
    """A LangChain chat model within limits."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        limits: Limits,
        structured: Callable[[JsonObject], Mapping[str, Any]],
        callbacks: Sequence[BaseCallbackHandler] = (),
    ) -> None:
        """Take the model; `structured` gives the arguments by which its server keeps a schema."""
        self._model = model
        self._name = name
        self._limits = limits
        self._structured = structured
        self._callbacks = list(callbacks)
        self._errors = _vendor_errors()

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        return self._name

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        """Yield the text in pieces, then what it took, failed tries included.

        Raises WriterError: after the last try, or at once when pieces were given out.
        """
        deadline = time.monotonic() + self._limits.timeout_s
        arguments = dict(self._structured(schema))
        tries = 0
        while True:
            tries += 1
            begun = False
            try:
                for piece in self._once(prompt, arguments, deadline, tries):
                    begun = begun or isinstance(piece, str)
                    yield piece
                return
            except WriterError as error:
                if arguments and error.detail in _NO_SCHEMA and not begun:
                    # Not every server keeps a schema: the prompt asks for the same form in words.
                    arguments = {}
                    continue
                pause = _pause(tries, error)
                late = time.monotonic() + pause > deadline
                if begun or late or error.reason not in _AGAIN or tries > self._limits.retries:
                    raise
                _log.info("the chat model failed (%s); trying again", error.reason)
                time.sleep(pause)

    def _once(
        self, prompt: Prompt, arguments: Mapping[str, Any], deadline: float, calls: int
    ) -> Iterator[str | Usage]:
        start = time.monotonic()
        counted = Usage()
        written = 0
        finished = False
        try:
            for chunk in self._chunks(prompt, arguments):
                if time.monotonic() > deadline:
                    raise WriterError(TIMEOUT, f"{self._limits.timeout_s:g} s")
                text = str(chunk.text)
                written += len(text)
                counted = counted.plus(_counted(chunk))
                finished = finished or bool(_finish(chunk))
                if text:
                    yield text
        except self._errors as error:
            raise _named(error) from error
        if not written:
            raise WriterError(NONSENSE, "nothing was written")
        if not finished and self._finishes():
            raise WriterError(CUT, "the stream ended without an end")
        yield replace(
            counted if counted.calls else _estimated(prompt, written),
            calls=calls,
            seconds=round(time.monotonic() - start, 3),
        )

    def _chunks(self, prompt: Prompt, arguments: Mapping[str, Any]) -> Iterator[AIMessageChunk]:
        messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        bound = self._model.bind(**arguments)
        for chunk in bound.stream(messages, config={"callbacks": self._callbacks}):
            if isinstance(chunk, AIMessageChunk):
                yield chunk

    def _finishes(self) -> bool:
        """Tell whether this kind of model says how it finished, so that silence means a cut."""
        return "openai" in type(self._model).__module__


def _finish(chunk: AIMessageChunk) -> str | None:
    facts = chunk.response_metadata
    found = facts.get("finish_reason") or facts.get("stop_reason") or facts.get("done_reason")
    return str(found) if found else None


def _counted(chunk: AIMessageChunk) -> Usage:
    usage = chunk.usage_metadata
    if not usage:
        return Usage()
    return Usage(
        prompt_tokens=usage["input_tokens"], completion_tokens=usage["output_tokens"], calls=1
    )


def _estimated(prompt: Prompt, written: int) -> Usage:
    sent = len(prompt.system) + len(prompt.user)
    return Usage(
        prompt_tokens=int(sent / _CHARACTERS_PER_TOKEN),
        completion_tokens=int(written / _CHARACTERS_PER_TOKEN),
        is_estimated=True,
    )


def _pause(tries: int, error: WriterError) -> float:
    """Return how many seconds to wait: what the server asks for, else doubling, never in step."""
    asked = getattr(getattr(error.__cause__, "response", None), "headers", {}).get("retry-after")
    try:
        return min(float(asked), _LONGEST_PAUSE_S) if asked else _doubling(tries)
    except ValueError:
        return _doubling(tries)


def _doubling(tries: int) -> float:
    return min(_FIRST_PAUSE_S * 2.0 ** (tries - 1), _LONGEST_PAUSE_S) * random.uniform(0.75, 1.25)


def _named(error: BaseException) -> WriterError:
    """Return a vendor's error under one of our reasons."""
    code = getattr(error, "status_code", None) or getattr(error, "code", None)
    kind = type(error).__name__
    if isinstance(error, TimeoutError | httpx.TimeoutException) or "Timeout" in kind:
        return WriterError(TIMEOUT, kind)
    if isinstance(code, int):
        reason = BUSY if code == 429 else BROKEN if code >= 500 else REFUSED
        return WriterError(reason, f"HTTP {code}")
    if isinstance(error, httpx.RemoteProtocolError):
        return WriterError(CUT, kind)
    if isinstance(error, OSError | httpx.HTTPError) or "Connection" in kind:
        return WriterError(UNREACHABLE, kind)
    return WriterError(NONSENSE, kind)


def _vendor_errors() -> tuple[type[BaseException], ...]:
    """Return the errors that a vendor's code may raise: the known roots, and plain bad answers."""
    found: list[type[BaseException]] = [OSError, ValueError, TypeError, LookupError, RuntimeError]
    for module, name in _VENDOR_ERRORS.items():
        try:
            found.append(getattr(import_module(module), name))
        except ImportError:
            continue
    return tuple(found)
