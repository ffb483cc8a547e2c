"""Who may read and do what, where there is no sign-in."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from assistant.catalog.asking_tables import asked, conversation, feedback, open_question, share
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import viewer
from assistant.errors import UnknownId, WrongUse
from assistant.records import PUBLIC, Viewer
from assistant.visitor import Role, Visitor, roles_of

_GONE = "removed:"
"""In place of a viewer who was taken out; nobody can be given this id."""


def put(
    change: Change,
    id: str,
    audiences: Iterable[str],
    roles: Iterable[str] = (),
    contributor_id: str | None = None,
) -> None:
    """Add a viewer, or give an existing one other audiences, roles and words of their own.

    Raises WrongUse for a role that there is not, without an id, and for one that stands for nobody.
    """
    if not id.strip():
        raise WrongUse("a viewer needs an id: a short name")
    if id == _GONE:
        raise WrongUse(f"{id!r} stands for viewers who were removed; choose another id")
    held = sorted(set(audiences) | {PUBLIC})
    named = sorted(role.value for role in roles_of(roles) - {Role.PRACTITIONER})
    change.connection.execute(delete(viewer).where(viewer.c.id == id))
    change.connection.execute(
        insert(viewer).values(id=id, audiences=held, roles=named, contributor_id=contributor_id)
    )
    change.audit("viewer.put", id, audiences=held, roles=named)


def remove(change: Change, id: str) -> None:
    """Take a viewer out; they hold `public` only from the next question on.

    Their conversations go. What they asked and said stays for the agenda and is nobody's: whoever
    is given the same id later finds none of it. Raises UnknownId.
    """
    get(change, id)
    change.connection.execute(delete(viewer).where(viewer.c.id == id))
    of_theirs = asked.c.viewer_id == id
    shared = share.c.asked_id.in_(select(asked.c.id).where(of_theirs))
    change.connection.execute(delete(share).where(shared))
    change.connection.execute(update(asked).where(of_theirs).values(conversation_id=None))
    change.connection.execute(delete(conversation).where(conversation.c.viewer_id == id))
    for table in (asked, open_question, feedback):
        change.connection.execute(
            update(table).where(table.c.viewer_id == id).values(viewer_id=_GONE)
        )
    change.audit("viewer.remove", id)


def get(reading: Reading, id: str) -> Viewer:
    """Return a viewer.

    Raises UnknownId.
    """
    return visitor(reading, id).viewer


def visitor(reading: Reading, id: str) -> Visitor:
    """Return a viewer with their roles and whose words are theirs.

    Raises UnknownId.
    """
    row = reading.connection.execute(select(viewer).where(viewer.c.id == id)).first()
    if row is None:
        raise UnknownId(
            f"there is no viewer {id!r}; see `firsthand viewer list`, or add one with"
            " `firsthand viewer add`"
        )
    return _record(row)


def every(reading: Reading) -> tuple[Viewer, ...]:
    """Return all viewers by id."""
    return tuple(item.viewer for item in visitors(reading))


def visitors(reading: Reading) -> tuple[Visitor, ...]:
    """Return all viewers with their roles, by id."""
    rows = reading.connection.execute(select(viewer).order_by(viewer.c.id))
    return tuple(_record(row) for row in rows)


def _record(row: Row[Any]) -> Visitor:
    roles = roles_of(row.roles) | ({Role.CONTRIBUTOR} if row.contributor_id else set())
    return Visitor(
        viewer=Viewer(id=row.id, audiences=frozenset(row.audiences) | {PUBLIC}),
        roles=frozenset(roles),
        contributor_id=row.contributor_id,
        name=row.id,
    )
