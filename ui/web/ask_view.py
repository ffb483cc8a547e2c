"""The Ask page: a question, the answer in colleagues' words, the conversation so far."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo

import streamlit as st

from assistant.assistant import Answers
from assistant.errors import FirsthandError
from assistant.records import Answer, Question, Viewer
from ui.web import choices, room, scene, words
from ui.web.components import notices, sidebar, thread_view, turns
from ui.web.markdown_copy import as_markdown
from ui.web.places import Place
from ui.web.room import Room
from ui.web.safe_text import label
from ui.web.session import WIDGETS, Session, Turn
from ui.web.wiring import House, zone


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
    viewer = sidebar.viewer(house)
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
    if not session.turns:
        _welcome(desk, found)
    if found.is_empty:
        notices.empty(house)
    else:
        notices.serving(house, now)
    talk = st.container()
    with talk:
        opened = _conversation(desk)
    typed = _question_box(desk)
    with talk:
        _next_question(desk, choice, typed or session.take_next())
    if opened is not None:
        thread_view.open_what(house, viewer, *opened, desk.zone)


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


def _conversation(desk: _Desk) -> tuple[Answer, str] | None:
    """Draw the turns so far; return the answer in which something was clicked, and what."""
    opened: tuple[Answer, str] | None = None
    for turn in desk.session.turns:
        now = room.held(desk.house.catalog, desk.viewer, turn, desk.revision)
        desk.session.put(now)
        clicked = _turn(desk, now)
        if clicked and now.answer is not None:
            opened = (now.answer, clicked)
    return opened


def _turn(desk: _Desk, turn: Turn) -> str | None:
    where = desk.session.known(
        f"places_{turn.id}",
        desk.revision,
        lambda: room.whereabouts(desk.house.catalog, desk.viewer, turn),
    )
    if turn.answer is None and not turn.failure:
        turn = replace(turn, failure=words.STOPPED)
    items = [scene.asked(turn), *scene.answer_items(turn, where, desk.zone)]
    is_last = turn.id == desk.session.turns[-1].id
    shown = turns.QUESTION if is_last and turn.answer is not None else ""
    clicked = turns.draw(items, key=f"turn_{turn.id}", show=shown)
    _after(desk, turn, where)
    return clicked


def _after(desk: _Desk, turn: Turn, where: Mapping[str, Place]) -> None:
    """Draw what can be done with an answer."""
    is_last = turn.id == desk.session.turns[-1].id
    said = turn.answer is not None and bool(turn.answer.statements)
    key = f"after_{'said' if said else 'none'}_{turn.id}"
    with st.container(key=key, horizontal=True, gap="small"):
        if said and turn.answer is not None:
            with st.popover(
                words.COPY, icon=":material/content_copy:", help=words.COPY_HELP, type="tertiary"
            ):
                st.code(as_markdown(turn.answer, where, desk.zone), language=None, wrap_lines=True)
        if is_last and desk.answers is not None:
            st.button(
                words.ASK_AGAIN,
                key=f"{WIDGETS}again_{turn.id}",
                icon=":material/refresh:",
                type="tertiary",
                on_click=_ask_again,
                args=(desk.session, turn),
            )


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


def _next_question(desk: _Desk, choice: choices.Choice, asked: str | None) -> None:
    text = (asked or "").strip()
    if not text or desk.answers is None:
        return
    earlier = desk.session.conversation()
    now = datetime.now(UTC)
    turn = desk.session.begin(
        text, choices.filters(choice, now, desk.zone), choices.in_words(choice, desk.zone)
    )
    turns.draw([scene.asked(turn)], key=f"asked_{turn.id}", show=turns.QUESTION)
    question = Question(text=text, viewer=desk.viewer, filters=turn.filters, conversation=earlier)
    desk.session.put(_answered(turn, desk.answers, question))
    st.rerun()


def _answered(turn: Turn, answers: Answers, question: Question) -> Turn:
    """Draw the answer as it comes, and return the turn with all of it."""
    waiting = st.empty()
    waiting.caption(words.LOOKING)
    try:
        for n, part in enumerate(answers.stream(question)):
            if isinstance(part, Answer):
                return replace(turn, answer=part)
            waiting.empty()
            turns.draw([scene.pending(part)], key=f"stream_{turn.id}_{n}")
    except FirsthandError as error:
        return replace(turn, failure=f"{words.FAILED} ({error})")
    return replace(turn, failure=words.FAILED)
