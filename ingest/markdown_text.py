"""Markdown as people write it to the plain form that is kept: no comments, no HTML, no images.

Reference links get their addresses, emphasis marks go, code stays to the letter. It does not split
into sections and knows no file.
"""

import html
import re
from collections.abc import Callable, Mapping

from ingest.markup import html_to_text

_FENCED = r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*(?:\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)|\Z)"
_COMMENT = r"<!--.*?-->|^ {0,3}<!--.*\Z"
_HTML_BLOCK = (
    r"^ {0,3}<(?P<raw>table|pre|script|style|textarea)\b"
    r".*?(?:</(?P=raw)\s*>[^\n]*|(?=\n[ \t]*\n)|\Z)"
    r"|^ {0,3}</?(?:p|div|details|summary|h[1-6]|ul|ol|dl|center|figure|section|article|aside"
    r"|header|footer|nav|blockquote|hr|iframe|video|tr|td|tbody|thead|form|main|picture)\b"
    r".*?(?=\n[ \t]*\n|\Z)"
)
_PIECES = re.compile(
    rf"(?P<code>{_FENCED})|(?P<comment>{_COMMENT})|(?P<html>{_HTML_BLOCK})", re.M | re.S | re.I
)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_DEFINITION = re.compile(
    r"^ {0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]*\n?[ \t]*<?([^\s<>]+)>?[ \t]*(?:[\"'(][^\n]*)?$", re.M
)
_IMAGE = re.compile(r"!\[([^\]\n]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])")
_REFERENCE = re.compile(r"(?<![\]\\!])\[([^\[\]\n]{1,300})\](?:\[([^\[\]\n]{0,200})\])?(?![(:\[])")
_EMPTY_LINK = re.compile(r"(?<!\w)\[\s*\]\([^)\n]*\)")
_TITLED_LINK = re.compile(r"(\]\([^\s()]+)[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*')\)")
_HIDDEN = re.compile(
    r"<(\w+)\b[^>]*(?:\bhidden\b|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0)[^>]*>"
    r".*?</\1\s*>",
    re.I | re.S,
)
_ANCHOR = re.compile(r"<a\s[^>]*?href=[\"']([^\"'\s]+)[\"'][^>]*>(.*?)</a>", re.I | re.S)
_BREAK = re.compile(r"[ \t]*<br\s*/?>[ \t]*", re.I)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strike|strong"
    r"|sub|sup|tt|u|var|wbr|p|div|center|details|summary|table|tr|td|th|tbody|thead|ul|ol|li|hr"
    r"|h[1-6]|blockquote|input|iframe|picture|source|video|audio|button|label|nobr)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^\s<>]+|[\w.+\-]+@[\w.\-]+\.\w+)>")
_STRONG = re.compile(r"(\*\*|(?<!\w)__)(?=\S)(.+?)(?<=\S)\1", re.S)
_EMPHASIS = re.compile(r"(?<![\w*\\])([*_])(?![\s*_])([^*_\n]+?)(?<![\s\\])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([*_\[\]()<>!&~.`{}$'\"])")
_QUOTE = re.compile(r" {0,3}>")
_CALLOUT = re.compile(
    r" {0,3}>\s*(?:\[!\w+\]|\W{0,3}(?:note|tip|warning|important|caution|hint|info|example|remember"
    r"|attention|danger|summary|todo|update)\b)",
    re.I,
)


def clean_markdown(text: str) -> str:
    """Return Markdown without what its readers do not see or that only lays it out."""
    references = {key.strip().casefold(): url for key, url in _DEFINITION.findall(text)}
    parts, at = [], 0
    for match in _PIECES.finditer(text):
        parts.append(_prose(text[at : match.start()], references))
        if match["code"] is not None:
            parts.append(match[0])
        elif match["html"] is not None:
            parts.append(_block(match[0], references))
        at = match.end()
    parts.append(_prose(text[at:], references))
    return re.sub(r"\n{3,}", "\n\n", "".join(parts))


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
    return "\n" + html_to_text(_prose(text, references, tags=False)) + "\n"


def _prose(text: str, references: Mapping[str, str], *, tags: bool = True) -> str:
    if not text.strip():
        return text
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
        text = _ANCHOR.sub(r"[\2](\1)", _HIDDEN.sub("", text))
        text = _AUTOLINK.sub(r"\1", _TAG.sub("", _BREAK.sub(" ", text)))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text)))
    if tags and "&" in text:
        text = html.unescape(text)
    return _ESCAPED.sub(r"\1", text)


def _resolver(references: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def resolve(match: re.Match[str]) -> str:
        url = references.get((match[2] or match[1]).strip().casefold())
        return f"[{match[1]}]({url})" if url else match[0]

    return resolve
