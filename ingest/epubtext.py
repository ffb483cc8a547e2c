"""Books in EPUB (2 and 3): package metadata, then the chapters of the spine as sections.

It runs inside a killable child. Tables of contents are left out. It does not know drafts.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from assistant.errors import ReadError
from ingest.authors import document_authors
from ingest.decode import decode
from ingest.markup import html_sections
from ingest.ooxml import Package, attribute, below, child, local
from ingest.xmlstream import XmlElement, tree, without_doctype

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}


def sections(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the metadata, then the sections: `level`, `heading`, `text`.

    A chapter that cannot be read has `chapter` and `failed` (reason, detail). Where the book names
    its authors, block quotes are somebody else's: left out, and counted in `quotes`. Raises
    `ReadError`.
    """
    with Package(path) as book:
        name, package = _package(book, path.name)
        facts = _facts(package)
        yield facts
        quotes = not document_authors(facts["authors"])
        locked = _locked(book, path.name)
        for href in _spine(package, posixpath.dirname(name)):
            if href in locked:
                yield {"chapter": href, "failed": ["encrypted", "protected against reading"]}
            else:
                yield from _chapter(book, href, quotes=quotes)


def _package(book: Package, item: str) -> tuple[str, XmlElement]:
    root = _tree(book, _CONTAINER, item)
    for file in below(root, "rootfile"):
        name = posixpath.normpath(attribute(file, "full-path") or "")
        if name in book.names:
            return name, _tree(book, name, item)
    raise ReadError(item, "malformed", "no package document")


def _tree(book: Package, name: str, item: str) -> XmlElement:
    if name not in book.names:
        raise ReadError(item, "not_that_format", "no EPUB container")
    return tree(without_doctype(book.read(name), item), item)


def _facts(package: XmlElement) -> dict[str, Any]:
    metadata = child(package, "metadata")
    entries = list(metadata.iter()) if metadata is not None else []
    roles = {
        attribute(e, "refines"): (e.text or "").strip()
        for e in entries
        if attribute(e, "property") == "role"
    }

    def texts(name: str) -> list[XmlElement]:
        return [e for e in entries if local(e) == name and (e.text or "").strip()]

    creators = [
        e
        for e in texts("creator")
        if (attribute(e, "role") or roles.get(f"#{e.get('id')}", "aut")) == "aut"
    ]
    dates = {attribute(e, "event") or "publication": e.text or "" for e in texts("date")}
    changed = [e.text for e in entries if attribute(e, "property") == "dcterms:modified"]
    titles, rights = texts("title"), texts("rights")
    return {
        "title": titles[0].text if titles else "",
        "authors": [e.text for e in creators],
        "created": dates.get("publication") or dates.get("creation") or "",
        "edited": (changed[0] if changed else dates.get("modification")) or "",
        "licence": rights[0].text if rights else "",
    }


def _spine(package: XmlElement, folder: str) -> Iterator[str]:
    """Yield the names of the chapters in reading order, each once."""
    items = {e.get("id"): e for e in below(package, "item")}
    seen = set()
    for reference in below(package, "itemref"):
        entry = items.get(reference.get("idref"))
        if entry is None or "nav" in (entry.get("properties") or "").split():
            continue
        if entry.get("media-type") not in _PAGES:
            continue
        href = unquote((entry.get("href") or "").partition("#")[0])
        name = posixpath.normpath(posixpath.join(folder, href))
        if name not in seen:
            seen.add(name)
            yield name


def _locked(book: Package, item: str) -> set[str]:
    if _ENCRYPTION not in book.names:
        return set()
    root = _tree(book, _ENCRYPTION, item)
    return {unquote(attribute(e, "URI") or "") for e in below(root, "CipherReference")}


def _chapter(book: Package, name: str, *, quotes: bool) -> Iterator[dict[str, Any]]:
    if name not in book.names:
        yield {"chapter": name, "failed": ["truncated", "the chapter is missing"]}
        return
    try:
        source = decode(book.read(name), item=name).text
        found = html_sections(source, quotes=quotes)
    except ReadError as error:
        yield {"chapter": name, "failed": [error.reason, error.detail]}
        return
    if not quotes and "<blockquote" in source:
        yield {"quotes": source.count("<blockquote")}
    for section in found:
        yield {"level": section.level, "heading": section.heading, "text": section.text}
