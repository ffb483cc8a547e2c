"""What every page beside Ask begins with: who looks, and whether the page is for them."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import streamlit as st

from assistant.errors import FirsthandError, NotAllowed
from assistant.records import Answer, Status
from assistant.visitor import Role, Visitor
from ui.web import guard, scene, words
from ui.web.components import sidebar, thread_view
from ui.web.errands import Errands
from ui.web.safe_text import label
from ui.web.session import Session
from ui.web.wiring import House, errands, zone

_STYLE = Path(__file__).parent / "components" / "pages.css"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What one run of a page works with."""

    house: House
    visitor: Visitor
    session: Session
    zone: tzinfo

    @property
    def errands(self) -> Errands:
        """What runs beside the pages of this process."""
        return errands(str(self.house.home))

    def open_thread(self, thread_id: str) -> None:
        """Open a thread as this viewer may read it now."""
        nothing = Answer(question="", status=Status.UNANSWERED)
        what = f"{scene.THREAD}:{thread_id}"
        thread_view.open_what(self.house, self.visitor.viewer, nothing, what, self.zone)


def enter(house: House, role: Role, page: str) -> Frame | None:
    """Draw the frame of a page; None: whoever looks was turned away, and told so."""
    st.html(_STYLE)
    visitor = sidebar.visitor(house)
    session = Session(st.session_state)
    session.settle(visitor.viewer)
    try:
        guard.require(house.catalog, visitor, role, page)
    except NotAllowed:
        st.title(words.NOT_YOURS, anchor=False)
        st.markdown(words.NOT_YOURS_MORE)
        return None
    return Frame(house=house, visitor=visitor, session=session, zone=zone(st.context.timezone))


def tell(error: FirsthandError) -> None:
    """Say why something was not done."""
    st.error(label(str(error)), icon=":material/error:")
