"""What can be done with an answer: copy, share, thank, complain, ask again, bring it elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assistant.catalog import feedback
from assistant.courtesy import COURTESY
from assistant.records import Answer, Status
from ui.web import words, words_ask
from ui.web.components import copy_view, feedback_dialog, hand_off_dialog, share_dialog
from ui.web.markdown_copy import as_markdown
from ui.web.session import WIDGETS, Turn
from ui.web.sitting import Sitting

COPY, SHARE, WRONG, THANK, HAND_OFF = "copy", "share", "wrong", "thank", "hand_off"
_TITLES = {
    SHARE: words_ask.SHARE_DIALOG,
    WRONG: words_ask.WRONG_DIALOG,
    THANK: words_ask.THANK_DIALOG,
    HAND_OFF: words_ask.HAND_OFF_DIALOG,
}


@dataclass(frozen=True, kw_only=True)
class Again:
    """What happens when a question is asked again, or put in other words."""

    ask: Callable[[Turn], None]
    edit: Callable[[Turn], None]


def draw(sitting: Sitting, turn: Turn, again: Again | None) -> str | None:
    """Draw what can be done with an answer; return what is to be opened.

    `again` is None for all but the newest answer, and while nobody answers.
    """
    said = turn.answer is not None and bool(turn.answer.statements)
    with st.container(key=f"after_{'said' if said else 'none'}_{turn.id}", horizontal=True):
        opened = _offers(sitting, turn, said)
        if again is not None:
            _do(turn, words.ASK_AGAIN, "again", "refresh", again.ask)
            _do(turn, words_ask.EDIT, "edit", "edit", again.edit)
    return opened


def _offers(sitting: Sitting, turn: Turn, said: bool) -> str | None:
    """Draw what opens a box over the page; return what is to be opened in this run alone."""
    answer, is_kept = turn.answer, turn.asked_id is not None
    if answer is not None and _can_be_handed_off(answer) and not turn.gone:
        _box(sitting, turn, HAND_OFF, words_ask.HAND_OFF, "campaign")
    copied = said and st.button(
        words.COPY, key=f"{WIDGETS}copy_{turn.id}", icon=":material/content_copy:", type="tertiary"
    )
    if said and is_kept:
        _box(sitting, turn, SHARE, words_ask.SHARE, "link")
        if _is_thanked_for(sitting, turn):
            _box(sitting, turn, THANK, words_ask.THANK, "volunteer_activism")
        _box(sitting, turn, WRONG, words_ask.WRONG, "flag")
    return COPY if copied else None


def _can_be_handed_off(answer: Answer) -> bool:
    """Tell whether there is a question that colleagues could still answer."""
    return answer.status is not Status.ANSWERED and COURTESY not in answer.notes


def _box(sitting: Sitting, turn: Turn, what: str, text: str, icon: str) -> None:
    st.button(
        text,
        key=f"{WIDGETS}{what}_{turn.id}",
        icon=f":material/{icon}:",
        type="secondary" if what == HAND_OFF else "tertiary",
        on_click=sitting.session.open_box,
        args=(turn, what),
    )


def _is_thanked_for(sitting: Sitting, turn: Turn) -> bool:
    """Tell whether somebody who is quoted wishes to hear that it helped."""
    ids = [item.contribution_id for item in turn.answer.citations] if turn.answer else []

    def look() -> bool:
        with sitting.house.catalog.read() as reading:
            return bool(feedback.wishing(reading, ids))

    return sitting.session.known(f"thanks_{turn.asked_id}", sitting.revision, look)


def _do(turn: Turn, text: str, name: str, icon: str, then: Callable[[Turn], None]) -> None:
    st.button(
        text,
        key=f"{WIDGETS}{name}_{turn.id}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=then,
        args=(turn,),
    )


def open_copy(sitting: Sitting, turn: Turn) -> None:
    """Open the answer as Markdown."""
    if turn.answer is not None:
        copy_view.open_copy(as_markdown(turn.answer, sitting.where(turn), sitting.zone))


def open_box(sitting: Sitting, turn: Turn) -> bool:
    """Open the box that stands open over a turn; tell whether there is one."""
    what, answer, asked_id = sitting.session.box(turn), turn.answer, turn.asked_id
    if what not in _TITLES or answer is None or (asked_id is None and what != HAND_OFF):
        return False

    @st.dialog(_TITLES[what], width="medium", on_dismiss=sitting.session.close_box)
    def box() -> None:
        if what == HAND_OFF:
            hand_off_dialog.draw(sitting, turn)
        elif what == SHARE:
            share_dialog.draw(sitting, asked_id or "")
        elif what == WRONG:
            feedback_dialog.draw_wrong(sitting, asked_id or "", answer)
        else:
            feedback_dialog.draw_thank(sitting, asked_id or "", answer)

    box()
    return True
