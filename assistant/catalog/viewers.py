"""Who may read what, where there is no sign-in."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import viewer
from assistant.errors import UnknownId
from assistant.records import PUBLIC, Viewer


def put(change: Change, id: str, audiences: Iterable[str]) -> None:
    """Add a viewer, or give an existing one other audiences."""
    held = sorted(set(audiences) | {PUBLIC})
    change.connection.execute(delete(viewer).where(viewer.c.id == id))
    change.connection.execute(insert(viewer).values(id=id, audiences=held))
    change.audit("viewer.put", id, audiences=held)


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
    row = reading.connection.execute(select(viewer).where(viewer.c.id == id)).first()
    if row is None:
        raise UnknownId(f"there is no viewer {id!r}; add one with `firsthand viewer add {id}`")
    return Viewer(id=id, audiences=frozenset(row.audiences) | {PUBLIC})


def every(reading: Reading) -> tuple[Viewer, ...]:
    """Return all viewers by id."""
    rows = reading.connection.execute(select(viewer).order_by(viewer.c.id))
    return tuple(Viewer(id=row.id, audiences=frozenset(row.audiences) | {PUBLIC}) for row in rows)
