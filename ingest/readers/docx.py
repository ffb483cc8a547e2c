"""Word documents: headings to sections, core properties to facts, comments to their own authors.

The file is parsed in a killable child. Who edited last is no author. It does not know folders.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.errors import ReadError
from ingest.authors import document_authors
from ingest.child import Child, Limits, Plain
from ingest.dates import utc
from ingest.document import (
    Part,
    document_items,
    facts_of,
    first_heading,
    headings_without_text,
    item_name,
    section_parts,
    under,
)
from ingest.filekind import is_zip, start_of, suffix_of
from ingest.reader import ReadItem, ReadRequest
from ingest.sections import nest

_PARSER = "ingest.wordtext:sections"
_SUFFIXES = {".docx", ".docm", ".dotx", ".dotm"}


class WordDocument:
    """Read one Word file."""

    kind = "docx"

    def __init__(self, *, limits: Limits | None = None) -> None:
        """Parse within the limits."""
        self._limits = limits or Limits()
        self._child = Child()

    def accepts(self, path: Path) -> bool:
        """Say whether it is named as a Word document, or is one under another name."""
        start = start_of(path)
        if start is None:
            return False
        named = suffix_of(path) in _SUFFIXES
        return named or (is_zip(start) and b"word/" in start and b"[Content_Types].xml" in start)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the document as one thread. Raises `ReadError` when it cannot be read."""
        name = item_name(request)
        try:
            head, *rows = self._child.run(_PARSER, request.location, self._limits)
        except ReadError as error:
            raise under(error, name) from error
        sections = nest(
            (row["level"], row["heading"], row["text"]) for row in rows if "level" in row
        )
        facts = facts_of(head)
        parts = [replace(part, fragment="") for part in section_parts(sections)]
        comments = [_comment(row, rows) for row in rows if "comment" in row]
        title = facts.title or first_heading(sections)
        yield from headings_without_text(name, sections)
        yield from document_items(request, replace(facts, title=title), [*parts, *comments])


def _comment(row: Plain, rows: list[Plain]) -> Part:
    """Make a comment a contribution of whoever wrote it, located where it stands."""
    heading = rows[row["section"]].get("heading")
    return Part(
        anchor=f"comment-{row['comment']}",
        fragment="",
        text=row["text"],
        locator=f"{heading} › comment" if heading else "comment",
        authors=document_authors([row["author"]]),
        created_at=utc(row["date"]),
    )
