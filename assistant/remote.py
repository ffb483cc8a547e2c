"""Answers from another process: the owner's side of the wire, and its clients'.

What crosses is a question with the viewer's audiences, and records back; the socket belongs to one
user of the machine, who could read the catalog anyway.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Protocol

from assistant import wire
from assistant.assistant import Answers
from assistant.codec import from_json, to_json
from assistant.errors import IndexBusy
from assistant.records import Answer, Citation, Evidence, JsonObject, Question, Statement
from assistant.wire import Handler

_log = logging.getLogger(__name__)

_PARTS: Mapping[str, type[Citation] | type[Statement] | type[Answer]] = {
    "citation": Citation,
    "statement": Statement,
    "answer": Answer,
}
"""What an answer comes in, by its name on the wire."""
_TIMEOUT_S = 120.0
_REBUILD_S = 7200.0
"""A million passages take about twenty minutes."""


class Following(Protocol):
    """What a client may ask of the owner of the indexes."""

    def catch_up(self) -> None:
        """Apply what changed in the catalog."""
        ...

    def rebuild(self) -> None:
        """Build the indexes anew."""
        ...

    def missing(self, sample: int) -> Iterator[list[str]]:
        """Search for stored passages and yield those that are not found, page by page."""
        ...


class Service(Answers, Following, Protocol):
    """Answers, and the upkeep of the indexes."""


def handlers(answers: Answers, owner: Following) -> Mapping[str, Handler]:
    """Return the calls that an owner answers."""

    def ask(args: JsonObject) -> Iterator[JsonObject]:
        for part in answers.stream(from_json(Question, args["question"])):
            yield {type(part).__name__.lower(): to_json(part)}
            _note(part)

    def search(args: JsonObject) -> Iterator[JsonObject]:
        for item in answers.search(from_json(Question, args["question"]), int(args["k"])):
            yield to_json(item)

    def problem(_: JsonObject) -> Iterator[JsonObject]:
        yield {"problem": answers.problem()}

    def catch_up(_: JsonObject) -> Iterator[JsonObject]:
        owner.catch_up()
        yield {}

    def rebuild(_: JsonObject) -> Iterator[JsonObject]:
        owner.rebuild()
        yield {}

    def missing(args: JsonObject) -> Iterator[JsonObject]:
        for page in owner.missing(int(args["sample"])):
            yield {"missing": page}

    return {
        "ask": ask,
        "search": search,
        "prompts": _prompts(answers),
        "problem": problem,
        "catch_up": catch_up,
        "rebuild": rebuild,
        "missing": missing,
    }


def _prompts(answers: Answers) -> Handler:
    def prompts(args: JsonObject) -> Iterator[JsonObject]:
        for text in answers.prompts(from_json(Question, args["question"])):
            yield {"prompt": text}

    return prompts


def _note(part: object) -> None:
    """Log a whole answer by its figures: nothing that anybody wrote or asked."""
    if isinstance(part, Answer):
        facts = {
            "status": str(part.status),
            "confidence": round(part.confidence, 3),
            "citations": len(part.citations),
            # Behind its colon a note quotes the question, and whoever it names.
            "notes": [note.partition(":")[0] for note in part.notes],
            "ms": dict(part.timings_ms),
        }
        _log.info("answered", extra={"facts": facts})


class LocalAnswers:
    """Answers and upkeep without the wire, in the process that owns the indexes."""

    def __init__(self, answers: Answers, owner: Following) -> None:
        """Take what answers and what follows."""
        self.ask, self.stream = answers.ask, answers.stream
        self.search, self.problem = answers.search, answers.problem
        self.prompts = answers.prompts
        self.catch_up, self.rebuild, self.missing = owner.catch_up, owner.rebuild, owner.missing


class RemoteAnswers:
    """Ask the owner of the indexes."""

    def __init__(self, socket: str) -> None:
        """Take the owner's socket."""
        self._socket = socket

    def ask(self, question: Question) -> Answer:
        """Return the checked answer."""
        for part in self.stream(question):
            if isinstance(part, Answer):
                return part
        raise IndexBusy("the owner of the indexes gave no answer")

    def stream(self, question: Question) -> Iterator[Citation | Statement | Answer]:
        """Yield each checked statement after its citations, then the whole answer."""
        args = {"question": to_json(question)}
        for item in wire.call(self._socket, "ask", args, _TIMEOUT_S):
            (name, values), *_ = item.items()
            yield from_json(_PARTS[name], values)

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return evidence without an answer."""
        args = {"question": to_json(question), "k": k}
        items = wire.call(self._socket, "search", args, _TIMEOUT_S)
        return [from_json(Evidence, item) for item in items]

    def prompts(self, question: Question) -> list[str]:
        """Return what a language model would be sent for a question."""
        args = {"question": to_json(question)}
        items = wire.call(self._socket, "prompts", args, _TIMEOUT_S)
        return [str(item["prompt"]) for item in items]

    def problem(self) -> str | None:
        """Say why answers are worse than they could be; None when all is well."""
        for item in wire.call(self._socket, "problem", {}, _TIMEOUT_S):
            return None if item["problem"] is None else str(item["problem"])
        return None

    def catch_up(self) -> None:
        """Let the owner apply what changed in the catalog."""
        list(wire.call(self._socket, "catch_up", {}, _TIMEOUT_S))

    def rebuild(self) -> None:
        """Let the owner build the indexes anew."""
        list(wire.call(self._socket, "rebuild", {}, _REBUILD_S))

    def missing(self, sample: int) -> Iterator[list[str]]:
        """Let the owner search for stored passages; yield those that are not found."""
        for item in wire.call(self._socket, "missing", {"sample": sample}, _TIMEOUT_S):
            yield [str(id) for id in item["missing"]]
