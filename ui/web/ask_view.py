"""The Ask page: the sidebar, and the conversation beside it."""

import streamlit as st

from ui.web import memory, room, shared_view, talk_view
from ui.web.components import history, keys, sidebar, waiting
from ui.web.room import Room
from ui.web.session import TALK, Session
from ui.web.sitting import Sitting
from ui.web.wiring import House, zone


def draw(house: House) -> None:
    """Draw the page for whoever looks."""
    session = Session(st.session_state)
    is_new = not session.turns and not st.query_params
    sidebar.new_conversation(lambda: _open_talk(session, ""), is_new=is_new)
    viewer = sidebar.visitor(house).viewer
    if session.settle(viewer):
        st.query_params.clear()
    revision = house.catalog.revision()
    found = session.known("room", revision, lambda: room.look(house.catalog, viewer))
    now = house.reach()
    sitting = Sitting(
        house=house,
        session=session,
        viewer=viewer,
        zone=zone(st.context.timezone),
        revision=revision,
        reach=now,
        answers=None if found.is_empty else now.answers,
    )
    _resume(sitting, found)
    choice = sidebar.filters(session, found)
    brought = waiting.look(house, viewer)
    waiting.section(sitting, brought)
    history.draw(house, session, viewer, lambda id: _open_talk(session, id))
    keys.listen()
    link = shared_view.wanted()
    if link is not None:
        shared_view.draw(sitting, link)
        return
    session.begin_page()
    talk_view.draw(sitting, found, brought, choice)


def _resume(sitting: Sitting, found: Room) -> None:
    """Go on with the conversation that the address names, as far as it is this viewer's own."""
    session = sitting.session
    wanted = st.query_params.get(TALK, "")
    if wanted and wanted != session.talk:
        turns = memory.recall(sitting.house.catalog, sitting.viewer, wanted, sitting.revision)
        lost = "" if session.turns else sitting.house.underway.take(wanted, sitting.viewer)
        if lost:
            # The page was loaded again while this was looked up.
            session.ask_next(lost)
        if turns:
            session.resume(wanted, memory.in_words(turns, found, sitting.zone))
        else:
            del st.query_params[TALK]
    elif session.talk and not wanted and shared_view.wanted() is None:
        st.query_params[TALK] = session.talk


def _open_talk(session: Session, id: str) -> None:
    """Leave the conversation, for another one or for a new one."""
    session.restart()
    st.query_params.clear()
    if id:
        st.query_params[TALK] = id
