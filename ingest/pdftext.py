"""Text of PDF pages, one by one; the owner of pypdf. It runs inside a killable child.

Every failure of pypdf becomes a reason of ours. It does not lay out text and knows no drafts.
"""

import logging
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pypdf import PageObject, PdfReader
from pypdf import errors as pdf_errors

from assistant.errors import ReadError

REASONS: dict[type[Exception], str] = {
    pdf_errors.FileNotDecryptedError: "encrypted",
    pdf_errors.WrongPasswordError: "encrypted",
    pdf_errors.EmptyFileError: "truncated",
    pdf_errors.PdfStreamError: "truncated",
    pdf_errors.LimitReachedError: "too_large",
    pdf_errors.PdfReadError: "malformed",
    pdf_errors.PyPdfError: "malformed",
    pdf_errors.ParseError: "malformed",
    pdf_errors.PageSizeNotDefinedError: "malformed",
    pdf_errors.EmptyImageDataError: "malformed",
    pdf_errors.XmpDocumentError: "malformed",
    pdf_errors.PdfReadWarning: "malformed",
    pdf_errors.DeprecationError: "malformed",
    pdf_errors.DependencyError: "unreadable",
}
"""What each error of pypdf means; a test holds this complete."""

_BROKEN: tuple[type[Exception], ...] = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RecursionError, RuntimeError, TypeError, ValueError, struct.error, zlib.error),
)
"""What else escapes from pypdf where a file breaks the rules of its format."""
_ANY: tuple[type[Exception], ...] = (*REASONS, *_BROKEN)
_MAX_CHARACTERS = 20_000_000
_TABLE_LINES, _TABLE_LINE_LENGTH = 12, 25
"""A page of at least so many lines, half of them no longer than this, looks like a table."""
_MAX_TABLE_CHARACTERS = 20_000
_SHOWN = {b"Tj", b"TJ", b"'", b'"'}
_INVISIBLE = 3
"""Text rendering mode "neither fill nor stroke" (ISO 32000-1, table 106)."""


def pages(path: Path, first: int = 0, most: int = 5_000) -> Iterator[dict[str, Any]]:
    """Yield what the file says of itself, then a row for each page from `first` (from 0).

    The first row has `pages` (their number), `title`, `authors`, `created`, `edited`, `whole`
    (False: the end of the file is missing). A page's row has `page` (from 1) and either `text`,
    `hidden` (holds invisible text without a picture), `pictures` and `damaged` (something on it
    was given up), or `failed` (reason, detail). Raises `ReadError`.
    """
    with path.open("rb") as file, _Complaints() as complaints:
        _check(file, path.name)
        reader = _opened(file, path.name)
        count = _count(reader, path.name)
        yield {"pages": count, "whole": _is_whole(file), **_facts(reader)}
        characters = 0
        for number in range(first, min(count, most)):
            row = _row(reader, number, complaints)
            characters += len(row.get("text", ""))
            if characters > _MAX_CHARACTERS:
                raise ReadError(path.name, "too_large", "more than 20 million characters")
            yield row


def reason_of(error: BaseException) -> str:
    """Return the reason for an error of pypdf, or of Python beneath it."""
    reasons = (REASONS[kind] for kind in type(error).__mro__ if kind in REASONS)
    return next(reasons, "malformed")


def _check(file: BinaryIO, item: str) -> None:
    start = file.read(1024)
    if not start.strip(b"\x00 \t\r\n"):
        raise ReadError(item, "truncated", "the file is empty")
    if b"%PDF-" not in start:
        raise ReadError(item, "not_that_format", "no PDF begins here")
    file.seek(0)


def _opened(file: BinaryIO, item: str) -> PdfReader:
    """Open the file, with the empty password if it takes one."""
    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError(item, "encrypted", "it needs a password")
    except (NotImplementedError, pdf_errors.DependencyError) as error:
        raise ReadError(item, "encrypted", "an encryption that cannot be opened") from error
    except _ANY as error:
        raise ReadError(item, reason_of(error), type(error).__name__) from error
    return reader


def _count(reader: PdfReader, item: str) -> int:
    try:
        count = len(reader.pages)
    except _ANY as error:
        raise ReadError(item, reason_of(error), type(error).__name__) from error
    if count == 0:
        raise ReadError(item, "malformed", "no pages were found")
    return count


def _is_whole(file: BinaryIO) -> bool:
    size = file.seek(0, 2)
    file.seek(max(0, size - 4096))
    end = file.read()
    return b"%%EOF" in end or b"startxref" in end


