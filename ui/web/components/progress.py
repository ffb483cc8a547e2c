"""How something that runs beside the page stands: looked at every second; nobody waits for it."""

import streamlit as st

from assistant.records import JsonObject
from ui.web import words_desk
from ui.web.errands import Errands, News
from ui.web.safe_text import label

_LOOK_AGAIN_S = 1.0


def watch(errands: Errands, errand_id: str, doing: str) -> News | None:
    """Show an errand while it runs; return its news once it is over, None before and for no id."""
    news = errands.news(errand_id) if errand_id else None
    if news is None or not news.is_running:
        return news

    @st.fragment(run_every=_LOOK_AGAIN_S)
    def look() -> None:
        now = errands.news(errand_id)
        if now is None or not now.is_running:
            st.rerun()
        else:
            st.info(f"{doing} {_so_far(now.said)}", icon=":material/hourglass_top:")

    look()
    return None


def _so_far(said: JsonObject) -> str:
    if not isinstance(said.get("seen"), int):
        return ""
    return words_desk.so_far(int(said["seen"]), int(said.get("embedded", 0)))


def failed(news: News) -> bool:
    """Say why an errand failed, if it did."""
    error = news.said.get("error")
    if error is None:
        return False
    st.error(label(str(error)), icon=":material/error:")
    return True
