"""Counts the tokens that a day's answers took, for everybody together, in the catalog.

It does not know what was asked.
"""

from collections.abc import Callable
from datetime import datetime

from assistant.catalog import Catalog, read_fact, write_fact
from assistant.chat import Usage

_FACT = "chat_tokens"


class Spending:
    """The tokens of the current day (UTC), against what a day may take."""

    def __init__(self, catalog: Catalog, per_day: int, now: Callable[[], datetime]) -> None:
        """Take the catalog and the limit; 0: none."""
        self._catalog = catalog
        self._per_day = per_day
        self._now = now

    def is_spent(self) -> bool:
        """Tell whether nothing more may be asked of a model today."""
        if not self._per_day:
            return False
        with self._catalog.read() as reading:
            return self._of_today(read_fact(reading, _FACT)) >= self._per_day

    def add(self, usage: Usage) -> None:
        """Count what an answer took."""
        tokens = usage.prompt_tokens + usage.completion_tokens
        if not tokens:
            return
        with self._catalog.note() as change:
            total = tokens + self._of_today(read_fact(change, _FACT))
            write_fact(change, _FACT, f"{self._now():%Y-%m-%d} {total}")

    def _of_today(self, fact: str | None) -> int:
        day, _, tokens = (fact or "").partition(" ")
        return int(tokens) if day == f"{self._now():%Y-%m-%d}" else 0
