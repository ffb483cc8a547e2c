"""An answer to copy: as Markdown, with Streamlit's own button that puts it on the clipboard."""

import streamlit as st

from ui.web import words


@st.dialog(words.COPY_DIALOG, width="medium")
def open_copy(text: str) -> None:
    """Show the text to copy."""
    st.caption(words.COPY_HELP)
    st.code(text, language=None, wrap_lines=True)
