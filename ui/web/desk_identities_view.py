"""The desk's page Identities: which of them are one colleague. Proposed, never guessed."""

import streamlit as st

from ui.web import desk_people, desk_view, words_desk
from ui.web.desk_people import Group
from ui.web.desk_sources import Desk
from ui.web.frame import Frame
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House

_MERGE, _SPLIT = "merge", "split"


def draw(house: House) -> None:
    """Draw the page for a steward."""
    title, more = words_desk.IDENTITIES, words_desk.IDENTITIES_MORE
    entered = desk_view.enter(house, "identities", title, more)
    if entered is None:
        return
    opened, desk = entered
    if desk_view.watch(opened, _MERGE, words_desk.MERGING) is not None:
        st.success(words_desk.MERGED, icon=":material/check:")
    proposed = desk_people.same_address(desk)
    if not proposed:
        st.info(words_desk.NO_PROPOSALS, icon=":material/done_all:")
    for n, group in enumerate(proposed):
        with st.container(border=True):
            _group(opened, desk, group, f"address_{n}")
    named = desk_people.same_name(desk)
    if named:
        with st.expander(words_desk.SAME_NAME, key=f"{WIDGETS}same_name"):
            st.markdown(words_desk.SAME_NAME_MORE)
            for n, group in enumerate(named):
                with st.container(border=True):
                    _group(opened, desk, group, f"name_{n}")
    _split(opened, desk)


def _group(opened: Frame, desk: Desk, group: Group, key: str) -> None:
    st.markdown(f"**{label(', '.join(name for name in group.names if name))}**")
    st.text("\n".join(group.identities))
    if st.button(words_desk.SAME_PERSON, key=f"{WIDGETS}merge_{key}", icon=":material/merge:"):
        desk_view.begin(opened, _MERGE, lambda: desk_people.merge(desk, group.contributors))


def _split(opened: Frame, desk: Desk) -> None:
    found = desk_people.splittable(desk)
    if not found:
        return
    st.header(words_desk.SPLIT, anchor=False)
    st.markdown(words_desk.SPLIT_MORE)
    named = {item.key: f"{label(item.name)}: {label(item.key)}" for item in found}
    chosen = st.selectbox(
        words_desk.SPLIT_WHICH,
        list(named),
        index=None,
        format_func=named.__getitem__,
        key=f"{WIDGETS}split",
    )
    go = st.button(words_desk.SPLIT_GO, key=f"{WIDGETS}split_go", disabled=chosen is None)
    if go and chosen is not None:
        desk_view.begin(opened, _SPLIT, lambda: desk_people.split(desk, chosen))
    if desk_view.watch(opened, _SPLIT, words_desk.SPLITTING) is not None:
        st.success(words_desk.SPLIT_DONE, icon=":material/check:")
