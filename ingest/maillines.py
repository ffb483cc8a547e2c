"""Says of every line of a mail's text whose it is: the sender's, somebody else's, a signature's.

When in doubt a line is somebody else's: words are left out rather than credited to the wrong
colleague. It does not know headers, MIME or threads.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.mailquotes import (
    MAX_ATTRIBUTION_LINES,
    OPENING_WORDS,
    SENT_FROM,
    footer,
    header_block,
    is_attribution,
    is_attribution_alone,
    is_forward,
    is_forward_end,
    is_separator,
    starts_attribution,
)

OWN, QUOTE, SIGNATURE, BLANK = "o", "q", "s", " "
"""What a line is; blank lines belong to what stands around them."""
_MAX_SIGNATURE_LINES = 25
"""A longer run after "-- " was a divider, not a signature."""
_MAX_BARE_SIGNATURE_LINES = 10
"""The same where the blank after "--" is missing."""
_MAX_DIVIDERS = 20
"""After so many lines of "--" that open no signature, none does."""
_WRAP_COLUMN = 60
"""Quoted lines at least this long may have lost their end to the next line."""
_URL_ONLY = re.compile(r"[(<]?https?://\S+\s*>?$")
_NAMED = re.compile(r"^\s{0,8}([^\W\d_][\w.'-]{0,19})>(?= |>|$)")
"""A quoted line as Supercite marks it: `AS> text`, `    Ana> text`."""
_INTRODUCED = re.compile(r"^>{1,5} \"([^\"\n]{1,20})\" ==")
"""Supercite's line about whom it quotes: `>>>>> "Ana" == Ana Silva <ana@…> writes:`."""
_PROMPTS = {"SQL", "PS", "C", "In", "R", "Prelude", "Main", "Hugs", "Router", "Switch"}
"""What stands before `>` where a program waits for input."""
_BAR = re.compile(r"^\s{0,3}(\|>?|[}:*#%+!])(?= |$)")
_NOTES_HEAD = ({"to", "an", "para"}, {"cc", "kopie"}, {"subject", "thema", "betreff", "asunto"})
_MOMENT = re.compile(r"\s*\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d{2}")
_RULES = frozenset("-_=*~#")
_QUOTES = (">", "&gt;", "＞")


@dataclass(kw_only=True, slots=True)
class _Marks:
    """What one look at every line found: the lines that are worth a closer look."""

    kinds: list[str]
    quoted: list[int] = field(default_factory=list)
    """Where runs of quoted lines start."""
    named: list[int] = field(default_factory=list)
    """Lines with a colon, lines of dashes: an attribution or an older mail may start here."""
    edges: list[int] = field(default_factory=list)
    """First and last lines of paragraphs, and lines of dashes: where signatures start."""
    names: bool = False
    """Lines may be marked with the name of who is quoted."""


def classify(lines: Sequence[str]) -> list[str]:
    """Return what each line is."""
    marks = _look(lines)
    kinds = marks.kinds
    if marks.quoted:
        _mark_broken_ends(lines, kinds)
    if marks.names and _mark_named(lines, kinds):
        marks.quoted = [
            i for i, x in enumerate(kinds) if x == QUOTE and kinds[i - 1 : i] != [QUOTE]
        ]
    for at in marks.quoted:
        _mark_attribution_above(lines, kinds, at)
    for at in marks.named:
        if kinds[at] == OWN and lines[at].rstrip().endswith((":", "：")):
            _mark_unusual_quote(lines, kinds, at)
    _mark_older_mails(lines, kinds, marks.named)
    _mark_ends(lines, kinds, marks.edges)
    return kinds


def _look(lines: Sequence[str]) -> _Marks:
    marks = _Marks(kinds=[])
    before, kinds = BLANK, marks.kinds
    for at, line in enumerate(lines):
        bare = line.lstrip()
        if not bare:
            kind = BLANK
        elif bare.startswith(_QUOTES):
            kind = QUOTE
            if before != QUOTE:
                marks.quoted.append(at)
        else:
            kind = OWN
            rule = bare[0] in _RULES
            if rule or ":" in line or "：" in line or bare.startswith(OPENING_WORDS):
                marks.named.append(at)
            if rule or before != OWN:
                marks.edges.append(at)
            marks.names = marks.names or ">" in bare[:24]
        if before == OWN and kind != OWN:
            marks.edges.append(at - 1)
        kinds.append(kind)
        before = kind
    if before == OWN:
        marks.edges.append(len(lines) - 1)
    return marks


