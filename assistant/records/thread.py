"""What is stored and searched: threads, contributions, passages."""

from dataclasses import dataclass
from datetime import datetime

from assistant.records.draft import Reaction
from assistant.records.people import Contributor


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One stored post, reply, comment, mail or document section."""

    id: str
    external_id: str
    thread_id: str
    source_id: str
    audience: str
    ordinal: int
    """Position in its thread, from 0."""
    text: str
    contributors: tuple[Contributor, ...] = ()
    created_at: datetime | None = None
    edited_at: datetime | None = None
    url: str | None = None
    reply_to: str | None = None
    """Contribution id of what it answers."""
    accepted: bool = False
    reactions: tuple[Reaction, ...] = ()
    locator: str | None = None
    licence: str | None = None
    superseded_by: str | None = None
    """Contribution id of the later advice that replaced it."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A stored conversation or document."""

    id: str
    external_id: str
    source_id: str
    audience: str
    title: str | None
    url: str | None = None
    space: str | None = None
    tags: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A run of a passage that one contribution speaks."""

    contribution_id: str
    start: int
    """First character in the passage's text."""
    end: int
    """One past the last character in the passage's text."""
    offset: int
    """Where the run starts in the contribution's text."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The unit of retrieval: a run of one thread, every character with its speaker."""

    id: str
    thread_id: str
    source_id: str
    audience: str
    ordinal: int
    text: str
    turns: tuple[Turn, ...]
    context: str = ""
    """Thread title and question, embedded before the text, never quoted."""
    context_ids: tuple[str, ...] = ()
    """Contributions that the context was taken from."""

    @property
    def embedded_text(self) -> str:
        """What the embedder and the word index see."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    def __repr__(self) -> str:
        """Shorten the text: passages stand in logs and test output."""
        return f"Passage({self.id}, {self.text[:40]!r}, turns={len(self.turns)})"
