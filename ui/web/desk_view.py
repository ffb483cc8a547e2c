"""What the pages of the steward's desk share: the frame, errands by subject, notices."""

from collections.abc import Callable

import streamlit as st

from assistant.errors import FirsthandError
from assistant.visitor import Role
from ui.web import frame
from ui.web.components import progress
from ui.web.desk_sources import Desk
from ui.web.errands import Errand, News
from ui.web.frame import Frame
from ui.web.wiring import House


def enter(house: House, page: str, title: str, more: str) -> tuple[Frame, Desk] | None:
    """Draw the frame of a page of the desk; None: whoever looks is no steward."""
    opened = frame.enter(house, Role.STEWARD, f"desk: {page}")
    if opened is None:
        return None
    st.title(title, anchor=False)
    st.markdown(more)
    desk = Desk(
        catalog=house.catalog,
        errands=opened.errands,
        visitor=opened.visitor,
        home=house.home,
        most_mb=house.settings.max_upload_mb if house.settings else 200,
    )
    return opened, desk


def begin(opened: Frame, name: str, start: Callable[[], Errand]) -> None:
    """Start an errand that this page watches under a name, and draw the page anew."""
    try:
        errand = start()
    except FirsthandError as error:
        frame.tell(error)
        return
    opened.session.note(name, errand.id)
    st.rerun()


def watch(opened: Frame, name: str, doing: str) -> News | None:
    """Show the errand of a name while it runs; return its news once it has ended well."""
    news = progress.watch(opened.errands, opened.session.noted(name), doing)
    if news is None or progress.failed(news):
        return None
    return news


def done(act: Callable[[], None]) -> bool:
    """Do something at once; say why where it cannot be done."""
    try:
        act()
    except FirsthandError as error:
        frame.tell(error)
        return False
    return True
