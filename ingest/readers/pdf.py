"""PDF files: pages to contributions, the info dictionary to facts.

The pages come from a killable child. A page that fails is named and the others are read; a page
that is only a picture goes through OCR where the machine has it, else it is named as unreadable.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.errors import ReadError
from ingest.authors import document_authors
from ingest.child import Child, Limits, Plain
from ingest.dates import from_pdf
from ingest.document import Facts, Part, document_items, item_name, real_title, under
from ingest.filekind import is_pdf, start_of, suffix_of
from ingest.ocr import ocr_is_there
from ingest.outcome import Failed, Skipped
from ingest.pdflayout import running_text
from ingest.reader import ReadItem, ReadRequest

_PAGES = "ingest.pdftext:pages"
_OCR = "ingest.ocr:page_text"
_LIMITS = Limits(step_s=8.0, cpu_s=90)
_OCR_LIMITS = Limits(memory_bytes=2 * 1024**3, step_s=60.0, cpu_s=60, wall_s=60.0)
_NOTES = {"hidden": "hidden_text", "damaged": "damaged_page"}
_MAX_PAGES = 5_000
_MAX_STOPS = 2
"""Pages that may stop the child before the rest of a file is given up."""


class PdfDocument:
    """Read one PDF file."""

    kind = "pdf"

    def __init__(self, *, ocr: bool | None = None, limits: Limits = _LIMITS) -> None:
        """Use OCR where asked; None: where the machine has it."""
        self._ocr = ocr
        self._limits = limits
        self._child = Child()

    def accepts(self, path: Path) -> bool:
        """Say whether a PDF begins here, or the name promises one."""
        start = start_of(path)
        return start is not None and (is_pdf(start) or suffix_of(path) == ".pdf")

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield the file as one thread, a contribution for each page.

        Raises `ReadError` when nothing can be read.
        """
        name = item_name(request)
        found = self._found(request.location, name)
        if self._ocr if self._ocr is not None else ocr_is_there():
            self._read_pictures(request.location, found)
        if not any(page.text.strip() for page in found.pages) and not found.failures:
            why = "its content is damaged" if found.is_damaged else "a scan?"
            raise ReadError(name, "no_text", f"no text on any page ({why})")
        yield from found.failures
        texts = running_text([page.text for page in found.pages])
        for page in found.pages:
            if not page.text.strip():
                yield page.without_text(name)
        parts = [page.part(text) for page, text in zip(found.pages, texts, strict=True) if text]
        if parts:
            yield from document_items(request, found.facts, parts)

    def _found(self, path: Path, name: str) -> "_Found":
        """Read all pages; after a page that stopped the child, go on behind it."""
        found, first = _Found(), 0
        for _ in range(_MAX_STOPS + 1):
            rows = self._child.run(_PAGES, path, self._limits, first=first, most=_MAX_PAGES)
            try:
                for row in rows:
                    found.take(row, name)
                found.close(name)
                return found
            except ReadError as error:
                if found.count == 0:
                    raise under(error, name) from error
                first = found.last + 1
                found.fail(f"{name}#page-{first}", error.reason, error.detail)
                found.last = first
                if first >= min(found.count, _MAX_PAGES):
                    return found
        found.fail(name, "timeout", f"pages after {first} of {found.count} were not read")
        return found

    def _read_pictures(self, path: Path, found: "_Found") -> None:
        """Put OCR text on pages that hold a picture and no text."""
        for index, page in enumerate(found.pages):
            if page.text.strip() or not page.pictures:
                continue
            try:
                text = "".join(self._child.run(_OCR, path, _OCR_LIMITS, page=page.number))
            except ReadError:
                continue
            found.pages[index] = replace(page, text=text, notes=("ocr",))


@dataclass(frozen=True, kw_only=True)
class _Page:
    number: int
    text: str
    pictures: bool
    damaged: bool
    notes: tuple[str, ...] = ()

    def part(self, text: str) -> Part:
        return Part(
            anchor=f"page-{self.number}",
            fragment=f"page={self.number}",
            text=text,
            locator=f"page {self.number}",
            notes=self.notes,
        )

    def without_text(self, name: str) -> ReadItem:
        item = f"{name}#page-{self.number}"
        if self.damaged:
            return Failed(item=item, reason="no_text", detail="the page's content is damaged")
        if self.pictures:
            return Failed(item=item, reason="no_text", detail="a picture without text (a scan?)")
        return Skipped(item=item, reason="empty")


@dataclass(kw_only=True)
class _Found:
    """What was read of a file so far."""

    facts: Facts = field(default_factory=Facts)
    count: int = 0
    last: int = 0
    """Number of the last page that came back, from 1."""
    whole: bool = True
    pages: list[_Page] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)

    def take(self, row: Plain, name: str) -> None:
        if "pages" in row:
            self.count, self.whole = row["pages"], row["whole"]
            self.facts = _facts(row)
            return
        self.last = row["page"]
        if "failed" in row:
            self.fail(f"{name}#page-{self.last}", *row["failed"])
            return
        page = _Page(
            number=self.last,
            text=row["text"],
            pictures=row["pictures"],
            damaged=row["damaged"],
            notes=tuple(_NOTES[key] for key in _NOTES if row[key]),
        )
        self.pages.append(page)

    @property
    def is_damaged(self) -> bool:
        return any(page.damaged for page in self.pages)

    def fail(self, item: str, reason: str, detail: str) -> None:
        self.failures.append(Failed(item=item, reason=reason, detail=detail))

    def close(self, name: str) -> None:
        if self.count > _MAX_PAGES:
            self.fail(name, "too_large", f"{self.count} pages; the first {_MAX_PAGES} were read")
        if not self.whole:
            self.fail(name, "truncated", f"the file's end is missing; {self.last} pages were found")


def _facts(row: Plain) -> Facts:
    return Facts(
        title=real_title(row["title"]),
        authors=document_authors(row["authors"]),
        created_at=from_pdf(row["created"]),
        edited_at=from_pdf(row["edited"]),
    )
