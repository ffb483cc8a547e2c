"""Closes the loop: finds the posts of open questions in what an import brought, and their replies.

A post is known by its marker, in the text of a contribution or the title of its thread. The first
reply by somebody else answers the question. It does not know who is told.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from assistant.catalog import Catalog, Reading, asked_erasure, feed, open_questions, threads
from assistant.catalog.open_questions import OpenQuestion, OpenState
from assistant.handoff import MARKED
from assistant.records import Contribution, Thread

_WAIT_S = 30.0
_FOLLOWED = (OpenState.DRAFT, OpenState.POSTED, OpenState.ANSWERED)

_Place = tuple[OpenState, str | None, str | None]
"""How far a question is, the thread of its post, the reply."""


def follow_up(catalog: Catalog) -> None:
    """Bring what was asked to where the catalog is after an import."""
    with catalog.note("sync", _WAIT_S) as change:
        asked_erasure.sweep(change)
    link(catalog)


def link(catalog: Catalog) -> int:
    """Bring every open question to where the catalog says that it is; return how many moved."""
    with catalog.read() as reading:
        followed = open_questions.in_state(reading, _FOLLOWED)
        if not followed:
            return 0
        revision = feed.revision(reading)
        posts = _posts(reading, followed)
        found = {item.id: _place(reading, item, posts) for item in followed}
    moved = [item for item in followed if _now(item) != found[item.id]]
    with catalog.note("sync", _WAIT_S) as change:
        for item in moved:
            state, *where = found[item.id]
            open_questions.settle(change, item.id, state, datetime.now(UTC), where)
        for item in followed:
            if item.revision != revision:
                open_questions.look_from(change, item.id, revision)
    return len(moved)


def _now(item: OpenQuestion) -> _Place:
    return item.state, item.thread_id, item.reply_id


def _posts(reading: Reading, followed: Sequence[OpenQuestion]) -> Mapping[str, Thread]:
    """Return the threads in which questions were posted, by marker."""
    drafts = [item for item in followed if item.thread_id is None]
    ids = [item.thread_id for item in followed if item.thread_id is not None]
    if drafts:
        ids += open_questions.marked_threads(reading, min(item.revision for item in drafts))
    found: dict[str, Thread] = {}
    for thread in threads.threads(reading, ids):
        for marker in _markers(thread):
            found.setdefault(marker, thread)
    return found


def _markers(thread: Thread) -> list[str]:
    texts = [thread.title or "", *(item.text for item in thread.contributions)]
    return [found.lower() for text in texts for found in MARKED.findall(text)]


def _place(reading: Reading, item: OpenQuestion, posts: Mapping[str, Thread]) -> _Place:
    thread = posts.get(item.marker)
    if thread is None:
        # Not imported yet, or gone again: its post may come (back) with another import.
        return OpenState.DRAFT, None, None
    reply = _reply(thread, item.marker)
    if reply is None:
        return OpenState.POSTED, thread.id, None
    return OpenState.ANSWERED, thread.id, reply.id


def _reply(thread: Thread, marker: str) -> Contribution | None:
    """Return the first thing that somebody else wrote after the post; a bot is nobody."""
    parts = thread.contributions
    at = next((n for n, part in enumerate(parts) if _bears(part.text, marker)), 0)
    asker = _authors(parts[at]) if parts else frozenset()
    for part in parts[at + 1 :]:
        people = [person for person in part.contributors if not person.is_bot]
        if people and not _authors(part) & asker and not _bears(part.text, marker):
            return part
    return None


def _bears(text: str, marker: str) -> bool:
    return any(found.lower() == marker for found in MARKED.findall(text))


def _authors(part: Contribution) -> frozenset[str]:
    return frozenset(person.id for person in part.contributors)
