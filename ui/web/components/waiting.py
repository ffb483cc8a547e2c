"""What became of the questions that a viewer brought to the community."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from assistant import handoff, lookup
from assistant.catalog import Reading, open_questions
from assistant.catalog.open_questions import OpenQuestion, OpenState
from assistant.errors import FirsthandError, UnknownId
from assistant.records import Answer, Status, Viewer
from ui.web import scene, words_ask
from ui.web.components import thread_view
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.sitting import Sitting
from ui.web.wiring import House


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A question that was brought to the community, as its asker may see what came of it."""

    item: OpenQuestion
    reply_id: str | None
    """None: there is no reply that the asker may read."""

    @property
    def state(self) -> OpenState:
        """How far it is, for its asker: a reply that they may not read is none."""
        is_hidden = self.item.state is OpenState.ANSWERED and self.reply_id is None
        return OpenState.POSTED if is_hidden else self.item.state

    @property
    def is_news(self) -> bool:
        """True: somebody replied, and the asker has not seen it."""
        return self.reply_id is not None and self.item.told_at is None


def look(house: House, viewer: Viewer) -> tuple[Brought, ...]:
    """Return what this viewer brought to the community and did not take back, the newest first."""
    with house.catalog.read() as reading:
        found = open_questions.of_viewer(reading, viewer.id or "")
        return tuple(
            Brought(item=item, reply_id=_readable(reading, item.reply_id, viewer))
            for item in found
            if item.state is not OpenState.CLOSED
        )


def _readable(reading: Reading, id: str | None, viewer: Viewer) -> str | None:
    try:
        return lookup.contribution(reading, id, viewer.audiences).id if id else None
    except UnknownId:
        return None


def news(sitting: Sitting, brought: Sequence[Brought]) -> None:
    """Say that a reply came in, and open it."""
    for one in brought:
        if not one.is_news:
            continue
        with st.container(key=f"news_{one.item.id}", border=True):
            st.markdown(f"**{words_ask.WAITING}**")
            st.markdown(label(words_ask.waiting(one.item.question)))
            with st.container(horizontal=True):
                if st.button(
                    words_ask.WAITING_READ, key=f"{WIDGETS}read_{one.item.id}", type="primary"
                ):
                    _open(sitting, one)
                st.button(
                    words_ask.WAITING_SEEN,
                    key=f"{WIDGETS}seen_{one.item.id}",
                    on_click=_seen,
                    args=(sitting, one.item.id),
                )


def section(sitting: Sitting, brought: Sequence[Brought]) -> None:
    """List what was brought to the community in the sidebar."""
    if not brought:
        return
    with st.sidebar:
        st.markdown(f"**{words_ask.BROUGHT}**")
        for one in brought:
            st.caption(f"{label(one.item.question)} — {words_ask.STATES[one.state]}")


def _open(sitting: Sitting, one: Brought) -> None:
    _seen(sitting, one.item.id)
    nothing = Answer(question="", status=Status.UNANSWERED)
    what = f"{scene.CONTRIBUTION}:{one.reply_id}"
    thread_view.open_what(sitting.house, sitting.viewer, nothing, what, sitting.zone)


def _seen(sitting: Sitting, id: str) -> None:
    try:
        handoff.seen(sitting.house.catalog, sitting.viewer, id)
    except FirsthandError:
        st.toast(words_ask.NOT_KEPT)
