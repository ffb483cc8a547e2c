"""The own words of a forum post that is written in Markdown: quotes of others go.

It knows the marks of Discourse (BBCode, uploads) and of plain Markdown, but no export format.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assistant.records import Author
from ingest.decode import clean_characters
from ingest.markdown_text import clean_markdown

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_QUOTE = re.compile(r" {0,3}>")
_ALERT = re.compile(r" {0,3}> ?\[!(?:note|tip|important|warning|caution)\][ \t]*", re.I)
_LISTED_QUOTE = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)]) {1,4}> ?[^\W\d]")
"""A quote as an item of a list; `- > 5 minutes` compares."""
_HTML_QUOTE = re.compile(r"<blockquote\b", re.I)
_BLOCK_START = re.compile(r"\s*$| {0,3}(?:[-*+] |\d{1,9}[.)] |#{1,6} |```|~~~|\|)")
_BBCODE_QUOTE = re.compile(r"\[quote(?:[=\s][^\]\n]{0,300})?\]|\[/quote\]", re.I)
_IMAGE = re.compile(
    r"!\[([^\]|\n]{0,500})(?:\|[^\]\n]{0,100})?\]\(([^()\s]{0,2000})(?:\s[^()\n]{0,300})?\)"
)
_ATTACHED = re.compile(
    r"\[([^\[\]|\n]{0,300})\|(?:attachment|audio|video)\]\([^()\s]{0,2000}\)(?:\s*\([\d.,]+\s?\w{0,2}[Bb](?:ytes)?\))?"
)
_UPLOADED = re.compile(r"\(upload://|\|attachment\]\(|/user-attachments/", re.I)
_LINE = 1000
"""Characters of a line around a mark that are looked at."""
_NAMELESS = {"image", "img", "picture", "photo", "screenshot", "grafik", "bild", "imagen"}
_FILE_NAME = re.compile(r"[\w.,() -]+\.(?:png|jpe?g|gif|webp|heic|svg|bmp)", re.I)
_BBCODE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\[details=\"?([^\"\[\]\n]{0,300})\"?(?: \w+)?\]", re.I), r"\1\n"),
    (
        re.compile(r"\[date=([\d-]+)(?:[^\]\n]{0,300}?time=([\d:]+))?[^\]\n]{0,300}\]", re.I),
        r"\1 \2",
    ),
    (re.compile(r"\[url=\"?([^\]\"\n]{1,2000})\"?\]((?:(?!\[url).)*?)\[/url\]", re.I), r"[\2](\1)"),
    (re.compile(r"\[url\]((?:(?!\[url).)*?)\[/url\]", re.I), r"\1"),
    (re.compile(r"\[img\b[^\]\n]{0,300}\](?:(?!\[img).)*?\[/img\]", re.I), ""),
    (
        re.compile(r"\[code\b[^\]\n]{0,300}\]\n?((?:(?!\[code).)*?)\n?\[/code\]", re.I | re.S),
        r"```\n\1\n```",
    ),
    (
        re.compile(
            r"\[/?(?:details|spoiler|blur|poll|wrap|b|i|u|s|center|left|right|size|color|font"
            r"|date-range|grid|chat|hide|event|timezones)\b[^\]\n]{0,300}\]",
            re.I,
        ),
        "",
    ),
)
_MENTION = re.compile(r"(?<![\w@/`.\[])@([\w](?:[\w.-]{0,58}\w)?)")


@dataclass(frozen=True, kw_only=True)
class PostText:
    """A post's own words, and what was taken out."""

    text: str
    quotes: int = 0
    """Quotes of others that were left out."""
    attachments: int = 0


def own_post(source: str, *, bbcode: bool = False) -> PostText:
    """Return the own words in a post's Markdown; `bbcode`: with Discourse's marks."""
    text = clean_characters(source)
    attachments = len(_UPLOADED.findall(text))
    quotes = 0
    if bbcode and "[" in text:
        text, quotes = _without_bbcode_quotes(text)
        text = _outside_code(text, _plain_bbcode)
    text, blocks = without_block_quotes(text)
    text = _IMAGE.sub(lambda found: _alternative(found[1]), text)
    in_html = _HTML_QUOTE.search(text) is not None
    text = clean_markdown(text).strip()
    if in_html:
        text, more = without_block_quotes(text)
        text, blocks = text.strip(), blocks + more
    return PostText(text=text, quotes=quotes + blocks, attachments=attachments)


