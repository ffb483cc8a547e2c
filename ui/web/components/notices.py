"""Says honestly what is wrong or not there yet, and looks again by itself."""

import streamlit as st

from assistant.errors import BadSetting, CatalogError, FirsthandError
from ui.web import sign_in, words, words_ask
from ui.web.reach import Reach, Serving
from ui.web.safe_text import label
from ui.web.session import WIDGETS
from ui.web.wiring import House, is_local

_LOOK_AGAIN_S = 2.0


def failed(error: FirsthandError) -> None:
    """Say why there is no community to show."""
    is_missing = False
    if isinstance(error, CatalogError):
        st.error(words.CATALOG_FAILED, icon=":material/error:")
    elif isinstance(error, BadSetting):
        st.error(words.SETTINGS_WRONG, icon=":material/error:")
    else:
        is_missing = True
        st.title(words.NO_COMMUNITY, anchor=False)
    if not is_local(st.get_option("server.address") or ""):
        # The rest names files of this machine: nothing for whoever looks from elsewhere.
        return
    if is_missing:
        st.markdown(words.NO_COMMUNITY_MORE)
    st.text(str(error))


def not_local() -> None:
    """Refuse to be reached from elsewhere."""
    st.error(words.NOT_LOCAL, icon=":material/lock:")
    st.markdown(words.NOT_LOCAL_MORE)


def outside() -> None:
    """Let somebody sign in, or tell them that they are not part of this community."""
    if sign_in.is_signed_in():
        st.title(words.NOT_LET_IN, anchor=False)
        st.markdown(words.NOT_LET_IN_MORE)
        st.button(words.SIGN_OUT, key=WIDGETS + "sign_out", on_click=st.logout)
        return
    st.title(words.APP_TITLE, anchor=False)
    st.markdown(f"{words.TAGLINE} {words.SIGN_IN_MORE}")
    if words_ask.SHARE_PARAMETER in st.query_params:
        # Whoever signs in comes back to the front page: the address they came with is lost.
        st.info(words_ask.SHARED_SIGN_IN)
    st.button(
        words.SIGN_IN,
        key=WIDGETS + "sign_in",
        icon=":material/login:",
        type="primary",
        on_click=st.login,
    )


def empty(house: House) -> None:
    """Say that there is nothing to read, until there is."""
    st.info(f"**{words.EMPTY}**\n\n{words.EMPTY_MORE}", icon=":material/inbox:")
    _rerun_when_changed(house)


def serving(house: House, now: Reach) -> None:
    """Say what the indexes are doing when not all is well, until it is."""
    if now.serving is Serving.READY:
        return
    if now.serving is Serving.DEGRADED:
        st.warning(f"{words.DEGRADED} {words.DEGRADED_MORE}", icon=":material/healing:")
    elif now.serving is Serving.STARTING:
        st.info(f"**{words.STARTING}**\n\n{words.STARTING_MORE}", icon=":material/hourglass_top:")
    elif now.serving is Serving.BUSY:
        more = words.BUSY_MORE.format(who=label(now.detail))
        st.info(f"**{words.BUSY}**\n\n{more}", icon=":material/hourglass_top:")
    else:
        st.warning(
            f"**{words.NOT_SERVED}**\n\n{words.NOT_SERVED_MORE}", icon=":material/power_off:"
        )
    _rerun_when_changed(house)


def _rerun_when_changed(house: House) -> None:
    before = (house.reach().serving, house.catalog.revision())

    @st.fragment(run_every=_LOOK_AGAIN_S)
    def look_again() -> None:
        if (house.reach().serving, house.catalog.revision()) != before:
            st.rerun()

    look_again()
