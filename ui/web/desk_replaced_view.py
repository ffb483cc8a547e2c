"""The desk's page Replaced advice: what newer words replace; the author is asked first."""

import streamlit as st

from assistant.records import Contribution
from ui.web import desk_people, desk_view, words, words_desk
from ui.web.claims import Listed, read_rules
from ui.web.desk_people import Replacement
from ui.web.desk_sources import Desk
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_FIRST_WORDS = 90


def draw(house: House) -> None:
    """Draw the page for a steward."""
    entered = desk_view.enter(house, "replaced", words_desk.REPLACED, words_desk.REPLACED_MORE)
    if entered is None:
        return
    opened, desk = entered
    old = _chosen(opened, desk, words_desk.OLD, "old")
    new = _chosen(opened, desk, words_desk.NEW, "new")
    if old is not None and new is not None:
        listed = read_rules(house.settings).listed if house.settings else Listed()
        _propose(desk, listed, old, new)
    st.header(words_desk.PROPOSALS, anchor=False)
    found = desk_people.replacements(desk)
    if not found:
        st.markdown(words_desk.NO_REPLACED)
    for item in found:
        with st.container(border=True, key=f"replaced_{item.facts.contribution_id}"):
            _replacement(opened, desk, item)


def _chosen(opened: Frame, desk: Desk, title: str, name: str) -> Contribution | None:
    """Let a steward find words, and show them whole."""
    st.subheader(title, anchor=False)
    wanted = st.text_input(
        words_desk.FIND, help=words_desk.FIND_HELP, max_chars=200, key=f"{WIDGETS}find_{name}"
    )
    found = {item.id: item for item in desk_people.find(desk, wanted)}
    if not found:
        if wanted.strip():
            st.caption(words_desk.NOT_FOUND)
        return None
    id = st.selectbox(
        title,
        list(found),
        format_func=lambda id: label(_head(opened, found[id])),
        key=f"{WIDGETS}found_{name}",
        label_visibility="collapsed",
    )
    item = found[id]
    with st.container(border=True):
        st.text(item.text)
    return item


def _head(opened: Frame, item: Contribution) -> str:
    day = words.date(item.created_at, opened.zone)
    first = " ".join(item.text.split())[:_FIRST_WORDS]
    return ", ".join(part for part in (desk_people.by(item), day) if part) + f": {first}"


def _propose(desk: Desk, listed: Listed, old: Contribution, new: Contribution) -> None:
    is_asked = desk_people.can_be_asked(desk, listed, old.id)
    looked = False
    if is_asked:
        st.info(words_desk.AUTHOR_ASKED, icon=":material/mail:")
    else:
        st.warning(words_desk.NOT_REACHED, icon=":material/person_off:")
        looked = st.checkbox(words_desk.NOT_REACHED_SURE, key=f"{WIDGETS}looked_{old.id}")
    go = st.button(
        words_desk.PROPOSE if is_asked else words_desk.DECIDE,
        key=f"{WIDGETS}replace",
        type="primary",
        disabled=not is_asked and not looked,
    )
    if go and desk_view.done(lambda: _replace(desk, listed, (old.id, new.id), looked)):
        st.rerun()


def _replace(desk: Desk, listed: Listed, pair: tuple[str, str], looked: bool) -> None:
    desk_people.replace(desk, listed, *pair, looked_for_author=looked)


def _replacement(opened: Frame, desk: Desk, item: Replacement) -> None:
    facts = item.facts
    day = words.date(facts.at, opened.zone)
    st.markdown(f"**{words_desk.STEPS[facts.step.value]}** · {day}")
    st.caption(words_desk.OLD)
    st.text(item.old or words.THREAD_GONE)
    st.caption(words_desk.NEW)
    st.text(item.new or words.THREAD_GONE)
    id = facts.contribution_id
    if st.button(words_desk.TAKE_BACK, key=f"{WIDGETS}back_{id}") and desk_view.done(
        lambda: desk_people.take_back(desk, id)
    ):
        st.rerun()
