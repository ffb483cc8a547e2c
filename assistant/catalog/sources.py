"""The stewards' register of sources."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, literal, select, update

from assistant.catalog import adaptations
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import passage, source, thread, tombstone
from assistant.errors import UnknownId, WrongUse
from assistant.records import Naming, Source, SourceState


def add(change: Change, new: Source) -> None:
    """Register a source.

    Raises WrongUse when the id is taken.
    """
    if change.connection.execute(select(source.c.id).where(source.c.id == new.id)).first():
        raise WrongUse(f"there is already a source {new.id!r}; choose another --id")
    change.connection.execute(
        insert(source).values(
            id=new.id,
            kind=new.kind,
            location=new.location,
            title=new.title,
            audience=new.audience,
            map_audience=[list(pair) for pair in new.map_audience],
            attribution=new.attribution.value,
            steward=new.steward,
            purpose=new.purpose,
            licence=new.licence,
            base_url=new.base_url,
            deletions=new.deletions,
            review_by=new.review_by,
            mask=list(new.mask),
            state=new.state.value,
            added_at=datetime.now(UTC),
        )
    )
    change.audit("source.add", new.id, kind=new.kind, audience=new.audience)


def every(reading: Reading) -> tuple[Source, ...]:
    """Return all sources in the order they were added."""
    rows = reading.connection.execute(select(source).order_by(source.c.added_at, source.c.id))
    return tuple(_record(row) for row in rows)


def get(reading: Reading, id: str) -> Source:
    """Return a source.

    Raises UnknownId listing the sources there are.
    """
    row = reading.connection.execute(select(source).where(source.c.id == id)).first()
    if row is None:
        known = ", ".join(item.id for item in every(reading)) or "none yet"
        raise UnknownId(f"there is no source {id!r}; the sources are: {known}")
    return _record(row)


def set_state(change: Change, id: str, state: SourceState) -> None:
    """Pause, resume or retire a source; the followers drop or take back its passages.

    Raises UnknownId; WrongUse when the source is retired for good.
    """
    found = get(change, id)
    if found.state is SourceState.RETIRED and state is not SourceState.RETIRED:
        raise WrongUse(f"source {id!r} is retired; add it again under another id")
    change.connection.execute(update(source).where(source.c.id == id).values(state=state.value))
    if state is SourceState.ACTIVE:
        _raise_passages(change, id)
    elif state is SourceState.PAUSED:
        # Of a retired source they are deleted, which buries them: `ingest.register.set_state`.
        _bury_passages(change, id)
    change.audit(f"source.{state.value}", id)
    adaptations.drop_stale(change)


def set_mask(change: Change, id: str, kinds: tuple[str, ...]) -> None:
    """Set which personal data is masked in a source's texts, from its next sync on.

    Raises UnknownId.
    """
    get(change, id)
    change.connection.execute(update(source).where(source.c.id == id).values(mask=list(kinds)))
    change.audit("source.mask", id, mask=",".join(kinds) or "none")


def set_base_url(change: Change, id: str, url: str | None) -> None:
    """Set where a source's links start, from its next sync on; raises UnknownId."""
    get(change, id)
    change.connection.execute(update(source).where(source.c.id == id).values(base_url=url))
    change.audit("source.link", id)


def _raise_passages(change: Change, id: str) -> None:
    change.connection.execute(
        update(passage).where(passage.c.source_id == id).values(revision=change.revision)
    )


def _bury_passages(change: Change, id: str) -> None:
    change.connection.execute(
        insert(tombstone).from_select(
            ["revision", "passage_id", "audience"],
            select(literal(change.revision), passage.c.id, passage.c.audience).where(
                passage.c.source_id == id
            ),
        )
    )


def spaces(reading: Reading, source_id: str) -> tuple[str, ...]:
    """Return the channels, categories or folders a source's threads stand in, sorted."""
    rows = reading.connection.execute(
        select(thread.c.space).where(thread.c.source_id == source_id).distinct()
    )
    return tuple(sorted(row.space for row in rows if row.space))


def _record(row: Row[Any]) -> Source:
    return Source(
        id=row.id,
        kind=row.kind,
        location=row.location,
        title=row.title,
        audience=row.audience,
        map_audience=tuple((space, audience) for space, audience in row.map_audience),
        attribution=Naming(row.attribution),
        steward=row.steward,
        purpose=row.purpose,
        licence=row.licence,
        base_url=row.base_url,
        deletions=row.deletions,
        review_by=row.review_by,
        mask=tuple(row.mask),
        state=SourceState(row.state),
    )
