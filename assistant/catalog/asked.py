"""Questions that were asked and where their answers stand, in conversations; no quoted words.

A row says which contributions were cited and where; quotations are cut afresh for whoever looks
(`assistant.asked`). Only what a language model wrote is kept as text, and only while everything
that it rests on stands. It does not know who may read what.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from assistant.catalog.asking_tables import asked, asked_use, conversation
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import contribution
from assistant.codec import from_json, to_json
from assistant.records import Filters, JsonObject, Standing, Status

_CHUNK = 500
_ASIDE = -1
"""Ordinal of a question that is no longer shown in its conversation."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A viewer's questions after one another."""

    id: str
    viewer_id: str
    """Empty: the local profile."""
    title: str
    started_at: datetime
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Span:
    """Where a quotation stands; found again by its digest when the text before it changed."""

    contribution_id: str
    """Empty: it is gone."""
    start: int
    end: int
    digest: str
    number: int = 0
    """Under which it was cited: through a conversation it stays the same."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A statement: the spans that carry it (numbers from 1)."""

    spans: tuple[int, ...]
    text: str | None = None
    """What a language model wrote; None: the words of the first span."""
    view: int | None = None
    """Which of several views it belongs to, from 1."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and what is kept of its answer."""

    id: str
    question: str
    viewer_id: str
    """Empty: the local profile."""
    asked_at: datetime
    status: Status
    conversation_id: str | None = None
    ordinal: int = 0
    filters: Filters = field(default_factory=Filters)
    standing: Standing | None = None
    confidence: float = 0.0
    writer: str = "quote"
    model: str | None = None
    spans: tuple[Span, ...] = ()
    said: tuple[Said, ...] = ()
    related: tuple[str, ...] = ()
    """Threads near the question."""
    notes: tuple[str, ...] = ()
    trace: JsonObject = field(default_factory=dict)

    @property
    def uses(self) -> tuple[str, ...]:
        """The contributions that its answer rests on and that are still there."""
        ids = (span.contribution_id for span in self.spans)
        return tuple(dict.fromkeys(id for id in ids if id))

    @property
    def quoted(self) -> int:
        """How many contributions it rested on when it was given."""
        return len(self.uses) + sum(not span.contribution_id for span in self.spans)


def begin(change: Change, made: Conversation) -> None:
    """Begin a conversation."""
    values = {name: getattr(made, name) for name in made.__dataclass_fields__}
    change.connection.execute(insert(conversation).values(values))


def add(change: Change, item: Asked) -> None:
    """Keep a question; its conversation counts as changed."""
    change.connection.execute(insert(asked).values(_values(item)))
    uses = [{"asked_id": item.id, "contribution_id": id} for id in item.uses]
    if uses:
        change.connection.execute(insert(asked_use), uses)
    if item.conversation_id is not None:
        change.connection.execute(
            update(conversation)
            .where(conversation.c.id == item.conversation_id)
            .values(changed_at=item.asked_at)
        )


def conversations(reading: Reading, viewer_id: str, most: int) -> tuple[Conversation, ...]:
    """Return a viewer's latest conversations, the newest first."""
    rows = reading.connection.execute(
        select(conversation)
        .where(conversation.c.viewer_id == viewer_id)
        .order_by(conversation.c.changed_at.desc(), conversation.c.id)
        .limit(most)
    )
    return tuple(Conversation(**row._mapping) for row in rows)


def of_conversation(reading: Reading, id: str, viewer_id: str) -> tuple[Asked, ...]:
    """Return the questions of a viewer's own conversation in order; empty when it is not theirs."""
    mine = (asked.c.conversation_id == id) & (asked.c.viewer_id == viewer_id)
    chosen = mine & (asked.c.ordinal != _ASIDE)
    rows = reading.connection.execute(select(asked).where(chosen).order_by(asked.c.ordinal))
    return tuple(record(row) for row in rows)


def get(reading: Reading, id: str) -> Asked | None:
    """Return one question, None when it is not kept (any more)."""
    row = reading.connection.execute(select(asked).where(asked.c.id == id)).first()
    return None if row is None else record(row)


