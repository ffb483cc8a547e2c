"""Plain text files: one document, one contribution, nobody named. It does not know folders."""

from collections.abc import Iterator
from pathlib import Path

from ingest.document import Facts, Part, document_items, item_name
from ingest.filekind import encoding_notes, is_html, is_text, read_text, start_of, suffix_of
from ingest.reader import ReadItem, ReadRequest

_SUFFIXES = {".txt", ".text", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".wiki"}
_NAMES = {"readme", "notes", "minutes", "handbook", "guide", "faq"}


class TextDocument:
    """Read one file of plain text."""

    kind = "text"

    def accepts(self, path: Path) -> bool:
        """Say whether it is text under a name that promises a document."""
        named = suffix_of(path) in _SUFFIXES or path.name.lower() in _NAMES
        start = start_of(path) if named else None
        return start is not None and is_text(start) and not is_html(start)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the text as one thread. Raises `ReadError` when it is no text."""
        name = item_name(request)
        found = read_text(request.location, name)
        facts = Facts(notes=encoding_notes(found))
        yield from document_items(request, facts, [Part(anchor="", text=found.text)])
