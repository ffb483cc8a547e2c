"""Cuts mailbox files into messages, streaming, with a limit on the size of one message.

A message starts at a `From ` line with an address and a date, followed by mail headers; a sentence
that starts with "From" starts none (RFC 4155 describes the format, and that nobody agrees on it).
It does not know what headers mean.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from assistant.errors import ReadError

MAX_MESSAGE_BYTES = 36 * 1024 * 1024
"""A mail with 25 MB of attachments, the most that common servers accept, fits."""
_BLOCK = 1024 * 1024
_LOOK_AHEAD = 8192
"""Bytes from the start of a `From ` line in which a telling header must stand."""
_MARK, _MAX_ENVELOPE = b"\nFrom ", 400
_BOM = b"\xef\xbb\xbf"
_ENVELOPE = re.compile(
    rb"From (?P<sender>\S.{0,200}?)\s+"
    rb"(?P<date>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:\w{3}\s+\d{1,2}|\d{1,2}\s+\w{3})\s+"
    rb"(?:\d{4}\s+)?\d{1,2}:\d\d(?::\d\d)?(?:\s+[A-Z]{2,5}|\s+[+-]\d{4})?(?:\s+\d{4})?"
    rb"(?:\s+[A-Z]{2,5}|\s+[+-]\d{4})?)\s*"
    rb"(?:remote from \S+\s*)?$"
)
_HEADER = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_TELLING = re.compile(
    rb"(?:from|date|message-id|received|return-path|delivered-to|subject|to|sender|x-[\w-]+"
    rb"|mime-version|content-type|envelope-to|reply-to|list-id|newsgroups)[ \t]*:",
    re.I,
)


@dataclass(frozen=True, kw_only=True)
class RawMail:
    """One message as it stands in the file."""

    number: int
    """Its place in the file, from 1."""
    lines: bytes
    """Headers and body; b"" when it is too large."""
    sender: bytes = b""
    """The address in the envelope line, often a machine's."""
    date: bytes = b""
    """The date in the envelope line: when it was delivered or archived."""
    size: int = 0
    """Bytes in the file; greater than the limit when `lines` was left out."""


def is_envelope(line: bytes) -> bool:
    """Say whether the line can start a message in a mailbox file."""
    return line.startswith(b"From ") and _ENVELOPE.match(line.rstrip()) is not None


def is_header(line: bytes) -> bool:
    """Say whether the line is a header of a mail that tells that it is one."""
    return _TELLING.match(line) is not None


def split_mbox(file: BinaryIO, *, limit: int = MAX_MESSAGE_BYTES) -> Iterator[RawMail]:
    """Yield the messages of a mailbox file in order; text before the first one is message 0.

    Memory holds one message and a block. Errors of the file pass through, after the messages
    before them.
    """
    pending = _Pending(number=0, limit=limit)
    source = _Source(file)
    held, before = source.read().removeprefix(_BOM), b"\n\n"
    while held:
        block = source.read()
        held += block
        settled = max(0, len(held) - _LOOK_AHEAD) if block else len(held)
        start = 0
        for at in _candidates(held, before):
            if at >= settled:
                break
            above = held[at - 4 : at] if at >= 4 else before + held[:at]
            stop = _end_of_envelope(held, at, above)
            if stop > at:
                pending.add(held[start:at])
                yield from pending.finish()
                envelope = held[at:stop]
                pending = _Pending(number=pending.number + 1, limit=limit, envelope=envelope)
                start = stop
        pending.add(held[start : max(start, settled)])
        settled = max(start, settled)
        before = (before + held[max(0, settled - 4) : settled])[-4:]
        held = held[settled:]
    if source.failure is not None:  # the last message is cut: it is not given out
        raise source.failure
    yield from pending.finish()


class _Source:
    """A file in blocks; when it fails, what came before the failure is still given out."""

    def __init__(self, file: BinaryIO) -> None:
        self._read = cast(io.BufferedReader, file).read1
        self.failure: ReadError | None = None

    def read(self) -> bytes:
        try:
            return self._read(_BLOCK)
        except ReadError as error:
            self.failure = error
            return b""


def _candidates(held: bytes, before: bytes) -> Iterator[int]:
    """Yield where lines start with `From `."""
    if before.endswith(b"\n") and held.startswith(b"From "):
        yield 0
    at = held.find(_MARK)
    while at >= 0:
        yield at + 1
        at = held.find(_MARK, at + 1)


def _end_of_envelope(held: bytes, at: int, above: bytes) -> int:
    """Return where the line ends if it starts a message, else `at`.

    It does when headers follow: one that tells, or two where no blank line stands above.
    """
    stop = held.find(b"\n", at, at + _MAX_ENVELOPE) + 1
    if not stop or not is_envelope(held[at:stop]):
        return at
    wanted, garbage = (1 if above.endswith((b"\n\n", b"\n\r\n")) else 2), 0
    for line in held[stop : at + _LOOK_AHEAD].split(b"\n"):
        if not line.strip() or garbage > 1:
            return at
        if _TELLING.match(line):
            wanted -= 1
        elif not _HEADER.match(line) and line[:1] not in b" \t>":
            garbage += 1
        if not wanted:
            return stop
    return at


class _Pending:
    """The message that is being read."""

    def __init__(self, *, limit: int, number: int, envelope: bytes = b"") -> None:
        self.number = number
        self._limit, self._size = limit, 0
        self._parts: list[bytes] = []
        self._envelope = _ENVELOPE.match(envelope.rstrip())

    def add(self, part: bytes) -> None:
        """Go on with the message, unless it is too large already."""
        self._parts.append(part)
        self._size += len(part)
        if self._size > self._limit:
            self._parts.clear()

    def finish(self) -> Iterator[RawMail]:
        """Yield the message, if there is one."""
        text = b"".join(self._parts)
        found = self._envelope
        if found or text.strip() or self._size > self._limit:
            yield RawMail(
                number=self.number,
                lines=text,
                sender=found["sender"] if found else b"",
                date=found["date"] if found else b"",
                size=self._size,
            )