def some(reading: Reading, ids: Iterable[str]) -> dict[str, Asked]:
    """Return the known of these questions by id."""
    wanted, found = list(dict.fromkeys(ids)), {}
    for i in range(0, len(wanted), _CHUNK):
        chosen = asked.c.id.in_(wanted[i : i + _CHUNK])
        for row in reading.connection.execute(select(asked).where(chosen)):
            found[row.id] = record(row)
    return found


def since(reading: Reading, at: datetime, most: int) -> tuple[Asked, ...]:
    """Return the latest questions since a moment, the oldest first."""
    rows = reading.connection.execute(
        select(asked)
        .where(asked.c.asked_at >= at)
        .order_by(asked.c.asked_at.desc(), asked.c.id)
        .limit(most)
    ).all()
    return tuple(record(row) for row in reversed(rows))


def set_aside(change: Change, id: str) -> None:
    """Take a question out of sight in its conversation: it was asked again, or in other words."""
    change.connection.execute(update(asked).where(asked.c.id == id).values(ordinal=_ASIDE))


def texts(reading: Reading, contribution_ids: Iterable[str]) -> dict[str, str]:
    """Return the texts of the known of these contributions, to find quotations in."""
    wanted, found = list(dict.fromkeys(contribution_ids)), {}
    for i in range(0, len(wanted), _CHUNK):
        rows = reading.connection.execute(
            select(contribution.c.id, contribution.c.text).where(
                contribution.c.id.in_(wanted[i : i + _CHUNK])
            )
        )
        found.update({row.id: row.text for row in rows})
    return found


def next_ordinal(reading: Reading, conversation_id: str) -> int:
    """Return the place of the next question of a conversation."""
    query = select(func.max(asked.c.ordinal)).where(asked.c.conversation_id == conversation_id)
    last = reading.connection.execute(query).scalar()
    return 0 if last is None else int(last) + 1


def owner(reading: Reading, conversation_id: str) -> str | None:
    """Return whose conversation it is, None when there is no such one."""
    query = select(conversation.c.viewer_id).where(conversation.c.id == conversation_id)
    return reading.connection.execute(query).scalar()


def _values(item: Asked) -> JsonObject:
    return {
        "id": item.id,
        "conversation_id": item.conversation_id,
        "ordinal": item.ordinal,
        "viewer_id": item.viewer_id,
        "question": item.question,
        "filters": to_json(item.filters),
        "asked_at": item.asked_at,
        "status": item.status.value,
        "standing": item.standing.value if item.standing else None,
        "confidence": item.confidence,
        "writer": item.writer,
        "model": item.model,
        "body": body(item),
        "trace": item.trace,
    }


def body(item: Asked) -> JsonObject:
    """Return where an answer stands, as stored."""
    return {
        "spans": [
            [span.contribution_id, span.start, span.end, span.digest, span.number]
            for span in item.spans
        ],
        "said": [[list(one.spans), one.text, one.view] for one in item.said],
        "related": list(item.related),
        "notes": list(item.notes),
    }


def record(row: Row[Any]) -> Asked:
    """Return a stored row as a record."""
    where = row.body
    return Asked(
        id=row.id,
        question=row.question,
        viewer_id=row.viewer_id,
        asked_at=row.asked_at,
        status=Status(row.status),
        conversation_id=row.conversation_id,
        ordinal=row.ordinal,
        filters=from_json(Filters, row.filters),
        standing=Standing(row.standing) if row.standing else None,
        confidence=row.confidence,
        writer=row.writer,
        model=row.model,
        spans=tuple(
            Span(contribution_id=id, start=start, end=end, digest=digest, number=number)
            for id, start, end, digest, number in where["spans"]
        ),
        said=tuple(
            Said(spans=tuple(numbers), text=text, view=view)
            for numbers, text, view in where["said"]
        ),
        related=tuple(where["related"]),
        notes=tuple(where["notes"]),
        trace=row.trace,
    )
