"""What an asker says of an answer: what is wrong, to the stewards; thanks, to a colleague."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from assistant.catalog import feedback
from assistant.catalog.feedback import Reason, Remark
from assistant.errors import FirsthandError
from assistant.records import Answer, Citation
from ui.web import words, words_ask
from ui.web.safe_text import clean, label
from ui.web.session import WIDGETS
from ui.web.sitting import Sitting

_MOST_CHARS = 500
_QUOTE_CHARS = 60


def draw_wrong(sitting: Sitting, asked_id: str, answer: Answer) -> None:
    """Let the asker say what is wrong."""
    key = f"{WIDGETS}wrong_{asked_id}"
    with st.form(f"{key}_form", border=False):
        reason = st.radio(
            words_ask.WRONG_REASON,
            list(Reason),
            format_func=words_ask.REASONS.__getitem__,
            key=f"{key}_reason",
        )
        about = _choose(answer.citations, words_ask.WRONG_ABOUT, f"{key}_about", with_whole=True)
        said = st.text_area(words_ask.WRONG_WORDS, max_chars=_MOST_CHARS, key=f"{key}_words")
        st.caption(words_ask.WRONG_HELP)
        if not st.form_submit_button(words_ask.WRONG_SEND, type="primary") or reason is None:
            return
    remark = Remark(
        asked_id=asked_id,
        viewer_id=sitting.viewer.id or "",
        reason=reason,
        at=datetime.now(UTC),
        contribution_id=about,
        words=said.strip() or None,
    )
    try:
        with sitting.house.catalog.note("feedback") as change:
            feedback.give(change, remark)
    except FirsthandError as error:
        st.error(label(str(error)))
    else:
        st.success(words_ask.WRONG_THANKS)


def draw_thank(sitting: Sitting, asked_id: str, answer: Answer) -> None:
    """Let the asker thank a colleague who wishes to hear of it."""
    key = f"{WIDGETS}thank_{asked_id}"
    with sitting.house.catalog.read() as reading:
        ids = feedback.wishing(reading, [item.contribution_id for item in answer.citations])
    with st.form(f"{key}_form", border=False):
        citations = [item for item in answer.citations if item.contribution_id in ids]
        chosen = _choose(citations, words_ask.THANK_WHO, f"{key}_who", with_whole=False)
        said = st.text_area(words_ask.THANK_WORDS, max_chars=_MOST_CHARS, key=f"{key}_words")
        st.caption(words_ask.THANK_HELP)
        if not st.form_submit_button(words_ask.THANK_SEND, type="primary") or chosen is None:
            return
    now = datetime.now(UTC)
    try:
        with sitting.house.catalog.note("feedback") as change:
            feedback.thank(change, asked_id, chosen, answer.question, said.strip() or None, now)
    except FirsthandError as error:
        st.error(label(str(error)))
    else:
        st.success(words_ask.THANK_DONE)


def _choose(citations: Sequence[Citation], title: str, key: str, *, with_whole: bool) -> str | None:
    """Let one of the cited contributions be chosen; None: the answer as a whole."""
    names: Mapping[str, str] = {item.contribution_id: _named(item) for item in reversed(citations)}
    ids = list(dict.fromkeys(item.contribution_id for item in citations))
    options = [*([""] if with_whole else []), *ids]
    chosen = st.selectbox(
        title,
        options,
        key=key,
        format_func=lambda id: names.get(id, words_ask.WRONG_WHOLE),
    )
    return chosen or None


def _named(item: Citation) -> str:
    flat = " ".join(clean(item.quote).split())
    short = flat if len(flat) <= _QUOTE_CHARS else flat[:_QUOTE_CHARS].rstrip() + "…"
    return words_ask.cited(item.number, clean(words.byline(item)), short)
