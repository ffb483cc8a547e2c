"""A link to an answer: made when its asker wants one, and taken back."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import streamlit as st

from assistant import shares
from assistant.catalog import Catalog
from assistant.catalog import shares as rows
from assistant.errors import FirsthandError
from assistant.records import Viewer
from ui.web import words_ask
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.sitting import Sitting


def draw(sitting: Sitting, asked_id: str) -> None:
    """Make, show or take back the link to an answer of this viewer's own."""
    st.markdown(words_ask.SHARE_MORE)
    with sitting.house.catalog.read() as reading:
        link = rows.of(reading, asked_id)
    if link is not None:
        st.code(_address(link), language=None, wrap_lines=True)
    st.button(
        words_ask.SHARE_MAKE if link is None else words_ask.SHARE_REVOKE,
        key=f"{WIDGETS}share_{'make' if link is None else 'revoke'}_{asked_id}",
        type="primary" if link is None else "secondary",
        on_click=_do,
        args=(shares.share if link is None else shares.revoke, sitting, asked_id),
    )


def _do(what: Callable[[Catalog, Viewer, str], object], sitting: Sitting, asked_id: str) -> None:
    try:
        what(sitting.house.catalog, sitting.viewer, asked_id)
    except FirsthandError as error:
        st.toast(label(str(error)))


def _address(link: str) -> str:
    parts = urlsplit(st.context.url or "")
    return urlunsplit(
        (parts.scheme, parts.netloc, parts.path or "/", f"{words_ask.SHARE_PARAMETER}={link}", "")
    )
