"""What stewards change of a source after it was added. It does not know what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from assistant.catalog import sources
from assistant.catalog.catalog import Change
from assistant.catalog.tables import source
from assistant.errors import WrongUse
from assistant.records import Naming

_DELETIONS = ("propose", "apply")
_LONGEST = 300


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """What a steward may change at any time."""

    title: str
    steward: str | None = None
    purpose: str | None = None
    licence: str | None = None
    review_by: datetime | None = None
    """When it is to be looked at again; None: never."""
    deletions: str = "propose"


def put(change: Change, id: str, facts: SourceFacts) -> None:
    """Write down what a steward says of a source; raises UnknownId, WrongUse."""
    sources.get(change, id)
    texts = {name: _line(getattr(facts, name)) for name in ("steward", "purpose", "licence")}
    title = _line(facts.title)
    if not title:
        raise WrongUse("a source needs a title")
    if facts.deletions not in _DELETIONS:
        raise WrongUse(f"deletions are 'propose' or 'apply', not {facts.deletions!r}")
    values = {"title": title, "review_by": facts.review_by, "deletions": facts.deletions, **texts}
    change.connection.execute(update(source).where(source.c.id == id).values(values))
    change.audit("source.set", id, deletions=facts.deletions)


def set_attribution(change: Change, id: str, naming: Naming) -> None:
    """Set how a source names whoever chose nothing; stored texts are the caller's to cover.

    Raises UnknownId; WrongUse for withdrawn, which only people can choose.
    """
    sources.get(change, id)
    if naming is Naming.WITHDRAWN:
        raise WrongUse("a source names people or gives them another name; it cannot withdraw them")
    values = update(source).where(source.c.id == id).values(attribution=naming.value)
    change.connection.execute(values)
    change.audit("source.attribution", id, naming=naming.value)


def set_audience(change: Change, id: str, audience: str, spaces: Sequence[tuple[str, str]]) -> None:
    """Set who may read a source, and its private spaces {space: audience} that are let in.

    What is stored is the caller's to move. Raises UnknownId; WrongUse for an empty name.
    """
    sources.get(change, id)
    if not all(name.strip() for name in (audience, *(name for _, name in spaces))):
        raise WrongUse("an audience needs a name")
    change.connection.execute(
        update(source)
        .where(source.c.id == id)
        .values(audience=audience, map_audience=[list(pair) for pair in spaces])
    )
    change.audit("source.audience", id, audience=audience, spaces=len(spaces))


def _line(text: str | None) -> str | None:
    flat = " ".join((text or "").split())
    if len(flat) > _LONGEST:
        raise WrongUse(f"keep it to {_LONGEST} characters: {flat[:40]!r}…")
    return flat or None
