"""How a colleague wishes to be asked and thanked: a part of My words."""

import streamlit as st

from assistant.catalog.invitations import Invitation
from assistant.errors import FirsthandError
from ui.web import frame, mine, words_people
from ui.web.frame import Frame
from ui.web.mine import Mine
from ui.web.session import WIDGETS

_USUAL_DAYS = 14


def wishes(opened: Frame, shown: Mine) -> None:
    """Let somebody say whether, how and how often they may be asked, and whether to be thanked."""
    st.header(words_people.ASKED, anchor=False)
    st.markdown(words_people.ASKED_MORE)
    key = f"{WIDGETS}wish_{{}}_{shown.contributor_id}".format
    wish = shown.wish
    with st.form(key("form"), border=True):
        may = st.checkbox(words_people.MAY_BE_ASKED, value=bool(wish.channel), key=key("may"))
        channel = st.text_input(
            words_people.CHANNEL,
            value=wish.channel,
            placeholder=words_people.CHANNEL_EXAMPLE,
            max_chars=200,
            key=key("channel"),
        )
        days = st.number_input(
            words_people.EVERY_DAYS,
            min_value=1,
            max_value=365,
            value=wish.every_days or _USUAL_DAYS,
            key=key("days"),
        )
        thanks = st.checkbox(words_people.THANKS_WISH, value=wish.wants_thanks, key=key("thanks"))
        is_sent = st.form_submit_button(words_people.SAVE)
    if is_sent:
        wanted = Invitation(
            channel=(channel or words_people.CHANNEL_EXAMPLE) if may else "",
            every_days=int(days) if may else None,
            wants_thanks=thanks,
        )
        _save(opened, shown.contributor_id, wanted)


def _save(opened: Frame, contributor_id: str, wanted: Invitation) -> None:
    try:
        mine.wish(opened.house.catalog, opened.visitor, contributor_id, wanted)
    except FirsthandError as error:
        frame.tell(error)
        return
    st.success(words_people.SAVED, icon=":material/check:")
