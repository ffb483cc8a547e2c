"""The desk's page Sources: each source, how it stands, and what can be done with it."""

import streamlit as st

from assistant.records import SourceState
from ui.web import desk_sources, desk_view, source_add_view, source_care_view, words, words_desk
from ui.web.desk_sources import Desk, Row
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_BADGES = {
    SourceState.ACTIVE: ("green", ":material/check_circle:"),
    SourceState.PAUSED: ("orange", ":material/pause_circle:"),
    SourceState.RETIRED: ("gray", ":material/archive:"),
}


def draw(house: House) -> None:
    """Draw the page for a steward."""
    entered = desk_view.enter(house, "sources", words_desk.SOURCES, words_desk.SOURCES_MORE)
    if entered is None:
        return
    opened, desk = entered
    rows = desk_sources.look(desk)
    source_add_view.draw(opened, desk, is_first=not rows)
    for row in rows:
        with st.container(border=True, key=f"source_{row.source.id}"):
            _source(opened, desk, row)


def _source(opened: Frame, desk: Desk, row: Row) -> None:
    source = row.source
    color, icon = _BADGES[source.state]
    with st.container(key=f"title_{source.id}", horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {label(source.title)}")
        st.badge(words_desk.STATES[source.state.value], color=color, icon=icon)  # type: ignore[arg-type]
    st.caption(
        words_desk.about_source(label(source.kind), label(source.audience), row.contributions)
    )
    day = words.date(row.synced_at, opened.zone)
    st.caption(words_desk.synced(day) if day else words_desk.NEVER_SYNCED)
    if row.is_due(desk_sources.now()):
        due = words.date(source.review_by, opened.zone)
        st.warning(words_desk.review_due(due), icon=":material/event:")
    if source.state is SourceState.RETIRED:
        return
    if row.holds_left:
        st.warning(words_desk.HOLDS_LEFT, icon=":material/person_off:")
    _buttons(opened, desk, row)
    if desk_view.watch(opened, f"sync {source.id}", words_desk.SYNCING) is not None:
        st.success(words_desk.SYNCED, icon=":material/check:")
    if row.vanished:
        source_care_view.gone(opened, desk, row)
    with st.expander(words_desk.DETAILS, key=f"{WIDGETS}details_{source.id}"):
        source_care_view.details(opened, desk, row)


def _buttons(opened: Frame, desk: Desk, row: Row) -> None:
    id = row.source.id
    is_active = row.source.state is SourceState.ACTIVE
    with st.container(horizontal=True):
        if st.button(
            words_desk.SYNC,
            key=f"{WIDGETS}sync_{id}",
            icon=":material/sync:",
            disabled=not is_active,
        ):
            desk_view.begin(opened, f"sync {id}", lambda: desk_sources.sync(desk, id))
        wanted = SourceState.PAUSED if is_active else SourceState.ACTIVE
        if st.button(
            words_desk.PAUSE if is_active else words_desk.RESUME,
            key=f"{WIDGETS}pause_{id}",
            icon=":material/pause:" if is_active else ":material/play_arrow:",
        ) and desk_view.done(lambda: desk_sources.set_aside(desk, id, wanted)):
            st.rerun()
        if st.button(words_desk.RETIRE, key=f"{WIDGETS}retire_{id}", icon=":material/archive:"):
            _retire(desk, id)


@st.dialog(words_desk.RETIRE_DIALOG)
def _retire(desk: Desk, source_id: str) -> None:
    st.markdown(words_desk.RETIRE_MORE)
    is_sure = st.checkbox(words_desk.RETIRE_SURE, key=f"{WIDGETS}retire_sure_{source_id}")
    go = st.button(
        words_desk.RETIRE_GO,
        key=f"{WIDGETS}retire_go_{source_id}",
        type="primary",
        disabled=not is_sure,
    )
    if (
        go
        and is_sure
        and desk_view.done(lambda: desk_sources.set_aside(desk, source_id, SourceState.RETIRED))
    ):
        st.rerun()
