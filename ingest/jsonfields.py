"""Takes fields out of JSON objects that may hold anything: a wrong type counts as missing.

Exports of a decade ago and exports of damaged systems go through the same readers. It does not
know any format.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

JsonRecord = Mapping[str, object]
"""One JSON object as it was read."""

_YEAR_5000 = 95_617_584_000
_LIMIT = 2**63


def as_record(value: object) -> JsonRecord | None:
    """Return the value if it is a JSON object, else None."""
    return value if isinstance(value, dict) else None


def text(record: JsonRecord, key: str) -> str:
    """Return a string field; "" when it is missing or no string."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def child(record: JsonRecord, key: str) -> JsonRecord:
    """Return an object field; empty when it is missing or no object."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}


def records(record: JsonRecord, key: str) -> list[JsonRecord]:
    """Return the objects of an array field; elements of other types are left out."""
    value = record.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def whole(record: JsonRecord, key: str) -> int | None:
    """Return a whole-number field of at most 63 bits, written as a number or in digits."""
    value = record.get(key)
    if isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -_LIMIT <= value < _LIMIT else None


def seconds(value: object) -> datetime | None:
    """Return the moment so many seconds after 1970, to the microsecond; None for no such time."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    try:
        number = float(value)
        return datetime.fromtimestamp(number, UTC) if 0 < number < _YEAR_5000 else None
    except (ValueError, OverflowError):
        return None


def iso(value: object) -> datetime | None:
    """Return the moment of an ISO 8601 string, taken as UTC when it names no zone."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
