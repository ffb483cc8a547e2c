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
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable

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

_Bound = Runnable[LanguageModelInput, AIMessage]
_SCHEMA, _TEMPERATURE = "schema", "temperature"
_AGAIN = frozenset({TIMEOUT, BUSY, BROKEN, UNREACHABLE, CUT})
_NOT_TAKEN = ("HTTP 400", "HTTP 422", "HTTP 501")
"""What servers say that cannot keep a schema, or whose model chooses its temperature itself."""
_END_IS_TOLD = ("openai", "anthropic", "ollama")
"""Packages whose servers say how they finished, so that silence means a cut stream."""
_OVERLOADED = 529
"""Anthropic's own code for too many requests of everybody."""
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
        self._wishes = frozenset({_SCHEMA, _TEMPERATURE})

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        return self._name

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        """Yield the text in pieces, then what it took, failed tries included.

        Raises WriterError: after the last try, or at once when pieces were given out.
        """
        deadline = time.monotonic() + self._limits.timeout_s
        wishes = self._wishes
        tries = 0
        while True:
            tries += 1
            begun = False
            try:
                for piece in self._once(prompt, self._bound(schema, wishes), deadline, tries):
                    begun = begun or isinstance(piece, str)
                    yield piece
                self._wishes = wishes
                return
            except WriterError as error:
                fewer = _fewer(wishes, error)
                if fewer != wishes and not begun:
                    wishes = fewer
                    continue
                pause = _pause(tries, error)
                late = time.monotonic() + pause > deadline
                if begun or late or error.reason not in _AGAIN or tries > self._limits.retries:
                    raise
                _log.info("the chat model failed (%s); trying again", error.reason)
                time.sleep(pause)

    def _bound(self, schema: JsonObject, wishes: frozenset[str]) -> _Bound:
        model = self._model
        if _TEMPERATURE not in wishes:
            model = model.model_copy(update={"temperature": None})
        return model.bind(**(self._structured(schema) if _SCHEMA in wishes else {}))

    def _once(
        self, prompt: Prompt, bound: _Bound, deadline: float, calls: int
    ) -> Iterator[str | Usage]:
        start = time.monotonic()
        counted = Usage()
        written = 0
        finished = False
        try:
            for chunk in self._chunks(prompt, bound):
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
            _whole(counted, _estimated(prompt, written)),
            calls=calls,
            seconds=round(time.monotonic() - start, 3),
        )

    def _chunks(self, prompt: Prompt, bound: _Bound) -> Iterator[AIMessageChunk]:
        messages = [SystemMessage(prompt.system), HumanMessage(prompt.user)]
        for chunk in bound.stream(messages, config={"callbacks": self._callbacks}):
            if isinstance(chunk, AIMessageChunk):
                yield chunk

    def _finishes(self) -> bool:
        """Tell whether this kind of model says how it finished, so that silence means a cut."""
        return any(name in type(self._model).__module__ for name in _END_IS_TOLD)


def _fewer(wishes: frozenset[str], error: WriterError) -> frozenset[str]:
    """Return what is still wished for from a server that refused a request, the same if nothing is.

    Not every server keeps a schema: the prompt asks for the same form in words. Some models choose
    their temperature themselves.
    """
    if error.detail not in _NOT_TAKEN:
        return wishes
    if _TEMPERATURE in wishes and _TEMPERATURE in str(error.__cause__):
        return wishes - {_TEMPERATURE}
    return wishes - {_SCHEMA}


def _finish(chunk: AIMessageChunk) -> str | None:
    facts = chunk.response_metadata
    named = ("finish_reason", "stop_reason", "done_reason", "status")
    found = next((facts[name] for name in named if facts.get(name)), None)
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


def _whole(counted: Usage, estimated: Usage) -> Usage:
    """Return what a server counted, with what it left out estimated."""
    if not counted.calls:
        return estimated
    if counted.prompt_tokens:
        return counted
    return replace(counted, prompt_tokens=estimated.prompt_tokens, is_estimated=True)


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
    if isinstance(code, int) and code >= 400:
        reason = BUSY if code in (429, _OVERLOADED) else BROKEN if code >= 500 else REFUSED
        return WriterError(reason, f"HTTP {code}")
    if isinstance(code, int) or kind == "APIError":
        # The answer had begun, and an error stood in its place.
        return WriterError(BUSY if "overloaded" in str(error) else BROKEN, kind)
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
