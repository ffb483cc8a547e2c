"""One line of a plain chat log: when, who, what; and the day of lines that tell only a clock.

Knows the line formats of common IRC clients and loggers. It does not know files, conversations or
what becomes of a line.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_STAMP = re.compile(
    r"(?:(?!\d{4}-)[\w#&-]+ (?=\[?\d))?\[?(?:(?P<day>\d{4}-\d\d-\d\d)[ T]\[?)?"
    r"(?:(?P<clock>\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?Z?\]?(?=\s))?\s*"
)
_SAID = re.compile(r"<[ ~&@%+]?(?P<author>[^<>\s][^<>]{0,63})>[ \t]?(?P<text>.*)", re.DOTALL)
_DID = re.compile(r"\* (?P<author>\S{1,64})\s+(?P<text>.+)", re.DOTALL)
_DID_TABBED = re.compile(r"\*(?P<author>[^\s*]{1,64})\s*\t(?P<text>.+)", re.DOTALL)
_NOTICE = re.compile(r"(===|\*{3,}|-!-|-->|<--|--|---|-\S+-|\* (Joins|Parts|Quits)\b)(\s|$)")
_TABBED = re.compile(r"[ ~&@%+]?(?P<author>[^\s<>*=-][^\t]{0,63})\t(?P<text>.*)", re.DOTALL)
_DAY_CHANGE = re.compile(
    r"--- (?:Log opened|Day changed) \w{3} (?P<month>\w{3}) (?P<day>\d\d)"
    r"(?: [\d:]+)? (?P<year>\d{4})"
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One line of a chat log, taken apart."""

    author: str | None
    """None for a notice by the server or client."""
    text: str
    day: date | None = None
    """The day that the line itself names."""
    clock: time | None = None


def parse_line(line: str) -> LogLine | None:
    """Take one line apart; None when it has no known form and no clear stamp: it goes on.

    Known: `[03:04] <nick> text`, `03:04 < nick> text`, `2016-06-08 07:01:22 <nick> text` (also with
    a tab for the angle brackets), `* nick waves`, `*nick<tab>waves` after a clock, and notices that
    start with `===`, `***`, `-!-`, `-->`, `<--`, `--` or `-nick-`; time and day may be missing, and
    a channel's name may stand before them.
    """
    changed = _day_change(line)
    if changed is not None:
        return LogLine(author=None, text=line, day=changed)
    stamp = _STAMP.match(line)
    if stamp and not (stamp["day"] or stamp["clock"]):
        stamp = None
    rest = line[stamp.end() :] if stamp else line
    day, clock = _when(stamp) if stamp else (None, None)
    if _NOTICE.match(rest):
        return LogLine(author=None, text=rest, day=day, clock=clock)
    said = _SAID.match(rest) or _DID.match(rest)
    if stamp and said is None:
        said = _DID_TABBED.match(rest) or _TABBED.match(rest)
    if said is None:
        # A line with a stamp of its own goes on nobody's words: somebody else may have said it.
        is_stamped = stamp is not None and (day is not None or "]" in stamp[0])
        return LogLine(author=None, text=rest, day=day, clock=clock) if is_stamped else None
    author = said["author"].strip()
    return LogLine(author=author, text=said["text"].strip(), day=day, clock=clock)


class Calendar:
    """Tell the time of one log's lines after the other, where they tell only a clock."""

    def __init__(self, first: date | None) -> None:
        """Begin on the day `first`; None: unknown until a line names one."""
        self._day = first
        self._minute = 0

    def moment(self, line: LogLine) -> datetime | None:
        """Return a line's time, taken for UTC; None where the log tells no day or no clock.

        A clock that runs back by more than six hours has passed midnight; by less, it was put back.
        """
        if line.day is not None:
            self._day, self._minute = line.day, 0
        if line.clock is None:
            return None
        minute = line.clock.hour * 60 + line.clock.minute
        if self._day is not None and self._minute - minute > 6 * 60:
            self._day = _next_day(self._day)
        self._minute = minute
        return None if self._day is None else datetime.combine(self._day, line.clock, tzinfo=UTC)


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _when(stamp: re.Match[str]) -> tuple[date | None, time | None]:
    told = stamp["clock"]
    try:
        day = date.fromisoformat(stamp["day"]) if stamp["day"] else None
        clock = time.fromisoformat(f"0{told}"[-5 if len(told) < 6 else -8 :]) if told else None
    except ValueError:  # 2016-13-45 or 29:71: looks like a time and is none
        return None, None
    return day, clock


def _day_change(line: str) -> date | None:
    found = _DAY_CHANGE.match(line)
    if found is None or found["month"] not in _MONTHS:
        return None
    try:
        return date(int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"]))
    except ValueError:  # the 31st of February
        return None
