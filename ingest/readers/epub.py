"""EPUB books: headings of all chapters to sections, package metadata to facts.

The file is parsed in a killable child. A chapter that cannot be read is named and the others are
read. It does not know folders.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.errors import ReadError
from ingest.child import Child, Limits
from ingest.document import (
    document_items,
    facts_of,
    first_heading,
    headings_without_text,
    item_name,
    section_parts,
    under,
)
from ingest.filekind import start_of, suffix_of
from ingest.outcome import Failed, Noted
from ingest.reader import ReadItem, ReadRequest
from ingest.sections import nest

_PARSER = "ingest.epubtext:sections"
_LIMITS = Limits(step_s=20.0)


class EpubDocument:
    """Read one book."""

    kind = "epub"

    def __init__(self, *, limits: Limits = _LIMITS) -> None:
        """Parse within the limits."""
        self._limits = limits
        self._child = Child()

    def accepts(self, path: Path) -> bool:
        """Say whether it is named as a book, or is one under another name."""
        start = start_of(path)
        if start is None:
            return False
        return suffix_of(path) == ".epub" or b"mimetypeapplication/epub+zip" in start[:100]

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the book as one thread. Raises `ReadError` when it cannot be read."""
        name = item_name(request)
        try:
            head, *rows = self._child.run(_PARSER, request.location, self._limits)
        except ReadError as error:
            raise under(error, name) from error
        failures = [
            Failed(
                item=f"{name}#{row['chapter']}", reason=row["failed"][0], detail=row["failed"][1]
            )
            for row in rows
            if "failed" in row
        ]
        sections = nest(
            (row["level"], row["heading"], row["text"]) for row in rows if "level" in row
        )
        yield from failures
        quotes = sum(row.get("quotes", 0) for row in rows)
        if quotes:
            yield Noted(what="quote_removed", item=name, count=quotes)
        yield from headings_without_text(name, sections)
        facts = facts_of(head)
        title = facts.title or first_heading(sections)
        if sections or not failures:
            parts = [replace(part, fragment="") for part in section_parts(sections)]
            yield from document_items(request, replace(facts, title=title), parts)