def _mark_broken_ends(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark the end of a quoted line that a mail program broke off without its quote mark."""
    for at in range(1, len(lines)):
        if kinds[at] != OWN or kinds[at - 1] != QUOTE:
            continue
        inside = at + 1 < len(lines) and kinds[at + 1] == QUOTE
        outside = at + 1 == len(lines) or kinds[at + 1] == BLANK
        before, line = lines[at - 1].rstrip(), lines[at].strip()
        link = inside and (_URL_ONLY.match(line) or _is_open_link(before, line))
        if link or ((inside or outside) and _continues(before, line, 60 if inside else 40)):
            kinds[at] = QUOTE


def _continues(before: str, line: str, longest: int) -> bool:
    """Say whether the line goes on with a full quoted line that ended in mid-sentence."""
    if len(before) < _WRAP_COLUMN or before[-1] in '.!?:;)"”' or len(line) > longest:
        return False
    return line[0].islower() or line[0].isdigit()


def _is_open_link(before: str, line: str) -> bool:
    return " " not in line and before.rfind("(http") > before.rfind(")")


def _mark_named(lines: Sequence[str], kinds: list[str]) -> bool:
    """Mark lines quoted as `AS> text`: several with one name, or one whose name was introduced."""
    found: list[tuple[int, str]] = []
    introduced = {match[1] for line in lines if (match := _INTRODUCED.match(line))}
    for at, line in enumerate(lines):
        match = _NAMED.match(line) if ">" in line[:32] and kinds[at] == OWN else None
        name = match[1] if match else ""
        if name in introduced or (name[:1].isupper() and name not in _PROMPTS):
            found.append((at, name))
    counts = Counter(name for _, name in found)
    quoted = [at for at, name in found if counts[name] >= 2 or name in introduced]
    for at in quoted:
        kinds[at] = QUOTE
    return bool(quoted)


def _mark_attribution_above(lines: Sequence[str], kinds: list[str], quote: int) -> None:
    end = quote - 1
    while end >= 0 and kinds[end] == BLANK and quote - end <= 2:
        end -= 1
    for start in range(end, max(-1, end - MAX_ATTRIBUTION_LINES), -1):
        if start < 0 or kinds[start] != OWN:
            return
        if is_attribution(" ".join(lines[start : end + 1])):
            start = _first_line(lines, kinds, start, end)
            kinds[start : end + 1] = [QUOTE] * (end + 1 - start)
            return


def _first_line(lines: Sequence[str], kinds: Sequence[str], start: int, end: int) -> int:
    """Take in the lines above that belong to the same attribution ("On … 2019" / "Ana wrote:")."""
    if starts_attribution(lines[start]):
        return start
    for above in range(start - 1, max(-1, end - MAX_ATTRIBUTION_LINES), -1):
        if kinds[above] != OWN:
            break
        if starts_attribution(lines[above]) and is_attribution(" ".join(lines[above : end + 1])):
            return above
    torn = lines[start].lstrip().startswith("<") and start > 0 and kinds[start - 1] == OWN
    return start - 1 if torn else start


def _mark_unusual_quote(lines: Sequence[str], kinds: list[str], at: int) -> None:
    """Mark an attribution and the indented or barred lines under it."""
    body = next((i for i in range(at + 1, min(len(lines), at + 4)) if kinds[i] != BLANK), None)
    if body is None or kinds[body] != OWN or not is_attribution(lines[at]):
        return
    bar = _BAR.match(lines[body])
    inset = lines[body].startswith(("  ", "\t"))
    if not (bar or inset) or (bar and lines[body].rstrip().endswith("|")):
        return
    for i in range(body, len(lines)):
        same = _BAR.match(lines[i])
        if kinds[i] == BLANK:
            continue
        if not (
            (bar and same and same[1] == bar[1]) or (inset and lines[i].startswith(("  ", "\t")))
        ):
            break
        kinds[i] = QUOTE
    kinds[at] = QUOTE


def _mark_older_mails(lines: Sequence[str], kinds: list[str], named: Sequence[int]) -> None:
    """Mark the mails that stand whole under (or over) the sender's words."""
    barren = 0
    for at in named:
        if kinds[at] != OWN:
            continue
        forward = is_forward(lines[at])
        body = at
        if forward or is_separator(lines[at]):
            body = _after_headers(lines, at + 1)
        else:
            first = _next_text(lines, at + 1) if _is_rule(lines[at]) else at
            if barren <= first < len(lines):
                body, barren = header_block(lines, first)
            body = body if body > first else _after_attribution(lines, kinds, at)
            if body == at and (body := _after_notes_head(lines, at)) > at:
                at -= at > 0 and kinds[at - 1] == OWN  # the name of who wrote it
        if body > at:
            _mark_older_mail(lines, kinds, (at, body), forward=forward)


def _mark_older_mail(
    lines: Sequence[str], kinds: list[str], head: tuple[int, int], *, forward: bool
) -> None:
    """Mark a mail by where its head starts and ends; where quoted lines follow, only its head."""
    below = _next_text(lines, head[1])
    quoted_below = below == len(lines) or kinds[below] == QUOTE
    end = head[1] if quoted_below and not forward else _end_of_mail(lines, head[1])
    kinds[head[0] : end] = [QUOTE] * (end - head[0])


def _after_attribution(lines: Sequence[str], kinds: Sequence[str], at: int) -> int:
    for end in range(at, min(len(lines), at + MAX_ATTRIBUTION_LINES)):
        if kinds[end] != OWN:
            return at
        if lines[end].rstrip().endswith((":", "：", "wrote---", "wrote-----")):
            return end + 1 if is_attribution_alone(" ".join(lines[at : end + 1])) else at
    return at


def _after_notes_head(lines: Sequence[str], start: int) -> int:
    """Return one past the head of an older mail as Lotus Notes writes it, or `start`.

    It begins with who sent it and when; "To", "cc" and "Subject" have lines of their own.
    """
    found = 0
    if not (lines[start].startswith("Sent by:") or _MOMENT.match(lines[start])):
        return start
    for at in range(start + 1, min(len(lines), start + 20)):
        found += lines[at].strip().lower() in _NOTES_HEAD[found]
        if found == len(_NOTES_HEAD):
            return min(len(lines), at + 2)
    return start


def _is_rule(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 5 and not stripped.strip("_-=*")


def _next_text(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _after_headers(lines: Sequence[str], at: int) -> int:
    first = _next_text(lines, at)
    return max(at, header_block(lines, first)[0]) if first < len(lines) else at


def _end_of_mail(lines: Sequence[str], at: int) -> int:
    for i in range(at, len(lines)):
        if is_forward_end(lines[i]):
            return i + 1
    return len(lines)


def _mark_ends(lines: Sequence[str], kinds: list[str], edges: Sequence[int]) -> None:
    """Mark signatures, what phones add, and the footer of the list."""
    dividers = 0
    for at in edges:
        if kinds[at] != OWN:
            continue
        if footer(lines, at):
            for i in range(at, len(lines)):
                kinds[i] = SIGNATURE if kinds[i] == OWN else kinds[i]
            return
        if lines[at].rstrip() == "--":
            if dividers < _MAX_DIVIDERS:
                dividers += not _mark_signature(lines, kinds, at)
        elif SENT_FROM.match(lines[at]):
            kinds[at] = SIGNATURE


def _mark_signature(lines: Sequence[str], kinds: list[str], at: int) -> bool:
    limit = _MAX_SIGNATURE_LINES if lines[at] == "-- " else _MAX_BARE_SIGNATURE_LINES
    end, size = at + 1, 0
    while end < len(lines) and kinds[end] != QUOTE and size <= limit and not footer(lines, end):
        size += kinds[end] == OWN
        end += 1
    if size > limit:
        return False
    kinds[at:end] = [SIGNATURE if kind == OWN else kind for kind in kinds[at:end]]
    return True
