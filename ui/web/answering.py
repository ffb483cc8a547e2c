"""One turn of the conversation: the question as it was asked, and its answer, also as it comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant.errors import FirsthandError
from assistant.records import Answer, Citation, Question, Statement
from ui.web import choices, room, scene, words
from ui.web.components import turns
from ui.web.places import Place
from ui.web.session import Turn
from ui.web.sitting import Sitting


def begin(sitting: Sitting, choice: choices.Choice, text: str) -> tuple[Turn, Question]:
    """Add a question to the conversation."""
    session = sitting.session
    session.close_box()
    earlier = session.conversation()
    filters = choices.filters(choice, datetime.now(UTC), sitting.zone)
    turn = session.begin(text, filters, choices.in_words(choice, sitting.zone))
    return turn, Question(text=text, viewer=sitting.viewer, filters=filters, conversation=earlier)


def asked(turn: Turn, *, is_last: bool) -> None:
    """Draw the question; the newest one is brought to the top of the page."""
    show = turns.QUESTION if is_last else ""
    turns.draw([scene.asked(turn)], key=f"asked_{turn.id}", show=show)


def said(sitting: Sitting, turn: Turn) -> str | None:
    """Draw the answer, or why there is none; return what was clicked in it."""
    if turn.answer is None and not turn.failure:
        turn = replace(turn, failure=words.STOPPED)
    items = scene.answer_items(turn, sitting.where(turn), sitting.zone)
    return turns.draw(items, key=f"turn_{turn.id}")


def answered(sitting: Sitting, turn: Turn, question: Question) -> Turn:
    """Draw the answer as it comes, and return the turn with all of it."""
    place = st.empty()
    wait_s = sitting.house.pace.wait_s(sitting.asker)
    if wait_s > 0:
        turn = replace(turn, failure=words.too_many(wait_s), is_early=True)
    else:
        with place.container():
            turn = _looked_up(sitting, turn, question)
    with place:
        said(sitting, turn)
    return turn


def _looked_up(sitting: Sitting, turn: Turn, question: Question) -> Turn:
    so_far = st.container()
    with st.container(key="while_running"):
        st.caption(words.LOOKING)
    with st.container(key="when_stopped"):
        st.caption(words.STOPPED)
    if sitting.answers is None:
        return replace(turn, failure=words.FAILED)
    try:
        parts = sitting.answers.stream(question)
        answer = (
            _written(sitting, turn, parts, so_far) if sitting.house.is_written else _whole(parts)
        )
    except FirsthandError as error:
        return replace(turn, failure=f"{words.FAILED} ({error})")
    if answer is None:
        return replace(turn, failure=words.FAILED)
    # What is answered now was looked up now: not before this run began.
    return replace(turn, answer=answer, checked=sitting.revision)


def _whole(parts: Iterator[Citation | Statement | Answer]) -> Answer | None:
    """Return the answer: quotations come all at once, so there is nothing to draw before."""
    return next((part for part in parts if isinstance(part, Answer)), None)


def _written(
    sitting: Sitting,
    turn: Turn,
    parts: Iterator[Citation | Statement | Answer],
    so_far: DeltaGenerator,
) -> Answer | None:
    """Draw each sentence when it comes; return the whole answer."""
    cited: list[Citation] = []
    where: dict[str, Place] = {}
    for n, part in enumerate(parts):
        if isinstance(part, Answer):
            return part
        if isinstance(part, Citation):
            cited.append(part)
            if part.thread_id not in where:
                where |= room.named(sitting.house.catalog, sitting.viewer, [part])
            continue
        with so_far:
            item = scene.arriving(part, cited, where, sitting.zone)
            turns.draw([item], key=f"stream_{turn.id}_{n}")
    return None
