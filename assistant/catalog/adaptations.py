"""What was learned from the community's own threads, and which contributions it was learned from.

At most one adaptation stands. It goes with the first contribution it was learned from that goes,
changes its audience or is retired: what a map has seen cannot be taken out of it one by one. How it
is learned and applied is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import delete, exists, insert, select

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import adaptation, adaptation_use, audit, contribution, source
from assistant.records import JsonObject, Vectors

_ONLY = 1
"""The key of the adaptation that stands."""
_DROPPED = "adaptation.drop"


@dataclass(frozen=True, kw_only=True)
class Adaptation:
    """A learned change of the ranking."""

    version: int
    """The revision of the catalog that brought it in."""
    made_at: datetime
    kind: str
    """What was learned: "map", "fusion" or "map+fusion"."""
    audience: str
    """Whose threads it was learned from; it serves viewers who hold this audience."""
    facts: JsonObject
    """How it was learned and how much better it was."""
    matrix: Vectors | None
    """The map of a question's vector, (d, d) float32; None where none was learned."""


def version(reading: Reading) -> int | None:
    """Return the version of the adaptation that stands, None when there is none."""
    return reading.connection.execute(select(adaptation.c.revision)).scalar()


def current(reading: Reading) -> Adaptation | None:
    """Return the adaptation that stands."""
    row = reading.connection.execute(select(adaptation)).first()
    if row is None:
        return None
    return Adaptation(
        version=row.revision,
        made_at=row.made_at,
        kind=row.kind,
        audience=row.audience,
        facts=row.facts,
        matrix=None if row.matrix is None else _matrix(row.matrix),
    )


def put(change: Change, made: Adaptation, learned_from: Sequence[str]) -> None:
    """Let this adaptation stand in place of any other; its `version` becomes this change's.

    `learned_from` are the ids of all contributions that bore on it.
    """
    _delete(change)
    change.connection.execute(
        insert(adaptation).values(
            id=_ONLY,
            made_at=made.made_at,
            revision=change.revision,
            kind=made.kind,
            audience=made.audience,
            facts=made.facts,
            matrix=None if made.matrix is None else made.matrix.astype("<f4").tobytes(),
        )
    )
    change.connection.execute(
        insert(adaptation_use),
        [{"adaptation_id": _ONLY, "contribution_id": id} for id in dict.fromkeys(learned_from)],
    )
    change.audit("adaptation.put", made.kind, contributions=len(set(learned_from)))


def remove(change: Change, why: str) -> bool:
    """Take the adaptation out; False when there was none. `why` goes to the audit."""
    if version(change) is None:
        return False
    _delete(change)
    change.audit(_DROPPED, "adaptation", why=why)
    return True


def drop_stale(change: Change) -> bool:
    """Take the adaptation out when something it was learned from is not there for all it serves.

    Not there is also what was retired or stands in another audience now.
    """
    there = (
        exists()
        .where(contribution.c.id == adaptation_use.c.contribution_id)
        .where(contribution.c.audience == adaptation.c.audience)
        .where(source.c.id == contribution.c.source_id, source.c.state != "retired")
    )
    gone = (
        select(adaptation_use.c.contribution_id)
        .join(adaptation, adaptation.c.id == adaptation_use.c.adaptation_id)
        .where(~there)
        .limit(1)
    )
    if change.connection.execute(gone).first() is None:
        return False
    return remove(change, "a contribution that it was learned from is gone")


def last_drop(reading: Reading) -> tuple[datetime, str] | None:
    """Return when and why an adaptation last went."""
    row = reading.connection.execute(
        select(audit.c.at, audit.c.detail)
        .where(audit.c.action == _DROPPED)
        .order_by(audit.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.at, str(row.detail.get("why", "")))


def _delete(change: Change) -> None:
    change.connection.execute(delete(adaptation_use))
    change.connection.execute(delete(adaptation))


def _matrix(data: bytes) -> Vectors:
    values = np.frombuffer(data, dtype="<f4")
    side = round(len(values) ** 0.5)
    return values.reshape(side, side)
