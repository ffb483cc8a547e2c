"""Answers from whoever owns the indexes at this moment, also when the owner ends in between.

Commands own the indexes for their own time only: one may end just as another wants to ask it. What
was asked then goes to the next owner, which may be this process.
"""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from assistant.errors import OwnerGone
from assistant.records import Answer, Citation, Evidence, Question, Statement
from assistant.remote import Service

_T = TypeVar("_T")

_PATIENCE_S = 60.0
"""How long owners may end before they answer: where commands come and go, several do in a row."""


class ReachedAnswers:
    """Ask the owner; look for another one when it is gone."""

    def __init__(self, find: Callable[[], Service]) -> None:
        """Take what finds the owner, or makes this process the owner; it may wait for the lock."""
        self._find = find
        self._service = find()

    def ask(self, question: Question) -> Answer:
        """Return the checked answer."""
        return self._again(lambda service: service.ask(question))

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return evidence without an answer."""
        return self._again(lambda service: service.search(question, k))

    def prompts(self, question: Question) -> list[str]:
        """Return what a language model would be sent for a question."""
        return self._again(lambda service: service.prompts(question))

    def stream(self, question: Question) -> Iterator[Citation | Statement | Answer]:
        """Yield each checked statement, then the whole answer; not begun again in the middle."""
        return self._again_from_start(lambda service: service.stream(question))

    def problem(self) -> str | None:
        """Say why answers are worse than they could be; None when all is well."""
        return self._again(lambda service: service.problem())

    def catch_up(self) -> None:
        """Let the owner apply what changed in the catalog."""
        self._again(lambda service: service.catch_up())

    def rebuild(self) -> None:
        """Let the owner build the indexes anew."""
        self._again(lambda service: service.rebuild())

    def missing(self, sample: int) -> Iterator[list[str]]:
        """Let the owner search for stored passages; yield those that are not found."""
        return self._again_from_start(lambda service: service.missing(sample))

    def _again(self, call: Callable[[Service], _T]) -> _T:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                return call(self._service)
            except OwnerGone:
                if time.monotonic() > deadline:
                    raise
                self._service = self._find()

    def _again_from_start(self, call: Callable[[Service], Iterator[_T]]) -> Iterator[_T]:
        def begin(service: Service) -> tuple[list[_T], Iterator[_T]]:
            items = call(service)
            return list(islice(items, 1)), items

        first, rest = self._again(begin)
        yield from first
        yield from rest
