"""The page My words: what is in of somebody's, how they are named, and what they may change."""

from dataclasses import dataclass

import streamlit as st

from assistant.errors import FirsthandError
from assistant.naming import EVERYWHERE
from assistant.records import Naming
from assistant.visitor import Role
from ui.web import frame, leave_view, mine, words, words_people
from ui.web.components import progress
from ui.web.frame import Frame
from ui.web.mine import Mine
from ui.web.places import Place
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House
from ui.web.wish_view import wishes

_NAMED = (Naming.NAMED, Naming.PSEUDONYM)


@dataclass(frozen=True, kw_only=True)
class _Page:
    """One run of the page about one colleague."""

    opened: Frame
    mine: Mine

    def key(self, name: str) -> str:
        """Return a widget's key: another one for each colleague that is looked after."""
        return f"{WIDGETS}mine_{name}_{self.mine.contributor_id}"


def draw(house: House) -> None:
    """Draw the page for whoever looks."""
    opened = frame.enter(house, Role.PRACTITIONER, "my words")
    if opened is None:
        return
    st.title(words_people.MINE, anchor=False)
    st.markdown(words_people.MINE_MORE)
    leave_view.running(opened)
    contributor_id = _whose(opened)
    if contributor_id is None:
        st.info(f"**{words_people.NOT_LINKED}**\n\n{words_people.NOT_LINKED_MORE}")
        return
    page = _Page(opened=opened, mine=mine.look(house.catalog, opened.visitor, contributor_id))
    if page.mine.has_left:
        st.info(words_people.LEFT, icon=":material/logout:")
        leave_view.receipt(opened, contributor_id)
        return
    _proposals(page)
    _in(page)
    _naming(page)
    _quoted(page)
    wishes(opened, page.mine)
    _thanks(page)
    leave_view.offer(opened, contributor_id)


def _whose(opened: Frame) -> str | None:
    """Return whose words are shown: the visitor's own; the local profile chooses."""
    if not opened.visitor.is_local:
        return opened.visitor.contributor_id
    people = mine.colleagues(opened.house.catalog, opened.visitor)
    if not people:
        return None
    named = {person.id: person.name or person.id for person in people}
    st.warning(words_people.CHOOSE_LOCAL, icon=":material/person_alert:")
    noted = opened.session.noted("whose")
    ids = list(named) if noted in ("", *named) else [noted, *named]
    chosen = st.selectbox(
        words_people.CHOOSE,
        ids,
        index=ids.index(noted) if noted else None,
        format_func=lambda id: label(named.get(id) or str(id)),
        placeholder=words_people.CHOOSE,
        key=f"{WIDGETS}whose",
    )
    if chosen is None:
        st.stop()
    opened.session.note("whose", chosen)
    return chosen


def _proposals(page: _Page) -> None:
    opened = page.opened
    asked = mine.proposals(opened.house.catalog, opened.visitor, page.mine.contributor_id)
    if not asked:
        return
    st.header(words_people.PROPOSED, anchor=False)
    st.markdown(words_people.PROPOSED_MORE)
    for n, item in enumerate(asked):
        with st.container(border=True):
            st.caption(words_people.YOUR_WORDS)
            st.text(item.old)
            st.caption(words_people.NEWER_WORDS)
            st.text(item.new or words.THREAD_GONE)
            with st.container(horizontal=True):
                yes = st.button(words_people.AGREE, key=page.key(f"agree_{n}"))
                no = st.button(words_people.DECLINE, key=page.key(f"decline_{n}"))
        if yes or no:
            id = page.mine.contributor_id
            mine.answer(opened.house.catalog, opened.visitor, id, item.contribution_id, yes)
            st.rerun()


def _in(page: _Page) -> None:
    st.header(words_people.IN_OF_MINE, anchor=False)
    if not page.mine.threads:
        st.markdown(words_people.IN_NOTHING)
    _threads(page, [(place, "") for place in page.mine.threads], "in")
    if page.mine.has_more:
        st.caption(words_people.IN_ELSEWHERE)


def _threads(page: _Page, items: list[tuple[Place, str]], name: str) -> None:
    with st.container(key=f"wrote_{name}", gap="xsmall"):
        for place, more in items:
            shown = f"{label(place.title)} ({label(place.source)}{', ' + more if more else ''})"
            if st.button(
                shown,
                key=page.key(f"{name}_{place.thread_id}"),
                type="tertiary",
                icon=":material/forum:",
            ):
                page.opened.open_thread(place.thread_id)


def _naming(page: _Page) -> None:
    st.header(words_people.NAMED, anchor=False)
    for item in page.mine.sources:
        shown = label(item.shown_as) if item.shown_as else words.NO_NAME
        st.markdown(
            f"{words_people.shown_as(shown, label(item.title))}. {words_people.WHY[item.why]}"
        )
    with st.expander(words_people.CHANGE, key=page.key("change"), expanded=False):
        _change(page)
    if page.mine.chosen:
        with st.expander(words_people.HISTORY, key=page.key("history")):
            for line in page.mine.chosen:
                day = words.date(line.at, page.opened.zone)
                where = label(line.source) or words_people.EVERYWHERE
                by = words_people.BY[line.by]
                st.markdown(words_people.choice(day, line.naming.value, where, by))


def _change(page: _Page) -> None:
    scopes = {EVERYWHERE: words_people.EVERYWHERE}
    scopes |= {item.source_id: label(item.title) for item in page.mine.sources}
    naming = st.radio(
        words_people.NAMED,
        _NAMED,
        format_func=lambda naming: words_people.NAMINGS[naming.value],
        key=page.key("naming"),
    )
    scope = st.selectbox(
        words_people.WHERE, list(scopes), format_func=scopes.__getitem__, key=page.key("scope")
    )
    if st.button(words_people.APPLY, key=page.key("apply")) and naming and scope:
        opened, id = page.opened, page.mine.contributor_id
        try:
            errand = mine.choose(
                opened.house.catalog, opened.errands, opened.visitor, id, naming, scope
            )
        except FirsthandError as error:
            frame.tell(error)
            return
        opened.session.note(f"choice {id}", errand.id)
        st.rerun()
    _carried_out(page)


def _carried_out(page: _Page) -> None:
    errand_id = page.opened.session.noted(f"choice {page.mine.contributor_id}")
    news = progress.watch(page.opened.errands, errand_id, words_people.APPLYING)
    if news is not None and not progress.failed(news):
        st.success(words_people.APPLIED, icon=":material/check:")


def _quoted(page: _Page) -> None:
    st.header(words_people.QUOTED, anchor=False)
    st.caption(words_people.QUOTED_MORE)
    if not page.mine.quoted:
        st.markdown(words_people.NOT_QUOTED)
        return
    zone = page.opened.zone
    items = [
        (item.place, words_people.quoted_on(words.date(item.last_at, zone)))
        for item in page.mine.quoted
    ]
    _threads(page, items, "quoted")


def _thanks(page: _Page) -> None:
    st.header(words_people.THANKS, anchor=False)
    if not page.mine.thanks:
        st.markdown(words_people.NO_THANKS)
    for item in page.mine.thanks:
        day = words.date(item.at, page.opened.zone)
        st.markdown(words_people.thanks_for(label(item.topic), day))
        if item.words:
            st.text(item.words)
