"""HTML pages: meta elements to facts, headings to sections.

A block quote on a page that names its authors is somebody else's and is left out. It does not know
folders, and parses nothing itself.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.errors import ReadError
from ingest.document import (
    document_items,
    first_heading,
    headings_without_text,
    item_name,
    section_parts,
)
from ingest.filekind import encoding_notes, is_html, is_text, read_text, start_of, suffix_of
from ingest.htmlfacts import html_facts
from ingest.markup import html_sections
from ingest.outcome import Noted
from ingest.reader import ReadItem, ReadRequest

_MAX_BYTES = 16 * 1024**2
"""A parsed page takes some fifteen times its size in memory."""
_SUFFIXES = {".html", ".htm", ".xhtml", ".xht"}
_ANY_NAME = {"", ".txt", ".php", ".asp", ".aspx", ".jsp", ".cfm", ".cgi"}
"""Suffixes that pages are saved under; under another one a page is not what its name says."""
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([A-Za-z0-9_\-]+)""", re.I)


class HtmlDocument:
    """Read one HTML file."""

    kind = "html"

    def accepts(self, path: Path) -> bool:
        """Say whether it is text that is named or begins as an HTML page."""
        start = start_of(path)
        if start is None or not is_text(start):
            return False
        suffix = suffix_of(path)
        return suffix in _SUFFIXES or (suffix in _ANY_NAME and is_html(start))

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the page as one thread. Raises `ReadError` when it is no HTML or a trap."""
        name = item_name(request)
        declared = _CHARSET.search(start_of(request.location) or b"")
        encoding = declared[1].decode() if declared else None
        found = read_text(request.location, name, encoding, limit=_MAX_BYTES)
        try:
            facts = replace(html_facts(found.text), notes=encoding_notes(found))
            sections = html_sections(found.text, quotes=not facts.authors)
        except ReadError as error:
            raise ReadError(name, error.reason, error.detail) from error
        if facts.authors and "<blockquote" in found.text.lower():
            yield Noted(what="quote_removed", item=name)
        yield from headings_without_text(name, sections)
        title = facts.title or first_heading(sections)
        yield from document_items(request, replace(facts, title=title), section_parts(sections))
