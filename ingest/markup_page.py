"""Collects the text of an HTML tree that is walked once: the writing half of `ingest.markup`.

It is told of every start and end of an element, keeps a frame per container (list, table, quote,
link) and writes Markdown-like blocks. It does not parse, and does not choose what is left out.
"""

import re
from dataclasses import dataclass, field

from lxml import html

from ingest.decode import clean_characters
from ingest.markup_unseen import Unseen
from ingest.tables import pipe_table

_BLOCKS = {
    *("p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "address"),
    *("figure", "figcaption", "form", "fieldset", "details", "summary", "center", "dl", "dt"),
    *("hgroup", "body", "html", "search", "caption"),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FRAMED = {"blockquote", "ul", "ol", "li", "pre", "table", "tr", "td", "th", "a", "dd"}
_CODE = {"code", "kbd", "samp", "tt"}
_OPENED_ELSEWHERE = re.compile(r"(?:https?|mailto|ftp|tel|xmpp|irc):", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.I)
_MAX_DEPTH = 32
"""Quotes and lists nested deeper are read as text of the level above."""


def marked(level: int, text: str) -> str:
    """Write a block: a heading of a level from 1, or a paragraph (0)."""
    return f"{'#' * level} {text}" if level else text


@dataclass(kw_only=True)
class _Frame:
    """A container that is being read: what it holds so far."""

    tag: str
    blocks: list[tuple[int, str]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    number: int = 0


class Page:
    """Collects the text of a tree that is walked once, without recursion."""

    def __init__(self, *, quotes: bool, chrome: bool) -> None:
        self.skipped: html.HtmlElement | None = None
        self.unseen = Unseen(quotes=quotes, chrome=chrome)
        self._frames = [_Frame(tag="")]
        self._framed: list[html.HtmlElement] = []

    @property
    def _top(self) -> _Frame:
        return self._frames[-1]

    def _inside(self, tag: str) -> bool:
        return any(frame.tag == tag for frame in self._frames)

    def replace(self, element: html.HtmlElement) -> None:
        """Write what stands for an element that is not read itself."""
        tag = element.tag
        if tag == "img":
            self.say(element.get("alt"))
        elif tag == "math":
            notes = element.findall(".//annotation")
            self.say(notes[0].text if notes else " ".join(element.itertext()))
        elif tag in ("hr", "aside", "blockquote"):
            self._flush()
            self.say(element.get("data-onebox-src"))
            self._flush()

    def say(self, text: str | None) -> None:
        """Add running text."""
        if not text:
            return
        top = self._top
        if top.tag in ("table", "tr", "ul", "ol") and not text.strip():
            return
        if self._inside("pre"):
            top.inline.append(text)
        else:
            top.inline.append(re.sub(r"[ \t\r\n\f\xa0]+", " ", text))

    def say_after(self, element: html.HtmlElement) -> None:
        """Add the running text that follows an element."""
        if not self.unseen.ends_before(element):
            self.say(element.tail)

    def open(self, element: html.HtmlElement) -> None:
        """Start an element."""
        tag = element.tag
        if tag in _HEADINGS or tag in _BLOCKS:
            if not self._inside("a"):
                self._flush()
            else:
                self._top.inline.append(" ")
        elif tag in _FRAMED:
            self._push(element)
        elif tag == "br":
            self._top.inline.append("\n")
        elif tag in _CODE and not self._inside("pre"):
            self._tick()
        self.say(element.text)

    def _push(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if len(self._frames) > _MAX_DEPTH:
            self._flush()
            return
        if tag != "a":
            self._flush()
        frame = _Frame(tag=tag)
        if tag == "ol" and element.get("start", "").isdecimal():
            frame.number = int(element.get("start", "1")[:6]) - 1
        self._frames.append(frame)
        self._framed.append(element)

    def close(self, element: html.HtmlElement) -> None:
        """End an element."""
        tag = element.tag
        if self._framed and self._framed[-1] is element:
            self._framed.pop()
            self._pop(element)
        elif tag in _HEADINGS:
            self._heading(_HEADINGS[tag])
        elif tag in _BLOCKS or tag in _FRAMED:
            if not self._inside("a"):
                self._flush()
        elif tag in _CODE and not self._inside("pre"):
            self._tick()

    def _tick(self) -> None:
        """Write where code starts or ends; nothing where it is empty or goes on."""
        inline = self._top.inline
        if inline and inline[-1] == "`":
            inline.pop()
        else:
            inline.append("`")

    def finish(self) -> list[tuple[int, str]]:
        """Return the blocks."""
        self._flush()
        return [(level, clean_characters(text)) for level, text in self._frames[0].blocks]

    def _heading(self, level: int) -> None:
        top = self._top
        if top.tag == "a":
            return
        text = " ".join("".join(top.inline).split())
        top.inline.clear()
        if text:
            top.blocks.append((level if len(self._frames) == 1 else 0, text))

    def _flush(self) -> None:
        top = self._top
        if not top.inline:
            return
        text = _tidy("".join(top.inline))
        top.inline.clear()
        if text:
            top.blocks.append((0, text))

    def _pop(self, element: html.HtmlElement) -> None:
        frame = self._frames.pop()
        if frame.tag == "a":
            self._link(frame, element.get("href", ""))
            return
        if frame.tag == "pre":
            body = "".join(frame.inline).strip("\n")
            self._add(f"```\n{body}\n```" if body.strip() else "")
            return
        self._frames.append(frame)
        self._flush()
        self._frames.pop()
        texts = [marked(level, text) for level, text in frame.blocks]
        self._close_container(frame, texts)

    def _close_container(self, frame: _Frame, texts: list[str]) -> None:
        top = self._top
        if frame.tag in ("td", "th") and top.tag == "tr":
            top.rows.append([" ".join(texts)])
        elif frame.tag == "tr" and top.tag == "table":
            top.rows.append([cell for row in frame.rows for cell in row])
        elif frame.tag == "table":
            for text in texts:
                self._add(text)
            self._add(pipe_table(frame.rows))
        elif frame.tag == "li":
            self._add(self._item(texts))
        elif frame.tag in ("ul", "ol"):
            self._add("\n".join(texts))
        elif frame.tag == "blockquote":
            self._add("\n".join(f"> {x}".rstrip() for x in "\n\n".join(texts).split("\n")))
        elif frame.tag == "tr":
            self._add(pipe_table(frame.rows) if frame.rows else "\n\n".join(texts))
        else:
            self._add("\n\n".join(texts))

    def _item(self, texts: list[str]) -> str:
        owner = next((f for f in reversed(self._frames) if f.tag in ("ul", "ol")), None)
        mark = "- "
        if owner is not None and owner.tag == "ol":
            owner.number += 1
            mark = f"{owner.number}. "
        body = "\n".join(texts).replace("\n", "\n" + " " * len(mark))
        return mark + body if body.strip() else ""

    def _add(self, text: str) -> None:
        if text.strip():
            self._top.blocks.append((0, text))

    def _link(self, frame: _Frame, href: str) -> None:
        label = _tidy(" ".join([text for _, text in frame.blocks] + ["".join(frame.inline)]))
        href = "".join(href.split())
        pad = " " if frame.inline and frame.inline[0].startswith(" ") else ""
        end = " " if frame.inline and frame.inline[-1].endswith(" ") and label else ""
        self._top.inline.append(pad + linked(label.replace("\n", " "), href) + end)


def linked(label: str, href: str) -> str:
    """Write a link; one that opens nothing (script, data, same page) keeps only its label."""
    if not label or label.startswith("@") or not href or href.startswith("#"):
        return label
    if _SCHEME.match(href) and not _OPENED_ELSEWHERE.match(href):
        return label
    if label in (href, href.removeprefix("mailto:"), href.split("://", 1)[-1].rstrip("/")):
        return href.removeprefix("mailto:")
    safe = href.replace("(", "%28").replace(")", "%29")
    return f"[{label}]({safe})"


def _tidy(text: str) -> str:
    lines = [" ".join(line.split(" ")) for line in text.split("\n")]
    lines = [re.sub(r" {2,}", " ", line).strip(" ") for line in lines]
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return tidy.strip("\n")
