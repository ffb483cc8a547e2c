"""How many questions one asker may send in a while: one who floods the app must not slow others.

It does not know who asks: an asker is a key. Nothing outlasts the process, nothing is written.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

_MOST = 30
_SPAN_S = 60.0


class Pace:
    """Lets each asker ask so often within a span of time; threads may share it."""

    def __init__(
        self,
        most: int = _MOST,
        span_s: float = _SPAN_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take how many questions are answered within how many seconds."""
        self._most, self._span_s, self._clock = most, span_s, clock
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, asker: str) -> float:
        """Note a question and return 0; or note nothing and return after how many seconds to ask.

        A question that has to wait does not put the next one off.
        """
        with self._lock:
            now = self._clock()
            self._forget(now - self._span_s)
            times = self._asked.setdefault(asker, deque())
            if len(times) >= self._most:
                return times[0] + self._span_s - now
            times.append(now)
            return 0.0

    def _forget(self, before: float) -> None:
        for asker in list(self._asked):
            times = self._asked[asker]
            while times and times[0] <= before:
                times.popleft()
            if not times:
                del self._asked[asker]
