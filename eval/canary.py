"""Watches everything that is answered for words that must not surface.

A canary is a word that stands only in what somebody may not read: in a private channel, or in the
posts of a colleague who has withdrawn. It does not know how answers come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.codec import to_json
from assistant.records import Answer, Question
from assistant.retrieve import Found
from eval.asking import Answering
from eval.fidelity import CANARY, Violation


@dataclass(frozen=True, kw_only=True)
class Canary:
    """A word, and who may read it."""

    word: str
    audience: str | None = None
    """The audience that may; None: nobody."""


class Watch:
    """Answers as the inner one does, and notes every canary that surfaces."""

    def __init__(self, inner: Answering, canaries: Sequence[Canary]) -> None:
        """Take what answers and what may not surface."""
        self._inner = inner
        self._canaries = tuple(canaries)
        self._found: dict[tuple[str, str], Violation] = {}

    @property
    def found(self) -> tuple[Violation, ...]:
        """What surfaced, each with the first question that brought it up."""
        return tuple(self._found.values())

    def ask(self, question: Question) -> Answer:
        """Return the answer after looking through all of it but the question itself."""
        answer = self._inner.ask(question)
        values = to_json(answer)
        values.pop("question")
        self._look(question, str(values), "in the answer")
        return answer

    def ranking(self, question: Question) -> Found:
        """Return the ranking after looking through its passages and their context."""
        found = self._inner.ranking(question)
        for passage, _ in found.ranking:
            self._look(question, passage.embedded_text, "in the evidence", passage.thread_id)
        return found

    def _look(self, question: Question, text: str, where: str, thread: str = "") -> None:
        lowered = text.casefold()
        for canary in self._canaries:
            if canary.audience in question.viewer.audiences:
                continue
            if canary.word.casefold() in lowered:
                viewer = question.viewer.id or "public"
                detail = f"{canary.word} surfaced {where} for the viewer {viewer}"
                self._found.setdefault(
                    (detail, thread),
                    Violation(
                        kind=CANARY, question=question.text, contribution=thread, detail=detail
                    ),
                )
