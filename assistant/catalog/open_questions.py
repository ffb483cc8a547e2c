"""Questions that were brought back to the community, and what came of each.

A question is known by its marker, which stands in the post that asks it: a later import brings the
post, and then a reply. It does not know who may read either.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from assistant.catalog.asking_tables import open_question
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import contribution, passage, thread
from assistant.errors import UnknownId

_WORD, _PREFIX = "firsthand", "q-"


class OpenState(StrEnum):
    """How far a question has come."""

    DRAFT = "draft"
    """There is a text to post; no import has brought it yet."""
    POSTED = "posted"
    """An import brought the post."""
    ANSWERED = "answered"
    """An import brought somebody else's reply."""
    CLOSED = "closed"
    """Taken back, or let go."""


WAITING = (OpenState.DRAFT, OpenState.POSTED)


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question that nobody has answered, or had not."""

    id: str
    marker: str
    """As it stands in the post: `q-7f3k2`."""
    question: str
    viewer_id: str
    """Empty: the local profile."""
    anonymous: bool
    """True: the asker would rather not be named; a steward posts it."""
    state: OpenState
    opened_at: datetime
    changed_at: datetime
    revision: int = 0
    """Of the catalog, up to which no post with its marker was found."""
    asked_id: str | None = None
    thread_id: str | None = None
    """Where it was posted."""
    reply_id: str | None = None
    told_at: datetime | None = None
    """When the asker saw the reply; None: it waits."""


def add(change: Change, item: OpenQuestion) -> None:
    """Keep an open question."""
    values = {name: getattr(item, name) for name in item.__dataclass_fields__}
    change.connection.execute(insert(open_question).values({**values, "state": item.state.value}))


def get(reading: Reading, id: str) -> OpenQuestion:
    """Return an open question by id or marker; raises UnknownId."""
    chosen = (open_question.c.id == id) | (open_question.c.marker == id)
    row = reading.connection.execute(select(open_question).where(chosen)).first()
    if row is None:
        raise UnknownId(f"there is no open question {id!r}; see `firsthand agenda`")
    return _record(row)


def of_viewer(reading: Reading, viewer_id: str) -> tuple[OpenQuestion, ...]:
    """Return the questions that a viewer brought to the community, the newest first."""
    rows = reading.connection.execute(
        select(open_question)
        .where(open_question.c.viewer_id == viewer_id)
        .order_by(open_question.c.opened_at.desc(), open_question.c.id)
    )
    return tuple(_record(row) for row in rows)


def in_state(reading: Reading, states: Iterable[OpenState]) -> tuple[OpenQuestion, ...]:
    """Return the questions in these states, the oldest first."""
    wanted = [state.value for state in states]
    rows = reading.connection.execute(
        select(open_question)
        .where(open_question.c.state.in_(wanted))
        .order_by(open_question.c.opened_at, open_question.c.id)
    )
    return tuple(_record(row) for row in rows)


def markers(reading: Reading) -> frozenset[str]:
    """Return every marker that was given out."""
    return frozenset(reading.connection.execute(select(open_question.c.marker)).scalars())


def settle(
    change: Change,
    id: str,
    state: OpenState,
    at: datetime,
    where: Sequence[str | None] = (None, None),
) -> None:
    """Say how far a question has come; `where` is (thread of the post, reply)."""
    thread_id, reply_id = where
    change.connection.execute(
        update(open_question)
        .where(open_question.c.id == id)
        .values(state=state.value, changed_at=at, thread_id=thread_id, reply_id=reply_id)
    )


def look_from(change: Change, id: str, revision: int) -> None:
    """Note up to which revision of the catalog no post was found."""
    change.connection.execute(
        update(open_question).where(open_question.c.id == id).values(revision=revision)
    )


def marked_threads(reading: Reading, after: int) -> tuple[str, ...]:
    """Return the threads changed after a revision in which the word of a marker stands."""
    touched = select(passage.c.thread_id).where(passage.c.revision > after)
    in_text = select(contribution.c.thread_id).where(
        contribution.c.thread_id.in_(touched),
        contribution.c.text.icontains(_WORD) & contribution.c.text.icontains(_PREFIX),
    )
    in_title = select(thread.c.id).where(
        thread.c.id.in_(touched),
        thread.c.title.icontains(_WORD) & thread.c.title.icontains(_PREFIX),
    )
    return tuple(reading.connection.execute(in_text.union(in_title)).scalars())


def tell(change: Change, id: str, at: datetime) -> None:
    """Note that the asker has seen the reply."""
    change.connection.execute(
        update(open_question).where(open_question.c.id == id).values(told_at=at)
    )


def choose_naming(change: Change, id: str, *, anonymous: bool) -> None:
    """Note whether the asker would rather not be named."""
    change.connection.execute(
        update(open_question).where(open_question.c.id == id).values(anonymous=anonymous)
    )


def _record(row: Row[Any]) -> OpenQuestion:
    return OpenQuestion(**{**row._mapping, "state": OpenState(row.state)})
