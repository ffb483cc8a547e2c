"""What stewards decided about topics of the learning agenda; the topics are found anew each time.

It does not know how topics are found (`assistant.agenda`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from assistant.catalog.asking_tables import agenda_item
from assistant.catalog.catalog import Change, Reading


class Form(StrEnum):
    """What the community could do about a topic."""

    ASK = "ask"
    """Bring the question to those who may know."""
    CONVENE = "convene"
    """Talk it over: colleagues see it differently."""
    WRITE_UP = "write_up"
    """Somebody writes down what is known in pieces."""
    RETIRE = "retire"
    """Take old advice out, or put newer in its place."""


class AgendaState(StrEnum):
    """How far a topic has come."""

    PROPOSED = "proposed"
    TAKEN = "taken"
    """Somebody chose to see to it."""
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """A decision about one topic."""

    id: str
    topic: str
    form: Form
    state: AgendaState
    changed_at: datetime
    owner: str | None = None
    """Who offered to see to it, in the steward's words; nobody is assigned."""
    note: str | None = None


def every(reading: Reading) -> Mapping[str, AgendaItem]:
    """Return all decisions by topic."""
    rows = reading.connection.execute(select(agenda_item))
    return {
        row.id: AgendaItem(
            id=row.id,
            topic=row.topic,
            form=Form(row.form),
            state=AgendaState(row.state),
            changed_at=row.changed_at,
            owner=row.owner,
            note=row.note,
        )
        for row in rows
    }


def put(change: Change, item: AgendaItem) -> None:
    """Keep a decision in place of an earlier one about the same topic."""
    change.connection.execute(delete(agenda_item).where(agenda_item.c.id == item.id))
    change.connection.execute(
        insert(agenda_item).values(
            id=item.id,
            topic=item.topic,
            form=item.form.value,
            state=item.state.value,
            changed_at=item.changed_at,
            owner=item.owner,
            note=item.note,
        )
    )
    change.audit("agenda.decide", item.id, form=item.form.value, state=item.state.value)
