"""Vectors of another model, staged beside those in use until all of them are there.

They stand in the same table under keys that no passage names, so that embedding everything anew
can be killed and gone on with, and becomes visible in one change.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, func, insert, update

from assistant.catalog import adaptations
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.passages import known_vectors
from assistant.catalog.tables import vector
from assistant.records import Vector


def missing(reading: Reading, model: str, keys: Sequence[str]) -> list[str]:
    """Return the text keys that have no staged vector of this model yet, each once."""
    held = known_vectors(reading, [_staged(model, key) for key in keys])
    return [key for key in dict.fromkeys(keys) if _staged(model, key) not in held]


def stage(change: Change, model: str, vectors: Mapping[str, Vector]) -> None:
    """Put vectors of this model, by text key, aside."""
    rows = [
        {"text_key": _staged(model, key), "vector": row.astype("<f4").tobytes()}
        for key, row in vectors.items()
    ]
    if rows:
        change.connection.execute(insert(vector), rows)


def adopt(change: Change, model: str) -> None:
    """Make this model's staged vectors the only ones; what was learned on others goes with them."""
    prefix = _staged(model, "")
    is_staged = func.substr(vector.c.text_key, 1, len(prefix)) == prefix
    change.connection.execute(delete(vector).where(~is_staged))
    change.connection.execute(
        update(vector).values(text_key=func.substr(vector.c.text_key, len(prefix) + 1))
    )
    adaptations.remove(change, "another model makes the vectors")


def _staged(model: str, key: str) -> str:
    return f"{model}:{key}"
