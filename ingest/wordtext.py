"""Word documents as sections: headings, lists, tables, notes, text boxes, comments.

It runs inside a killable child. Insertions are read, deletions are not, nor hidden text, tables of
contents, page headers and footers. It does not know drafts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.ooxml import Package, attribute, below, child, described, is_on, local
from ingest.tables import pipe_table
from ingest.xmlstream import XmlElement

_UNREAD = {
    *("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "Fallback", "tblPr", "tblGrid"),
    *("trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "rt", "fldChar", "proofErr"),
}
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_MATHS = {"sup": ("^(", ")"), "sub": ("_(", ")"), "num": ("(", ")"), "den": ("/(", ")")}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}


def sections(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the core properties, then the sections in order, then the comments.

    A section has `level`, `heading` (None before the first) and `text`; a comment has `comment`
    (its id), `author`, `date`, `text`. Raises `ReadError`.
    """
    with Package(path) as package:
        main = package.main()
        root = package.part(main)
        body = child(root, "body") if root is not None else None
        writer = _Writer(styles=_Styles(package, main), links=package.targets(main))
        if body is not None:
            writer.blocks(body)
        facts = package.facts()
        yield {**facts, "title": facts["title"] or writer.title}
        yield from _with_notes(writer, package, main)
        yield from _comments(package, main, writer)


@dataclass(kw_only=True)
class _Block:
    """A paragraph, list item or table; level above 0 for a heading."""

    level: int
    text: str
    is_item: bool = False


class _Styles:
    """What paragraph styles and numberings mean."""

    def __init__(self, package: Package, main: str) -> None:
        self._styles: dict[str, XmlElement] = {}
        root = package.related(main, "styles")
        for style in below(root, "style") if root is not None else ():
            self._styles.setdefault(attribute(style, "styleId") or "", style)
        self._bullets = _bullets(package.related(main, "numbering"))

    def chain(self, paragraph: XmlElement) -> Iterator[tuple[str, XmlElement | None]]:
        """Yield (style name, paragraph properties) from the paragraph itself to its base style."""
        own = child(paragraph, "pPr")
        yield "", own
        name = attribute(child(own, "pStyle"), "val")
        for _ in range(20):
            style = self._styles.get(name or "")
            if style is None:
                return
            shown = attribute(child(style, "name"), "val") or name or ""
            yield shown.lower(), child(style, "pPr")
            name = attribute(child(style, "basedOn"), "val")

    def heading(self, paragraph: XmlElement) -> int:
        """Return the heading level from 1; 0 for text, -1 for the title, -2 for what is unread."""
        for name, properties in self.chain(paragraph):
            if name == "title":
                return -1
            if name.startswith("toc ") or name == "toc heading":
                return -2
            words = name.split()
            if len(words) == 2 and words[0] == "heading" and words[1].isdecimal():
                return min(int(words[1]), 6)
            outline = attribute(child(properties, "outlineLvl"), "val")
            if outline and outline.isdecimal():
                return min(int(outline) + 1, 6) if int(outline) < 9 else 0
        return 0

    def numbering(self, paragraph: XmlElement) -> tuple[str, int, bool] | None:
        """Return (list, depth from 0, bulleted) of a list item."""
        for _, properties in self.chain(paragraph):
            found = child(properties, "numPr")
            number = attribute(child(found, "numId"), "val")
            if found is None or number is None:
                continue
            depth = attribute(child(found, "ilvl"), "val") or "0"
            level = min(int(depth), 8) if depth.isdecimal() else 0
            return None if number == "0" else (number, level, self._bulleted(number, level))
        return None

    def _bulleted(self, number: str, level: int) -> bool:
        return self._bullets.get((number, level), True)


def _bullets(root: XmlElement | None) -> dict[tuple[str, int], bool]:
    """Return (list, depth) -> whether its items carry bullets rather than numbers."""
    if root is None:
        return {}
    kinds: dict[str, dict[int, bool]] = {}
    for abstract in below(root, "abstractNum"):
        levels = kinds.setdefault(attribute(abstract, "abstractNumId") or "", {})
        for level in below(abstract, "lvl"):
            depth = attribute(level, "ilvl") or "0"
            form = attribute(child(level, "numFmt"), "val")
            levels[int(depth) if depth.isdecimal() else 0] = form in ("bullet", "none", None)
    found: dict[tuple[str, int], bool] = {}
    for number in below(root, "num"):
        base = attribute(child(number, "abstractNumId"), "val") or ""
        for at, bulleted in kinds.get(base, {}).items():
            found[attribute(number, "numId") or "", at] = bulleted
    return found


