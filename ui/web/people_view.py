"""The People page: colleagues, what they have written about, and a way to ask about it."""

import streamlit as st

from assistant.records import Contributor
from assistant.visitor import Role
from ui.web import folk, frame, words_people
from ui.web.folk import Colleague
from ui.web.frame import Frame
from ui.web.safe_text import initials, label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_ON_A_PAGE = 20
_ASK_PAGE = "entries/ask.py"
_SEARCH, _PAGE = WIDGETS + "people_search", WIDGETS + "people_page"


def draw(house: House) -> None:
    """Draw the page for whoever looks."""
    opened = frame.enter(house, Role.PRACTITIONER, "people")
    if opened is None:
        return
    st.title(words_people.PEOPLE, anchor=False)
    st.markdown(words_people.PEOPLE_MORE)
    query = st.text_input(words_people.SEARCH, key=_SEARCH, max_chars=200)
    found = folk.find(house.catalog, opened.visitor, query)
    if not found:
        st.info(words_people.NOBODY_FOUND if query.strip() else words_people.NOBODY)
        return
    for n, colleague in enumerate(_page(opened, found, query)):
        _colleague(opened, colleague, n)


def _page(opened: Frame, found: tuple[Contributor, ...], query: str) -> tuple[Colleague, ...]:
    """Let the reader turn pages, and return the colleagues on this one."""
    pages = -(-len(found) // _ON_A_PAGE)
    number = 1
    if pages > 1:
        names = [_span(found, n) for n in range(pages)]
        chosen = st.radio(
            words_people.LETTERS,
            range(pages),
            format_func=names.__getitem__,
            horizontal=True,
            key=f"{_PAGE} {query}",
        )
        number = 1 + (chosen or 0)
    here = found[(number - 1) * _ON_A_PAGE : number * _ON_A_PAGE]
    return folk.with_threads(opened.house.catalog, opened.visitor, here)


def _span(found: tuple[Contributor, ...], n: int) -> str:
    """Return from which to which letter of names a page goes."""
    here = found[n * _ON_A_PAGE : (n + 1) * _ON_A_PAGE]
    first, last = (initials(p.name)[:1] or "…" for p in (here[0], here[-1]))
    return first if first == last else f"{first}–{last}"


def _colleague(opened: Frame, colleague: Colleague, n: int) -> None:
    person = colleague.person
    with st.container(border=True, key=f"colleague_{n}"):
        st.markdown(f"#### {label(person.name or '')}")
        if colleague.threads:
            st.caption(words_people.WROTE)
            with st.container(key=f"wrote_{n}", gap="xsmall"):
                for place in colleague.threads:
                    if st.button(
                        label(place.title),
                        key=f"{WIDGETS}wrote_{n}_{place.thread_id}",
                        help=label(place.source),
                        type="tertiary",
                        icon=":material/forum:",
                    ):
                        opened.open_thread(place.thread_id)
        if st.button(words_people.ASK_THEM, key=f"{WIDGETS}ask_{n}", icon=":material/search:"):
            opened.session.look_only_at(person.id)
            st.switch_page(_ASK_PAGE)
