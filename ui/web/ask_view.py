"""The Ask page: a question, the answer in colleagues' words, the conversation so far."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from assistant.assistant import Answers
from assistant.errors import FirsthandError
from assistant.records import Answer, Citation, Question
from ui.web import choices, follow_ups, memory, room, scene, shared_view, words, words_ask
from ui.web.components import (
    after,
    edit_box,
    history,
    keys,
    notices,
    sidebar,
    thread_view,
    turns,
    waiting,
)
from ui.web.components.after import Again
from ui.web.places import Place
from ui.web.room import Room
from ui.web.safe_text import label
from ui.web.session import WIDGETS, Session, Turn
from ui.web.sitting import Sitting
from ui.web.wiring import House, zone

_LAST = "last"
"""Begins the key of the newest turn's box, which is as high as the page: see page.css."""
_TALK = "c"
"""The part of an address that names a conversation."""


def draw(house: House) -> None:
    """Draw the page for whoever looks."""
    session = Session(st.session_state)
    sidebar.head(house.title)
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
    # Containers first: what is asked must be known before the turns before it are drawn.
    welcome, talk = st.empty(), st.container()
    text = (_question_box(sitting) or session.take_next() or "").strip()
    is_asking = bool(text) and sitting.answers is not None
    if not session.turns and not is_asking:
        with welcome.container():
            waiting.news(sitting, brought)
            _welcome(sitting, found)
    with talk:
        if found.is_empty:
            notices.empty(house)
        else:
            notices.serving(house, now)
        if session.turns and not is_asking:
            waiting.news(sitting, brought)
        _open(sitting, *_conversation(sitting, is_asking))
        if is_asking and sitting.answers is not None:
            with st.container(key=f"{_LAST}_next"):
                _ask(sitting, sitting.answers, choice, text)


def _resume(sitting: Sitting, found: Room) -> None:
    """Go on with the conversation that the address names, as far as it is this viewer's own."""
    session = sitting.session
    wanted = st.query_params.get(_TALK, "")
    if wanted and wanted != session.talk:
        turns = memory.recall(sitting.house.catalog, sitting.viewer, wanted, sitting.revision)
        if turns:
            session.resume(wanted, memory.in_words(turns, found, sitting.zone))
        else:
            del st.query_params[_TALK]
    elif session.talk and not wanted and shared_view.wanted() is None:
        st.query_params[_TALK] = session.talk


def _open_talk(session: Session, id: str) -> None:
    """Leave the conversation, for another one or for a new one."""
    session.restart()
    st.query_params.clear()
    if id:
        st.query_params[_TALK] = id


def _welcome(sitting: Sitting, found: Room) -> None:
    st.title(words.WELCOME, anchor=False)
    st.markdown(words.WELCOME_MORE)
    if not found.starters or sitting.answers is None:
        return
    st.caption(words.STARTERS)
    _questions(sitting, found.starters, "starter")


def _questions(sitting: Sitting, questions: tuple[str, ...], name: str) -> None:
    """Draw questions that one click asks."""
    with st.container(key=f"starters_{name}", gap="xsmall"):
        for i, question in enumerate(questions):
            st.button(
                label(question),
                key=f"{WIDGETS}{name}_{i}",
                on_click=sitting.session.ask_next,
                args=(question,),
            )


def _conversation(sitting: Sitting, is_asking: bool) -> tuple[Turn | None, str]:
    """Draw the turns so far; return the one in which something was clicked, and what."""
    found: tuple[Turn | None, str] = (None, "")
    for turn in sitting.session.turns:
        now = room.held(sitting.house.catalog, sitting.viewer, turn, sitting.revision)
        sitting.session.put(now)
        is_last = turn.id == sitting.session.turns[-1].id and not is_asking
        with st.container(key=f"{_LAST if is_last else 'past'}_{turn.id}"):
            clicked = _turn(sitting, now, is_last)
        found = (now, clicked) if clicked else found
    return found


