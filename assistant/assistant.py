"""The route of a question: retrieve, decide, write, check, answer.

Parts are handed in (`assistant.wiring`). It does not know processes, screens or readers.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from assistant import abstain
from assistant.catalog import Catalog, threads
from assistant.cite import check
from assistant.evidence import gather
from assistant.quote_writer import QuoteWriter
from assistant.records import (
    Answer,
    Evidence,
    Question,
    Related,
    Standing,
    Statement,
    Status,
)
from assistant.retrieve import Found, Retriever

_EVIDENCE = 12
_RELATED = 4


class Answers(Protocol):
    """Answer questions; implemented here, and by `assistant.remote` for the owner's clients."""

    def ask(self, question: Question) -> Answer:
        """Return the checked answer."""
        ...

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return evidence without an answer."""
        ...

    def stream(self, question: Question) -> Iterator[Statement | Answer]:
        """Yield each checked statement, then the whole answer."""
        ...

    def problem(self) -> str | None:
        """Say why answers are worse than they could be; None when all is well."""
        ...


class Assistant:
    """Answers questions from what the community wrote."""

    def __init__(
        self,
        catalog: Catalog,
        retriever: Retriever,
        writer: QuoteWriter,
        problem: Callable[[], str | None],
    ) -> None:
        """Take the parts; `problem` says what is wrong with the indexes at this moment."""
        self._catalog = catalog
        self._problem = problem
        self._retriever = retriever
        self._writer = writer

    def ask(self, question: Question) -> Answer:
        """Return the checked answer; unanswered names nobody."""
        clock = _Clock()
        with clock.stage("retrieve"):
            found = self._retriever.find(question)
        with clock.stage("evidence"):
            evidence = gather(self._catalog, found.ranking, _EVIDENCE)
        confidence = abstain.confidence(found.features) if found.features else 0.0
        notes = ("degraded",) if found.degraded else ()
        if not evidence or confidence < abstain.THRESHOLD:
            return Answer(
                question=question.text,
                status=Status.UNANSWERED,
                related=self._related(evidence),
                confidence=confidence,
                notes=notes,
                timings_ms=clock.timings(),
            )
        with clock.stage("write"):
            draft = self._writer.write(question.text, found.vector, evidence)
        with clock.stage("check"):
            known = {c.id: c for item in evidence for c in item.contributions}
            checked = check(draft.statements, draft.citations, known)
        if not checked.statements:
            return Answer(
                question=question.text,
                status=Status.UNANSWERED,
                related=self._related(evidence),
                notes=(*notes, "nothing_held"),
                timings_ms=clock.timings(),
            )
        people = {citation.contributor_id for citation in checked.citations}
        return Answer(
            question=question.text,
            status=Status.ANSWERED,
            standing=Standing.ONE_VOICE if len(people) == 1 else None,
            statements=checked.statements,
            citations=checked.citations,
            related=self._related(evidence),
            confidence=confidence,
            notes=notes,
            timings_ms=clock.timings(),
        )

    def stream(self, question: Question) -> Iterator[Statement | Answer]:
        """Yield each checked statement, then the whole answer."""
        answer = self.ask(question)
        yield from answer.statements
        yield answer

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return the k best passages, several voices among them."""
        return gather(self._catalog, self._retriever.find(question).ranking, k)

    def ranking(self, question: Question) -> Found:
        """Return the bare ranking, for measuring: no diversity, nothing folded."""
        return self._retriever.find(question)

    def problem(self) -> str | None:
        """Say why answers are worse than they could be."""
        return self._problem()

    def _related(self, evidence: Sequence[Evidence]) -> tuple[Related, ...]:
        ids = list(dict.fromkeys(item.passage.thread_id for item in evidence))[:_RELATED]
        with self._catalog.read() as reading:
            heads = threads.titles(reading, ids)
        return tuple(
            Related(thread_id=id, title=heads[id][0], url=heads[id][1], source_id=heads[id][2])
            for id in ids
            if id in heads
        )


class _Clock:
    """Milliseconds per stage of one question."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self._spent[name] = round(1000 * (time.perf_counter() - start), 2)

    def timings(self) -> tuple[tuple[str, float], ...]:
        total = round(sum(self._spent.values()), 2)
        return (*self._spent.items(), ("total", total))
