"""How colleagues wish to be asked and thanked: nobody is, unless they said so.

It does not know who may read it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import contributor
from assistant.errors import WrongUse
from assistant.records import Naming

_LONGEST_CHANNEL = 200
_MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What a colleague opted in to."""

    channel: str = ""
    """How they wish to be asked; empty: they do not."""
    every_days: int | None = None
    """Asked at most once in so many days; None: no limit."""
    wants_thanks: bool = False


def get(reading: Reading, person_id: str) -> Invitation:
    """Return what a contributor opted in to; nothing for whoever is not known."""
    row = reading.connection.execute(
        select(contributor).where(contributor.c.id == person_id)
    ).first()
    if row is None:
        return Invitation()
    return Invitation(
        channel=row.ask_channel or "",
        every_days=row.ask_every_days,
        wants_thanks=bool(row.wants_thanks),
    )


def put(change: Change, person_id: str, wish: Invitation) -> None:
    """Keep what a contributor opts in to.

    Raises WrongUse for a channel that is too long, days out of range, and whoever has withdrawn.
    """
    channel = " ".join(wish.channel.split())
    if len(channel) > _LONGEST_CHANNEL:
        raise WrongUse(f"say how to ask in at most {_LONGEST_CHANNEL} characters")
    if wish.every_days is not None and not 1 <= wish.every_days <= _MOST_DAYS:
        raise WrongUse(f"days are between 1 and {_MOST_DAYS}, not {wish.every_days}")
    naming = change.connection.execute(
        select(contributor.c.naming).where(contributor.c.id == person_id)
    ).scalar()
    if naming is None or naming == Naming.WITHDRAWN.value:
        raise WrongUse(f"{person_id} has withdrawn and cannot be asked")
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == person_id)
        .values(
            ask_channel=channel or None,
            asked_at=datetime.now(UTC) if channel else None,
            ask_every_days=wish.every_days if channel else None,
            wants_thanks=wish.wants_thanks,
        )
    )
    change.audit("consent.ask", person_id, asked=bool(channel), thanks=wish.wants_thanks)
