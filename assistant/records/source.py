"""A stewarded origin, and what its steward decided."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.records.people import Naming
from assistant.records.values import PUBLIC


class SourceState(StrEnum):
    """What a steward decided about a source."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


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
    mask: tuple[str, ...] = ("key",)
    """Kinds of personal data masked in texts at ingest: "email", "phone", "key"."""
    state: SourceState = SourceState.ACTIVE
