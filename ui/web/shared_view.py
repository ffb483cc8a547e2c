"""An answer that somebody shared, as whoever opens the link may read it now."""

import streamlit as st

from assistant import shares
from ui.web import scene, words, words_ask
from ui.web.components import copy_view, thread_view, turns
from ui.web.markdown_copy import as_markdown
from ui.web.session import WIDGETS, Turn
from ui.web.sitting import Sitting

_ID = 0
"""Of the shared turn: those of a conversation count from 1."""


def wanted() -> str | None:
    """Return the link that the address names, None where it names none."""
    return st.query_params.get(words_ask.SHARE_PARAMETER)


def draw(sitting: Sitting, link: str) -> None:
    """Draw what is behind a link."""
    with sitting.house.catalog.read() as reading:
        shown = shares.open_link(reading, link, sitting.viewer.audiences)
    if shown is None:
        st.title(words_ask.SHARED_GONE, anchor=False)
        st.markdown(words_ask.SHARED_GONE_MORE)
        _leave(sitting, None)
        return
    st.caption(words_ask.SHARED)
    turn = Turn(id=_ID, question=shown.asked.question, answer=shown.answer)
    items = [scene.asked(turn)]
    if shown.hidden:
        items.append(scene.note(words_ask.hidden(shown.hidden, shown.quoted), "warning"))
    if shown.answer.statements or not shown.hidden:
        items += scene.answer_items(turn, sitting.where(turn), sitting.zone)
    clicked = turns.draw(items, key="shared")
    copied = _leave(sitting, turn)
    if copied:
        copy_view.open_copy(as_markdown(shown.answer, sitting.where(turn), sitting.zone))
    elif clicked:
        thread_view.open_what(sitting.house, sitting.viewer, shown.answer, clicked, sitting.zone)


def _leave(sitting: Sitting, turn: Turn | None) -> bool:
    """Offer the ways on; tell whether the answer is to be copied."""
    copied = False
    with st.container(key="after_shared", horizontal=True):
        if turn is not None:
            if turn.answer is not None and turn.answer.statements:
                copied = st.button(
                    words.COPY,
                    key=f"{WIDGETS}shared_copy",
                    icon=":material/content_copy:",
                    type="tertiary",
                )
            st.button(
                words_ask.SHARED_ASK,
                key=f"{WIDGETS}shared_ask",
                disabled=sitting.answers is None,
                on_click=_ask,
                args=(sitting, turn.question),
            )
        st.button(words_ask.SHARED_LEAVE, key=f"{WIDGETS}shared_leave", on_click=_go)
    return copied


def _ask(sitting: Sitting, question: str) -> None:
    _go()
    sitting.session.ask_next(question)


def _go() -> None:
    del st.query_params[words_ask.SHARE_PARAMETER]