def _open(sitting: Sitting, turn: Turn | None, what: str) -> None:
    """Open what was clicked in a turn, or what still stands open."""
    if turn is None or turn.answer is None:
        any(after.open_box(sitting, item) for item in sitting.session.turns)
    elif what == after.COPY:
        after.open_copy(sitting, turn)
    else:
        thread_view.open_what(sitting.house, sitting.viewer, turn.answer, what, sitting.zone)


def _turn(sitting: Sitting, turn: Turn, is_last: bool) -> str | None:
    if turn.answer is None and not turn.failure:
        turn = replace(turn, failure=words.STOPPED)
    can_ask = is_last and sitting.answers is not None
    items = [scene.asked(turn), *scene.answer_items(turn, sitting.where(turn), sitting.zone)]
    shown = turns.QUESTION if is_last and turn.answer is not None else ""
    clicked = turns.draw(items, key=f"turn_{turn.id}", show=shown)
    again = Again(ask=lambda it: _replace(sitting, it, it.question), edit=sitting.session.edit)
    opened = after.draw(sitting, turn, again if can_ask else None)
    if can_ask and sitting.session.is_edited(turn):
        edit_box.draw(turn, lambda text: _replace(sitting, turn, text), sitting.session.edit)
    elif can_ask:
        _further(sitting, turn)
    return opened or clicked


def _further(sitting: Sitting, turn: Turn) -> None:
    """Suggest what to ask next."""
    questions = follow_ups.suggested(turn)
    if questions:
        with st.container(key=f"further_{turn.id}", gap="xsmall"):
            st.caption(words_ask.FOLLOW_UPS)
            _questions(sitting, questions, f"further_{turn.id}")


def _replace(sitting: Sitting, turn: Turn, text: str) -> None:
    """Ask again, or in other words, in place of a turn."""
    memory.set_aside(sitting.house.catalog, turn.asked_id)
    sitting.session.edit(None)
    sitting.session.drop(turn)
    sitting.session.ask_next(text)


def _question_box(sitting: Sitting) -> str | None:
    with st.container(key="ask_box"):
        return st.chat_input(
            words.ASK_PLACEHOLDER,
            key=WIDGETS + "ask",
            max_chars=sitting.house.max_question_chars,
            disabled=sitting.answers is None,
            submit_mode="stop",
        )


def _ask(sitting: Sitting, answers: Answers, choice: choices.Choice, text: str) -> None:
    session = sitting.session
    earlier = session.conversation()
    now = datetime.now(UTC)
    turn = session.begin(
        text, choices.filters(choice, now, sitting.zone), choices.in_words(choice, sitting.zone)
    )
    turns.draw([scene.asked(turn)], key=f"asked_{turn.id}", show=turns.QUESTION)
    question = Question(
        text=text, viewer=sitting.viewer, filters=turn.filters, conversation=earlier
    )
    session.close_box()
    turn = _answered(sitting, turn, answers, question)
    session.put(turn)
    kept, talk = memory.keep(sitting.house.catalog, question, turn, session.talk)
    session.put(kept)
    session.resume(talk, ())
    st.rerun()


def _answered(sitting: Sitting, turn: Turn, answers: Answers, question: Question) -> Turn:
    """Draw the answer as it comes, and return the turn with all of it."""
    cited: list[Citation] = []
    where: dict[str, Place] = {}
    said = st.container()
    with st.container(key="while_running"):
        st.caption(words.LOOKING)
    with st.container(key="when_stopped"):
        st.caption(words.STOPPED)
    try:
        for n, part in enumerate(answers.stream(question)):
            if isinstance(part, Answer):
                # What is answered now was looked up now: not before this run began.
                return replace(turn, answer=part, checked=sitting.revision)
            if isinstance(part, Citation):
                cited.append(part)
                if part.thread_id not in where:
                    where |= room.named(sitting.house.catalog, sitting.viewer, [part])
                continue
            with said:
                item = scene.arriving(part, cited, where, sitting.zone)
                turns.draw([item], key=f"stream_{turn.id}_{n}")
    except FirsthandError as error:
        return replace(turn, failure=f"{words.FAILED} ({error})")
    return replace(turn, failure=words.FAILED)
