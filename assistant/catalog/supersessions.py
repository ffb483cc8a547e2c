"""Contributions that newer ones replace: a steward proposes, the author agrees or declines.

Where no author can be reached the steward's own word counts, and is written down as such. What was
replaced stays, with a pointer to what is newer. It does not know who is a steward.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from assistant.catalog.asking_tables import supersession
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import authorship, contribution, identity
from assistant.errors import UnknownId, WrongUse


class Step(StrEnum):
    """How far a proposal has come."""

    ASKED = "asked"
    """Its author has not said anything yet."""
    AGREED = "agreed"
    DECLINED = "declined"
    DECIDED = "decided"
    """By a steward: no author could be reached."""


@dataclass(frozen=True, kw_only=True)
class Supersession:
    """One contribution that another is said to replace."""

    contribution_id: str
    by_id: str
    """The newer contribution."""
    proposed_by: str
    at: datetime
    step: Step


def authors_of(reading: Reading, contribution_id: str) -> tuple[str, ...]:
    """Return the contributors of a contribution."""
    rows = reading.connection.execute(
        select(identity.c.contributor_id)
        .join(authorship, authorship.c.identity == identity.c.key)
        .where(authorship.c.contribution_id == contribution_id)
        .order_by(authorship.c.position)
    )
    return tuple(dict.fromkeys(rows.scalars()))


def propose(change: Change, contribution_id: str, by_id: str, step: Step = Step.ASKED) -> None:
    """Propose, or with `DECIDED` carry out, that one contribution replaces another.

    Raises UnknownId for a contribution that is not there, WrongUse for one that would replace
    itself or is replaced already.
    """
    known = change.connection.execute(
        select(contribution.c.id, contribution.c.superseded_by).where(
            contribution.c.id.in_([contribution_id, by_id])
        )
    ).all()
    for id in (contribution_id, by_id):
        if id not in {row.id for row in known}:
            raise UnknownId(f"there is no contribution {id!r}")
    if contribution_id == by_id or _leads_to(change, by_id, contribution_id):
        raise WrongUse("a contribution cannot replace itself")
    change.connection.execute(
        delete(supersession).where(supersession.c.contribution_id == contribution_id)
    )
    change.connection.execute(
        insert(supersession).values(
            contribution_id=contribution_id,
            by_id=by_id,
            proposed_by=change.actor,
            at=datetime.now(UTC),
            state=step.value,
        )
    )
    if step is Step.DECIDED:
        _point(change, contribution_id, by_id)
    change.audit("supersession.propose", contribution_id, by=by_id, step=step.value)


def settle(change: Change, contribution_id: str, *, agreed: bool) -> None:
    """Let an author agree or decline; raises UnknownId when nobody asked."""
    found = get(change, contribution_id)
    step = Step.AGREED if agreed else Step.DECLINED
    change.connection.execute(
        update(supersession)
        .where(supersession.c.contribution_id == contribution_id)
        .values(state=step.value)
    )
    _point(change, contribution_id, found.by_id if agreed else None)
    change.audit("supersession.settle", contribution_id, step=step.value)


def withdraw(change: Change, contribution_id: str) -> None:
    """Take a proposal back, with what followed from it; raises UnknownId when there is none."""
    get(change, contribution_id)
    change.connection.execute(
        delete(supersession).where(supersession.c.contribution_id == contribution_id)
    )
    _point(change, contribution_id, None)
    change.audit("supersession.withdraw", contribution_id)


def get(reading: Reading, contribution_id: str) -> Supersession:
    """Return the proposal about a contribution; raises UnknownId."""
    row = reading.connection.execute(
        select(supersession).where(supersession.c.contribution_id == contribution_id)
    ).first()
    if row is None:
        raise UnknownId(f"nobody proposed to replace {contribution_id!r}")
    return _record(row)


def every(reading: Reading) -> tuple[Supersession, ...]:
    """Return all proposals, the newest first."""
    query = select(supersession).order_by(supersession.c.at.desc(), supersession.c.contribution_id)
    return tuple(_record(row) for row in reading.connection.execute(query))


def put_to(reading: Reading, contributor_id: str) -> tuple[Supersession, ...]:
    """Return the proposals that wait for a contributor's word."""
    rows = reading.connection.execute(
        select(supersession)
        .join(authorship, authorship.c.contribution_id == supersession.c.contribution_id)
        .join(identity, identity.c.key == authorship.c.identity)
        .where(identity.c.contributor_id == contributor_id)
        .where(supersession.c.state == Step.ASKED.value)
        .order_by(supersession.c.at)
        .distinct()
    )
    return tuple(_record(row) for row in rows)


def _leads_to(reading: Reading, start: str, wanted: str) -> bool:
    """Tell whether one contribution is replaced, step by step, by another."""
    met: set[str] = set()
    at: str | None = start
    while at is not None and at not in met:
        if at == wanted:
            return True
        met.add(at)
        query = select(contribution.c.superseded_by).where(contribution.c.id == at)
        at = reading.connection.execute(query).scalar()
    return False


def _point(change: Change, contribution_id: str, by_id: str | None) -> None:
    change.connection.execute(
        update(contribution)
        .where(contribution.c.id == contribution_id)
        .values(superseded_by=by_id, revision=change.revision)
    )


def _record(row: Row[Any]) -> Supersession:
    return Supersession(
        contribution_id=row.contribution_id,
        by_id=row.by_id,
        proposed_by=row.proposed_by,
        at=row.at,
        step=Step(row.state),
    )
