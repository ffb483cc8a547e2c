"""What asking a chat model means: its answer in pieces, what it took, why there is none.

It does not know any vendor (`assistant.chat_model` does).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from assistant.prompt import Prompt
from assistant.records import JsonObject

TIMEOUT, BUSY, BROKEN, REFUSED = "timeout", "busy", "broken", "refused"
UNREACHABLE, CUT, NONSENSE, BUDGET = "unreachable", "cut", "nonsense", "budget"
REASONS = (TIMEOUT, BUSY, BROKEN, REFUSED, UNREACHABLE, CUT, NONSENSE, BUDGET)
"""Why a model gives no answer:

timeout: too slow; busy: too many requests (429); broken: its server failed (500 and above);
refused: the request is not accepted (other 400s: key, name, size); unreachable: no connection; cut:
the stream ended early; nonsense: nothing that can be read; budget: the day's tokens are spent.
"""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What asking a model took."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    calls: int = 0
    is_estimated: bool = False
    """True: the server counted no tokens."""

    def plus(self, other: "Usage") -> "Usage":
        """Return both together."""
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            seconds=self.seconds + other.seconds,
            calls=self.calls + other.calls,
            is_estimated=self.is_estimated or other.is_estimated,
        )


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long and how often a model is tried for one prompt."""

    timeout_s: float
    """Over all tries."""
    retries: int


class Chat(Protocol):
    """What writes: implemented here, and by a scripted one where a test needs it."""

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        ...

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        """Yield the text in pieces, then what it took. Raises WriterError."""
        ...


class ChatOnDemand:
    """A chat model that is opened when it is first asked."""

    def __init__(self, name: str, open_it: Callable[[], Chat]) -> None:
        """Take its name, and what opens it."""
        self._name = name
        self._open = open_it
        self._chat: Chat | None = None

    @property
    def name(self) -> str:
        """The model's name, as the settings give it."""
        return self._name

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        """Yield what the model yields. Raises WriterError, and BadSetting when it cannot be had."""
        if self._chat is None:
            self._chat = self._open()
        yield from self._chat.stream(prompt, schema)