def _row(reader: PdfReader, number: int, complaints: "_Complaints") -> dict[str, Any]:
    before = complaints.count
    try:
        page = reader.pages[number]
        ink = _Ink()
        text = _with_columns(page, page.extract_text(visitor_operand_before=ink.see))
        pictures = _has_pictures(page) or ink.inline
        lost = not text.strip() and (ink.shown or (not ink.seen and _has_content(page)))
    except _ANY as error:
        return {"page": number + 1, "failed": [reason_of(error), type(error).__name__]}
    return {
        "page": number + 1,
        "text": text,
        "hidden": ink.hidden and not pictures,
        "pictures": pictures,
        "damaged": lost or complaints.count > before,
    }


def _has_content(page: PageObject) -> bool:
    """Say whether the page has anything to carry out."""
    content = page.get_contents()
    return content is not None and bool(content.get_data().strip())


class _Complaints(logging.Handler):
    """Counts the warnings of pypdf, which reads on where a file is damaged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        self._logger = logging.getLogger("pypdf")

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1

    def __enter__(self) -> Self:
        self._logger.addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._logger.removeHandler(self)


def _with_columns(page: PageObject, text: str) -> str:
    """Return the page with its columns side by side if it looks like a table, else the text."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    if len(lengths) < _TABLE_LINES or lengths[len(lengths) // 2] > _TABLE_LINE_LENGTH:
        return text
    if len(text) > _MAX_TABLE_CHARACTERS:
        return text
    try:
        placed = page.extract_text(extraction_mode="layout")
    except _ANY:
        return text
    letters = sum(map(str.isalnum, text))
    return placed if sum(map(str.isalnum, placed)) >= 0.95 * letters else text


class _Ink:
    """Watches a page's operators for text that is written but not shown."""

    def __init__(self) -> None:
        self.hidden = False
        self.inline = False
        self.seen = False
        self.shown = False
        self._mode = 0
        self._saved: list[int] = []

    def see(self, operator: bytes, operands: Any, matrix: Any, text_matrix: Any) -> None:
        """Take one operator of the content stream before it is carried out."""
        self.seen = True
        if operator == b"Tr" and operands:
            self._mode = int(operands[0])
        elif operator == b"q":
            self._saved = [*self._saved[-64:], self._mode]
        elif operator == b"Q" and self._saved:
            self._mode = self._saved.pop()
        elif operator == b"BI" or operator == b"INLINE IMAGE":
            self.inline = True
        elif operator in _SHOWN:
            self.shown = self.shown or bool(_ink_in(operands))
            self.hidden = self.hidden or self._mode == _INVISIBLE


def _ink_in(operands: Any) -> str:
    """Return what a text operator shows, spaces and positions left out."""
    shown = operands[0] if operands and isinstance(operands[0], list) else operands
    return "".join(str(part) for part in shown if isinstance(part, str | bytes)).strip()


def _has_pictures(page: PageObject) -> bool:
    """Say whether the page shows a picture, directly or inside one form."""
    resources: Any = page.get("/Resources")
    objects = _resolved(_resolved(resources).get("/XObject", {}))
    for entry in list(objects.values())[:200]:
        shape = _resolved(entry)
        if shape.get("/Subtype") == "/Image":
            return True
        inner = _resolved(_resolved(shape.get("/Resources", {})).get("/XObject", {}))
        if any(_resolved(x).get("/Subtype") == "/Image" for x in list(inner.values())[:200]):
            return True
    return False


def _resolved(entry: Any) -> Any:
    found = entry.get_object() if hasattr(entry, "get_object") else entry
    return found if hasattr(found, "get") else {}


def _facts(reader: PdfReader) -> dict[str, Any]:
    """Return the info dictionary's entries, or those of the XMP packet."""
    info = _info(reader)
    return {
        "title": info.get("/Title", ""),
        "authors": [info["/Author"]] if info.get("/Author") else _creators(reader),
        "created": info.get("/CreationDate", ""),
        "edited": info.get("/ModDate", ""),
    }


def _info(reader: PdfReader) -> dict[str, str]:
    try:
        metadata: Any = reader.metadata or {}
    except _ANY:
        return {}
    found = {}
    for key in ("/Title", "/Author", "/CreationDate", "/ModDate"):
        try:
            value = metadata.get(key)
        except _ANY:
            continue
        if isinstance(value, str):
            found[key] = str(value)[:2000]
    return found


def _creators(reader: PdfReader) -> list[str]:
    try:
        packet = reader.xmp_metadata
        names = packet.dc_creator if packet else None
    except _ANY:
        return []
    return [str(name)[:2000] for name in names or []]
