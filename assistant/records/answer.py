"""A question on its way in and an answer on its way out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assistant.records.people import Viewer
from assistant.records.thread import Contribution, Passage

TraceValue = str | int | float | None | tuple[str, ...] | tuple[tuple[str, int], ...]
Trace = tuple[tuple[str, TraceValue], ...]
"""How an answer came about, as (what, value) in order, for whoever keeps or studies answers.

Every writer says `writer`, `passages` (ids of what it was given), `written` (statements before the
check) and `dropped` (how many for which reason); a language model adds its own, such as `model` and
tokens. It may name passages of the viewer's audiences, and is shown to nobody else.
"""


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
class Filters:
    """What the asker narrowed the search to; empty means everything."""

    contributors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    """Channels, categories, folders, as their platform names them."""
    after: datetime | None = None
    before: datetime | None = None

    def __bool__(self) -> bool:
        """True when anything is narrowed."""
        lists = (self.contributors, self.sources, self.tags, self.spaces)
        return any(lists) or self.after is not None or self.before is not None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One earlier question of a conversation and what was answered."""

    question: str
    answer: str
    contribution_ids: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    """The numbers by which they were cited, in the same order; none: 1, 2, 3 ..."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, by whom, after what."""

    text: str
    viewer: Viewer = field(default_factory=Viewer)
    filters: Filters = field(default_factory=Filters)
    conversation: tuple[Exchange, ...] = ()
    writer: str | None = None
    """"quote" or "llm"; None: a language model where one is configured."""


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
    alike: tuple[Contribution, ...] = ()
    """What says nearly the same in other threads: found too, shown once, credited all the same."""


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
    written: bool = False
    """True: a language model wrote it out of what it cites; nobody said it in these words."""
    view: int | None = None
    """Where colleagues differ and a model wrote: which view it belongs to, from 1."""


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
class FollowUp:
    """What may be asked next."""

    text: str
    """The question in a colleague's words, or the name of the colleague to ask."""
    thread_id: str | None = None
    """Where it was asked; None where a colleague is to be asked."""
    contributor_id: str | None = None
    """The colleague to ask; None where it is a question."""


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
    trace: Trace = ()
    follow_ups: tuple[FollowUp, ...] = ()
    """At most three; the last may be a colleague to ask."""


def numbered(items: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence with ranks 1, 2, 3 ... in the order given."""
    return [replace(item, rank=i) for i, item in enumerate(items, start=1)]
