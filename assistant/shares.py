"""Lets an asker share an answer by a link, and a reader see of it what they may read themselves.

The link is a way to the answer, not a right to read: it shows each reader what their own audiences
hold at that moment, and how much more there is. It does not know addresses or screens.
"""

from datetime import UTC, datetime

from assistant import asked
from assistant.asked import Shown
from assistant.catalog import Catalog, Change, Reading, shares
from assistant.catalog import asked as rows
from assistant.errors import NotAllowed, UnknownId
from assistant.records import Viewer


def share(catalog: Catalog, viewer: Viewer, asked_id: str) -> str:
    """Return the id of the link to an answer of this viewer's own; raises UnknownId, NotAllowed."""
    with catalog.note(_actor(viewer)) as change:
        _require_own(change, viewer, asked_id)
        return shares.make(change, asked_id, datetime.now(UTC))


def revoke(catalog: Catalog, viewer: Viewer, asked_id: str) -> None:
    """Let the link to an answer of this viewer's own lead nowhere; raises UnknownId, NotAllowed."""
    with catalog.note(_actor(viewer)) as change:
        _require_own(change, viewer, asked_id)
        shares.revoke(change, asked_id, datetime.now(UTC))


def open_link(reading: Reading, id: str, audiences: frozenset[str]) -> Shown | None:
    """Return what a reader may see of a shared answer; None where the link leads nowhere."""
    asked_id = shares.target(reading, id)
    found = rows.get(reading, asked_id) if asked_id is not None else None
    return None if found is None else asked.show(reading, found, audiences)


def _require_own(change: Change, viewer: Viewer, asked_id: str) -> None:
    found = rows.get(change, asked_id)
    if found is None:
        raise UnknownId("this answer is not kept any more")
    if found.viewer_id != (viewer.id or ""):
        raise NotAllowed("only who asked may share an answer")


def _actor(viewer: Viewer) -> str:
    return f"viewer:{viewer.id or 'local'}"
