"""Leaving: a plain question, then the receipt. A part of My words."""

from collections.abc import Mapping

import streamlit as st

from assistant.errors import FirsthandError
from assistant.records import JsonObject, Naming
from ui.web import frame, mine, words_people
from ui.web.components import progress
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS


def offer(opened: Frame, contributor_id: str) -> None:
    """Let somebody leave."""
    st.header(words_people.LEAVE, anchor=False)
    st.markdown(words_people.LEAVE_MORE)
    if st.button(words_people.LEAVE_BUTTON, key=f"{WIDGETS}leave", icon=":material/logout:"):
        _ask(opened, contributor_id)


@st.dialog(words_people.LEAVE_DIALOG)
def _ask(opened: Frame, contributor_id: str) -> None:
    st.markdown(words_people.LEAVE_MORE)
    is_sure = st.checkbox(words_people.LEAVE_SURE, key=f"{WIDGETS}leave_sure")
    go = st.button(
        words_people.LEAVE_GO, key=f"{WIDGETS}leave_go", type="primary", disabled=not is_sure
    )
    if go and is_sure:
        _leave(opened, contributor_id)


def _leave(opened: Frame, contributor_id: str) -> None:
    catalog, errands = opened.house.catalog, opened.errands
    try:
        errand = mine.choose(catalog, errands, opened.visitor, contributor_id, Naming.WITHDRAWN)
    except FirsthandError as error:
        frame.tell(error)
        return
    opened.session.leave(errand.id)
    st.rerun()


def running(opened: Frame) -> None:
    """Show a withdrawal that is under way, and its receipt once it is done."""
    news = progress.watch(opened.errands, opened.session.leaving, words_people.LEAVING)
    if news is not None and not progress.failed(news):
        _show(news.said)


def receipt(opened: Frame, contributor_id: str) -> None:
    """Offer the receipt of a withdrawal; one that is pending is finished by looking at it."""
    if st.button(words_people.RECEIPT_AGAIN, key=f"{WIDGETS}receipt", icon=":material/receipt:"):
        try:
            errand = mine.receipt(
                opened.house.catalog, opened.errands, opened.visitor, contributor_id
            )
        except FirsthandError as error:
            frame.tell(error)
            return
        opened.session.leave(errand.id)
        st.rerun()


def _show(said: JsonObject) -> None:
    st.header(words_people.RECEIPT, anchor=False)
    is_done = said.get("state") == "done"
    st.markdown(words_people.RECEIPT_DONE if is_done else words_people.RECEIPT_PENDING)
    removed = said.get("removed")
    if isinstance(removed, Mapping):
        st.markdown(f"**{words_people.RECEIPT_REMOVED}**")
        lines = [
            f"- {label(str(store).replace('_', ' '))}: {n}" for store, n in removed.items() if n
        ]
        st.markdown("\n".join(lines))
    kept = said.get("kept")
    if isinstance(kept, list) and kept:
        st.markdown(f"**{words_people.RECEIPT_KEPT}**")
        st.markdown("\n".join(f"- {label(str(line))}" for line in kept))
