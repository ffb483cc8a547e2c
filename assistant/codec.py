"""Records to JSON and back, for the wire between processes. Owner of pydantic's type adapters."""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def to_json(record: object) -> Any:
    """Return a record as JSON values: times as ISO 8601, tuples as lists."""
    made_for: Any = type(record)
    return _adapter(made_for).dump_python(record, mode="json")


def from_json(kind: type[T], values: Any) -> T:
    """Return the record of this kind; raises ValueError when the values do not fit."""
    made_for: Any = kind
    record: T = _adapter(made_for).validate_python(values)
    return record


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Make the adapter of a kind once: making one takes longer than using it."""
    return TypeAdapter(kind)
