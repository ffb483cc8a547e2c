"""What an index that follows the catalog can do: the contract of both followers.

An index holds ids and vectors, or ids and terms; never text that could be read back. It does not
know what a passage says or who asks: audiences are part of every search.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.catalog.feed import FeedItem
from assistant.records import Vector


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage that an index found."""

    id: str
    score: float
    """Cosine similarity (vectors) or BM25 (words); higher is nearer, comparable in one list."""


class Follower(Protocol):
    """Take over what changed in the catalog."""

    def upsert(self, items: Sequence[FeedItem]) -> None:
        """Add passages, or put them again: the same call twice changes nothing."""
        ...

    def delete(self, gone: Sequence[tuple[str, str]]) -> None:
        """Take (passage, audience) pairs out; unknown ones are no error."""
        ...

    def commit(self) -> None:
        """Make everything so far searchable and durable."""
        ...


class VectorIndex(Follower, Protocol):
    """Find passages by nearness of vectors."""

    def search(self, vector: Vector, audiences: frozenset[str], k: int) -> list[Hit]:
        """Return up to k nearest passages of the audiences, best first, score = cosine."""
        ...


class WordIndex(Follower, Protocol):
    """Find passages by their words."""

    def search(self, text: str, audiences: frozenset[str], k: int) -> list[Hit]:
        """Return up to k passages of the audiences that share words, best first, score = BM25."""
        ...

    def terms(self, text: str) -> list[str]:
        """Return the terms that a text is searched by, repeats repeated."""
        ...

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Return BM25's inverse document frequency of each term; 0 where no passage has it."""
        ...

    def passages(self) -> int:
        """Return how many passages there are."""
        ...
