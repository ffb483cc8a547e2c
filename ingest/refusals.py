"""Why nobody takes a file: damaged, not what its name says, or simply no document.

A file whose name promises something we read is never passed over in silence. It is asked only after
every reader declined.
"""

import gzip
import lzma
import zlib
from pathlib import Path

from assistant.errors import ReadError
from ingest.archive import open_regular
from ingest.encodings import is_binary, proven
from ingest.filekind import start_of, suffix_of
from ingest.jsonstream import stream_values
from ingest.outcome import Failed, Skipped
from ingest.xmlstream import FOREIGN_ENCODING, rows

_JSON = {".json", ".jsonl", ".ndjson"}
_TEXT = {".md", ".markdown", ".txt", ".html", ".htm", ".xhtml", ".rst", ".mbox", ".eml"}
_PACKED = (".gz", ".xz")


def refusal(path: Path, name: str) -> Skipped | Failed:
    """Return what becomes of a file that no reader takes, under the name given."""
    start = start_of(path)
    if start is None:
        return Failed(item=name, reason="unreadable", detail="it cannot be opened")
    suffix = suffix_of(path)
    if not start and (suffix in _JSON or suffix in (".xml", ".mbox", ".eml", ".zip", *_PACKED)):
        return Failed(item=name, reason="truncated", detail="the file is empty")
    if not start:
        return Skipped(item=name, reason="empty")
    try:
        _look_into(path, suffix, start, name)
    except ReadError as error:
        return Failed(item=name, reason=error.reason, detail=error.detail)
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return Failed(item=name, reason="malformed", detail="it cannot be unpacked")
    return Skipped(item=name, reason="not_a_document")


def _look_into(path: Path, suffix: str, start: bytes, name: str) -> None:
    """Read what the name promises; raises `ReadError` when it is not that, or damaged."""
    if suffix in _JSON:
        with open_regular(path, name) as file:
            for _ in stream_values(file, item=name):
                pass
    elif suffix == ".xml":
        _look_into_xml(path, name)
    elif suffix in (".mbox", ".eml"):
        raise ReadError(name, "not_that_format", "no mail begins here")
    elif suffix in _TEXT and proven(start) is None and is_binary(start):
        raise ReadError(name, "not_that_format", "binary data")
    elif suffix in _PACKED:
        unpack = gzip.GzipFile if suffix == ".gz" else lzma.LZMAFile
        with unpack(path) as packed:
            packed.read(1)


def _look_into_xml(path: Path, name: str) -> None:
    try:
        with open_regular(path, name) as file:
            for _ in rows(file, "row"):
                pass
    except ReadError as error:
        if error.detail != FOREIGN_ENCODING:
            raise
