"""The menu of pages, drawn by ourselves: the list that Streamlit draws cannot be read out right."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def draw(pages: Mapping[str, Sequence[StreamlitPage]]) -> None:
    """List pages in the sidebar, under the headings of their sections; one page is no menu."""
    if sum(map(len, pages.values())) < 2:
        return
    mount = st.components.v2.component(
        "firsthand_menu",
        html="<span></span>",
        js=(Path(__file__).parent / "menu.js").read_text("utf-8"),
    )
    with st.sidebar, st.container(key="menu", gap="xxsmall"):
        for section, entries in pages.items():
            if section:
                st.caption(section)
            for page in entries:
                st.page_link(page, width="stretch")
        mount(key="menu_close")
