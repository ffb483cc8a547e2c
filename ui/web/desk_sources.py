"""The steward's work on sources: see how each stands, add, sync, pause, retire, confirm removals.

Each function is for stewards and asks its visitor again. It does not know widgets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from assistant.catalog import Catalog, Reading, runs, source_facts, sources, threads, vanished
from assistant.catalog.source_facts import SourceFacts
from assistant.errors import WrongUse
from assistant.records import PUBLIC, JsonObject, Naming, Source, SourceState
from assistant.visitor import Role, Visitor
from ingest.personal_data import policy
from ingest.register import checked_id, set_base_url, set_mask, set_state
from ui.web import guard, uploads
from ui.web.errands import Errand, Errands
from ui.web.safe_text import clean

Spaces = tuple[tuple[str, str], ...]
"""Private spaces and who may read each: (space, audience)."""
_WHAT = "desk: sources"
_AUDIENCE = re.compile(r"\w[\w.-]{0,62}")
_MOST_VANISHED = 50
_WORDS = 140
"""Characters shown of what vanished."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A source and how it stands."""

    source: Source
    contributions: int
    synced_at: datetime | None
    report: Mapping[str, object] = field(default_factory=dict)
    """Of the latest sync; empty before the first."""
    vanished: int = 0
    """Contributions that are gone at the source and wait for a steward's word."""
    is_upload: bool = False
    holds_left: bool = False
    """Whether somebody withdrew since its upload: the file still holds their words."""

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is to be looked at again."""
        due = self.source.review_by
        return due is not None and due <= now and self.source.state is not SourceState.RETIRED


@dataclass(frozen=True, kw_only=True)
class Vanished:
    """Words that are gone at their source."""

    words: str
    """How they begin."""
    by: str
    """As they wish to be named; empty where nobody is."""


@dataclass(frozen=True, kw_only=True)
class NewSource:
    """What a steward says of a source that is to be added."""

    id: str
    location: Path
    title: str = ""
    audience: str = PUBLIC
    spaces: Spaces = ()
    """Private spaces to let in: (space, audience)."""
    attribution: Naming = Naming.NAMED
    base_url: str = ""
    """Where links to the originals start; empty: nowhere."""
    mask: tuple[str, ...] = ("key",)
    """Kinds of personal data that are masked in its texts."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where a steward works, and who that is."""

    catalog: Catalog
    errands: Errands
    visitor: Visitor
    home: Path
    most_mb: int = 200
    """Largest upload, in megabytes."""

    def require(self, role: Role = Role.STEWARD) -> None:
        """Go on only for a steward, or whoever else is needed; raises NotAllowed."""
        guard.require(self.catalog, self.visitor, role, _WHAT)


def look(desk: Desk) -> tuple[Row, ...]:
    """Return all sources in the order they were added; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        latest = runs.latest(reading)
        return tuple(_row(desk, reading, item, latest) for item in sources.every(reading))


def _row(
    desk: Desk,
    reading: Reading,
    source: Source,
    latest: Mapping[str, tuple[datetime, JsonObject]],
) -> Row:
    at, report = latest.get(source.id, (None, {}))
    is_upload = uploads.is_upload(desk.home, Path(source.location))
    return Row(
        source=source,
        contributions=threads.count(reading, source.id)[1],
        synced_at=at,
        report=report,
        vanished=len(vanished.marked(reading, source.id)),
        is_upload=is_upload,
        holds_left=is_upload and _has_left_since(reading, source),
    )


def _has_left_since(reading: Reading, source: Source) -> bool:
    try:
        uploaded = datetime.fromtimestamp(Path(source.location).stat().st_mtime, UTC)
    except OSError:
        return False
    reading.ledger.refresh()
    entries = reading.ledger.entries.values()
    return any(entry.at > uploaded and entry.covers(source.id) for entry in entries)


def audiences(desk: Desk) -> tuple[str, ...]:
    """Return every audience that a source has, `public` first; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        every = sources.every(reading)
    named = {a for s in every for a in (s.audience, *(a for _, a in s.map_audience))}
    return (PUBLIC, *sorted(named - {PUBLIC}))


