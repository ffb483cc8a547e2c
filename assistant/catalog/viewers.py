"""Who may read and do what, where there is no sign-in."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, delete, insert, select

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import viewer
from assistant.errors import UnknownId
from assistant.records import PUBLIC, Viewer
from assistant.visitor import Role, Visitor, roles_of


def put(
    change: Change,
    id: str,
    audiences: Iterable[str],
    roles: Iterable[str] = (),
    contributor_id: str | None = None,
) -> None:
    """Add a viewer, or give an existing one other audiences, roles and words of their own.

    Raises WrongUse for a role that there is not.
    """
    held = sorted(set(audiences) | {PUBLIC})
    named = sorted(role.value for role in roles_of(roles) - {Role.PRACTITIONER})
    change.connection.execute(delete(viewer).where(viewer.c.id == id))
    change.connection.execute(
        insert(viewer).values(id=id, audiences=held, roles=named, contributor_id=contributor_id)
    )
    change.audit("viewer.put", id, audiences=held, roles=named)


def remove(change: Change, id: str) -> None:
    """Take a viewer out; they hold `public` only from the next question on.

    Raises UnknownId.
    """
    get(change, id)
    change.connection.execute(delete(viewer).where(viewer.c.id == id))
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
        raise UnknownId(f"there is no viewer {id!r}; add one with `firsthand viewer add {id}`")
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
