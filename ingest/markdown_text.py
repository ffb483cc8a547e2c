"""Markdown as people write it to the plain form that is kept: no comments, no HTML, no images.

Reference links get their addresses, emphasis marks go, code stays to the letter. It does not split
into sections and knows no file.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping

from ingest.markup import html_to_text

_OPENERS = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*$"
    r"|(?P<comment><!--)"
    r"|^ {0,3}<(?P<raw>table|pre|script|style|textarea)\b"
    r"|^ {0,3}</?(?P<block>p|div|details|summary|h[1-6]|ul|ol|dl|center|figure|section|article"
    r"|aside|header|footer|nav|blockquote|hr|iframe|video|tr|td|tbody|thead|form|main|picture)\b",
    re.M | re.I,
)
_BLANK = re.compile(r"\n[ \t]*\n")
_SPAN = re.compile(r"(?<!`)(`{1,20})(?!`)(.{1,3000}?)(?<!`)\1(?!`)", re.S)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*\n?[ \t]*<?([^\s<>]+)>?[ \t]*(?:[\"'(][^\n]*)?$", re.M
)
_IMAGE = re.compile(
    r"!\[([^\[\]\n]{0,1000})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)"
    r"|\[[^\[\]\n]{0,200}\])"
)
_REFERENCE = re.compile(r"(?<![\]\\!])\[([^\[\]\n]{1,300})\](?:\[([^\[\]\n]{0,200})\])?(?![(:\[])")
_EMPTY_LINK = re.compile(r"(?<!\w)\[\s{0,9}\]\([^)\n]{0,2000}\)")
_TITLED_LINK = re.compile(
    r"(\]\([^\s()]{1,2000})[ \t]{1,9}(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}')\)"
)
_HIDDEN = re.compile(
    r"<(\w{1,20})\b[^<>]{0,500}?(?:\bhidden\b|display\s?:\s?none|visibility\s?:\s?hidden"
    r"|font-size\s?:\s?0)[^<>]{0,500}>",
    re.I,
)
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,500}?href=[\"']([^\"'\s<>]{1,2000})[\"'][^<>]{0,500}>([^<]{0,1000})</a>",
    re.I | re.S,
)
_BREAK = re.compile(r" ?<br\s{0,9}/?> ?", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong"
    r"|sub|sup|tt|u|var|wbr|p|div|center|details|summary|table|tr|td|th|tbody|thead|ul|ol|li|hr"
    r"|h[1-6]|blockquote|input|iframe|picture|source|video|audio|button|label|nobr)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_LONE_TAG = re.compile(r"\s{0,9}</?\w{1,20}[^<>]{0,500}>\s{0,9}")
_AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^\s<>]+|[\w.+\-]+@[\w.\-]+\.\w+)>")
_BOTH = re.compile(r"\*{3}(?=\S)([^*]{1,500}?)(?<=\S)\*{3}")
_STRONG = re.compile(
    r"\*\*(?=\S)([^*]{1,500}?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_]{1,500}?)__(?![\w.])"
)
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?![\s*_])([^*_\n]{1,500}?)(?<![\s\\])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([*_\[\]()<>!&~.`{}$'\"])")
_QUOTE = re.compile(r" {0,3}>")
_CONTENTS = re.compile(
    r"(?m)(?:^[ \t]{0,40}(?:[-*+]|\d{1,3}[.)])[ \t]{1,8}\[[^\]\n]{1,300}\]\(#[^)\s]{0,300}\)"
    r"[^\n]{0,60}(?:\n|\Z)){3,}"
)
"""A table of contents: list items that are nothing but links into the same document."""
_CALLOUT = re.compile(
    r" {0,3}>\s*(?:\[!\w+\]|\W{0,3}(?:note|tip|warning|important|caution|hint|info|example|remember"
    r"|attention|danger|summary|todo|update)\b)",
    re.I,
)


def clean_markdown(text: str) -> str:
    """Return Markdown without what its readers do not see or that only lays it out.

    Raises `ReadError` "unsafe" where HTML inside it is nested too deeply.
    """
    references = {key.strip().casefold(): url for key, url in _DEFINITION.findall(text)}
    parts = []
    for kind, piece in _pieces(text):
        if kind == "fence":
            parts.append(piece)
        elif kind in ("raw", "block"):
            parts.append(_block(piece, references))
        elif kind == "prose":
            parts.append(_prose(piece, references))
    return re.sub(r"\n{3,}", "\n\n", "".join(parts))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into (kind, piece): prose, fence (code), comment, raw and block (HTML)."""
    ends = _Ends(text)
    at, start = 0, 0
    while match := _OPENERS.search(text, at):
        kind = match.lastgroup or ""
        end = ends.of(kind, match)
        if end is None:
            at = match.end()
            continue
        yield "prose", text[start : match.start()]
        yield kind, text[match.start() : end]
        at = start = max(end, match.end())
    yield "prose", text[start:]