def gone(desk: Desk, source_id: str) -> tuple[Vanished, ...]:
    """Return what vanished at a source, as far as this steward may read it; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        ids = list(vanished.marked(reading, source_id))[:_MOST_VANISHED]
        found = threads.contributions(reading, ids).values()
    return tuple(
        Vanished(
            words=" ".join(clean(item.text).split())[:_WORDS],
            by=", ".join(person.name for person in item.contributors if person.name),
        )
        for item in found
        if item.audience in desk.visitor.viewer.audiences
    )


def upload(desk: Desk, source_id: str, name: str, content: IO[bytes]) -> Path:
    """Keep an upload for a source that is to be added; raises NotAllowed, WrongUse."""
    desk.require()
    _refuse_taken(desk, source_id)
    return uploads.keep(desk.home, source_id, name, content, desk.most_mb)


def discard(desk: Desk, source_id: str) -> None:
    """Delete an upload that is not to be added after all; raises NotAllowed, WrongUse."""
    desk.require()
    _refuse_taken(desk, source_id)
    uploads.discard(desk.home, source_id)


def renew(desk: Desk, source_id: str, name: str, content: IO[bytes]) -> Errand:
    """Put a newer export in the place of an uploaded one and sync it.

    Raises NotAllowed, WrongUse.
    """
    desk.require()
    with desk.catalog.read() as reading:
        location = Path(sources.get(reading, source_id).location)
    uploads.replace(desk.home, location, content, name, desk.most_mb)
    return sync(desk, source_id)


def preview(desk: Desk, new: NewSource) -> Errand:
    """Begin to look at what adding a source would bring; raises NotAllowed, WrongUse."""
    return _add(desk, new, "--dry-run")


def add(desk: Desk, new: NewSource) -> Errand:
    """Begin to add a source; raises NotAllowed, WrongUse."""
    return _add(desk, new)


def _add(desk: Desk, new: NewSource, *more: str) -> Errand:
    desk.require()
    _refuse_taken(desk, new.id)
    if not uploads.is_upload(desk.home, new.location):
        # Any file that this process can read could be named: that is for whoever runs it.
        desk.require(Role.MAINTAINER)
        uploads.refuse_own(desk.home, new.location)
    _require_names(new.audience, new.spaces)
    arguments = [
        "source",
        "add",
        f"--id={new.id}",
        f"--title={new.title or new.id}",
        f"--audience={new.audience}",
        f"--attribution={new.attribution.value}",
        f"--mask={','.join(new.mask) or 'none'}",
        *([f"--base-url={new.base_url}"] if new.base_url else []),
        f"--steward={desk.visitor.name or desk.visitor.actor}",
        *(f"--map-audience={space}={name}" for space, name in new.spaces),
        *more,
        "--",
        str(new.location),
    ]
    return desk.errands.start(arguments, subject=new.id, by=desk.visitor.actor)


def _require_names(audience: str, spaces: Spaces) -> None:
    for name in (audience, *(name for _, name in spaces)):
        if not _AUDIENCE.fullmatch(name):
            raise WrongUse(f"{name!r} cannot be an audience: use letters, digits, dots and hyphens")


def _refuse_taken(desk: Desk, source_id: str) -> None:
    checked_id(source_id)
    with desk.catalog.read() as reading:
        if source_id in {item.id for item in sources.every(reading)}:
            raise WrongUse(f"there is already a source {source_id!r}; choose another name")


def sync(desk: Desk, source_id: str, *, confirm_removals: bool = False) -> Errand:
    """Begin to bring a source up to date; raises NotAllowed, UnknownId, WrongUse."""
    desk.require()
    with desk.catalog.read() as reading:
        sources.get(reading, source_id)
    arguments = ["sync", source_id, *(["--confirm-removals"] if confirm_removals else [])]
    return desk.errands.start(arguments, subject=source_id, by=desk.visitor.actor)


def attribute(desk: Desk, source_id: str, naming: Naming) -> Errand:
    """Begin to name whoever chose nothing in another way; raises NotAllowed, UnknownId."""
    desk.require()
    with desk.catalog.read() as reading:
        sources.get(reading, source_id)
    arguments = ["source", "attribute", source_id, naming.value]
    return desk.errands.start(arguments, subject=source_id, by=desk.visitor.actor)


def open_to(desk: Desk, source_id: str, audience: str, spaces: Spaces) -> Errand:
    """Begin to let others read a source; raises NotAllowed, UnknownId, WrongUse."""
    desk.require()
    _require_names(audience, spaces)
    with desk.catalog.read() as reading:
        sources.get(reading, source_id)
    mapped = [f"--map-audience={space}={name}" for space, name in spaces]
    arguments = ["source", "audience", *mapped, "--", source_id, audience]
    return desk.errands.start(arguments, subject=source_id, by=desk.visitor.actor)


def set_aside(desk: Desk, source_id: str, state: SourceState) -> None:
    """Pause, resume or retire a source; raises NotAllowed, UnknownId, WrongUse."""
    desk.require()
    set_state(desk.catalog, source_id, state, desk.visitor.actor)
    if state is SourceState.RETIRED:
        uploads.discard(desk.home, source_id)


def mask(desk: Desk, source_id: str, kinds: Sequence[str]) -> None:
    """Set which personal data a source masks, from its next sync on.

    Raises NotAllowed, UnknownId, WrongUse.
    """
    desk.require()
    set_mask(desk.catalog, source_id, policy(",".join(kinds) or "none"), desk.visitor.actor)


def link(desk: Desk, source_id: str, base_url: str) -> None:
    """Set where a source's links start, from its next sync on.

    Raises NotAllowed, UnknownId, WrongUse.
    """
    desk.require()
    set_base_url(desk.catalog, source_id, base_url, desk.visitor.actor)


def describe(desk: Desk, source_id: str, facts: SourceFacts) -> None:
    """Write down what a steward says of a source; raises NotAllowed, UnknownId, WrongUse."""
    desk.require()
    with desk.catalog.change(desk.visitor.actor) as change:
        source_facts.put(change, source_id, facts)


def pairs(text: str) -> Spaces:
    """Return (space, audience) of each line, such as `#leads = stewards`; raises WrongUse."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [line.rpartition("=") for line in lines]
    named = tuple((space.strip(), name.strip()) for space, _, name in found)
    wrong = [line for line, (s, name) in zip(lines, named, strict=True) if not s or not name]
    if wrong:
        raise WrongUse(f"write a space and its audience ('#leads = stewards'), not {wrong[0]!r}")
    return named


def now() -> datetime:
    """Return the moment, for review dates."""
    return datetime.now(UTC)
