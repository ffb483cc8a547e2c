"""The web app's entry: what Streamlit runs for every page and every click."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assistant.errors import FirsthandError
from ui.web import navigation, sign_in, words
from ui.web.components import menu, notices, sidebar
from ui.web.wiring import is_local, open_house

_HERE = Path(__file__).parent

# A Material icon here would be fetched from elsewhere; this one is ours.
_ICON = _HERE / "components" / "icon.svg"
st.set_page_config(page_title=words.APP_TITLE, page_icon=_ICON, layout="centered")
st.html(_HERE / "components" / "page.css")


def _main() -> None:
    house = open_house()
    if house.provider is None and not is_local(st.get_option("server.address") or ""):
        _nothing_but(notices.not_local)
        return
    visitor = sign_in.visitor(house)
    if not visitor.roles:
        _nothing_but(notices.outside)
        return
    pages: dict[str, list[StreamlitPage]] = {}
    for n, entry in enumerate(navigation.open_to(visitor.roles)):
        page = st.Page(
            _HERE / "entries" / entry.file, title=entry.title, icon=entry.icon, default=not n
        )
        pages.setdefault(entry.section, []).append(page)
    chosen = st.navigation(pages, position="hidden")
    sidebar.head(house.title)
    menu.draw(pages)
    chosen.run()


def _nothing_but(notice: Callable[[], None]) -> None:
    """Show a notice at every address; there is no page beside it."""
    st.navigation([st.Page(notice, title=words.APP_TITLE)], position="hidden").run()


try:
    _main()
except FirsthandError as error:
    notices.failed(error)
