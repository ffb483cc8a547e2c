"""The web app's entry: what Streamlit runs for every page and every click."""

from pathlib import Path

import streamlit as st

from ui.web import navigation, words
from ui.web.components import notices
from ui.web.wiring import is_local

_HERE = Path(__file__).parent

# A Material icon here would be fetched from elsewhere; this one is ours.
_ICON = _HERE / "components" / "icon.svg"
st.set_page_config(page_title=words.APP_TITLE, page_icon=_ICON, layout="centered")
st.html(_HERE / "components" / "page.css")
if is_local(st.get_option("server.address") or ""):
    entries = navigation.open_to(())
    pages = [
        st.Page(_HERE / "pages" / entry.file, title=entry.title, icon=entry.icon, default=not n)
        for n, entry in enumerate(entries)
    ]
    st.navigation(pages).run()
else:
    notices.not_local()
