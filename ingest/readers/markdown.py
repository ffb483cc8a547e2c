"""Markdown files: front matter to facts, headings to sections.

A block quote in a document that names its authors is somebody else's and is left out; a callout
("> Note") is theirs. It does not know folders.
"""

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
    under,
)
from ingest.filekind import encoding_notes, is_text, read_text, start_of, suffix_of
from ingest.frontmatter import split_front_matter
from ingest.markdown_text import clean_markdown, without_quotes
from ingest.outcome import Noted
from ingest.reader import ReadItem, ReadRequest
from ingest.sections import markdown_sections

_MAX_BYTES = 32 * 1024**2
_SUFFIXES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd"}


class MarkdownDocument:
    """Read one Markdown file."""

    kind = "markdown"

    def accepts(self, path: Path) -> bool:
        """Say whether it is text under a Markdown name."""
        if suffix_of(path) not in _SUFFIXES:
            return False
        start = start_of(path)
        return start is not None and is_text(start)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the document as one thread. Raises `ReadError` when it is no text."""
        name = item_name(request)
        found = read_text(request.location, name, limit=_MAX_BYTES)
        head = split_front_matter(found.text)
        try:
            body = clean_markdown(head.body)
        except ReadError as error:
            raise under(error, name) from error
        if head.facts.authors:
            body, quotes = without_quotes(body)
            if quotes:
                yield Noted(what="quote_removed", item=name, count=quotes)
        if head.damaged:
            yield Noted(what="front_matter_damaged", item=name)
        sections = markdown_sections(body)
        facts = replace(
            head.facts,
            title=head.facts.title or first_heading(sections),
            notes=encoding_notes(found),
        )
        yield from headings_without_text(name, sections)
        yield from document_items(request, facts, section_parts(sections))
