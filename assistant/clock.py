"""Takes the time of each stage of a question. It does not know what the stages do."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Milliseconds per stage of one question."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self._spent: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what happens inside towards a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            spent = 1000 * (time.perf_counter() - start)
            self._spent[name] = round(self._spent.get(name, 0.0) + spent, 2)

    def timings(self) -> tuple[tuple[str, float], ...]:
        """Return (stage, milliseconds) in the order of the stages, and the total."""
        total = round(sum(self._spent.values()), 2)
        return (*self._spent.items(), ("total", total))
