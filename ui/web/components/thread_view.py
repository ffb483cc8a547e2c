"""The original words behind a citation: in their thread, highlighted, with date and link."""

from datetime import tzinfo

import streamlit as st

from assistant import lookup
from assistant.errors import UnknownId
from assistant.records import Answer, Citation, Thread, Viewer
from ui.web import scene, words
from ui.web.components import turns
from ui.web.places import place, readable_sources
from ui.web.session import WIDGETS
from ui.web.wiring import House


def open_what(house: House, viewer: Viewer, answer: Answer, what: str, zone: tzinfo) -> None:
    """Open what was clicked in an answer, as this viewer may read it now."""
    kind, _, id = what.partition(":")
    cited = _citation(answer, id) if kind == scene.CITATION else None

    @st.dialog(words.THREAD_DIALOG, width="medium")
    def dialog() -> None:
        try:
            thread, focus = _find(house, viewer, cited, kind, id)
        except UnknownId:
            st.info(words.THREAD_GONE)
            return
        _draw(house, viewer, thread, cited, focus, zone)

    dialog()


def _citation(answer: Answer, number: str) -> Citation | None:
    return next((item for item in answer.citations if str(item.number) == number), None)


def _find(
    house: House, viewer: Viewer, cited: Citation | None, kind: str, id: str
) -> tuple[Thread, str | None]:
    """Return the thread and the contribution in focus; raises UnknownId."""
    with house.catalog.read() as reading:
        if cited is not None:
            found = lookup.contribution(reading, cited.contribution_id, viewer.audiences)
        elif kind == scene.CONTRIBUTION:
            found = lookup.contribution(reading, id, viewer.audiences)
        else:
            return lookup.thread(reading, id, viewer.audiences), None
        return lookup.thread(reading, found.thread_id, viewer.audiences), found.id


def _draw(
    house: House,
    viewer: Viewer,
    thread: Thread,
    cited: Citation | None,
    focus: str | None,
    zone: tzinfo,
) -> None:
    with house.catalog.read() as reading:
        named = {item.id: item for item in readable_sources(reading, viewer.audiences)}
    where = place(thread, named, viewer.audiences)
    turns.draw([scene.thread_head(where)], key=f"head_{thread.id}")
    _, is_cut = scene.window(thread.contributions, focus, whole=False)
    whole = is_cut and st.toggle(words.WHOLE_THREAD, key=f"{WIDGETS}whole_{thread.id}")
    items = scene.thread_items(thread, cited, focus, whole, zone)
    turns.draw(items, key=f"thread_{thread.id}_{int(whole)}", show=turns.CITED)
