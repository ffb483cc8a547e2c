"""Keeps what was asked, and shows it again as of now, cut afresh for whoever looks.

Of an answer is kept where it stands. Since then somebody may have withdrawn, changed their name or
their words, or the reader may hold other audiences than the asker did: what does not hold for this
reader now is not there. It does not know screens.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.catalog import Catalog, Reading, people, threads
from assistant.catalog import asked as rows
from assistant.catalog.asked import Asked, Conversation, Said, Span
from assistant.catalog.register import Register
from assistant.catalog.texts import covered_strings
from assistant.cite import cite, left
from assistant.codec import to_json
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    JsonObject,
    Naming,
    Question,
    Related,
    Statement,
    Status,
    Viewer,
)

_TITLE_CHARS = 80
_DIGEST_CHARS = 16


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An answer that was given before, as one reader may see it now."""

    asked: Asked
    answer: Answer
    quoted: int
    """Contributions that it rested on when it was given."""
    hidden: int
    """How many of them this reader does not see."""


def keep(
    catalog: Catalog, question: Question, answer: Answer, conversation_id: str | None = None
) -> str:
    """Keep a question with where its answer stands, and return its id.

    With a conversation of this viewer, it is added there. Raises CatalogError when another process
    writes for longer than anybody would wait.
    """
    ids = [citation.contribution_id for citation in answer.citations]
    with catalog.read() as reading:
        known = rows.texts(reading, ids)
        kept = _covered(_kept(question, answer, known), people.register(reading))
    with catalog.note("ask") as change:
        if conversation_id is not None:
            at = rows.next_ordinal(change, conversation_id)
            kept = replace(kept, conversation_id=conversation_id, ordinal=at)
        rows.add(change, kept)
    return kept.id


def new_id() -> str:
    """Return an id for a conversation, which nobody can guess."""
    return secrets.token_urlsafe(12)


def begin(catalog: Catalog, viewer: Viewer, first_question: str, id: str) -> None:
    """Begin a conversation under a new id."""
    now = datetime.now(UTC)
    with catalog.read() as reading:
        title = people.register(reading).covered(first_question)
    made = Conversation(
        id=id,
        viewer_id=viewer.id or "",
        title=_shortened(title),
        started_at=now,
        changed_at=now,
    )
    with catalog.note("ask") as change:
        rows.begin(change, made)


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _TITLE_CHARS else flat[: _TITLE_CHARS - 1].rstrip() + "…"


def _kept(question: Question, answer: Answer, known: Mapping[str, str]) -> Asked:
    found = {item.number: _span(item, known) for item in answer.citations}
    spans = {n: span for n, span in found.items() if span is not None}
    places = {n: i for i, n in enumerate(spans, start=1)}
    quotes = {item.number: item.quote for item in answer.citations}
    facts: JsonObject = dict(to_json(answer)["trace"])
    model = facts.get("model")
    return Asked(
        id=f"a_{secrets.token_hex(8)}",
        question=question.text,
        viewer_id=question.viewer.id or "",
        asked_at=datetime.now(UTC),
        status=answer.status,
        filters=question.filters,
        standing=answer.standing,
        confidence=answer.confidence,
        writer=str(facts.get("writer", "quote")),
        model=None if model is None else str(model),
        spans=tuple(spans.values()),
        said=_said(answer.statements, places, quotes),
        related=tuple(item.thread_id for item in answer.related),
        notes=answer.notes,
        trace=facts,
    )


def _covered(kept: Asked, register: Register) -> Asked:
    """Return what is kept without who is not named: also who left while it was answered."""
    trace = {name: covered_strings(value, register.covered) for name, value in kept.trace.items()}
    return replace(
        kept,
        question=register.covered(kept.question),
        said=tuple(item for item in kept.said if not register.hides_in(item.text or "")),
        notes=tuple(map(register.covered, kept.notes)),
        trace=trace,
    )


def _said(
    statements: Sequence[Statement], places: Mapping[int, int], quotes: Mapping[int, str]
) -> tuple[Said, ...]:
    return tuple(
        Said(
            spans=tuple(places[n] for n in item.citations),
            text=item.text if item.written or item.text != quotes[item.citations[0]] else None,
            view=item.view,
        )
        for item in statements
        if item.citations and all(n in places for n in item.citations)
    )


def _span(citation: Citation, known: Mapping[str, str]) -> Span | None:
    start = known.get(citation.contribution_id, "").find(citation.quote)
    if start < 0:
        return None
    return Span(
        contribution_id=citation.contribution_id,
        start=start,
        end=start + len(citation.quote),
        digest=_digest(citation.quote),
        number=citation.number,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]


def show(reading: Reading, item: Asked, audiences: frozenset[str]) -> Shown:
    """Return a kept answer as a reader with these audiences may see it now."""
    active = threads.active_sources(reading)
    known = {
        id: found
        for id, found in threads.contributions(reading, item.uses).items()
        if found.audience in audiences and found.source_id in active and _stands(found)
    }
    citations = _citations(reading, item, known)
    checked = left(_statements(item, citations), list(citations.values()), known)
    answer = Answer(
        question=item.question,
        status=item.status if checked.statements else Status.UNANSWERED,
        standing=item.standing if len(checked.statements) == len(item.said) else None,
        statements=checked.statements,
        citations=checked.citations,
        related=_related(reading, item, audiences),
        confidence=item.confidence,
        notes=item.notes,
    )
    seen = {citation.contribution_id for citation in checked.citations}
    return Shown(asked=item, answer=answer, quoted=item.quoted, hidden=item.quoted - len(seen))


def _stands(found: Contribution) -> bool:
    return not any(person.naming is Naming.WITHDRAWN for person in found.contributors)


def _citations(
    reading: Reading, item: Asked, known: Mapping[str, Contribution]
) -> Mapping[int, Citation]:
    titles = threads.titles(reading, [found.thread_id for found in known.values()])
    citations = {}
    for n, span in enumerate(item.spans, start=1):
        found = known.get(span.contribution_id)
        words = _cut(found.text, span) if found is not None else None
        if found is not None and words is not None:
            citations[n] = cite(span.number, found, words, titles[found.thread_id][0])
    return citations


def _cut(text: str, span: Span) -> str | None:
    """Return the words of a span, also where a mask before it moved them; None: they changed."""
    length = span.end - span.start
    for start in (span.start, *range(len(text) - length + 1)):
        words = text[start : start + length]
        if _digest(words) == span.digest:
            return words
    return None


def _statements(item: Asked, citations: Mapping[int, Citation]) -> list[Statement]:
    """Return what still stands: a model's sentence only with everything that it rests on."""
    found = []
    for said in item.said:
        standing = tuple(citations[n].number for n in said.spans if n in citations)
        if said.text is None and said.spans[0] in citations:
            words = citations[said.spans[0]].quote
            found.append(Statement(text=words, citations=standing, view=said.view))
        elif said.text and len(standing) == len(said.spans):
            found.append(
                Statement(text=said.text, citations=standing, written=True, view=said.view)
            )
    return found


def _related(reading: Reading, item: Asked, audiences: frozenset[str]) -> tuple[Related, ...]:
    active = threads.active_sources(reading)
    return tuple(
        Related(thread_id=found.id, title=found.title, url=found.url, source_id=found.source_id)
        for found in threads.threads(reading, item.related)
        if found.audience in audiences and found.source_id in active
    )
