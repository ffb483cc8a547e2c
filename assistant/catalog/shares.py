"""Links by which an asker lets others see an answer; what each of them may read is checked anew."""

import secrets
from datetime import datetime

from sqlalchemy import insert, select, update

from assistant.catalog.asking_tables import share
from assistant.catalog.catalog import Change, Reading

_BYTES = 18
"""Random bytes of a link's id: nobody guesses 144 bits."""


def make(change: Change, asked_id: str, at: datetime) -> str:
    """Return the id of the link to an answer, the same one until it is revoked."""
    known = of(change, asked_id)
    if known is not None:
        return known
    made = secrets.token_urlsafe(_BYTES)
    change.connection.execute(insert(share).values(id=made, asked_id=asked_id, made_at=at))
    change.audit("share.make", asked_id)
    return made


def of(reading: Reading, asked_id: str) -> str | None:
    """Return the id of the link to an answer, None where there is none (any more)."""
    valid = (share.c.asked_id == asked_id) & share.c.revoked_at.is_(None)
    return reading.connection.execute(select(share.c.id).where(valid)).scalar()


def target(reading: Reading, id: str) -> str | None:
    """Return which answer a link leads to, None where it leads nowhere (any more)."""
    valid = (share.c.id == id) & share.c.revoked_at.is_(None)
    return reading.connection.execute(select(share.c.asked_id).where(valid)).scalar()


def revoke(change: Change, asked_id: str, at: datetime) -> None:
    """Let every link to an answer lead nowhere."""
    valid = (share.c.asked_id == asked_id) & share.c.revoked_at.is_(None)
    change.connection.execute(update(share).where(valid).values(revoked_at=at))
    change.audit("share.revoke", asked_id)
