"""The route of a question: retrieve, write, check, decide how far it reaches, answer.

Parts are handed in (`assistant.wiring`). It does not know processes, screens or readers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from assistant import abstain
from assistant.catalog import Catalog, Reading, people, threads
from assistant.catalog.people import Register
from assistant.cite import Checked, check
from assistant.clock import Clock
from assistant.colleagues import to_ask
from assistant.evidence import gather
from assistant.quote_writer import Draft, QuoteWriter
from assistant.reach import Reach, reach, uncovered
from assistant.records import (
    Answer,
    Evidence,
    Question,
    Related,
    Statement,
    Status,
    Trace,
)
from assistant.retrieve import Found, Retriever
from assistant.standing import Quoted, standing
from assistant.voices import Voice, gather_voices

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


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """What was found for one question, ready to be written from."""

    found: Found
    evidence: Sequence[Evidence]
    voices: Sequence[Voice]
    register: Register


class Assistant:
    """Answers questions from what the community wrote."""

    def __init__(
        self,
        catalog: Catalog,
        retriever: Retriever,
        writer: QuoteWriter,
        problem: Callable[[], str | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the parts; `problem` says what is wrong with the indexes at this moment."""
        self._catalog = catalog
        self._problem = problem
        self._retriever = retriever
        self._writer = writer
        self._now = now

    def ask(self, question: Question) -> Answer:
        """Return the checked answer; unanswered names nobody."""
        clock = Clock()
        with clock.stage("retrieve"):
            found = self._retriever.find(question)
        with clock.stage("evidence"):
            heard = self._hear(question, found)
        with clock.stage("write"):
            draft = self._writer.write(question.text, found.vector, heard.voices)
        with clock.stage("check"):
            known = {v.contribution.id: v.contribution for v in heard.voices}
            checked = check(draft.statements, draft.citations, known)
            decided = _decide(question, found, draft, checked)
        answer = Answer(
            question=question.text,
            status=decided.status,
            related=self._related(heard.evidence, draft),
            confidence=decided.confidence,
            notes=(*(("degraded",) if found.degraded else ()), *decided.notes),
            trace=_traced(heard, draft, checked),
        )
        if decided.status is not Status.UNANSWERED:
            answer = self._told(answer, heard, draft, checked)
        return replace(answer, timings_ms=clock.timings())

    def _hear(self, question: Question, found: Found) -> _Heard:
        evidence = gather(self._catalog, found.ranking, _EVIDENCE)
        with self._catalog.read() as reading:
            register = people.register(reading)
            voices = gather_voices(
                reading, register, found.ranking, evidence, question.viewer.audiences
            )
        return _Heard(found=found, evidence=evidence, voices=voices, register=register)

    def _told(self, answer: Answer, heard: _Heard, draft: Draft, checked: Checked) -> Answer:
        """Add the statements, how the colleagues stand to each other, and whom to ask."""
        kept = {citation.contribution_id for citation in checked.citations}
        quoted = [
            Quoted(contribution=item.voice.contribution, text=item.text, vector=item.vector)
            for item in draft.chosen
            if item.voice.contribution.id in kept
        ]
        around = [voice.contribution for voice in heard.voices]
        return replace(
            answer,
            statements=checked.statements,
            citations=checked.citations,
            standing=standing(answer.question, quoted, around),
            people=to_ask(heard.voices, heard.register, answer.question, self._now().date()),
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

    def _related(self, evidence: Sequence[Evidence], draft: Draft) -> tuple[Related, ...]:
        """Return threads near the question; one that asked the same before comes first."""
        asked = draft.comparison.open_thread if draft.comparison.gap > 0 else None
        near = [*([asked] if asked else []), *(item.passage.thread_id for item in evidence)]
        ids = list(dict.fromkeys(near))[:_RELATED]
        with self._catalog.read() as reading:
            return _heads(reading, ids)


def _heads(reading: Reading, ids: Sequence[str]) -> tuple[Related, ...]:
    heads = threads.titles(reading, ids)
    return tuple(
        Related(thread_id=id, title=heads[id][0], url=heads[id][1], source_id=heads[id][2])
        for id in ids
        if id in heads
    )


def _traced(heard: _Heard, draft: Draft, checked: Checked) -> Trace:
    dropped = (("not_held", checked.dropped),) if checked.dropped else ()
    return (
        *draft.trace,
        ("passages", tuple(item.passage.id for item in heard.evidence)),
        ("written", len(draft.statements)),
        ("dropped", dropped),
    )


def _decide(question: Question, found: Found, draft: Draft, checked: Checked) -> Reach:
    confidence = abstain.confidence(found.features) if found.features else 0.0
    texts = [
        text
        for item in draft.chosen
        for text in (
            item.voice.contribution.text,
            item.voice.title or "",
            item.voice.opening.text if item.voice.opening else "",
        )
    ]
    return reach(
        question.text,
        confidence,
        draft.comparison.gap,
        [statement.text for statement in checked.statements],
        uncovered(question.text, texts),
    )
