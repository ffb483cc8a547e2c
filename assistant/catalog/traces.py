"""What was asked, saved, shared, said and thanked for: taken out or covered when somebody leaves.

A saved answer that rests on a contribution that is gone goes whole, with its links and what was
said of it. It does not know who left, or how names are recognised in texts.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, or_, select, update

from assistant.catalog.asking_tables import (
    agenda_item,
    asked,
    asked_use,
    conversation,
    feedback,
    open_question,
    share,
    supersession,
    thanks,
)
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.open_questions import OpenState
from assistant.catalog.tables import audit, consent, contribution, thread, viewer
from assistant.catalog.texts import covered_strings

Cover = Callable[[str], str]
"""Return a text without what must not stand in it."""
Counts = dict[str, int]
"""How many rows of each store went or changed."""

_CHUNK = 500


def drop_stale(change: Change) -> Counts:
    """Take out what rests on contributions that are gone; again, it finds nothing."""
    stale = select(asked_use.c.asked_id).where(~_stands(asked_use.c.contribution_id)).distinct()
    counts = _drop_answers(change, list(change.connection.execute(stale).scalars()))
    counts["feedback"] += _delete(
        change,
        feedback,
        feedback.c.contribution_id.is_not(None),
        ~_stands(feedback.c.contribution_id),
    )
    counts["thanks"] += _delete(change, thanks, ~_stands(thanks.c.contribution_id))
    gone = or_(~_stands(supersession.c.contribution_id), ~_stands(supersession.c.by_id))
    counts["supersessions"] = _delete(change, supersession, gone)
    _unlink(change)
    return counts


def drop_own(change: Change, contributor_id: str, hide: str) -> Counts:
    """Take out the reader that a contributor is, and all that they asked and said as one.

    `hide` is written where the audit and the consent ledger named them as a reader.
    """
    mine = list(
        change.connection.execute(
            select(viewer.c.id).where(viewer.c.contributor_id == contributor_id)
        ).scalars()
    )
    if not mine:
        return {"answers": 0, "shares": 0, "feedback": 0, "thanks": 0, "readers": 0}
    rows = select(asked.c.id).where(asked.c.viewer_id.in_(mine))
    counts = _drop_answers(change, list(change.connection.execute(rows).scalars()))
    counts["feedback"] += _delete(change, feedback, feedback.c.viewer_id.in_(mine))
    counts["open_questions"] = _delete(change, open_question, open_question.c.viewer_id.in_(mine))
    counts["conversations"] = _delete(change, conversation, conversation.c.viewer_id.in_(mine))
    counts["readers"] = _delete(change, viewer, viewer.c.id.in_(mine))
    counts["accounts"] = 0
    for column in (audit.c.subject, audit.c.actor, consent.c.set_by, supersession.c.proposed_by):
        counts["accounts"] += change.connection.execute(
            update(column.table).where(column.in_(mine)).values({column.name: hide})
        ).rowcount
    return counts


def cover(change: Change, cover: Cover) -> Counts:
    """Cover names and words in what people wrote beside the sources; return what changed.

    A saved answer that holds any in its own words goes whole: a sentence with a hole in it says
    something else.
    """
    counts = drop_telling(change, cover)
    counts["questions"] = _cover(change, asked, ("question",), cover)
    counts["questions"] += _cover(change, open_question, ("question",), cover)
    counts["conversations"] = _cover(change, conversation, ("title",), cover)
    counts["feedback"] += _cover(change, feedback, ("words",), cover)
    counts["thanks"] += _cover(change, thanks, ("topic", "words"), cover)
    counts["agenda"] = _cover(change, agenda_item, ("topic", "owner", "note"), cover)
    return counts


def drop_telling(change: Change, cover: Cover, source_id: str | None = None) -> Counts:
    """Take out saved answers that hold what is covered in words of their own.

    With a source, only those that rest on something in it.
    """
    query = select(asked.c.id, asked.c.body, asked.c.trace)
    if source_id is not None:
        inside = (
            select(asked_use.c.asked_id)
            .join(contribution, contribution.c.id == asked_use.c.contribution_id)
            .where(contribution.c.source_id == source_id)
        )
        query = query.where(asked.c.id.in_(inside))
    named = [
        row.id
        for row in change.connection.execute(query)
        if covered_strings([row.body, row.trace], cover) != [row.body, row.trace]
    ]
    return _drop_answers(change, named)


def cover_accounts(change: Change, cover: Cover) -> int:
    """Cover names in the accounts of who did what; return how many lines changed."""
    changed = _cover(change, audit, ("actor", "subject", "detail"), cover)
    changed += _cover(change, consent, ("set_by", "how"), cover)
    return changed + _cover(change, supersession, ("proposed_by",), cover)


def held(reading: Reading, contribution_ids: Sequence[str]) -> int:
    """Return how many saved answers rest on any of these contributions."""
    found: set[str] = set()
    for i in range(0, len(contribution_ids), _CHUNK):
        chosen = asked_use.c.contribution_id.in_(contribution_ids[i : i + _CHUNK])
        found |= set(
            reading.connection.execute(select(asked_use.c.asked_id).where(chosen)).scalars()
        )
    return len(found)


def _stands(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return exists().where(contribution.c.id == column)


def _unlink(change: Change) -> None:
    """Let nothing point at what is gone; an open question waits again for what is to come."""
    change.connection.execute(
        update(contribution)
        .where(contribution.c.superseded_by.is_not(None))
        .where(contribution.c.superseded_by.not_in(select(contribution.alias("other").c.id)))
        .values(superseded_by=None)
    )
    change.connection.execute(
        update(open_question)
        .where(open_question.c.reply_id.is_not(None), ~_stands(open_question.c.reply_id))
        .values(reply_id=None, told_at=None, state=OpenState.POSTED.value)
    )
    change.connection.execute(
        update(open_question)
        .where(
            open_question.c.thread_id.is_not(None),
            ~exists().where(thread.c.id == open_question.c.thread_id),
        )
        .values(thread_id=None, state=OpenState.DRAFT.value)
    )


def _drop_answers(change: Change, ids: Sequence[str]) -> Counts:
    counts = dict.fromkeys(("answers", "shares", "feedback", "thanks"), 0)
    rows = select(asked.c.conversation_id).where(asked.c.conversation_id.is_not(None))
    talks: set[str] = set()
    for i in range(0, len(ids), _CHUNK):
        chunk = ids[i : i + _CHUNK]
        talks |= set(change.connection.execute(rows.where(asked.c.id.in_(chunk))).scalars())
        for table in (open_question, thanks):
            change.connection.execute(
                update(table).where(table.c.asked_id.in_(chunk)).values(asked_id=None)
            )
        counts["shares"] += _delete(change, share, share.c.asked_id.in_(chunk))
        counts["feedback"] += _delete(change, feedback, feedback.c.asked_id.in_(chunk))
        _delete(change, asked_use, asked_use.c.asked_id.in_(chunk))
        counts["answers"] += _delete(change, asked, asked.c.id.in_(chunk))
    empty = ~exists().where(asked.c.conversation_id == conversation.c.id)
    for id in sorted(talks):
        _delete(change, conversation, conversation.c.id == id, empty)
    return counts


def _delete(change: Change, table: Table, *where: ColumnElement[bool]) -> int:
    return change.connection.execute(delete(table).where(*where)).rowcount


def _cover(change: Change, table: Table, columns: Sequence[str], cover: Cover) -> int:
    """Cover some columns of a table; return how many rows changed."""
    [key] = table.primary_key.columns
    rows = change.connection.execute(select(key, *(table.c[name] for name in columns))).all()
    changed = 0
    for row in rows:
        before = {name: getattr(row, name) for name in columns}
        after = {name: covered_strings(value, cover) for name, value in before.items()}
        if after != before:
            changed += 1
            change.connection.execute(update(table).where(key == row[0]).values(after))
    return changed
