"""The sidebar: what a question is narrowed to, and as whom the local operator looks."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from assistant.catalog import viewers
from assistant.visitor import Visitor
from ui.web import sign_in, words, words_ask
from ui.web.choices import TIMES, Choice, label
from ui.web.components import notices
from ui.web.room import Room
from ui.web.safe_text import clean
from ui.web.safe_text import label as md_label
from ui.web.session import FILTERS, LOOK_AS, WIDGETS, Session
from ui.web.wiring import House


def visitor(house: House) -> Visitor:
    """Say who looks; without sign-in let the local operator choose, anew in each run.

    Whoever is not signed in, or not let in, finds nothing below.
    """
    if house.provider is not None:
        return _signed_in(house)
    session = Session(st.session_state)
    with house.catalog.read() as reading:
        ids = ["", *(item.id or "" for item in viewers.every(reading))]
    if len(ids) > 1:
        before = session.looked_as
        st.sidebar.selectbox(
            words.LOOK_AS,
            ids,
            index=ids.index(before) if before in ids else 0,
            key=LOOK_AS,
            format_func=lambda id: clean(id) if id else words.EVERYBODY,
            help=words.LOOK_AS_HELP,
        )
    return sign_in.visitor(house)


def _signed_in(house: House) -> Visitor:
    found = sign_in.visitor(house)
    if not found.roles:
        notices.outside()
        st.stop()
    st.sidebar.caption(words.signed_in(clean(found.name)))
    st.sidebar.button(
        words.SIGN_OUT, key=WIDGETS + "sign_out", icon=":material/logout:", on_click=st.logout
    )
    return found


def filters(session: Session, found: Room) -> Choice:
    """Let the asker narrow the next question."""
    sources, people = found.sources, found.people
    is_open = session.is_narrowed
    with st.sidebar, st.expander(words.FILTERS, expanded=is_open, icon=":material/filter_alt:"):
        chosen_sources = st.multiselect(
            words.FILTER_SOURCES,
            [item.id for item in sources],
            key=FILTERS + "sources",
            format_func={item.id: clean(item.title) for item in sources}.__getitem__,
            placeholder=words.FILTER_ANY,
        )
        chosen_people = st.multiselect(
            words.FILTER_PEOPLE,
            [item.id for item in people],
            key=FILTERS + "people",
            format_func={item.id: label(item, people) for item in people}.__getitem__,
            placeholder=words.FILTER_ANY,
        )
        chosen_tags = _tags(found.tags)
        time = st.selectbox(words.FILTER_TIME, TIMES, key=FILTERS + "time")
        first, last = _days() if time == words.BETWEEN else (None, None)
        choice = Choice(
            sources=tuple(item for item in sources if item.id in chosen_sources),
            people=tuple(item for item in people if item.id in chosen_people),
            tags=tuple(chosen_tags),
            time=time,
            first=first,
            last=last,
        )
        if choice != Choice():
            st.button(
                words.FILTER_CLEAR,
                key=WIDGETS + "clear",
                icon=":material/filter_alt_off:",
                on_click=session.clear_filters,
            )
    return choice


def _tags(known: tuple[str, ...]) -> list[str]:
    if not known:
        return []
    return st.multiselect(
        words_ask.FILTER_TAGS,
        known,
        key=FILTERS + "tags",
        format_func=clean,
        placeholder=words.FILTER_ANY,
    )


def _days() -> tuple[date | None, date | None]:
    left, right = st.columns(2)
    earliest = date(1970, 1, 1)
    with left:
        first = st.date_input(
            words.FILTER_FROM, value=None, min_value=earliest, key=FILTERS + "first"
        )
    with right:
        last = st.date_input(
            words.FILTER_UNTIL, value=None, min_value=earliest, key=FILTERS + "last"
        )
    return first, last


def head(title: str) -> None:
    """Name the community."""
    st.sidebar.markdown(f"### {md_label(title)}")
    st.sidebar.caption(words.TAGLINE)


def new_conversation(restart: Callable[[], None], *, is_new: bool) -> None:
    """Offer to begin anew, unless nothing was begun."""
    st.sidebar.button(
        words.NEW_CONVERSATION,
        key=WIDGETS + "restart",
        icon=":material/add_comment:",
        on_click=restart,
        disabled=is_new,
        width="stretch",
    )
