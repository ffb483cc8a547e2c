"""Draws items of `ui.web.scene` through a component that only ever sets text.

Streamlit's Markdown would do more than show what people wrote: it loads images, links bare
addresses, turns `--` into a dash and `:smile:` into a picture. This draws letters as they are.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import streamlit as st

from assistant.records import JsonObject

QUESTION, CITED = "asked", "cited"

_HERE = Path(__file__).parent


def draw(items: Sequence[JsonObject], key: str, *, show: str = "") -> str | None:
    """Draw items and return what was clicked in this run: "citation:1", "thread:t_…".

    `show` brings a part into view when it is drawn first: `QUESTION` or `CITED`.
    """
    mount = st.components.v2.component(
        "firsthand_turns",
        html='<div id="turns" aria-live="polite"></div>',
        css=_part("turns.css"),
        js=_part("turns.js"),
    )
    # A list: in a mapping Streamlit would look for tables, and load pandas for that.
    shown = [list(items), show]
    clicked = mount(key=key, data=shown, on_open_change=_nothing).get("open")
    return str(clicked) if clicked else None


@cache
def _part(file: str) -> str:
    return (_HERE / file).read_text("utf-8")


def _nothing() -> None:
    """A click is looked at where the component is drawn."""
