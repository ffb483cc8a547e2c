"""Presentations: slides to contributions, core properties to facts.

The file is parsed in a killable child. Hidden slides are left out and named, comments are other
people's and counted. It does not know folders.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.errors import ReadError
from ingest.child import Child, Limits, Plain
from ingest.document import Part, document_items, facts_of, item_name, under
from ingest.filekind import is_zip, start_of, suffix_of
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.sections import SEPARATOR

_PARSER = "ingest.slidetext:slides"
_SUFFIXES = {".pptx", ".pptm", ".potx", ".ppsx", ".ppsm"}


class SlidesDocument:
    """Read one presentation."""

    kind = "pptx"

    def __init__(self, *, limits: Limits | None = None) -> None:
        """Parse within the limits."""
        self._limits = limits or Limits()
        self._child = Child()

    def accepts(self, path: Path) -> bool:
        """Say whether it is named as a presentation, or is one under another name."""
        start = start_of(path)
        if start is None:
            return False
        named = suffix_of(path) in _SUFFIXES
        return named or (is_zip(start) and b"ppt/" in start and b"[Content_Types].xml" in start)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the presentation as one thread. Raises `ReadError` when it cannot be read."""
        name = item_name(request)
        try:
            head, *rows = self._child.run(_PARSER, request.location, self._limits)
        except ReadError as error:
            raise under(error, name) from error
        comments = sum(row["comments"] for row in rows)
        if comments:
            yield Noted(what="comment_not_read", item=name, count=comments)
        for row in rows:
            if row["hidden"]:
                yield Skipped(item=f"{name}#slide-{row['slide']}", reason="hidden")
        shown = [row for row in rows if not row["hidden"]]
        facts = facts_of(head)
        title = facts.title or next((row["title"] for row in shown if row["title"]), None)
        parts = [_part(row) for row in shown]
        yield from document_items(request, replace(facts, title=title), parts)


def _part(row: Plain) -> Part:
    title, place = row["title"], f"slide {row['slide']}"
    head = f"# {title}\n\n" if title else ""
    return Part(
        anchor=f"slide-{row['slide']}",
        fragment="",
        text=(head + row["text"]).strip("\n"),
        locator=f"{place}{SEPARATOR}{title}" if title else place,
    )
