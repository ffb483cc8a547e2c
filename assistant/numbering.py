"""Gives citations their numbers: in order of appearance, and through a conversation without change.

A contribution that was cited earlier keeps its number; new ones go on counting. Each answer counts
for itself where there is no conversation. It does not know who wrote the statements.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.records import Citation, Exchange, Statement


class Numbering:
    """Hands out the numbers of one answer."""

    def __init__(
        self, citations: Sequence[Citation], conversation: Sequence[Exchange] = ()
    ) -> None:
        """Take the citations under the numbers of a draft, and what was cited before."""
        self._drafted = {item.number: item for item in citations}
        self._before = _numbers(conversation)
        self._next = 1 + max(self._before.values(), default=0)
        self._given: dict[int, int] = {}

    def renumbered(self, statement: Statement) -> Statement:
        """Return a statement with its final numbers."""
        return replace(statement, citations=tuple(self._number(n) for n in statement.citations))

    def citations(self) -> tuple[Citation, ...]:
        """Return the citations that statements used, by their final numbers."""
        used = (replace(self._drafted[old], number=new) for old, new in self._given.items())
        return tuple(sorted(used, key=lambda item: item.number))

    def _number(self, drafted: int) -> int:
        if drafted not in self._given:
            earlier = self._before.get(self._drafted[drafted].contribution_id)
            if earlier is None or earlier in self._given.values():
                earlier, self._next = self._next, self._next + 1
            self._given[drafted] = earlier
        return self._given[drafted]


def _numbers(conversation: Sequence[Exchange]) -> dict[str, int]:
    found: dict[str, int] = {}
    for exchange in conversation:
        numbers = exchange.numbers or range(1, len(exchange.contribution_ids) + 1)
        for id, number in zip(exchange.contribution_ids, numbers, strict=False):
            found.setdefault(id, number)
    return found
