"""The route of a question: retrieve, write, check, decide how far it reaches, answer.

Parts are handed in (`assistant.wiring`). It does not know processes, screens or readers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from assistant import abstain
from assistant.catalog import Catalog, Reading, threads, who
from assistant.catalog.people import Register
from assistant.cite import Checked, check
from assistant.clock import Clock
from assistant.colleagues import to_ask
from assistant.conversation import Conversation, points_back
from assistant.courtesy import COURTESY, is_courtesy
from assistant.evidence import gather
from assistant.follow_ups import follow_ups
from assistant.llm_writer import LlmWriter
from assistant.places import narrow
from assistant.prompt import answer_prompt
from assistant.question_filters import within
from assistant.quote_writer import Draft, QuoteWriter
from assistant.quoted import Quoted
from assistant.reach import Reach, plainly, reach, uncovered
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    Evidence,
    Question,
    Related,
    Statement,
    Status,
    Trace,
)
from assistant.retrieve import Found, Retriever
from assistant.standing import standing
from assistant.telling import Order, cited, in_quotations, views_of, written
from assistant.voices import Voice, gather_voices

QUOTE, LLM = "quote", "llm"
"""The writers, by the names in `Question.writer`."""
_EVIDENCE = 12
_RELATED = 4


class Answers(Protocol):
    """Answer questions; implemented here, and by `assistant.remote` for the owner's clients."""

    def ask(self, question: Question) -> Answer:
        """Return the checked answer."""
        ...

    def prompts(self, question: Question) -> list[str]:
        """Return what a language model would be sent for a question."""
        ...

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return evidence without an answer."""
        ...

    def stream(self, question: Question) -> Iterator[Citation | Statement | Answer]:
        """Yield each checked statement after its citations, then the whole answer."""
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

    @property
    def known(self) -> dict[str, Contribution]:
        """Every contribution that may be cited, by id."""
        return {voice.contribution.id: voice.contribution for voice in self.voices}


@dataclass(frozen=True, kw_only=True)
class Writers:
    """What understands a question and writes the answer."""

    conversation: Conversation
    quote: QuoteWriter
    llm: LlmWriter | None = None
    """None: answers are quotations."""


class Assistant:
    """Answers questions from what the community wrote."""

    def __init__(
        self,
        catalog: Catalog,
        retriever: Retriever,
        writers: Writers,
        problem: Callable[[], str | None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the parts; `problem` says what is wrong with the indexes at this moment."""
        self._catalog = catalog
        self._problem = problem
        self._retriever = retriever
        self._writer, self._llm = writers.quote, writers.llm
        self._conversation = writers.conversation
        self._now = now

    def ask(self, question: Question) -> Answer:
        """Return the checked answer; unanswered names nobody."""
        *_, answer = self.stream(question)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: Question) -> Iterator[Citation | Statement | Answer]:
        """Yield each checked statement after its citations, then the whole answer."""
        clock = Clock()
        if is_courtesy(question.text):
            yield Answer(question=question.text, status=Status.UNANSWERED, notes=(COURTESY,))
            return
        narrowed = narrow(self._catalog, question)
        asked, heard, draft, answer = self._tried(narrowed.question, clock)
        notes = (*answer.notes, *narrowed.notes)
        answer = replace(answer, question=question.text, notes=notes)
        if asked.text != question.text:
            answer = replace(answer, trace=(*answer.trace, ("understood", asked.text)))
        if self._llm is None or question.writer == QUOTE or not answer.statements:
            answer = told = in_quotations(answer, question.conversation)
            yield from cited(told.statements, lambda: told.citations)
        else:
            with clock.stage("model"):
                for part in written(self._llm, self._ordered(asked, answer, heard, draft)):
                    if isinstance(part, Answer):
                        answer = part
                    else:
                        yield part
        yield replace(answer, timings_ms=clock.timings())

    def prompts(self, question: Question) -> list[str]:
        """Return what a language model would be sent for a question; none where it is not asked."""
        narrowed = narrow(self._catalog, question)
        asked, _, draft, answer = self._tried(narrowed.question, Clock())
        parts = views_of(asked.text, answer, _quoted(draft, answer.citations))
        return [answer_prompt(asked.text, part.citations).as_text() for part in parts]

    def _tried(self, question: Question, clock: Clock) -> tuple[Question, _Heard, Draft, Answer]:
        """Return the question as it was understood, and what was made of it.

        One that is whole by itself is asked as it stands where what was said before leads nowhere:
        a few words may also be a new matter.
        """
        asked = self._understood(question, clock)
        first = self._drafted(asked, clock)
        if first[-1].statements or asked == question or points_back(question.text):
            return asked, *first
        second = self._drafted(question, clock)
        return (question, *second) if second[-1].statements else (asked, *first)

    def _understood(self, question: Question, clock: Clock) -> Question:
        """Return the question as it would be asked without a conversation before it."""
        if not question.conversation:
            return question
        with clock.stage("understand"):
            return replace(question, text=self._conversation.standalone(question))

    def _drafted(self, question: Question, clock: Clock) -> tuple[_Heard, Draft, Answer]:
        """Return what was found, what is quoted of it, and the answer in quotations."""
        with clock.stage("retrieve"):
            found = self._retriever.find(question)
        with clock.stage("evidence"):
            heard = self._hear(question, found)
        with clock.stage("write"):
            draft = self._writer.write(question.text, found.vector, heard.voices)
        with clock.stage("check"):
            checked = check(draft.statements, draft.citations, heard.known)
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
        return heard, draft, replace(answer, follow_ups=follow_ups(answer, heard.voices))

    def _ordered(self, question: Question, answer: Answer, heard: _Heard, draft: Draft) -> Order:
        """Return what a language model is to write from: an answer in quotations."""
        people_of = heard.register.people.values()
        return Order(
            question=question.text,
            drafted=answer,
            parts=tuple(views_of(question.text, answer, _quoted(draft, answer.citations))),
            colleagues=frozenset(n for p in people_of for n in (p.name, p.pseudonym) if n),
            known=heard.known,
            conversation=question.conversation,
        )

    def _hear(self, question: Question, found: Found) -> _Heard:
        evidence = gather(self._catalog, found.ranking, _EVIDENCE)
        with self._catalog.read() as reading:
            register = who.known(reading)
            voices = gather_voices(
                reading, register, found.ranking, evidence, question.viewer.audiences
            )
        if question.filters:
            voices = [v for v in voices if within(v.contribution, question.filters)]
        return _Heard(found=found, evidence=evidence, voices=voices, register=register)

    def _told(self, answer: Answer, heard: _Heard, draft: Draft, checked: Checked) -> Answer:
        """Add the statements, how the colleagues stand to each other, and whom to ask."""
        quoted = _quoted(draft, checked.citations)
        around = [voice.contribution for voice in heard.voices]
        return replace(
            answer,
            statements=checked.statements,
            citations=checked.citations,
            standing=standing(answer.question, quoted, around),
            people=to_ask(heard.voices, heard.register, answer.question, self._now().date()),
        )

    def search(self, question: Question, k: int) -> list[Evidence]:
        """Return the k best passages, several voices among them."""
        asked = narrow(self._catalog, question).question
        return gather(self._catalog, self._retriever.find(asked).ranking, k)

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


def _quoted(draft: Draft, citations: Sequence[Citation]) -> list[Quoted]:
    """Return what of a draft is cited, in its order."""
    kept = {citation.contribution_id for citation in citations}
    return [
        Quoted(
            contribution=item.voice.contribution,
            text=item.text,
            vector=item.vector,
            near=item.near,
        )
        for item in draft.chosen
        if item.voice.contribution.id in kept
    ]


def _traced(heard: _Heard, draft: Draft, checked: Checked) -> Trace:
    dropped = (("not_held", checked.dropped),) if checked.dropped else ()
    return (
        *draft.trace,
        ("passages", tuple(item.passage.id for item in heard.evidence)),
        ("written", len(draft.statements)),
        ("dropped", dropped),
    )


def _decide(question: Question, found: Found, draft: Draft, checked: Checked) -> Reach:
    nearest = max((float(item.vector @ found.vector) for item in draft.chosen), default=-1.0)
    confidence = abstain.confidence(found.features) if found.features else plainly(nearest)
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
