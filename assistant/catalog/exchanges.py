"""Questions that colleagues asked and the replies they got, as stored: what can be learned from.

It does not know who learns what from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from assistant.catalog.catalog import Reading
from assistant.catalog.tables import authorship, contribution, source, thread
from assistant.records import PUBLIC

_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class StoredReply:
    """What somebody else answered."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class StoredExchange:
    """A thread that opens with a post and goes on with the words of others."""

    thread_id: str
    asked_at: datetime | None
    title: str | None
    question_id: str
    question: str
    replies: tuple[StoredReply, ...]
    """In order, none by who asked."""


def audience_to_learn_from(reading: Reading) -> str | None:
    """Return `public` where anything is public, else the audience with the most contributions.

    None when the catalog is empty.
    """
    n = func.count().label("n")
    rows = reading.connection.execute(
        select(contribution.c.audience, n)
        .join(source, source.c.id == contribution.c.source_id)
        .where(source.c.state == "active")
        .group_by(contribution.c.audience)
        .order_by(n.desc(), contribution.c.audience)
    ).all()
    names = [row.audience for row in rows]
    return PUBLIC if PUBLIC in names else next(iter(names), None)


def exchanges(reading: Reading, audience: str, most: int) -> list[StoredExchange]:
    """Return up to `most` exchanges that are wholly of one audience; documents are left out.

    Thread ids are hashes, so the smallest ones are a random sample that stays the same.
    """
    found: list[StoredExchange] = []
    ids = _conversations(reading, audience)
    for i in range(0, len(ids), _CHUNK):
        found += _exchanges_of(reading, ids[i : i + _CHUNK], audience)
        if len(found) >= most:
            break
    return found[:most]


def _conversations(reading: Reading, audience: str) -> list[str]:
    query = (
        select(contribution.c.thread_id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(source.c.state == "active")
        .group_by(contribution.c.thread_id)
        .having(
            func.count() > 1,
            func.min(contribution.c.audience) == audience,
            func.max(contribution.c.audience) == audience,
            # Sections of documents have a place in them; posts have none.
            func.count(contribution.c.locator) == 0,
        )
        .order_by(contribution.c.thread_id)
    )
    return list(reading.connection.execute(query).scalars())


def _exchanges_of(
    reading: Reading, thread_ids: Sequence[str], audience: str
) -> Iterator[StoredExchange]:
    rows = reading.connection.execute(
        select(
            contribution.c.id,
            contribution.c.thread_id,
            contribution.c.text,
            contribution.c.created_at,
            thread.c.title,
        )
        .join(thread, thread.c.id == contribution.c.thread_id)
        .where(contribution.c.thread_id.in_(thread_ids), contribution.c.audience == audience)
        .order_by(contribution.c.thread_id, contribution.c.ordinal)
    ).all()
    authors = _authors(reading, [row.id for row in rows])
    parts: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        parts[row.thread_id].append(row)
    for first, *rest in parts.values():
        others = [row for row in rest if not authors[row.id] & authors[first.id]]
        if others:
            yield StoredExchange(
                thread_id=first.thread_id,
                asked_at=first.created_at,
                title=first.title,
                question_id=first.id,
                question=first.text,
                replies=tuple(StoredReply(id=row.id, text=row.text) for row in others),
            )


def _authors(reading: Reading, ids: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for i in range(0, len(ids), _CHUNK):
        rows: Iterable[Any] = reading.connection.execute(
            select(authorship.c.contribution_id, authorship.c.identity).where(
                authorship.c.contribution_id.in_(ids[i : i + _CHUNK])
            )
        )
        for row in rows:
            found[row.contribution_id].add(row.identity)
    return found
