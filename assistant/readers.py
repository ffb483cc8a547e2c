"""Counts who reads a thing, so that it is closed only when the last one is done."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_T = TypeVar("_T")


class Readers:
    """Readers of things that are swapped under them. Several threads may use one."""

    def __init__(self) -> None:
        """Begin without readers."""
        self._counts: Counter[int] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def reading(self, take: Callable[[], _T]) -> Iterator[_T]:
        """Give what `take` returns and count as its reader in the `with` block."""
        with self._changed:
            held = take()
            self._counts[id(held)] += 1
        try:
            yield held
        finally:
            with self._changed:
                self._counts[id(held)] -= 1
                self._changed.notify_all()

    def drain(self, held: object, timeout_s: float) -> bool:
        """Wait until nobody reads the thing any more; False when that takes too long."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self._counts[id(held)]:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    return False
        return True
