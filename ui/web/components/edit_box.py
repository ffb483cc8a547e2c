"""A question that is put in other words, in place of the one that was asked."""

from collections.abc import Callable

import streamlit as st

from ui.web import words_ask
from ui.web.session import WIDGETS, Turn

_HEIGHT_PX = 76


def draw(turn: Turn, ask: Callable[[str], None], edit: Callable[[Turn | None], None]) -> None:
    """Draw the question to be changed; an empty one is not asked."""
    key = f"{WIDGETS}edited_{turn.id}"

    def send() -> None:
        text = str(st.session_state[key]).strip()
        if text:
            ask(text)

    with st.form(f"{key}_form", border=False):
        st.text_area(words_ask.EDIT_LABEL, value=turn.question, key=key, height=_HEIGHT_PX)
        with st.container(horizontal=True):
            st.form_submit_button(words_ask.EDIT_ASK, type="primary", on_click=send)
            st.form_submit_button(words_ask.EDIT_CANCEL, on_click=edit, args=(None,))
