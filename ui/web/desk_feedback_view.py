"""The desk's page Feedback: what askers found wrong, without who they are."""

import streamlit as st

from assistant.catalog.feedback import FeedbackState
from ui.web import desk_people, desk_view, words, words_desk
from ui.web.desk_people import Remark
from ui.web.desk_sources import Desk
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_OVER = (FeedbackState.DONE, FeedbackState.DISMISSED)


def draw(house: House) -> None:
    """Draw the page for a steward."""
    entered = desk_view.enter(house, "feedback", words_desk.FEEDBACK, words_desk.FEEDBACK_MORE)
    if entered is None:
        return
    opened, desk = entered
    is_all = st.toggle(words_desk.SHOW_SETTLED, key=f"{WIDGETS}feedback_all")
    states = tuple(FeedbackState) if is_all else (FeedbackState.OPEN,)
    remarks = desk_people.remarks(desk, states)
    if not remarks:
        st.info(words_desk.NO_FEEDBACK, icon=":material/done_all:")
    for remark in remarks:
        with st.container(border=True, key=f"remark_{remark.feedback.id}"):
            _remark(opened, desk, remark)


def _remark(opened: Frame, desk: Desk, remark: Remark) -> None:
    item = remark.feedback
    day = words.date(item.at, opened.zone)
    st.markdown(f"**{words_desk.REASONS[item.reason.value]}** · {day}")
    if remark.question:
        st.markdown(words.quoted_title(label(remark.question)))
    if item.words:
        st.text(item.words)
    if remark.words_about:
        st.caption(words_desk.ABOUT)
        st.text(remark.words_about)
        st.caption(item.contribution_id or "")
    if item.state in _OVER:
        return
    with st.container(horizontal=True):
        is_done = st.button(
            words_desk.SETTLED, key=f"{WIDGETS}settle_{item.id}", icon=":material/check:"
        )
        is_nothing = st.button(words_desk.DISMISS, key=f"{WIDGETS}dismiss_{item.id}")
    state = FeedbackState.DONE if is_done else FeedbackState.DISMISSED
    if (is_done or is_nothing) and desk_view.done(lambda: desk_people.settle(desk, item.id, state)):
        st.rerun()