@dataclass(kw_only=True)
class _Writer:
    """Collects blocks in document order."""

    styles: _Styles
    links: dict[str, tuple[str, str]]
    out: list[_Block] = field(default_factory=list)
    title: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """(footnotes or endnotes, id) in the order in which they are referred to."""
    comments: dict[str, int] = field(default_factory=dict)
    """Comment id -> number of the block it stands at."""
    counters: dict[tuple[str, int], int] = field(default_factory=dict)

    def blocks(self, parent: XmlElement) -> None:
        """Read paragraphs and tables, also inside content controls and insertions."""
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._add(0, pipe_table([self._cells(row) for row in _rows(element)]))
            elif name == "sdt" and _is_contents(element):
                continue
            elif name not in _UNREAD:
                self.blocks(element)

    def _cells(self, row: XmlElement) -> list[str]:
        cells = []
        for cell in _inside(row, "tc"):
            merged = child(cell, "tcPr", "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            cells.append("" if goes_on else self.nested(cell))
        return cells

    def nested(self, element: XmlElement) -> str:
        """Return the text of blocks inside a cell or a text box."""
        kept, self.out = self.out, []
        self.blocks(element)
        text = "\n".join(block.text for block in self.out)
        self.out = kept
        return text

    def _paragraph(self, element: XmlElement) -> None:
        boxes: list[str] = []
        text = _tidy(self._inline(element, boxes))
        level = self.styles.heading(element)
        if level == -1 and not self.title:
            self.title = " ".join(text.split())
        elif level > 0:
            self._add(level, " ".join(text.split()))
        elif level != -2 and text:
            self._item_or_text(element, text)
        for box in boxes:
            self._add(0, box)

    def _item_or_text(self, element: XmlElement, text: str) -> None:
        found = self.styles.numbering(element)
        if found is None:
            self._add(0, text)
            return
        number, depth, bulleted = found
        count = self.counters[number, depth] = self.counters.get((number, depth), 0) + 1
        for deeper in [key for key in self.counters if key[0] == number and key[1] > depth]:
            del self.counters[deeper]
        mark = "- " if bulleted else f"{count}. "
        self.out.append(_Block(level=0, text="  " * depth + mark + text, is_item=True))

    def _add(self, level: int, text: str) -> None:
        if text.strip():
            self.out.append(_Block(level=level, text=text))

    def _inline(self, parent: XmlElement, boxes: list[str]) -> str:
        """Return the running text below an element; text boxes are put aside."""
        parts: list[str] = []
        for element in parent:
            name = local(element)
            if name == "t":
                parts.append(element.text or "")
            elif name in _CHARACTERS:
                parts.append(_CHARACTERS[name])
            elif name in _UNREAD or (name == "r" and is_on(child(element, "rPr", "vanish"))):
                continue
            elif name == "txbxContent":
                boxes.append(self.nested(element))
            elif name == "hyperlink":
                parts.append(self._link(element, self._inline(element, boxes)))
            elif name in _NOTES:
                parts.append(self._note(_NOTES[name], attribute(element, "id") or ""))
            elif name == "docPr":
                parts.append(described(element))
            elif name in ("commentRangeStart", "commentReference"):
                self.comments.setdefault(attribute(element, "id") or "", len(self.out))
            else:
                before, after = _MATHS.get(name, ("", ""))
                parts.append(before + self._inline(element, boxes) + after)
        return "".join(parts)

    def _link(self, element: XmlElement, label: str) -> str:
        target = self.links.get(attribute(element, "id") or "", ("", ""))[1]
        if not label.strip() or label.strip() == target:
            return label
        opens = target.lower().startswith(("https://", "http://", "mailto:"))
        return f"[{label}]({target})" if opens else label

    def _note(self, kind: str, identifier: str) -> str:
        self.notes.append((kind, identifier))
        return f"[^{len(self.notes)}]"


def _rows(table: XmlElement) -> Iterator[XmlElement]:
    return (row for row in _inside(table, "tr") if child(row, "trPr", "del") is None)


def _inside(parent: XmlElement, name: str) -> Iterator[XmlElement]:
    """Yield rows or cells, also inside content controls, but not those of inner tables."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _inside(element, name)


def _is_contents(element: XmlElement) -> bool:
    gallery = child(element, "sdtPr", "docPartObj", "docPartGallery")
    return attribute(gallery, "val") == "Table of Contents"


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip("\n")


def _with_notes(writer: _Writer, package: Package, main: str) -> Iterator[dict[str, Any]]:
    """Yield the sections, each with the notes that it refers to below its text."""
    texts = _note_texts(writer, package, main)
    level, heading, body = 0, None, list[_Block]()
    for block in [*writer.out, None]:
        if block is not None and block.level == 0:
            body.append(block)
            continue
        text = _joined(body)
        own = [f"[^{n}]: {note}" for n, note in texts.items() if f"[^{n}]" in text]
        yield {"level": level, "heading": heading, "text": "\n\n".join([text, *own]).strip("\n")}
        if block is not None:
            level, heading, body = block.level, block.text, []


def _joined(blocks: list[_Block]) -> str:
    text, before = "", False
    for block in blocks:
        text += ("\n" if before and block.is_item else "\n\n") + block.text
        before = block.is_item
    return text.strip("\n")


def _note_texts(writer: _Writer, package: Package, main: str) -> dict[int, str]:
    """Return note number -> text, for the notes that the text refers to."""
    written: dict[tuple[str, str], str] = {}
    for kind in set(_NOTES.values()) if writer.notes else ():
        root = package.related(main, kind)
        for note in root if root is not None else ():
            text = " ".join(writer.nested(note).split())
            written[kind, attribute(note, "id") or ""] = text
    numbered = enumerate(list(writer.notes), start=1)
    return {n: written[key] for n, key in numbered if written.get(key)}


def _comments(package: Package, main: str, writer: _Writer) -> Iterator[dict[str, Any]]:
    root = package.related(main, "comments")
    headings = [n for n, block in enumerate(writer.out) if block.level > 0]
    anchors = dict(writer.comments)
    for comment in root if root is not None else ():
        identifier = attribute(comment, "id") or ""
        at = anchors.get(identifier, 0)
        yield {
            "comment": identifier,
            "author": attribute(comment, "author") or "",
            "date": attribute(comment, "date") or "",
            "text": writer.nested(comment),
            "section": sum(1 for heading in headings if heading <= at),
        }