class _Ends:
    """Finds where pieces of one text end; what has no end is looked for only once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._endless: set[str] = set()

    def of(self, kind: str, match: re.Match[str]) -> int | None:
        """Return the end of the piece that begins here; None where it is no such piece."""
        if kind == "fence":
            mark = re.escape(match["fence"])
            char = re.escape(match["fence"][0])
            return self._after(rf"^[ \t]*{mark}{char}*[ \t]*$", match.end()) or len(self._text)
        if kind == "comment":
            before = ("\n" + self._text[max(0, match.start() - 4) : match.start()]).rpartition("\n")
            at_start = len(before[2]) < 4 and not before[2].strip()
            return self._after("-->", match.end()) or (len(self._text) if at_start else None)
        if kind == "raw":
            end = self._after(rf"</{match['raw']}\s{{0,9}}>[^\n]*", match.end())
            if end is not None:
                return end
        blank = _BLANK.search(self._text, match.end())
        return blank.start() if blank else len(self._text)

    def _after(self, pattern: str, start: int) -> int | None:
        if pattern in self._endless:
            return None
        found = re.compile(pattern, re.M | re.I).search(self._text, start)
        if found is None:
            self._endless.add(pattern)
            return None
        return found.end()


def without_quotes(text: str) -> tuple[str, int]:
    """Take block quotes out; return the text and how many went. Callouts ("> Note") stay."""
    kept: list[str] = []
    quoted, callout, fence, taken = False, False, "", 0
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if not quoted and mark in ("```", "~~~") and fence in ("", mark):
            fence = "" if fence else mark
        starts = not fence and bool(_QUOTE.match(line))
        if starts and not quoted:
            quoted, callout = True, bool(_CALLOUT.match(line))
            taken += not callout
        elif quoted and not line.strip():
            quoted = False
        if not quoted or callout:
            kept.append(line)
    return "\n".join(kept), taken


def _block(text: str, references: Mapping[str, str]) -> str:
    """Turn a block of HTML into text; Markdown inside it is as rare as it is harmless."""
    if _LONE_TAG.fullmatch(text):
        return "\n"
    return "\n" + html_to_text(_prose(text, references, tags=False)) + "\n"


def _prose(text: str, references: Mapping[str, str], *, tags: bool = True) -> str:
    if not text.strip():
        return text
    text = _CONTENTS.sub("", text)
    parts, at = [], 0
    for span in _SPAN.finditer(text):
        parts.append(_inline(text[at : span.start()], references, tags))
        parts.append(span[0])
        at = span.end()
    parts.append(_inline(text[at:], references, tags))
    return "".join(parts)


def _inline(text: str, references: Mapping[str, str], tags: bool) -> str:
    text = _DEFINITION.sub("", text)
    text = _IMAGE.sub(r"\1", text)
    if references:
        text = _REFERENCE.sub(_resolver(references), text)
    text = _TITLED_LINK.sub(r"\1)", _EMPTY_LINK.sub("", text))
    if tags and "<" in text:
        text = _ANCHOR.sub(r"[\2](\1)", _without_hidden(text))
        text = _AUTOLINK.sub(r"\1", _TAG.sub("", _BREAK.sub(" ", text)))
    text = _STRONG.sub(r"\1\2", _EMPHASIS.sub(r"\2", _BOTH.sub(r"\1", text)))
    if tags and "&" in text:
        text = html.unescape(text)
    return _ESCAPED.sub(r"\1", text)


def _without_hidden(text: str) -> str:
    """Take out inline elements that a browser would not show."""
    kept: list[str] = []
    at, endless, small = 0, set[str](), ""
    for match in _HIDDEN.finditer(text):
        tag = f"</{match[1].lower()}"
        if match.start() < at or tag in endless:
            continue
        small = small or text.lower()
        close = small.find(tag, match.end())
        if close < 0:
            endless.add(tag)
            continue
        kept.append(text[at : match.start()])
        at = close
    return "".join([*kept, text[at:]])


def _resolver(references: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def resolve(match: re.Match[str]) -> str:
        url = references.get((match[2] or match[1]).strip().casefold())
        return f"[{match[1]}]({url})" if url else match[0]

    return resolve
