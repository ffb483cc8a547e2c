"""The Ask page: a question, the answer in colleagues' words, the conversation so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import streamlit as st

from assistant.assistant import Answers
from assistant.errors import FirsthandError
from assistant.records import Answer, Question, Viewer
from ui.web import choices, room, scene, words
from ui.web.components import copy_view, notices, sidebar, thread_view, turns
from ui.web.markdown_copy import as_markdown
from ui.web.places import Place
from ui.web.room import Room
from ui.web.safe_text import label
from ui.web.session import WIDGETS, Session, Turn
from ui.web.wiring import House, zone

_COPY = "copy"
_LAST = "last"
"""Begins the key of the newest turn's box, which is as high as the page: see page.css."""


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What one run of the page works with."""

    house: House
    session: Session
    viewer: Viewer
    zone: tzinfo
    revision: int
    answers: Answers | None
    """None: nobody answers just now."""


def draw(house: House) -> None:
    """Draw the page for whoever looks."""
    session = Session(st.session_state)
    sidebar.head(house.title)
    sidebar.new_conversation(session)
    visitor = sidebar.visitor(house)
    if not visitor.roles:
        notices.outside()
        return
    viewer = visitor.viewer
    session.settle(viewer)
    revision = house.catalog.revision()
    found = session.known("room", revision, lambda: room.look(house.catalog, viewer))
    now = house.reach()
    desk = _Desk(
        house=house,
        session=session,
        viewer=viewer,
        zone=zone(st.context.timezone),
        revision=revision,
        answers=None if found.is_empty else now.answers,
    )
    choice = sidebar.filters(session, found.sources, found.people)
    # Containers first: what is asked must be known before the turns before it are drawn.
    welcome, talk = st.empty(), st.container()
    text = (_question_box(desk) or session.take_next() or "").strip()
    is_asking = bool(text) and desk.answers is not None
    if not session.turns and not is_asking:
        with welcome.container():
            _welcome(desk, found)
    with talk:
        if found.is_empty:
            notices.empty(house)
        else:
            notices.serving(house, now)
        _open(desk, *_conversation(desk, is_asking))
        if is_asking and desk.answers is not None:
            with st.container(key=f"{_LAST}_next"):
                _ask(desk, desk.answers, choice, text)


def _welcome(desk: _Desk, found: Room) -> None:
    st.title(words.WELCOME, anchor=False)
    st.markdown(words.WELCOME_MORE)
    if not found.starters or desk.answers is None:
        return
    st.caption(words.STARTERS)
    with st.container(key="starters", gap="xsmall"):
        for i, question in enumerate(found.starters):
            st.button(
                label(question),
                key=f"{WIDGETS}starter_{i}",
                on_click=desk.session.ask_next,
                args=(question,),
            )


def _conversation(desk: _Desk, is_asking: bool) -> tuple[Turn | None, str]:
    """Draw the turns so far; return the one in which something was clicked, and what."""
    found: tuple[Turn | None, str] = (None, "")
    for turn in desk.session.turns:
        now = room.held(desk.house.catalog, desk.viewer, turn, desk.revision)
        desk.session.put(now)
        is_last = turn.id == desk.session.turns[-1].id and not is_asking
        with st.container(key=f"{_LAST if is_last else 'past'}_{turn.id}"):
            clicked = _turn(desk, now, is_last)
        found = (now, clicked) if clicked else found
    return found


def _open(desk: _Desk, turn: Turn | None, what: str) -> None:
    """Open what was clicked in a turn."""
    if turn is None or turn.answer is None:
        return
    if what == _COPY:
        copy_view.open_copy(as_markdown(turn.answer, _where(desk, turn), desk.zone))
    else:
        thread_view.open_what(desk.house, desk.viewer, turn.answer, what, desk.zone)


def _where(desk: _Desk, turn: Turn) -> Mapping[str, Place]:
    return desk.session.known(
        f"places_{turn.id}",
        desk.revision,
        lambda: room.whereabouts(desk.house.catalog, desk.viewer, turn),
    )


def _turn(desk: _Desk, turn: Turn, is_last: bool) -> str | None:
    where = _where(desk, turn)
    if turn.answer is None and not turn.failure:
        turn = replace(turn, failure=words.STOPPED)
    items = [scene.asked(turn), *scene.answer_items(turn, where, desk.zone)]
    shown = turns.QUESTION if is_last and turn.answer is not None else ""
    clicked = turns.draw(items, key=f"turn_{turn.id}", show=shown)
    return _after(desk, turn, is_last) or clicked


def _after(desk: _Desk, turn: Turn, is_last: bool) -> str | None:
    """Draw what can be done with an answer; return what is to be opened."""
    said = turn.answer is not None and bool(turn.answer.statements)
    opened: str | None = None
    with st.container(key=f"after_{'said' if said else 'none'}_{turn.id}", horizontal=True):
        if said and st.button(
            words.COPY,
            key=f"{WIDGETS}copy_{turn.id}",
            icon=":material/content_copy:",
            type="tertiary",
        ):
            opened = _COPY
        if is_last and desk.answers is not None:
            st.button(
                words.ASK_AGAIN,
                key=f"{WIDGETS}again_{turn.id}",
                icon=":material/refresh:",
                type="tertiary",
                on_click=_ask_again,
                args=(desk.session, turn),
            )
    return opened


def _ask_again(session: Session, turn: Turn) -> None:
    session.drop(turn)
    session.ask_next(turn.question)


def _question_box(desk: _Desk) -> str | None:
    with st.container(key="ask_box"):
        return st.chat_input(
            words.ASK_PLACEHOLDER,
            key=WIDGETS + "ask",
            max_chars=desk.house.max_question_chars,
            disabled=desk.answers is None,
            submit_mode="stop",
        )


def _ask(desk: _Desk, answers: Answers, choice: choices.Choice, text: str) -> None:
    earlier = desk.session.conversation()
    now = datetime.now(UTC)
    turn = desk.session.begin(
        text, choices.filters(choice, now, desk.zone), choices.in_words(choice, desk.zone)
    )
    turns.draw([scene.asked(turn)], key=f"asked_{turn.id}", show=turns.QUESTION)
    question = Question(text=text, viewer=desk.viewer, filters=turn.filters, conversation=earlier)
    desk.session.put(_answered(turn, answers, question))
    st.rerun()


def _answered(turn: Turn, answers: Answers, question: Question) -> Turn:
    """Draw the answer as it comes, and return the turn with all of it."""
    said = st.container()
    with st.container(key="while_running"):
        st.caption(words.LOOKING)
    with st.container(key="when_stopped"):
        st.caption(words.STOPPED)
    try:
        for n, part in enumerate(answers.stream(question)):
            if isinstance(part, Answer):
                return replace(turn, answer=part)
            with said:
                turns.draw([scene.pending(part)], key=f"stream_{turn.id}_{n}")
    except FirsthandError as error:
        return replace(turn, failure=f"{words.FAILED} ({error})")
    return replace(turn, failure=words.FAILED)
