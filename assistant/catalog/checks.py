"""What can be wrong inside the catalog although the database itself is sound."""

from sqlalchemy import exists, func, select

from assistant.catalog.catalog import Reading
from assistant.catalog.tables import contribution, passage, vector


def without_audience(reading: Reading) -> int:
    """Return how many contributions and passages name no audience; nobody may read those."""
    total = 0
    for table in (contribution, passage):
        query = select(func.count()).select_from(table).where(table.c.audience == "")
        total += int(reading.connection.execute(query).scalar_one())
    return total


def without_vector(reading: Reading) -> int:
    """Return how many passages have no vector."""
    held = exists().where(vector.c.text_key == passage.c.text_key)
    query = select(func.count()).select_from(passage).where(~held)
    return int(reading.connection.execute(query).scalar_one())
