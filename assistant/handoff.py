"""Brings a question back to the community: a text to post, with a marker that finds the reply.

The post is the asker's to send, in the tools that they already use; nothing is sent from here. It
does not know how a reply is found (`ingest.replies`).
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from assistant.catalog import Catalog, Change, open_questions, people
from assistant.catalog.agenda_items import Form
from assistant.catalog.open_questions import WAITING, OpenQuestion, OpenState
from assistant.errors import NotAllowed
from assistant.records import Related, Viewer

MARKED = re.compile(r"\[?\bfirsthand\s+(q-[2-9a-z]{5})\b\]?", re.IGNORECASE)
"""A marker in a post, also where a platform took its brackets or changed its case."""

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 5
_NAMED = "I am looking for somebody who has been through this:"
_ANONYMOUS = "A colleague would like to know, and would rather not be named:"
_REST = (
    "What we have written so far does not answer it. A short note on what you did and how it went"
    " would help, and different experiences are welcome."
)
FORMS: Mapping[Form, str] = {
    Form.ASK: "Ask",
    Form.CONVENE: "Talk it over",
    Form.WRITE_UP: "Write it up",
    Form.RETIRE: "Renew or retire",
}
_INVITATIONS: Mapping[Form, tuple[str, str]] = {
    Form.ASK: (_NAMED, _REST),
    Form.CONVENE: (
        "Colleagues see this differently:",
        "Who would like to talk it over? Bring a case of your own: the aim is to understand when"
        " which way works, not to settle on one.",
    ),
    Form.WRITE_UP: (
        "There are pieces of an answer to this, and no whole one:",
        "Who would like to write up what you know, and how it went?",
    ),
    Form.RETIRE: (
        "What we have on this is old, or was replaced:",
        "Does it still hold? If not, say what holds now, and it is replaced or taken out.",
    ),
}
_SO_FAR = "What is written so far:"


def invitation(form: Form, topic: str, near: Sequence[Related]) -> str:
    """Return a text that invites colleagues to see to a topic; no marker, nobody is assigned."""
    opening, wish = _INVITATIONS[form]
    lines = [f"- {item.title or item.url}" + _link(item) for item in near if item.title or item.url]
    so_far = ["\n".join([_SO_FAR, *lines])] if lines else []
    return "\n\n".join([opening, " ".join(topic.split()), wish, *so_far]) + "\n"


def _link(item: Related) -> str:
    return f" {item.url}" if item.title and item.url else ""


def marker_line(marker: str) -> str:
    """Return a marker as it stands in a post."""
    return f"[firsthand {marker}]"


def post(item: OpenQuestion) -> str:
    """Return the text to post: the question, what would help, the marker."""
    opening = _ANONYMOUS if item.anonymous else _NAMED
    return f"{opening}\n\n{item.question.strip()}\n\n{_REST}\n\n{marker_line(item.marker)}\n"


def hand_off(
    catalog: Catalog,
    viewer: Viewer,
    question: str,
    *,
    anonymous: bool = False,
    asked_id: str | None = None,
) -> OpenQuestion:
    """Open a question, or return the one that this viewer opened with the same words.

    It stands without who is not named, as in all that is kept of questions. Raises CatalogError
    when another process writes for longer than anybody would wait.
    """
    now = datetime.now(UTC)
    with catalog.note("handoff") as change:
        question = people.register(change).covered(question)
        before = _opened_before(change, viewer, question)
        if before is not None:
            open_questions.choose_naming(change, before.id, anonymous=anonymous)
            return replace(before, anonymous=anonymous)
        made = OpenQuestion(
            id=f"q_{secrets.token_hex(8)}",
            marker=_fresh_marker(change),
            question=" ".join(question.split()),
            viewer_id=viewer.id or "",
            anonymous=anonymous,
            state=OpenState.DRAFT,
            opened_at=now,
            changed_at=now,
            revision=change.revision,
            asked_id=asked_id,
        )
        open_questions.add(change, made)
    return made


def _opened_before(change: Change, viewer: Viewer, question: str) -> OpenQuestion | None:
    words = " ".join(question.split()).casefold()
    return next(
        (
            item
            for item in open_questions.of_viewer(change, viewer.id or "")
            if item.state in WAITING and item.question.casefold() == words
        ),
        None,
    )


def _fresh_marker(change: Change) -> str:
    taken = open_questions.markers(change)
    while True:
        made = "q-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        if made not in taken:
            return made


def take_back(catalog: Catalog, viewer: Viewer, id: str) -> None:
    """Close a question of this viewer's own; raises UnknownId, NotAllowed."""
    with catalog.note("handoff") as change:
        found = _own(change, viewer, id)
        where = (found.thread_id, found.reply_id)
        open_questions.settle(change, found.id, OpenState.CLOSED, datetime.now(UTC), where)


def seen(catalog: Catalog, viewer: Viewer, id: str) -> None:
    """Note that the asker has seen the reply; raises UnknownId, NotAllowed."""
    with catalog.note("handoff") as change:
        open_questions.tell(change, _own(change, viewer, id).id, datetime.now(UTC))


def _own(change: Change, viewer: Viewer, id: str) -> OpenQuestion:
    found = open_questions.get(change, id)
    if found.viewer_id != (viewer.id or ""):
        raise NotAllowed("only who asked it may do this")
    return found
