"""Keeps a viewer's conversations in the catalog, and brings them back as they may be shown now.

Where the catalog cannot be written just now, the answer stays on the screen and is not kept. It
does not know widgets.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from assistant import asked
from assistant.catalog import Catalog, asked_erasure
from assistant.catalog import asked as rows
from assistant.catalog.asked import Conversation
from assistant.courtesy import COURTESY
from assistant.errors import CatalogError
from assistant.records import Question, Viewer
from ui.web import choices
from ui.web.room import Room
from ui.web.session import Turn

_log = logging.getLogger(__name__)
_MOST_SHOWN = 20


def keep(
    catalog: Catalog, question: Question, turn: Turn, conversation_id: str, *, is_new: bool
) -> Turn:
    """Keep an answered turn in its conversation; return it with the id under which it is kept.

    A new conversation begins with it. It stays as it was where nothing could be written, and where
    it only greets: no conversation is to be called "Hello".
    """
    if turn.answer is None or COURTESY in turn.answer.notes:
        return turn
    try:
        if is_new:
            asked.begin(catalog, question.viewer, question.text, conversation_id)
        return replace(turn, asked_id=asked.keep(catalog, question, turn.answer, conversation_id))
    except CatalogError as error:
        _log.warning("a question was not kept: %s", type(error).__name__)
        return turn


def set_aside(catalog: Catalog, asked_id: str | None) -> None:
    """Take a question out of its conversation that is asked again or in other words."""
    if asked_id is None:
        return
    try:
        with catalog.note("ask") as change:
            rows.set_aside(change, asked_id)
    except CatalogError as error:
        _log.warning("a question was not set aside: %s", type(error).__name__)


def earlier(catalog: Catalog, viewer: Viewer) -> tuple[Conversation, ...]:
    """Return a viewer's latest conversations, the newest first."""
    with catalog.read() as reading:
        return rows.conversations(reading, viewer.id or "", _MOST_SHOWN)


def recall(
    catalog: Catalog, viewer: Viewer, conversation_id: str, revision: int
) -> tuple[Turn, ...]:
    """Return the turns of a viewer's own conversation as they may be shown now; empty: not theirs.

    Turns are numbered from 1.
    """
    with catalog.read() as reading:
        kept = rows.of_conversation(reading, conversation_id, viewer.id or "")
        shown = [asked.show(reading, item, viewer.audiences) for item in kept]
    return tuple(
        Turn(
            id=n,
            question=item.asked.question,
            filters=item.asked.filters,
            answer=item.answer,
            gone=item.hidden > 0,
            checked=revision,
            asked_id=item.asked.id,
        )
        for n, item in enumerate(shown, start=1)
    )


def in_words(turns: Sequence[Turn], found: Room, zone: tzinfo) -> tuple[Turn, ...]:
    """Return turns with what they were narrowed to in words, as this viewer may know it."""
    return tuple(
        replace(
            turn,
            within=choices.filters_in_words(turn.filters, found.sources, found.people, zone),
        )
        for turn in turns
    )


def forget(catalog: Catalog, viewer: Viewer, conversation_id: str) -> None:
    """Forget a viewer's own conversation; raises CatalogError."""
    with catalog.note("ask") as change:
        asked_erasure.forget(change, conversation_id, viewer.id or "")
