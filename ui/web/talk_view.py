"""The conversation on the Ask page: what was asked, what was answered, the box for the next.

It runs by itself, without the rest of the page: most of what somebody does concerns it alone, and
the rest takes several times as long to draw. So it looks again who looks, and at what.
"""

from collections.abc import Sequence

import streamlit as st

from assistant import asked
from assistant.errors import FirsthandError
from ui.web import answering, choices, follow_ups, memory, room, sign_in, words, words_ask
from ui.web.components import after, edit_box, notices, thread_view, waiting
from ui.web.components.after import Again
from ui.web.components.waiting import Brought
from ui.web.room import Room
from ui.web.safe_text import label
from ui.web.session import TALK, WIDGETS, Turn
from ui.web.sitting import Sitting

_LAST, _PAST = "last", "past"
"""Begin the key of a turn's box; the newest is as high as the page: see page.css."""


@st.fragment
def draw(sitting: Sitting, found: Room, brought: Sequence[Brought], choice: choices.Choice) -> None:
    """Draw the conversation; begin the whole page anew when it is no longer what it was."""
    is_whole = sitting.session.take_page()
    # Containers first: what is asked must be known before the turns before it are drawn. They are
    # the same in every run, so that nothing that stands is drawn a second time.
    news, welcome, notes, talk = st.container(), st.empty(), st.container(), st.container()
    typed = _question_box(sitting) or sitting.session.take_next() or ""
    # The box counts its letters in the browser only.
    text = typed.strip()[: sitting.house.max_question_chars]
    try:
        if _is_other(sitting, is_whole=is_whole):
            sitting.session.ask_next(text)
            st.rerun()
        is_asking = bool(text) and sitting.answers is not None
        if is_asking:
            sitting.session.drop_early()
        if not is_asking:
            sitting.house.underway.end(st.query_params.get(TALK, ""))
        with news:
            waiting.news(sitting, () if is_asking else brought)
        with notes:
            _notes(sitting, found)
        if not sitting.session.turns and not is_asking:
            with welcome.container():
                _welcome(sitting, found)
        with talk:
            _open(sitting, *_conversation(sitting, is_asking))
            if is_asking:
                _ask(sitting, choice, text)
    except FirsthandError as error:
        notices.failed(error)


def _is_other(sitting: Sitting, *, is_whole: bool) -> bool:
    """Tell whether another viewer looks, or at something else, than when the page was drawn.

    In the run that draws the whole page only who looks is asked again: while a sync writes, the
    catalog changes faster than a page is drawn.
    """
    house = sitting.house
    if sign_in.visitor(house).viewer != sitting.viewer:
        return True
    return not is_whole and (
        house.catalog.revision() != sitting.revision
        or house.reach().serving is not sitting.reach.serving
    )


def _notes(sitting: Sitting, found: Room) -> None:
    if found.is_empty:
        notices.empty(sitting.house)
    else:
        notices.serving(sitting.house, sitting.reach)


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
        with st.container(key=f"{_LAST if is_last else _PAST}_{turn.id}"):
            answering.asked(now, is_last=is_last)
            clicked = answering.said(sitting, now)
            clicked = _after(sitting, now, is_last) or clicked
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


def _after(sitting: Sitting, turn: Turn, is_last: bool) -> str | None:
    """Draw what can be done with a turn; return what is to be opened."""
    can_ask = is_last and sitting.answers is not None
    again = Again(ask=lambda it: _replace(sitting, it, it.question), edit=sitting.session.edit)
    opened = after.draw(sitting, turn, again if can_ask else None)
    if can_ask and sitting.session.is_edited(turn):
        edit_box.draw(turn, lambda text: _replace(sitting, turn, text), sitting.session.edit)
    elif can_ask:
        _further(sitting, turn)
    return opened


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


def _ask(sitting: Sitting, choice: choices.Choice, text: str) -> None:
    """Draw a new turn just as the next run will: nothing of it is drawn twice."""
    session, was = sitting.session, sitting.session.talk
    turn, question = answering.begin(sitting, choice, text)
    talk = was or asked.new_id()
    lookup = sitting.house.underway.begin(talk, sitting.viewer, text)
    # In the address before there is an answer: a page that is loaded meanwhile asks again.
    st.query_params[TALK] = talk
    with st.container(key=f"{_LAST}_{turn.id}"):
        answering.asked(turn, is_last=True)
        turn = answering.answered(sitting, turn, question)
        session.put(turn)
        sitting.house.underway.end(talk, lookup)
        kept = turn
        if not lookup.taken:
            kept = memory.keep(sitting.house.catalog, question, turn, talk, is_new=not was)
        session.put(kept)
        session.resume(talk if kept.asked_id else was, ())
        _after(sitting, kept, is_last=True)
    if not session.talk:
        del st.query_params[TALK]
    elif session.talk != was:
        # A conversation has begun: it stands in the sidebar and in the address from now on.
        st.rerun()
