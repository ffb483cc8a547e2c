"""Who wrote in which threads, and where somebody's words were quoted: by identity and source.

It does not know how people are named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from assistant.catalog.asking_tables import asked, asked_use
from assistant.catalog.catalog import Reading
from assistant.catalog.tables import authorship, contribution, source, thread

_CHUNK = 500


def written_in(
    reading: Reading, written_as: Mapping[str, Sequence[str]], audiences: frozenset[str], most: int
) -> tuple[str, ...]:
    """Return the threads that somebody wrote in, the latest first.

    `written_as` is {source: identities}. Only what these audiences may read, of active sources.
    """
    pairs = [
        and_(contribution.c.source_id == id, authorship.c.identity.in_(keys))
        for id, keys in written_as.items()
        if keys
    ]
    if not pairs:
        return ()
    rows = reading.connection.execute(
        select(contribution.c.thread_id)
        .join(authorship, authorship.c.contribution_id == contribution.c.id)
        .join(thread, thread.c.id == contribution.c.thread_id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(
            or_(*pairs),
            contribution.c.audience.in_(audiences),
            thread.c.audience.in_(audiences),
            source.c.state == "active",
        )
        .group_by(contribution.c.thread_id)
        .order_by(func.max(contribution.c.created_at).desc(), contribution.c.thread_id)
        .limit(most)
    )
    return tuple(rows.scalars())


def wrote_about(
    reading: Reading, words: str, audiences: frozenset[str]
) -> frozenset[tuple[str, str]]:
    """Return (identity, source) of whoever wrote in a thread with these words in its title."""
    rows = reading.connection.execute(
        select(authorship.c.identity, contribution.c.source_id)
        .join(contribution, authorship.c.contribution_id == contribution.c.id)
        .join(thread, thread.c.id == contribution.c.thread_id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(
            thread.c.title.icontains(words, autoescape=True),
            thread.c.audience.in_(audiences),
            contribution.c.audience.in_(audiences),
            source.c.state == "active",
        )
        .distinct()
    )
    return frozenset((row.identity, row.source_id) for row in rows)


def still_titles(
    reading: Reading, titles: Sequence[str], audiences: frozenset[str]
) -> frozenset[str]:
    """Return which of these are titles of threads for these audiences, as they are now."""
    rows = reading.connection.execute(
        select(thread.c.title)
        .join(source, source.c.id == thread.c.source_id)
        .where(
            thread.c.title.in_(titles),
            thread.c.audience.in_(audiences),
            source.c.state == "active",
        )
        .distinct()
    )
    return frozenset(rows.scalars())


def with_words(
    reading: Reading, words: str, audiences: frozenset[str], most: int
) -> tuple[str, ...]:
    """Return the latest contributions with these words in them, for these audiences."""
    rows = reading.connection.execute(
        select(contribution.c.id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(
            contribution.c.text.icontains(words, autoescape=True),
            contribution.c.audience.in_(audiences),
            source.c.state == "active",
        )
        .order_by(contribution.c.created_at.desc(), contribution.c.id)
        .limit(most)
    )
    return tuple(rows.scalars())


def last_quoted(reading: Reading, contribution_ids: Sequence[str]) -> dict[str, datetime]:
    """Return {contribution: when it was last quoted in an answer}; not for whom."""
    found: dict[str, datetime] = {}
    for i in range(0, len(contribution_ids), _CHUNK):
        rows = reading.connection.execute(
            select(asked_use.c.contribution_id, func.max(asked.c.asked_at).label("at"))
            .join(asked, asked.c.id == asked_use.c.asked_id)
            .where(asked_use.c.contribution_id.in_(contribution_ids[i : i + _CHUNK]))
            .group_by(asked_use.c.contribution_id)
        )
        found.update({row.contribution_id: row.at for row in rows})
    return found
