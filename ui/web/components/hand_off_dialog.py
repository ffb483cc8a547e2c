"""A question that nobody has answered, on its way back to the community."""

import streamlit as st

from assistant import handoff
from assistant.errors import FirsthandError
from ui.web import words_ask
from ui.web.safe_text import label
from ui.web.session import WIDGETS, Turn
from ui.web.sitting import Sitting


def draw(sitting: Sitting, turn: Turn) -> None:
    """Give the asker a text to post, or the stewards the question."""
    key = f"{WIDGETS}hand_off_{turn.asked_id or turn.id}"
    st.markdown(words_ask.HAND_OFF_MORE)
    st.text(turn.question)
    how = st.radio(
        words_ask.HAND_OFF_HOW,
        (words_ask.HAND_OFF_MYSELF, words_ask.HAND_OFF_ANONYMOUS),
        key=f"{key}_how",
    )
    anonymous = how == words_ask.HAND_OFF_ANONYMOUS
    # The answer to a click lasts for one run, the text for as long as the dialog.
    asked_for = st.button(words_ask.HAND_OFF_MAKE, key=f"{key}_make", type="primary")
    if not asked_for and not st.session_state.get(f"{key}_given"):
        return
    st.session_state[f"{key}_given"] = True
    try:
        item = handoff.hand_off(
            sitting.house.catalog,
            sitting.viewer,
            turn.question,
            anonymous=anonymous,
            asked_id=turn.asked_id,
        )
    except FirsthandError as error:
        st.error(label(str(error)))
        return
    st.success(words_ask.HAND_OFF_STEWARD if anonymous else words_ask.HAND_OFF_COPY)
    st.code(handoff.post(item), language=None, wrap_lines=True)
