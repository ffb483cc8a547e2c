"""What askers say of answers: to stewards what is wrong, to colleagues thanks.

Stewards see what is wrong and with which answer, never who said it. It does not know screens.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select, update

from assistant.catalog import people
from assistant.catalog.asking_tables import feedback, thanks
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import authorship, contributor, identity
from assistant.errors import UnknownId


class Reason(StrEnum):
    """What is wrong with an answer."""

    WRONG = "wrong"
    WRONG_PERSON = "wrong_person"
    OUTDATED = "outdated"
    MISSING_VIEW = "missing_view"
    OFF_TOPIC = "off_topic"
    """Not about the question."""


class FeedbackState(StrEnum):
    """What became of feedback on the steward's desk."""

    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a viewer finds wrong with an answer."""

    asked_id: str
    viewer_id: str
    """Empty: the local profile."""
    reason: Reason
    at: datetime
    contribution_id: str | None = None
    """What it is about; None: the answer as a whole."""
    words: str | None = None


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """One reason that somebody gave, without who."""

    id: int
    asked_id: str
    """The question with its answer: `catalog.asked.get`."""
    reason: Reason
    contribution_id: str | None
    """What it is about; None: the answer as a whole."""
    words: str | None
    at: datetime
    state: FeedbackState


@dataclass(frozen=True, kw_only=True)
class Thanks:
    """A word of thanks for one contribution."""

    contribution_id: str
    topic: str
    """The question that it helped with."""
    words: str | None
    at: datetime


def give(change: Change, remark: Remark) -> None:
    """Keep a remark; the same reason by the same viewer about the same words is kept once."""
    same = (
        (feedback.c.asked_id == remark.asked_id)
        & (feedback.c.viewer_id == remark.viewer_id)
        & (feedback.c.reason == remark.reason.value)
        & feedback.c.contribution_id.is_not_distinct_from(remark.contribution_id)
    )
    words = _covered(change, remark.words)
    news = {"words": words, "at": remark.at, "state": FeedbackState.OPEN.value}
    if change.connection.execute(update(feedback).where(same).values(news)).rowcount:
        return
    change.connection.execute(
        insert(feedback).values(
            asked_id=remark.asked_id,
            viewer_id=remark.viewer_id,
            reason=remark.reason.value,
            contribution_id=remark.contribution_id,
            **news,
        )
    )


def every(
    reading: Reading, states: Sequence[FeedbackState] = (FeedbackState.OPEN,), most: int = 200
) -> tuple[Feedback, ...]:
    """Return feedback in these states, the newest first."""
    rows = reading.connection.execute(
        select(feedback)
        .where(feedback.c.state.in_([state.value for state in states]))
        .order_by(feedback.c.at.desc(), feedback.c.id.desc())
        .limit(most)
    )
    return tuple(
        Feedback(
            id=row.id,
            asked_id=row.asked_id,
            reason=Reason(row.reason),
            contribution_id=row.contribution_id,
            words=row.words,
            at=row.at,
            state=FeedbackState(row.state),
        )
        for row in rows
    )


def settle(change: Change, id: int, state: FeedbackState) -> None:
    """Say what became of a piece of feedback; raises UnknownId."""
    found = change.connection.execute(
        update(feedback).where(feedback.c.id == id).values(state=state.value)
    )
    if not found.rowcount:
        raise UnknownId(f"there is no feedback {id}")
    change.audit("feedback.settle", str(id), state=state.value)


def thank(
    change: Change,
    asked_id: str,
    contribution_id: str,
    topic: str,
    words: str | None,
    at: datetime,
) -> bool:
    """Keep thanks for a contribution, if somebody who wrote it wishes for any; tell whether."""
    if contribution_id not in wishing(change, [contribution_id]):
        return False
    change.connection.execute(
        insert(thanks).values(
            contribution_id=contribution_id,
            asked_id=asked_id,
            topic=_covered(change, topic),
            words=_covered(change, words),
            at=at,
        )
    )
    return True


def _covered(reading: Reading, words: str | None) -> str | None:
    """Return what somebody wrote without who is not named."""
    return people.register(reading).covered(words) if words else words


def wishing(reading: Reading, contribution_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these contributions have an author who opted in to be thanked."""
    rows = reading.connection.execute(
        select(authorship.c.contribution_id)
        .join(identity, identity.c.key == authorship.c.identity)
        .join(contributor, contributor.c.id == identity.c.contributor_id)
        .where(authorship.c.contribution_id.in_(contribution_ids), contributor.c.wants_thanks)
    )
    return frozenset(rows.scalars())


def thanked(reading: Reading, contributor_id: str) -> tuple[Thanks, ...]:
    """Return the thanks for what a contributor wrote, the newest first; who thanked is not kept."""
    rows = reading.connection.execute(
        select(thanks.c.contribution_id, thanks.c.topic, thanks.c.words, thanks.c.at)
        .join(authorship, authorship.c.contribution_id == thanks.c.contribution_id)
        .join(identity, identity.c.key == authorship.c.identity)
        .where(identity.c.contributor_id == contributor_id)
        .group_by(thanks.c.id)
        .order_by(func.max(thanks.c.at).desc())
    )
    return tuple(
        Thanks(contribution_id=row.contribution_id, topic=row.topic, words=row.words, at=row.at)
        for row in rows
    )
