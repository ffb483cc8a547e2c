"""The first look at a file: its first bytes and its suffix. Never waits, never raises.

It does not know which reader takes what.
"""

from pathlib import Path
from typing import BinaryIO

from assistant.errors import ReadError, TooLarge
from ingest.archive import open_regular
from ingest.decode import Decoded, clean_characters, decode

_START_BYTES = 4096
MAX_TEXT_BYTES = 16 * 1024 * 1024
"""A text document larger than this is refused."""


def start_of(path: Path) -> bytes | None:
    """Return the first 4 kB of a regular file; None where there is none to read."""
    try:
        with open_regular(path) as file:
            return file.read(_START_BYTES)
    except (ReadError, OSError):
        return None


def suffix_of(path: Path) -> str:
    """Return the suffix in lower case with its dot, or ""."""
    return path.suffix.lower()


def is_pdf(start: bytes) -> bool:
    """Say whether a PDF begins here."""
    return start.lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-")


def is_zip(start: bytes) -> bool:
    """Say whether a zip begins here."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_html(start: bytes) -> bool:
    """Say whether the bytes begin as an HTML page does."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<?xml"):
        head = head.partition(b"?>")[2].lstrip()
    while head.startswith(b"<!--"):
        head = head.partition(b"-->")[2].lstrip()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def is_text(start: bytes) -> bool:
    """Say whether the bytes can be text of some encoding."""
    try:
        decode(start)
    except ReadError:
        return False
    return not (is_pdf(start) or is_zip(start))


def read_text(
    path: Path, item: str, declared: str | None = None, *, limit: int = MAX_TEXT_BYTES
) -> Decoded:
    """Return a text file decoded and cleaned.

    Raises `ReadError` naming `item`: "unreadable", "not_that_format" (binary); `TooLarge`.
    """
    with open_regular(path, item) as file:
        content = read_bytes(file, item, limit)
    found = decode(content, declared, item=item)
    return Decoded(text=clean_characters(found.text), encoding=found.encoding, sure=found.sure)


def read_bytes(file: BinaryIO, item: str, limit: int = MAX_TEXT_BYTES) -> bytes:
    """Return all bytes of a file. Raises `TooLarge` naming `item` when they pass the limit."""
    try:
        content = file.read(limit + 1)
    except OSError as error:
        raise ReadError(item, "unreadable", (error.strerror or "").lower()) from error
    if len(content) > limit:
        raise TooLarge(item, "too_large", f"more than {limit // 1024**2} MB")
    return content


def encoding_notes(found: Decoded) -> tuple[str, ...]:
    """Return the note of a draft whose encoding had to be guessed."""
    return () if found.sure else (f"encoding:{found.encoding}",)
