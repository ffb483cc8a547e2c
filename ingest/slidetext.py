"""Slides of a presentation as text: titles, bullets, tables, speaker notes.

It runs inside a killable child. Footers, dates and slide numbers are left out. It does not know
drafts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.ooxml import Package, attribute, below, child, described, local
from ingest.tables import pipe_table
from ingest.xmlstream import XmlElement

_FURNITURE = {"dt", "ftr", "sldNum", "hdr", "sldImg"}
_TITLES = {"title", "ctrTitle"}
_BODIES = {"body", "obj", "subTitle", None}


def slides(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the core properties with the number of slides, then each slide.

    A slide has `slide` (from 1), `title`, `text`, `hidden`, `comments` (how many, unread).
    Raises `ReadError`.
    """
    with Package(path) as package:
        main = package.main()
        root = package.part(main)
        targets = package.targets(main)
        order = below(root, "sldId") if root is not None else ()
        keys = [_relation(entry) for entry in order]
        names = [targets[key][1] for key in keys if key in targets]
        yield {**package.facts(), "slides": len(names)}
        for number, name in enumerate(names, start=1):
            yield {"slide": number, **_slide(package, name)}


def _relation(entry: XmlElement) -> str:
    """Return the relation id; `id` without namespace is a number of the presentation's own."""
    return next((v for k, v in entry.attrib.items() if k.endswith("}id")), "")


def _slide(package: Package, name: str) -> dict[str, Any]:
    root = package.part(name)
    if root is None:
        return {"title": "", "text": "", "hidden": False, "comments": 0}
    title, blocks = "", list[str]()
    shapes = child(root, "cSld", "spTree")
    for kind, text in _shapes(shapes) if shapes is not None else ():
        if kind == "title" and not title:
            title = " ".join(text.split())
        else:
            blocks.append(text)
    notes = _notes(package, name)
    if notes:
        blocks.append(f"Notes: {notes}")
    return {
        "title": title,
        "text": "\n\n".join(block for block in blocks if block.strip()),
        "hidden": attribute(root, "show") in ("0", "false"),
        "comments": _comments(package, name),
    }


def _shapes(parent: XmlElement) -> Iterator[tuple[str, str]]:
    """Yield ("title" or "text", text) of the shapes, also inside groups."""
    for shape in parent:
        name = local(shape)
        if name == "grpSp":
            yield from _shapes(shape)
        elif name == "AlternateContent":
            choice = child(shape, "Choice")
            yield from _shapes(choice) if choice is not None else ()
        elif name == "graphicFrame":
            for table in below(shape, "tbl"):
                yield "text", pipe_table([_cells(row) for row in below(table, "tr")])
        elif name == "pic":
            yield "text", described(child(shape, "nvPicPr", "cNvPr"))
        elif name == "sp":
            yield from _shape(shape)


def _shape(shape: XmlElement) -> Iterator[tuple[str, str]]:
    place = child(shape, "nvSpPr", "nvPr", "ph")
    kind = attribute(place, "type")
    body = child(shape, "txBody")
    if body is None or (place is not None and kind in _FURNITURE):
        return
    if place is not None and kind in _TITLES:
        yield "title", _text(body, listed=False)
    else:
        yield "text", _text(body, listed=place is not None and kind in _BODIES)


def _cells(row: XmlElement) -> list[str]:
    return [_text(cell, listed=False) for cell in below(row, "tc")]


def _text(body: XmlElement, *, listed: bool) -> str:
    """Return the paragraphs of a shape; those of a body with several are bullets."""
    found = [(_depth(p), _line(p)) for p in below(body, "p")]
    lines = [(depth, line) for depth, line in found if line]
    if not listed or len(lines) < 2:
        return "\n".join(line for _, line in lines)
    return "\n".join(f"{'  ' * depth}- {line}" for depth, line in lines)


def _depth(paragraph: XmlElement) -> int:
    level = attribute(child(paragraph, "pPr"), "lvl") or "0"
    return min(int(level), 8) if level.isdecimal() else 0


def _line(paragraph: XmlElement) -> str:
    parts = []
    for run in paragraph:
        name = local(run)
        if name == "br":
            parts.append(" ")
        elif name == "r" or (name == "fld" and attribute(run, "type") not in ("slidenum",)):
            text = child(run, "t")
            parts.append((text.text or "") if text is not None else "")
        elif name == "m":
            parts += [t.text or "" for t in below(run, "t")]
    return " ".join("".join(parts).split())


def _notes(package: Package, name: str) -> str:
    """Return what the speaker noted below a slide."""
    root = package.related(name, "notesSlide")
    shapes = child(root, "cSld", "spTree") if root is not None else None
    texts = [text for _, text in _shapes(shapes)] if shapes is not None else []
    return "\n".join(text for text in texts if text.strip())


def _comments(package: Package, name: str) -> int:
    root = package.related(name, "comments")
    return sum(1 for _ in below(root, "cm")) if root is not None else 0
