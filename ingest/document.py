"""A document on its way in: what its own properties say, and its sections as a thread of drafts.

All document readers end here, so that names and locators are made in one place. It does not know
any file format.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from assistant.errors import ReadError
from assistant.records import Author, Draft, ThreadDraft
from ingest.archive import shown
from ingest.authors import document_authors
from ingest.dates import utc
from ingest.decode import clean_characters, clean_line
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.sections import Section, Slugs

_NO_TITLE = {
    *("untitled", "(untitled)", "(anonymous)", "unspecified", "(unspecified)", "title", "document"),
    *("powerpoint presentation", "pdf document", "document1", "presentation1", "slide 1"),
    *("untitled document", "no title", "word document", "microsoft word document"),
}
_PROGRAM_TITLE = re.compile(r"^Microsoft (?:Word|PowerPoint|Office Word) - ", re.I)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a document says about itself, never what its text or its file's times suggest."""

    title: str | None = None
    authors: tuple[Author, ...] = ()
    created_at: datetime | None = None
    edited_at: datetime | None = None
    url: str | None = None
    licence: str | None = None
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One contribution-to-be of a document: a section, a page, a slide."""

    anchor: str
    """What follows `#` in its external id; "" for the document itself."""
    text: str
    locator: str | None = None
    notes: tuple[str, ...] = ()
    fragment: str | None = None
    """What follows `#` in its link; None: the anchor, "": nothing."""
    authors: tuple[Author, ...] | None = None
    """Somebody else than the document's authors (a comment); None: its authors."""
    created_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NamedRequest(ReadRequest):
    """A request for a document whose name is not that of the file that is read."""

    name: str
    """Its path in the folder or archive that it was found in."""


def item_name(request: ReadRequest) -> str:
    """Return the document's name in ids and reports: its path below the root, one line, NFC."""
    if isinstance(request, NamedRequest):
        return unicodedata.normalize("NFC", shown(request.name))
    path = request.location
    if request.root is not None and path.is_relative_to(request.root) and path != request.root:
        name = path.relative_to(request.root).as_posix()
    else:
        name = path.name
    return unicodedata.normalize("NFC", shown(name))


def facts_of(row: Mapping[str, Any]) -> Facts:
    """Return the facts of a file's own properties, as a parser in a child yields them."""
    return Facts(
        title=real_title(row["title"]),
        authors=document_authors(row["authors"]),
        created_at=utc(row["created"]),
        edited_at=utc(row["edited"]),
        licence=row.get("licence") or None,
    )


def under(error: ReadError, name: str) -> ReadError:
    """Return a parser's error under the document's name."""
    return type(error)(name, error.reason, error.detail)


def section_parts(sections: Sequence[Section]) -> list[Part]:
    """Return a part for every section with text of its own, its heading as the first line.

    A heading without text lives on in the locators below it. Every heading takes its anchor,
    with or without text, so that ids are those that GitHub links to.
    """
    slugs = Slugs()
    parts: list[Part] = []
    for section in sections:
        anchor = slugs.of(section.heading) if section.heading is not None else ""
        if section.heading is None and parts:
            anchor = slugs.of(f"part {len(parts) + 1}")
        if not section.text.strip():
            continue
        head = f"{'#' * section.level} {section.heading}\n\n" if section.heading else ""
        parts.append(Part(anchor=anchor, text=head + section.text, locator=section.locator))
    return parts


def document_items(request: ReadRequest, facts: Facts, parts: Sequence[Part]) -> Iterator[ReadItem]:
    """Yield the document as one thread, or `Skipped("empty")` if no part holds words.

    Its link is the one it names itself, else its place below the request's `base_url`.
    """
    name = item_name(request)
    if facts.url is None and request.base_url:
        facts = replace(facts, url=f"{request.base_url.rstrip('/')}/{quote(name)}")
    drafts = tuple(draft for part in parts if (draft := _draft(name, facts, part)).text.strip())
    if not drafts:
        yield Skipped(item=name, reason="empty")
        return
    folder = str(PurePosixPath(name).parent)
    yield ThreadDraft(
        external_id=name,
        title=real_title(facts.title) or PurePosixPath(name).stem,
        drafts=drafts,
        url=facts.url,
        space=None if folder == "." else folder,
        tags=facts.tags,
    )


def headings_without_text(name: str, sections: Sequence[Section]) -> Iterator[Noted]:
    """Yield how many headings have no text of their own, if any."""
    count = sum(1 for s in sections if s.heading is not None and not s.text.strip())
    if count:
        yield Noted(what="heading_without_text", item=name, count=count)


def first_heading(sections: Sequence[Section]) -> str | None:
    """Return the heading that names a document: the first one, if it is of the highest level."""
    headings = [section for section in sections if section.heading]
    if not headings or headings[0].level > min(section.level for section in headings):
        return None
    return headings[0].heading


def real_title(title: str | None) -> str | None:
    """Return the title without what programs put there; None when nothing is left."""
    bare = _PROGRAM_TITLE.sub("", clean_line(title or ""))
    return None if not bare or bare.casefold() in _NO_TITLE else bare


def _draft(name: str, facts: Facts, part: Part) -> Draft:
    own = part.authors is None
    fragment = part.anchor if part.fragment is None else part.fragment
    return Draft(
        external_id=f"{name}#{part.anchor}" if part.anchor else name,
        authors=facts.authors if part.authors is None else part.authors,
        text=clean_characters(part.text).strip("\n"),
        created_at=facts.created_at if own else part.created_at,
        edited_at=facts.edited_at if own and facts.edited_at != facts.created_at else None,
        url=f"{facts.url}#{quote(fragment, safe='=')}" if facts.url and fragment else facts.url,
        locator=part.locator,
        licence=facts.licence,
        notes=(*facts.notes, *part.notes),
    )
