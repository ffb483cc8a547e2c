"""Dates as documents write them, to aware UTC. A date that could be read two ways is none.

It does not know where the date stood.
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

_PDF = re.compile(
    r"^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([+\-Z])(?:(\d\d)'?(\d\d)?'?)?)?"
)
_FORMATS = (
    *("%Y/%m/%d", "%Y.%m.%d", "%Y-%m", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y"),
    *("%B %d %Y", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M %z", "%Y-%m-%d %H:%M:%S"),
    *("%d. %B %Y", "%d.%m.%Y"),
)
_EARLIEST, _LATEST = 1950, 2200


def utc(value: object) -> datetime | None:
    """Return the moment a property names: a `date`, a `datetime` or text; None if it names none.

    Without a time zone it is taken as UTC; a day alone is its midnight.
    """
    if isinstance(value, datetime):
        return _aware(value)
    if isinstance(value, date):
        return _aware(datetime(value.year, value.month, value.day, tzinfo=UTC))
    if not isinstance(value, str) or not (text := " ".join(value.split())[:60]):
        return None
    return _aware(_parsed(text))


def from_pdf(value: str) -> datetime | None:
    """Return a PDF date, `D:YYYYMMDDHHmmSSOHH'mm'` (ISO 32000-1, 7.9.4), as UTC."""
    match = _PDF.match(value.strip())
    if match is None or "-" in value[4:5]:
        return utc(value)
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = match.groups()
    if not month:
        return None
    zone = "+00:00"
    if sign in ("+", "-") and zone_hour:
        zone = f"{sign}{zone_hour}:{zone_minute or '00'}"
    stamp = f"{year}-{month}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"
    return utc(stamp)


def _aware(moment: datetime | None) -> datetime | None:
    if moment is None or not _EARLIEST <= moment.year < _LATEST:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    plain = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    for form in _FORMATS:
        try:
            return datetime.strptime(plain, form)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
