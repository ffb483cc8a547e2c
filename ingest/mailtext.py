"""Tells the sender's own words in the text of a mail from all the others in it.

Quoted lines and who is quoted, the older mail under a reply, forwards, signatures and the footers
of lists go; replies between quoted lines stay, in order. When in doubt, words are left out rather
than credited to the wrong colleague. It does not know headers, MIME or threads.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mailquotes import (
    MAX_ATTRIBUTION_LINES,
    SENT_FROM,
    footer,
    header_block,
    is_attribution,
    is_attribution_alone,
    is_forward,
    is_forward_end,
    is_separator,
)

OWN, QUOTE, SIGNATURE, BLANK = "o", "q", "s", " "
"""What a line is; blank lines belong to what stands around them."""

_MAX_SIGNATURE_LINES = 25
"""A longer run after "-- " was a divider, not a signature."""
_MAX_BARE_SIGNATURE_LINES = 10
"""The same where the blank after "--" is missing."""
_WRAP_COLUMN = 60
"""Quoted lines at least this long may have lost their end to the next line."""
_INITIALS = re.compile(r"^\s{0,3}([A-Z]{1,3}|[A-Z][a-z]{0,2})>(?= |>|$)")
_PROMPTS = {"SQL", "PS", "C", "In"}
_BAR = re.compile(r"^\s{0,3}([|}:*#%+!])(?= |$)")
_ARMOUR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n)*\n?", re.M)
_ARMOUR_END = re.compile(
    r"^-----BEGIN PGP (?:SIGNATURE|PUBLIC KEY BLOCK)-----\n(?:.*\n)*?-----END PGP [A-Z ]+-----\n?",
    re.M,
)
_NEXT_PART = re.compile(r"^-{10,} next part -{10,}[ \t]*$", re.M)
_SCRUBBED = re.compile(r"attachment was scrubbed|^\[-- (?:Attachment|Type:)", re.M)
_MAYBE_OLDER = re.compile(r"[:：]|^\s*[*_>]*[-_=*]{2}|^\s*(?:On|Am|Le|El|Il|Em|Op|Den|At)\b")
"""Cheap to ask of every line: may an older mail start here?"""
_BLANKS = re.compile(r"\n{3,}")
ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----$", re.M)


@dataclass(frozen=True, kw_only=True)
class MailText:
    """The sender's own words, and what was taken out of the mail's text."""

    text: str
    quoted: int = 0
    """Characters of others that were left out."""
    signature: bool = False
    """A signature was left out."""
    attachments: int = 0
    """Attachments that an archive's text only names ("next part")."""


def own_words(body: str) -> MailText:
    """Return the sender's words in a mail's plain text."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    body, attachments = _without_next_parts(body)
    body = _without_armour(body)
    lines = body.split("\n")
    kinds = _classify(lines)
    own = [
        line.rstrip() if kind in (OWN, BLANK) else ""
        for line, kind in zip(lines, kinds, strict=True)
    ]
    text = _BLANKS.sub("\n\n", "\n".join(own)).strip("\n")
    quoted = sum(len(line) for line, kind in zip(lines, kinds, strict=True) if kind == QUOTE)
    return MailText(
        text=text.rstrip(), quoted=quoted, signature=SIGNATURE in kinds, attachments=attachments
    )


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the soft-wrapped lines of `format=flowed` text; quote marks stay (RFC 3676)."""
    out: list[str] = []
    open_depth: int | None = None
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if open_depth == depth and content != "-- ":
            out[-1] += content
        else:
            out.append(">" * depth + (" " if depth else "") + content)
        soft = content.endswith(" ") and content != "-- "
        open_depth = depth if soft else None
        if soft and delete_space:
            out[-1] = out[-1][:-1]
    return "\n".join(out)


def unescape_from(text: str) -> str:
    """Undo the `>From ` of mailbox files, but not where it is a quote among quoted lines."""
    if ">From " not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.startswith(">From ") and not _near_quote(lines, at):
            lines[at] = line[1:]
    return "\n".join(lines)


def _near_quote(lines: Sequence[str], at: int) -> bool:
    around = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    return any(line.startswith(">") and not line.startswith(">From ") for line in around)


def _without_next_parts(body: str) -> tuple[str, int]:
    """Cut what Pipermail appends for attachments; a text file's words need not be the sender's."""
    first = _NEXT_PART.search(body)
    if first is None:
        return body, 0
    return body[: first.start()], len(_NEXT_PART.findall(body))


def _without_armour(body: str) -> str:
    if "-----BEGIN PGP" not in body:
        return body
    signed = _ARMOUR.search(body)
    body = _ARMOUR_END.sub("", _ARMOUR.sub("", body))
    return re.sub(r"^- (?=-|From )", "", body, flags=re.M) if signed else body


def _classify(lines: Sequence[str]) -> list[str]:
    """Return what each line is."""
    kinds = [_marked(line) for line in lines]
    if QUOTE in kinds:
        _mark_broken_ends(lines, kinds)
    _mark_initials(lines, kinds)
    _mark_attributions(lines, kinds)
    _mark_older_mails(lines, kinds)
    _mark_ends(lines, kinds)
    return kinds


