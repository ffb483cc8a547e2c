"""What can be wrong inside a sound catalog, and what to look for in the indexes that follow it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, or_, select

from assistant.catalog.catalog import Catalog, Reading
from assistant.catalog.passages import as_vector
from assistant.catalog.tables import contribution, passage, source, vector
from assistant.records import Vector

_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Probe:
    """A passage that an index must find by its vector."""

    id: str
    audience: str
    vector: Vector


def without_audience(reading: Reading) -> int:
    """Return how many contributions and passages name no audience; nobody may read those."""
    total = 0
    for table in (contribution, passage):
        bare = or_(table.c.audience == "", table.c.audience.is_(None))
        query = select(func.count()).select_from(table).where(bare)
        total += int(reading.connection.execute(query).scalar_one())
    return total


def without_vector(reading: Reading) -> int:
    """Return how many passages have no vector."""
    held = exists().where(vector.c.text_key == passage.c.text_key)
    query = select(func.count()).select_from(passage).where(~held)
    return int(reading.connection.execute(query).scalar_one())


def has_passages(reading: Reading) -> bool:
    """Tell whether there is anything that an index should hold."""
    query = (
        select(passage.c.id)
        .join(source, source.c.id == passage.c.source_id)
        .where(source.c.state == "active")
        .limit(1)
    )
    return reading.connection.execute(query).first() is not None


def probes(reading: Reading, n: int, until: int) -> Iterator[list[Probe]]:
    """Yield pages of n random passages of active sources, not changed after `until`; 0: of all."""
    query = select(passage.c.id).where(passage.c.revision <= until)
    # Ids are hashes and indexed: choosing among them reads no text and no vector.
    query = query.order_by(func.random()).limit(n) if n else query.order_by(passage.c.id)
    ids = list(reading.connection.execute(query).scalars())
    for i in range(0, len(ids), _PAGE):
        rows = reading.connection.execute(
            select(passage.c.id, passage.c.audience, vector.c.vector)
            .join(vector, vector.c.text_key == passage.c.text_key)
            .join(source, source.c.id == passage.c.source_id)
            .where(passage.c.id.in_(ids[i : i + _PAGE]), source.c.state == "active")
        )
        yield [
            Probe(id=row.id, audience=row.audience, vector=as_vector(row.vector)) for row in rows
        ]


def still_there(catalog: Catalog, ids: Sequence[str]) -> list[str]:
    """Return those of a page of passages that are still in an active source, read anew."""
    with catalog.read() as reading:
        rows = reading.connection.execute(
            select(passage.c.id)
            .join(source, source.c.id == passage.c.source_id)
            .where(passage.c.id.in_(ids), source.c.state == "active")
        )
        found = set(rows.scalars())
    return [id for id in ids if id in found]
