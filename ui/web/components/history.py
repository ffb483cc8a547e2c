"""A viewer's earlier conversations in the sidebar."""

from collections.abc import Callable

import streamlit as st

from assistant.errors import FirsthandError
from assistant.records import Viewer
from ui.web import memory, words_ask
from ui.web.safe_text import label
from ui.web.session import WIDGETS, Session
from ui.web.wiring import House

_TITLE_CHARS = 60


def draw(house: House, session: Session, viewer: Viewer, open_talk: Callable[[str], None]) -> None:
    """List earlier conversations; one click opens one."""
    known = memory.earlier(house.catalog, viewer)
    if not known:
        return
    with st.sidebar, st.container(key="earlier", gap="xxsmall"):
        st.markdown(f"**{words_ask.EARLIER}**", help=words_ask.EARLIER_MORE)
        for item in known:
            is_open = item.id == session.talk
            st.button(
                label(_short(item.title)),
                key=f"{WIDGETS}talk_{item.id}",
                type="tertiary",
                disabled=is_open,
                on_click=open_talk,
                args=(item.id,),
                width="stretch",
            )
            if is_open:
                st.button(
                    words_ask.FORGET,
                    key=f"{WIDGETS}forget",
                    icon=":material/delete:",
                    type="tertiary",
                    on_click=_forget,
                    args=(house, session, viewer, open_talk),
                )


def _forget(
    house: House, session: Session, viewer: Viewer, open_talk: Callable[[str], None]
) -> None:
    try:
        memory.forget(house.catalog, viewer, session.talk)
    except FirsthandError as error:
        st.toast(label(str(error)))
        return
    open_talk("")


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_CHARS else title[:_TITLE_CHARS].rstrip() + "…"