def _marked(line: str) -> str:
    stripped = line.lstrip(" \t")
    if not stripped:
        return BLANK
    if stripped[0] == ">" or stripped.startswith(("&gt;", "＞")):
        return QUOTE
    return OWN


def _mark_broken_ends(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark the end of a quoted line that a mail program broke off without its quote mark."""
    for at in range(1, len(lines) - 1):
        if kinds[at] != OWN or kinds[at - 1] != QUOTE or kinds[at + 1] != QUOTE:
            continue
        line = lines[at].strip()
        if len(lines[at - 1]) >= _WRAP_COLUMN and len(line) <= 30 and not line[0].isupper():
            kinds[at] = QUOTE


def _mark_initials(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark lines quoted as `AS> text` where the same initials stand before several lines."""
    found: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        match = _INITIALS.match(line) if ">" in line[:8] and kinds[at] == OWN else None
        if match and match[1] not in _PROMPTS:
            found.append((at, match[1]))
    counts = Counter(initials for _, initials in found)
    for at, initials in found:
        if counts[initials] >= 2:
            kinds[at] = QUOTE


def _mark_attributions(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark the lines that say who is quoted, above each quoted run; also runs marked by bars."""
    for at in range(len(lines)):
        if kinds[at] == QUOTE and (at == 0 or kinds[at - 1] != QUOTE):
            _mark_attribution_above(lines, kinds, at)
        elif kinds[at] == OWN and lines[at].rstrip().endswith((":", "：")):
            _mark_unusual_quote(lines, kinds, at)


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
    best = start
    for above in range(start - 1, max(-1, end - MAX_ATTRIBUTION_LINES), -1):
        if kinds[above] != OWN:
            break
        if is_attribution_alone(" ".join(lines[above : end + 1])):
            best = above
    return best


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


def _mark_older_mails(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark the mails that stand whole under (or over) the sender's words."""
    at = 0
    while at < len(lines):
        body, forward = at, False
        if kinds[at] == OWN and _MAYBE_OLDER.search(lines[at]):
            body, forward = _older_mail(lines, kinds, at)
        if body == at:
            at += 1
            continue
        quoted_below = next((k == QUOTE for k in kinds[body:] if k != BLANK), True)
        end = body if quoted_below and not forward else _end_of_mail(lines, body)
        kinds[at:end] = [QUOTE] * (end - at)
        at = max(end, at + 1)


def _older_mail(lines: Sequence[str], kinds: Sequence[str], at: int) -> tuple[int, bool]:
    """Return where the text of an older mail that starts at the line begins, and if forwarded."""
    forward = is_forward(lines[at])
    if forward or is_separator(lines[at]):
        return _after_headers(lines, at + 1), forward
    if _is_rule(lines[at]):
        first = _next_text(lines, at + 1)
        body = header_block(lines, first) if first < len(lines) else first
        return (body, False) if body > first else (at, False)
    body = header_block(lines, at)
    return (body, False) if body > at else (_after_attribution(lines, kinds, at), False)


def _after_attribution(lines: Sequence[str], kinds: Sequence[str], at: int) -> int:
    for end in range(at, min(len(lines), at + MAX_ATTRIBUTION_LINES)):
        if kinds[end] != OWN:
            return at
        if lines[end].rstrip().endswith((":", "：")):
            return end + 1 if is_attribution_alone(" ".join(lines[at : end + 1])) else at
    return at


def _is_rule(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) >= 5 and not stripped.strip("_-=*")


def _next_text(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _after_headers(lines: Sequence[str], at: int) -> int:
    first = _next_text(lines, at)
    return max(at, header_block(lines, first)) if first < len(lines) else at


def _end_of_mail(lines: Sequence[str], at: int) -> int:
    for i in range(at, len(lines)):
        if is_forward_end(lines[i]):
            return i + 1
    return len(lines)


def _mark_ends(lines: Sequence[str], kinds: list[str]) -> None:
    """Mark signatures, what phones add, and the footer of the list."""
    for at, line in enumerate(lines):
        if kinds[at] != OWN:
            continue
        opens = at == 0 or kinds[at - 1] != OWN
        if footer(lines, at):
            for i in range(at, len(lines)):
                kinds[i] = SIGNATURE if kinds[i] == OWN else kinds[i]
            return
        if line.rstrip() == "--":
            _mark_signature(lines, kinds, at)
        elif opens and SENT_FROM.match(line):
            kinds[at] = SIGNATURE


def _mark_signature(lines: Sequence[str], kinds: list[str], at: int) -> None:
    end = at + 1
    while end < len(lines) and kinds[end] != QUOTE and not footer(lines, end):
        end += 1
    size = sum(1 for kind in kinds[at + 1 : end] if kind == OWN)
    limit = _MAX_SIGNATURE_LINES if lines[at] == "-- " else _MAX_BARE_SIGNATURE_LINES
    if size <= limit:
        kinds[at:end] = [SIGNATURE if kind == OWN else kind for kind in kinds[at:end]]
