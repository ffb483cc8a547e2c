"""Takes out of what was asked what may not stay: conversations, and words of what is gone.

Where a source lets something go, the question stays and its answer has a gap; where a colleague
withdraws, the answer goes whole (`catalog.traces`).
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, exists, select, update

from assistant.catalog import asked as asked_rows
from assistant.catalog.asked import Asked, Span
from assistant.catalog.asking_tables import (
    asked,
    asked_use,
    conversation,
    feedback,
    open_question,
    share,
    thanks,
)
from assistant.catalog.catalog import Change
from assistant.catalog.tables import contribution

_CHUNK = 500


def forget(change: Change, conversation_id: str, viewer_id: str) -> int:
    """Forget a viewer's own conversation with all that hangs on it; return how many questions."""
    mine = (conversation.c.id == conversation_id) & (conversation.c.viewer_id == viewer_id)
    if change.connection.execute(select(conversation.c.id).where(mine)).first() is None:
        return 0
    query = select(asked.c.id).where(asked.c.conversation_id == conversation_id)
    ids = list(change.connection.execute(query).scalars())
    _forget(change, ids)
    change.connection.execute(delete(conversation).where(mine))
    return len(ids)


def _forget(change: Change, ids: Sequence[str]) -> None:
    for i in range(0, len(ids), _CHUNK):
        chunk = ids[i : i + _CHUNK]
        for table in (thanks, open_question):
            change.connection.execute(
                update(table).where(table.c.asked_id.in_(chunk)).values(asked_id=None)
            )
        for table in (asked_use, share, feedback):
            change.connection.execute(delete(table).where(table.c.asked_id.in_(chunk)))
        change.connection.execute(delete(asked).where(asked.c.id.in_(chunk)))


def sweep(change: Change) -> int:
    """Take out of kept answers what rests on contributions that are gone; return how many had any.

    Goes with every sync and every withdrawal: where a contribution went, its spans go, and with
    them what a language model wrote about it, thanks for it and feedback on it.
    """
    gone = ~exists().where(contribution.c.id == asked_use.c.contribution_id)
    rows = change.connection.execute(select(asked_use).where(gone)).all()
    lost: dict[str, set[str]] = {}
    for row in rows:
        lost.setdefault(row.asked_id, set()).add(row.contribution_id)
    for id, item in asked_rows.some(change, lost).items():
        left = _without(item, lost[id])
        change.connection.execute(
            update(asked).where(asked.c.id == id).values(body=asked_rows.body(left))
        )
    change.connection.execute(delete(asked_use).where(gone))
    for table in (thanks, feedback):
        left_over = table.c.contribution_id.is_not(None) & ~exists().where(
            contribution.c.id == table.c.contribution_id
        )
        change.connection.execute(delete(table).where(left_over))
    return len(lost)


def _without(item: Asked, gone: set[str]) -> Asked:
    """Return the question with the gone contributions' places emptied: numbers stay as they are."""
    out = {n for n, span in enumerate(item.spans, start=1) if span.contribution_id in gone}
    spans = tuple(
        Span(contribution_id="", start=0, end=0, digest="") if n in out else span
        for n, span in enumerate(item.spans, start=1)
    )
    said = tuple(
        replace(one, text="" if one.text is not None and out & set(one.spans) else one.text)
        for one in item.said
    )
    return replace(item, spans=spans, said=said)
