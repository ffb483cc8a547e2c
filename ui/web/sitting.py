"""What one run of the Ask page works with, handed to everything that it draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from assistant.assistant import Answers
from assistant.records import Viewer
from ui.web import room
from ui.web.places import Place
from ui.web.reach import Reach
from ui.web.session import Session, Turn
from ui.web.wiring import House


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """One run of the page for one viewer."""

    house: House
    session: Session
    viewer: Viewer
    zone: tzinfo
    revision: int
    reach: Reach
    answers: Answers | None
    """None: nobody answers just now."""

    @property
    def asker(self) -> str:
        """Whose questions count together: a person's, or a tab's where nobody signs in."""
        person = self.viewer.id if self.house.provider is not None else None
        return person or self.session.tab

    def where(self, turn: Turn) -> Mapping[str, Place]:
        """Return the threads that a turn speaks of, in words."""
        return self.session.known(
            f"places_{turn.asked_id or turn.id}",
            self.revision,
            lambda: room.whereabouts(self.house.catalog, self.viewer, turn),
        )
