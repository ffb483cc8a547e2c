"""Keys that work everywhere on the Ask page; Tab, Enter and Escape do what they do everywhere."""

from pathlib import Path

import streamlit as st

from ui.web import words_ask

_HERE = Path(__file__).parent


def listen() -> None:
    """Listen for keys, and say so at the foot of the sidebar."""
    mount = st.components.v2.component(
        "firsthand_keys",
        html="<span></span>",
        js=(_HERE / "keys.js").read_text("utf-8"),
    )
    with st.sidebar, st.container(key="keys"):
        st.caption(words_ask.KEYS)
        mount(key="keys_listen")
