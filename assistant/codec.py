"""Records to JSON and back, for the wire between processes. Owner of pydantic's type adapters."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def to_json(record: object) -> Any:
    """Return a record as JSON values: times as ISO 8601, tuples as lists."""
    return TypeAdapter(type(record)).dump_python(record, mode="json")


def from_json(kind: type[T], values: Any) -> T:
    """Return the record of this kind; raises ValueError when the values do not fit."""
    return TypeAdapter(kind).validate_python(values)
