"""What a reader finds, before anything is decided about it."""

from dataclasses import dataclass
from datetime import datetime

from assistant.records.people import Author


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """How often one reaction was given. Who gave it is not kept."""

    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One post, reply, comment, mail or document section as a reader found it."""

    external_id: str
    """Stable name of the item inside its source, the same in every later export."""
    authors: tuple[Author, ...]
    """Its contributors; several for co-authors, none where the source names nobody."""
    text: str
    """Their own words as Markdown-like plain text: no quotes of others, no signature."""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    url: str | None = None
    reply_to: str | None = None
    """`external_id` of the item it answers, if the source says so."""
    accepted: bool = False
    reactions: tuple[Reaction, ...] = ()
    locator: str | None = None
    """Where in a document: heading path, page ("Chapter 2 › Rhythm", "page 3")."""
    mentions: tuple[Author, ...] = ()
    attachments: int = 0
    """Files that came with it and are not read."""
    licence: str | None = None
    notes: tuple[str, ...] = ()
    """What the reader had to decide (see `ingest.outcome`): "encoding:cp1252", "ocr"."""


@dataclass(frozen=True, kw_only=True)
class ThreadDraft:
    """A conversation or a document as a reader found it, drafts in order."""

    external_id: str
    title: str | None
    drafts: tuple[Draft, ...]
    url: str | None = None
    space: str | None = None
    """The channel, list, category or folder it stands in."""
    private: bool = False
    """True: left out unless the source maps `space` to an audience."""
    tags: tuple[str, ...] = ()
