"""Sections of a document: heading, path of headings, own text; and their stable names.

Formats differ in how they mark a heading; from here on they are alike. This module does not know
any format but Markdown headings, and no author.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SEPARATOR = " › "
"""Stands between headings in a locator."""
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NOT_PARAGRAPH = re.compile(r"\s*(?:[-*+>|#]|\d+[.)]\s|`{3}|~{3}|$)| {4}")
_ANCHOR = re.compile(r"\{#[^}\s]{1,200}\}\s?$")
_MAX_HEADING = 500
"""A longer line is text, whatever it begins with."""
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MARKS = re.compile(r"(\*{1,3}|`+|(?<!\w)_{1,3}|_{1,3}(?!\w))")
_NOT_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One heading with the text up to the next heading of any level."""

    level: int
    """1 to 6; 0 for the text before the first heading."""
    heading: str | None
    """Plain text of the heading; None before the first heading."""
    text: str
    """Markdown-like plain text below the heading, without the heading; may be empty."""
    path: tuple[str, ...] = ()
    """Headings from the outermost to this one."""

    @property
    def locator(self) -> str | None:
        """The path as people read it: "Launching › First meeting"."""
        return SEPARATOR.join(self.path) or None


def plain_heading(text: str) -> str:
    """Take marks, links and anchors out of a heading."""
    bare = _ANCHOR.sub("", " ".join(text.split()))
    bare = _MARKS.sub("", _LINK.sub(r"\1", bare))
    return " ".join(bare.split())


def nest(parts: Iterable[tuple[int, str | None, str]]) -> list[Section]:
    """Turn (level, heading, text) in document order into sections with their paths.

    A heading without text is kept (its text is ""); a preamble without text is left out.
    """
    above: list[tuple[int, str]] = []
    sections = []
    for level, heading, text in parts:
        if heading is None:
            if text.strip():
                sections.append(Section(level=0, heading=None, text=text.strip("\n")))
            continue
        above = [entry for entry in above if entry[0] < level] + [(level, heading)]
        path = tuple(name for _, name in above if name)
        sections.append(Section(level=level, heading=heading, text=text.strip("\n"), path=path))
    return sections


def markdown_sections(text: str) -> list[Section]:
    """Split Markdown at its ATX and Setext headings (CommonMark 4.2, 4.3), not inside code."""
    return nest(_parts(text.split("\n")))


def _parts(lines: list[str]) -> Iterator[tuple[int, str | None, str]]:
    level, heading, body = 0, None, list[str]()
    fence = ""
    for line in lines:
        fence_mark = _FENCE.match(line)
        if fence:
            body.append(line)
            if fence_mark and _closes(line, fence):
                fence = ""
            continue
        if fence_mark and not ("`" in line[fence_mark.end() :] and fence_mark[1][0] == "`"):
            fence = fence_mark[1]
        found = _heading(line, body)
        if found is None:
            body.append(line)
            continue
        yield level, heading, "\n".join(body)
        level, heading, body = found[0], plain_heading(found[1]), []
    yield level, heading, "\n".join(body)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(fence) and set(bare) == {fence[0]}


def _heading(line: str, body: list[str]) -> tuple[int, str] | None:
    """Return (level, text) if the line makes a heading; takes a Setext title off the body."""
    atx = _ATX.match(line)
    if atx and len(line) <= _MAX_HEADING:
        return len(atx[1]), _without_closing(line[atx.end() :].strip())
    setext = _SETEXT.match(line)
    if not setext or not body or len(body[-1]) > _MAX_HEADING or _NOT_PARAGRAPH.match(body[-1]):
        return None
    if len(body) > 1 and not _NOT_PARAGRAPH.match(body[-2]):
        return None
    return (1 if setext[1][0] == "=" else 2), body.pop().strip()


def _without_closing(title: str) -> str:
    """Take off the closing sequence of an ATX heading: "Tea ##"."""
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


class Slugs:
    """Give every heading of one document its GitHub anchor: `first-meeting`, `first-meeting-1`.

    The rule of github-slugger: lower case, punctuation out, spaces to hyphens, repeats numbered;
    a heading without a letter is `section`.
    """

    def __init__(self) -> None:
        """Start a document."""
        self._seen: dict[str, int] = {}

    def of(self, heading: str) -> str:
        """Return the anchor of the next heading."""
        base = _NOT_SLUG.sub("", heading.strip().lower()).replace(" ", "-") or "section"
        slug = base
        while slug in self._seen:
            self._seen[base] += 1
            slug = f"{base}-{self._seen[base]}"
        self._seen[slug] = 0
        return slug
