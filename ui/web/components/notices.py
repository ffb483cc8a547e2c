"""Says honestly what is wrong or not there yet, and looks again by itself."""

import streamlit as st

from assistant.errors import CatalogError, FirsthandError
from ui.web import words
from ui.web.reach import Reach, Serving
from ui.web.safe_text import label
from ui.web.wiring import House

_LOOK_AGAIN_S = 2.0


def failed(error: FirsthandError) -> None:
    """Say why there is no community to show."""
    if isinstance(error, CatalogError):
        st.error(words.CATALOG_FAILED, icon=":material/error:")
        st.text(str(error))
        return
    st.title(words.NO_COMMUNITY, anchor=False)
    st.markdown(words.NO_COMMUNITY_MORE)
    st.text(str(error))


def not_local() -> None:
    """Refuse to be reached from elsewhere."""
    st.error(words.NOT_LOCAL, icon=":material/lock:")
    st.markdown(words.NOT_LOCAL_MORE)


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
