"""The questions that are being looked up, so that a page that is loaded again asks them again.

Each stands under the conversation that the page's address names. Nothing outlasts the process,
nothing is written. It does not know pages.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.records import Viewer

_LIFE_S = 600.0
"""Nobody waits longer for an answer."""


@dataclass(kw_only=True)
class Lookup:
    """One question on its way to an answer."""

    viewer: Viewer
    text: str
    begun: float
    taken: bool = False
    """True: another page asks it now, and the answer of this one is not kept."""


class Underway:
    """Keeps what is being looked up; threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what tells the time."""
        self._clock = clock
        self._lookups: dict[str, Lookup] = {}
        self._lock = threading.Lock()

    def begin(self, talk: str, viewer: Viewer, text: str) -> Lookup:
        """Note a question that is looked up for a conversation."""
        with self._lock:
            now = self._clock()
            self._lookups = {
                id: item for id, item in self._lookups.items() if item.begun > now - _LIFE_S
            }
            made = Lookup(viewer=viewer, text=text, begun=now)
            self._lookups[talk] = made
            return made

    def end(self, talk: str, lookup: Lookup | None = None) -> None:
        """Forget a conversation's question, whichever it is or only this one."""
        with self._lock:
            if lookup is None or self._lookups.get(talk) is lookup:
                self._lookups.pop(talk, None)

    def take(self, talk: str, viewer: Viewer) -> str:
        """Return what this viewer's conversation was being asked, once; empty: nothing."""
        with self._lock:
            found = self._lookups.get(talk)
            if found is None or found.viewer != viewer or found.begun <= self._clock() - _LIFE_S:
                return ""
            del self._lookups[talk]
            found.taken = True
            return found.text
