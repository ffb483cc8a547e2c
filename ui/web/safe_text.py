"""Turns what people wrote into plain parts that can be drawn without ever being HTML.

Pure. A text becomes blocks (paragraph, heading, item, quote, code, table) of spans (words and how
they look). There is no span for a link or an image: an address stands as text, an image as its
description. Every letter stays, in order; only marks of layout go. It does not know who draws.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.records import JsonObject

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # control
    "\u202a-\u202e\u2066-\u2069"  # writing direction overridden: "gnp.exe" shown as "exe.png"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"  # annotations and tags
)
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})\s*([^`]*)$")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_ITEM = re.compile(r"(\s*)([-*+•]|\d{1,3}[.)])\s+(?=\S)")
_QUOTE = re.compile(r"\s{0,3}>\s?")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-*:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?:\\\||[^|])+")
_INLINE = re.compile(
    r"(?P<ticks>`{1,3})(?P<code>[^`]+)(?P=ticks)"
    r"|\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|(?<![\w*])\*(?P<star>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|(?<!\w)_(?P<low>[^_\s](?:[^_]*[^_\s])?)_(?!\w)"
    r"|!?\[(?P<label>[^\[\]]*)\]\((?P<address>[^()\s]+)\)"
)
_LONGEST_LINE = 5_000
"""Longer lines are shown as they are: no layout is looked for in them."""
_MAIL_WIDTH = (50, 100)
"""How long the lines of a text are that was broken at a width, not by its writer."""

STRONG, EMPHASIS, CODE, FAINT, MARK = "s", "e", "c", "f", "m"
"""How a span looks; a span may look several ways at once."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """Words and how they look."""

    text: str
    looks: str = ""
    """Letters of `STRONG`, `EMPHASIS`, `CODE`, `FAINT`, `MARK`."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A run of spans that stands by itself."""

    kind: str
    """p, h, li, q (quote), code, table."""
    rows: tuple[tuple[tuple[Span, ...], ...], ...]
    """Rows of cells of spans; all kinds but tables have one row of one cell."""
    label: str = ""
    """An item's number or bullet, the language of code."""
    level: int = 0
    """How deep an item is indented; of a table, how many rows are its head."""

    def as_json(self) -> JsonObject:
        """Return what the page draws."""
        rows = [[[[s.text, s.looks] for s in cell] for cell in row] for row in self.rows]
        return {"kind": self.kind, "rows": rows, "label": self.label, "level": self.level}


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One line and where it starts in the text."""

    text: str
    start: int


def clean(text: str) -> str:
    """Return the text without characters that hide or turn words round."""
    return _UNSEEN.sub("", text)


def label(text: str) -> str:
    """Return text for a native label, every mark of Markdown escaped: it says what it says."""
    flat = " ".join(clean(text).split())
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", flat)


def initials(name: str | None) -> str:
    """Return one or two letters that stand for a name; empty where nobody is named."""
    words = re.findall(r"[^\W\d_]+", clean(name or ""))
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def blocks(text: str, mark: tuple[int, int] | None = None) -> tuple[Block, ...]:
    """Return the blocks of a text; `mark` is the (start, end) that is to be highlighted."""
    return tuple(_blocks(_lines(text), mark or (0, 0)))


def _lines(text: str) -> list[_Line]:
    found, start = [], 0
    for part in text.split("\n"):
        found.append(_Line(text=part, start=start))
        start += len(part) + 1
    return found


def _blocks(lines: Sequence[_Line], mark: tuple[int, int]) -> Iterator[Block]:
    i = 0
    while i < len(lines):
        fence = _FENCE.match(lines[i].text)
        if not lines[i].text.strip():
            i += 1
        elif fence:
            end = _end_of_code(lines, i, fence[1])
            yield _code(lines[i + 1 : end], fence[2].strip(), mark)
            i = end + 1
        elif _is_row(lines[i]):
            end = next((j for j in range(i, len(lines)) if not _is_row(lines[j])), len(lines))
            yield _table(lines[i:end], mark)
            i = end
        elif item := _ITEM.match(lines[i].text):
            end = i + 1
            while end < len(lines) and _goes_on(lines[end]) and lines[end].text[0].isspace():
                end += 1
            yield _item(item, lines[i:end], mark)
            i = end
        elif simple := _simple(lines[i], mark):
            yield simple
            i += 1
        else:
            end = i + 1
            while end < len(lines) and _goes_on(lines[end]):
                end += 1
            yield _paragraph(lines[i:end], mark)
            i = end


def _end_of_code(lines: Sequence[_Line], start: int, fence: str) -> int:
    for i in range(start + 1, len(lines)):
        found = _FENCE.match(lines[i].text)
        if found and found[1].startswith(fence) and not found[2]:
            return i
    return len(lines)


def _is_row(line: _Line) -> bool:
    text = line.text.strip()
    return len(text) <= _LONGEST_LINE and text.startswith("|") and text.count("|") > 2


def _goes_on(line: _Line) -> bool:
    """Tell whether a line belongs to the paragraph above it."""
    starts = (_FENCE, _HEADING, _ITEM, _QUOTE)
    return (
        bool(line.text.strip())
        and not _is_row(line)
        and not any(s.match(line.text) for s in starts)
    )


def _simple(line: _Line, mark: tuple[int, int]) -> Block | None:
    """Return the block of a line that is one by itself: heading or quote."""
    if heading := _HEADING.match(line.text):
        return Block(kind="h", rows=((_spans(line, heading.end(), mark),),))
    if quote := _QUOTE.match(line.text):
        return Block(kind="q", rows=((_spans(line, quote.end(), mark),),))
    return None


def _item(found: re.Match[str], lines: Sequence[_Line], mark: tuple[int, int]) -> Block:
    first = _Line(text=lines[0].text[found.end() :], start=lines[0].start + found.end())
    depth = min(len(found[1].expandtabs(4)) // 2, 4)
    spans = _joined([first, *lines[1:]], mark)
    return Block(kind="li", rows=((spans,),), label=found[2], level=depth)


def _paragraph(lines: Sequence[_Line], mark: tuple[int, int]) -> Block:
    return Block(kind="p", rows=((_joined(lines, mark),),))


def _joined(lines: Sequence[_Line], mark: tuple[int, int]) -> tuple[Span, ...]:
    """Put lines together; those that a mail program broke at a width flow again."""
    is_broken = all(_MAIL_WIDTH[0] <= len(line.text) <= _MAIL_WIDTH[1] for line in lines[:-1])
    spans: list[Span] = []
    for i, line in enumerate(lines):
        if i:
            gap = " " if is_broken else "\n"
            spans.append(Span(text=gap, looks=_looks("", line.start - 1, mark)))
        indent = len(line.text) - len(line.text.lstrip())
        spans += _spans(line, indent, mark)
    return tuple(spans)


def _code(lines: Sequence[_Line], language: str, mark: tuple[int, int]) -> Block:
    spans: list[Span] = []
    for i, line in enumerate(lines):
        spans += [Span(text="\n")] if i else []
        spans += _marked(line.text, line.start, "", mark)
    return Block(kind="code", rows=((tuple(spans),),), label=clean(language))


def _table(lines: Sequence[_Line], mark: tuple[int, int]) -> Block:
    has_head = len(lines) > 1 and bool(_RULE.match(lines[1].text.strip()))
    body = [line for i, line in enumerate(lines) if not (has_head and i == 1)]
    rows = tuple(tuple(_cells(line, mark)) for line in body)
    return Block(kind="table", rows=rows, level=int(has_head))


def _cells(line: _Line, mark: tuple[int, int]) -> Iterator[tuple[Span, ...]]:
    for found in _CELL.finditer(line.text):
        words = found[0]
        if not words.strip() and (found.start() == 0 or found.end() == len(line.text)):
            continue
        indent = len(words) - len(words.lstrip())
        cell = _Line(text=words.strip(), start=line.start + found.start() + indent)
        yield _spans(cell, 0, mark)


def _spans(line: _Line, start: int, mark: tuple[int, int]) -> tuple[Span, ...]:
    if len(line.text) > _LONGEST_LINE:
        return tuple(_marked(line.text[start:], line.start + start, "", mark))
    spans: list[Span] = []
    at = start
    for found in _INLINE.finditer(line.text, start):
        spans += _marked(line.text[at : found.start()], line.start + at, "", mark)
        for group, looks in _PARTS:
            if found[group] is not None:
                spans += _marked(found[group], line.start + found.start(group), looks, mark)
                spans += [Span(text=" ")] if group == "label" and found[group] else []
        at = found.end()
    spans += _marked(line.text[at:], line.start + at, "", mark)
    return tuple(spans)


_PARTS = (
    ("code", CODE),
    ("strong", STRONG),
    ("star", EMPHASIS),
    ("low", EMPHASIS),
    ("label", ""),
    ("address", FAINT),
)


def _marked(text: str, start: int, looks: str, mark: tuple[int, int]) -> Iterator[Span]:
    """Cut a run where the highlight begins and ends."""
    cuts = sorted({0, len(text), *(min(max(edge - start, 0), len(text)) for edge in mark)})
    for a, b in pairwise(cuts):
        words = clean(text[a:b])
        if words:
            yield Span(text=words, looks=_looks(looks, start + a, mark))


def _looks(looks: str, at: int, mark: tuple[int, int]) -> str:
    return looks + MARK if mark[0] <= at < mark[1] else looks
