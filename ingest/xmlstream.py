"""Hardened XML: rows of a dump as a stream, and small parts as a tree.

Expat is used directly: it never opens a network or a file, keeps no tree, and entities are refused
when they are declared, before one can be expanded. It does not know what the rows mean.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

from assistant.errors import ReadError, TooLarge

XmlElement = ElementTree.Element
"""An element of a small tree."""

_PIECE_BYTES = 64 * 1024
_MAX_SILENT_BYTES = 8 * 1024 * 1024
"""More than this without one complete tag: refused rather than kept in memory."""
_MAX_DAMAGED = 1_000
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);|#)[A-Za-z_][\w.\-]*;")
_DOCTYPE = re.compile(rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.I)
_INTERNAL = re.compile(rb"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.I)
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")
_ASCII_LIKE = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "windows-1252"}
FOREIGN_ENCODING = "multi-byte encodings are not supported"
"""What expat says of Shift_JIS, Big5 and the like: the file may be whole."""
_UNFINISHED = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
}


@dataclass(frozen=True, kw_only=True)
class DamagedRow:
    """A row that is not well-formed XML; the rows after it are read."""

    line: int
    """Line of the file, from 1."""
    detail: str


def rows(
    file: BinaryIO, tag: str, damaged: Callable[[DamagedRow], None] | None = None
) -> Iterator[Mapping[str, str]]:
    """Yield the attributes of every element `tag`, in order; memory does not grow with the file.

    With `damaged`, a malformed row is handed to it and reading goes on at the next line (dumps
    keep one row on a line); without, it ends the reading. A DOCTYPE that declares nothing is
    tolerated. Raises `ReadError` after the good rows were yielded: "truncated", "malformed",
    "unsafe" (entities, declared or used without a declaration); `TooLarge` for an endless tag.
    """
    reader = _Rows(tag)
    line, missed = 0, 0
    while True:
        piece = file.readline(_PIECE_BYTES)
        line += 1
        error = reader.feed(piece)
        yield from reader.taken()
        if error is not None:
            missed += 1
            if damaged is None or not piece or missed > _MAX_DAMAGED or not reader.recover():
                raise error
            damaged(DamagedRow(line=line, detail=error.detail))
        if not piece:
            return


def tree(data: bytes, item: str) -> XmlElement:
    """Return the root of a small XML part, whose size the caller has bounded.

    Raises `ReadError` naming `item`: "unsafe" for any DOCTYPE, "malformed".
    """
    if _DOCTYPE.search(data):
        raise ReadError(item, "unsafe", "a document type declaration")
    declared = _DECLARED.match(data.lstrip(b"\xef\xbb\xbf"))
    if declared and declared[1].decode().lower() not in _ASCII_LIKE | {"utf-16"}:
        raise ReadError(item, "malformed", "an encoding that this format does not allow")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise ReadError(item, "malformed", str(error)) from error


def without_doctype(data: bytes, item: str) -> bytes:
    """Take out a DOCTYPE that declares nothing of its own, as EPUB packages carry.

    Raises `ReadError` "unsafe" where it declares entities.
    """
    if _INTERNAL.search(data):
        raise ReadError(item, "unsafe", "entities of its own")
    return re.sub(rb"<!DOCTYPE[^>\[]*>", b"", data, count=1, flags=re.I)


class _Rows:
    """One expat parser, renewed after a damaged row."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._rows: list[dict[str, str]] = []
        self._root: str | None = None
        self._encoding = "utf-8"
        self._external = False
        self._silent = 0
        self._tail = b""
        self._parser = self._new()

    def _new(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped
        return parser

    def feed(self, piece: bytes) -> ReadError | None:
        """Read on, b"" at the end; return what is wrong, if anything."""
        self._silent += len(piece)
        if self._silent > _MAX_SILENT_BYTES:
            raise TooLarge("xml", "too_large", "a tag of more than 8 MB")
        if self._external and _ENTITY.search(self._tail + piece):
            raise ReadError("xml", "unsafe", "an entity that is not declared")
        self._tail = piece[-64:]
        try:
            self._parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            ends = not piece and error.code in _UNFINISHED
            return ReadError("xml", "truncated" if ends else "malformed", str(error))
        except (LookupError, ValueError) as error:
            return ReadError("xml", "malformed", str(error))
        return None

    def taken(self) -> list[dict[str, str]]:
        """Return the rows found since the last call."""
        found, self._rows = self._rows, []
        return found

    def recover(self) -> bool:
        """Start again below the root; say whether that can be done."""
        if self._root is None or self._encoding not in _ASCII_LIKE:
            return False
        head = f'<?xml version="1.0" encoding="{self._encoding}"?><{self._root}>'
        self._parser = self._new()
        self._parser.Parse(head.encode("ascii", "ignore"), False)
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._silent = 0
        self._root = self._root or name
        if name == self._tag:
            self._rows.append(attributes)

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self._encoding = (encoding or "utf-8").lower()

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        self._external = bool(system or public)

    def _entity(self, *declaration: object) -> None:
        raise ReadError("xml", "unsafe", "entities of its own")

    def _skipped(self, name: str, is_parameter: bool) -> None:
        raise ReadError("xml", "unsafe", "an entity that is not declared")
