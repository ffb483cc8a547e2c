"""What a search found, with its vectors and its family: what ranking works on.

A family are the passages that start with the same contribution: together they hold the whole of a
long one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, select

from assistant.catalog.bulk import among_named, parameter
from assistant.catalog.catalog import Reading
from assistant.catalog.passages import as_vector, columns, readable, records
from assistant.catalog.tables import passage, vector
from assistant.records import Passage, Vector


@dataclass(frozen=True, kw_only=True)
class Member:
    """One passage of a family."""

    id: str
    head: str
    """The contribution that it starts with."""
    vector: Vector


@dataclass(frozen=True, kw_only=True)
class Located(Member):
    """A passage that was looked for."""

    passage: Passage


def located(reading: Reading, ids: Sequence[str], audiences: frozenset[str]) -> dict[str, Located]:
    """Return the passages that exist, belong to active sources and may be read, by id."""
    rows = reading.connection.execute(
        _located(reading.connection.dialect.name),
        {"ids": parameter(reading, ids), "audiences": list(audiences)},
    ).all()
    return {
        item.id: Located(
            id=item.id,
            head=item.turns[0].contribution_id,
            vector=as_vector(row[-1]),
            passage=item,
        )
        for item, row in zip(records(rows), rows, strict=True)
    }


def siblings(reading: Reading, found: Mapping[str, Located]) -> dict[str, Member]:
    """Return the rest of the families of what was found, by id."""
    heads = list(dict.fromkeys(item.head for item in found.values()))
    rows = reading.connection.execute(
        _siblings(reading.connection.dialect.name),
        {"heads": parameter(reading, heads), "ids": parameter(reading, list(found))},
    ).all()
    return {id: Member(id=id, head=head, vector=as_vector(row)) for id, head, row in rows}


@cache
def _located(dialect: str) -> Select[Any]:
    """Make the statement once: making it takes as long as it takes to find a passage."""
    return (
        columns(vector.c.vector)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .where(among_named(dialect, passage.c.id, "ids"), readable())
    )


@cache
def _siblings(dialect: str) -> Select[Any]:
    return (
        select(passage.c.id, passage.c.head_id, vector.c.vector)
        .join(vector, vector.c.text_key == passage.c.text_key)
        .where(
            among_named(dialect, passage.c.head_id, "heads"),
            ~among_named(dialect, passage.c.id, "ids"),
        )
    )