def without_block_quotes(text: str) -> tuple[str, int]:
    """Take out `>` quotes with the lines that Markdown counts to them; return how many went."""
    if ">" not in text:
        return text, 0
    kept: list[str] = []
    quoted, count = False, 0
    for line, code in _with_code(_without_alerts(text)):
        quote = not code and bool(_QUOTE.match(line) or _LISTED_QUOTE.match(line))
        lazy = quoted and not quote and not code and not _BLOCK_START.match(line)
        if quote and not quoted:
            count += 1
            kept.append("")
        if not (quote or lazy):
            kept.append(line)
        quoted = quote or lazy
    return "\n".join(kept), count


def _without_alerts(text: str) -> str:
    """Return the text with alerts as plain paragraphs: they look like quotes and are not.

    GitHub's `> [!NOTE]` and its kin (docs.github.com: basic writing and formatting syntax).
    """
    if "[!" not in text:
        return text
    lines, inside = [], False
    for line, code in _with_code(text):
        starts = not code and _ALERT.fullmatch(line) is not None
        inside = starts or (inside and not code and _QUOTE.match(line) is not None)
        lines.append("" if starts else _QUOTE.sub("", line, count=1) if inside else line)
    return "\n".join(lines)


def mentions(text: str, known: Mapping[str, Author]) -> tuple[Author, ...]:
    """Return the known people that a text addresses as `@name`; keys are in case-folded form."""
    if "@" not in text:
        return ()
    found = (known.get(name.casefold()) for name in _MENTION.findall(text))
    return tuple({author.identity: author for author in found if author}.values())


def _with_code(text: str) -> Iterator[tuple[str, bool]]:
    """Yield every line, and whether it stands in a fenced code block."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        closes = bool(fence and mark and mark[1].startswith(fence) and line.strip() == mark[1])
        yield line, bool(fence)
        if closes:
            fence = ""
        elif mark and not fence:
            fence = mark[1]


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to the runs of lines that are no fenced code."""
    if "```" not in text and "~~~" not in text:
        return change(text)
    parts: list[str] = []
    run: list[str] = []
    for line, code in (*_with_code(text), ("", True)):
        if not code and not _FENCE.match(line):
            run.append(line)
            continue
        if run:
            parts.append(change("\n".join(run)))
            run = []
        parts.append(line)
    return "\n".join(parts).rstrip("\n")


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of the lines of fenced code."""
    if "```" not in text and "~~~" not in text:
        return []
    spans, at = [], 0
    for line, code in _with_code(text):
        if code:
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _without_bbcode_quotes(text: str) -> tuple[str, int]:
    """Take out `[quote="ana, post:3, topic:7"] … [/quote]`, also nested; return how many."""
    kept: list[str] = []
    depth, at, count = 0, 0, 0
    code = _code_spans(text)
    for mark in _BBCODE_QUOTE.finditer(text):
        if any(start <= mark.start() < end for start, end in code) or _in_code_span(mark):
            continue
        if depth == 0:
            kept.append(text[at : mark.start()])
        if mark[0].startswith("[/"):
            depth = max(0, depth - 1)
        else:
            count += depth == 0
            depth += 1
        at = mark.end()
    if depth:  # never closed: its paragraph counts as the quote
        end = text.find("\n\n", at)
        at = len(text) if end < 0 else end
    kept.append(text[at:])
    return "\n".join(kept) if count else text, count


def _in_code_span(mark: re.Match[str]) -> bool:
    """Say whether a mark stands between backticks of its line."""
    text, first, last = mark.string, max(0, mark.start() - _LINE), mark.end() + _LINE
    before = text[first : mark.start()].rpartition("\n")[2]
    return before.count("`") % 2 == 1 and "`" in text[mark.end() : last].partition("\n")[0]


def _plain_bbcode(text: str) -> str:
    text = _ATTACHED.sub(r"\1", text)
    for pattern, plain in _BBCODE:
        text = pattern.sub(plain, text)
    return text


def _alternative(label: str) -> str:
    """Return an image's alternative text, "" where it says nothing."""
    label = label.strip()
    return "" if label.casefold() in _NAMELESS or _FILE_NAME.fullmatch(label) else label
