"""The nouns of Firsthand as frozen records: what the packages hand to each other.

Words are those of the design's glossary. Times are aware UTC. Nothing here knows how a record is
stored, found or shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""One embedding: shape (dimension,), float32, length 1."""
Vectors = NDArray[np.float32]
"""Several embeddings: shape (n, dimension), float32, each row of length 1."""

PUBLIC = "public"
"""The audience that everybody holds."""


class SourceState(StrEnum):
    """What a steward decided about a source."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class Naming(StrEnum):
    """How a contributor is shown, or that they are not."""

    NAMED = "named"
    PSEUDONYM = "pseudonym"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """How far an answer reaches."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    UNANSWERED = "unanswered"


class Standing(StrEnum):
    """How the cited colleagues stand to each other."""

    AGREED = "agreed"
    DIFFERS = "differs"
    CONTESTED = "contested"
    ONE_VOICE = "one_voice"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A stewarded origin: an export, a folder, a file."""

    id: str
    kind: str
    location: str
    title: str
    audience: str = PUBLIC
    map_audience: tuple[tuple[str, str], ...] = ()
    """Private spaces let in: (space as the platform names it, audience)."""
    attribution: Naming = Naming.NAMED
    steward: str | None = None
    purpose: str | None = None
    licence: str | None = None
    base_url: str | None = None
    """Where links start when the export does not say (a Slack workspace, a forum's address)."""
    deletions: str = "propose"
    """What vanished at the source: "propose" its removal, or "apply" it."""
    review_by: datetime | None = None
    state: SourceState = SourceState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class Author:
    """Somebody as a source names them: an identity, not yet a contributor."""

    identity: str
    """Platform and stable key: `slack:U123`, `mail:ana@example.org`, `document:Ana Silva`."""
    name: str | None = None
    handles: tuple[str, ...] = ()
    """Other spellings by which posts call them: user name, nick, address."""
    is_bot: bool = False


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


@dataclass(frozen=True, kw_only=True)
class Contributor:
    """A colleague as this community may see them."""

    id: str
    name: str | None
    """As they wish to be named; None where the source names nobody."""
    naming: Naming = Naming.NAMED
    identities: tuple[str, ...] = ()
    is_bot: bool = False


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


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Whoever asks, with the audiences they hold; everybody holds `public`."""

    id: str | None = None
    audiences: frozenset[str] = frozenset({PUBLIC})


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the asker narrowed the search to; empty means everything."""

    contributors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None

    def __bool__(self) -> bool:
        """True when anything is narrowed."""
        return bool(self.contributors or self.sources or self.tags or self.after or self.before)


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One earlier question of a conversation and what was answered."""

    question: str
    answer: str
    contribution_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, by whom, after what."""

    text: str
    viewer: Viewer = field(default_factory=Viewer)
    filters: Filters = field(default_factory=Filters)
    conversation: tuple[Exchange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A passage found for a question."""

    passage: Passage
    score: float
    """Between 0 and 1, higher is nearer."""
    rank: int
    """From 1."""
    contributions: tuple[Contribution, ...] = ()
    """The contributions of its turns, as stored, in order."""
    thread_title: str | None = None


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A numbered quotation of one contribution."""

    number: int
    contribution_id: str
    contributor_id: str | None
    contributor: str | None
    quote: str
    """The exact span of the contribution's text."""
    url: str | None
    created_at: datetime | None
    source_id: str
    thread_id: str
    thread_title: str | None
    co_authors: tuple[str, ...] = ()
    """Names beside `contributor` where several wrote it together."""
    locator: str | None = None
    superseded_by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sentence or quotation of an answer with the citations that carry it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PersonToAsk:
    """A colleague who may know more, and why."""

    contributor_id: str
    contributor: str
    reasons: tuple[str, ...]
    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Related:
    """A thread near the question."""

    thread_id: str
    title: str | None
    url: str | None
    source_id: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of a question."""

    question: str
    status: Status
    standing: Standing | None = None
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    people: tuple[PersonToAsk, ...] = ()
    related: tuple[Related, ...] = ()
    confidence: float = 0.0
    """Calibrated probability that the community has written an answer."""
    notes: tuple[str, ...] = ()
    timings_ms: tuple[tuple[str, float], ...] = ()


JsonObject = dict[str, Any]
"""A JSON object on its way out of an edge; never handed between modules of the core."""


def numbered(items: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence with ranks 1, 2, 3 ... in the order given."""
    return [replace(item, rank=i) for i, item in enumerate(items, start=1)]
