"""Tells an answer: as the quotations that were chosen, or as a language model writes it from them.

Every statement carries its final numbers before anybody sees it, and the whole is checked once more
when it is complete. It does not know how the quotations were found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.cite import check
from assistant.llm_writer import LlmWriter, Outcome, View
from assistant.numbering import Numbering
from assistant.quoted import Quoted
from assistant.records import Answer, Citation, Contribution, Exchange, Statement, Trace
from assistant.views import views

WRITER_NOTE = "writer:"
"""Note: quotations stand where a language model should have written; after the colon stands why."""


def in_quotations(answer: Answer, conversation: Sequence[Exchange]) -> Answer:
    """Return a drafted answer with the numbers that its conversation gives."""
    numbering = Numbering(answer.citations, conversation)
    statements = tuple(numbering.renumbered(item) for item in answer.statements)
    return replace(answer, statements=statements, citations=numbering.citations())


def views_of(question: str, answer: Answer, quoted: Sequence[Quoted]) -> list[View]:
    """Return the citations of a drafted answer, view by view."""
    cited = {(item.contribution_id, item.quote): item for item in answer.citations}
    keys = [(item.contribution.id, item.text) for item in quoted]
    held = [(cited[key], item) for key, item in zip(keys, quoted, strict=True) if key in cited]
    groups = views(question, [item for _, item in held], answer.standing)
    return [View(citations=tuple(held[i][0] for i in group)) for group in groups]


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a language model is to write from."""

    question: str
    """To be understood alone."""
    drafted: Answer
    """The answer in quotations."""
    parts: tuple[View, ...]
    colleagues: frozenset[str]
    """Names of everybody in the community."""
    known: Mapping[str, Contribution]
    """Every contribution that may be cited."""
    conversation: tuple[Exchange, ...] = ()


def cited(
    parts: Iterable[Statement | Answer], citations: Callable[[], Sequence[Citation]]
) -> Iterator[Citation | Statement | Answer]:
    """Yield the parts of an answer, each citation before the first statement that it carries."""
    sent: set[int] = set()
    for part in parts:
        if isinstance(part, Statement):
            fresh = {n for n in part.citations if n not in sent}
            yield from (item for item in citations() if item.number in fresh)
            sent |= fresh
        yield part


def written(writer: LlmWriter, order: Order) -> Iterator[Citation | Statement | Answer]:
    """Yield each checked statement after its citations, then the whole answer."""
    numbering = Numbering(order.drafted.citations, order.conversation)
    return cited(_written(writer, order, numbering), numbering.citations)


def _written(writer: LlmWriter, order: Order, numbering: Numbering) -> Iterator[Statement | Answer]:
    told: list[Statement] = []
    outcome = Outcome(fallback=None, trace=())
    posts = {id: item.text for id, item in order.known.items()}
    for part in writer.write(order.question, order.parts, order.colleagues, posts):
        if isinstance(part, Outcome):
            outcome = part
            continue
        statement = numbering.renumbered(part)
        told.append(statement)
        yield statement
    yield _whole(order, told, numbering.citations(), outcome)


def _whole(
    order: Order, told: Sequence[Statement], citations: tuple[Citation, ...], outcome: Outcome
) -> Answer:
    answer = order.drafted
    held = check(told, citations, order.known)
    kept = told if not held.dropped else held.statements
    fallback = (WRITER_NOTE + outcome.fallback,) if outcome.fallback else ()
    return replace(
        answer,
        statements=tuple(kept),
        citations=citations if not held.dropped else held.citations,
        notes=(*answer.notes, *fallback),
        trace=(*_without(answer.trace, outcome.trace), *outcome.trace),
    )


def _without(trace: Trace, newer: Trace) -> Trace:
    names = {name for name, _ in newer}
    return tuple((name, value) for name, value in trace if name not in names)
