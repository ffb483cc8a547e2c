"""Cuts mailbox files into messages, streaming, with a limit on the size of one message.

A message starts at a `From ` line with an address and a date, followed by mail headers; a sentence
that starts with "From" starts none (RFC 4155 describes the format, and that nobody agrees on it).
It does not know what headers mean.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_MESSAGE_BYTES = 36 * 1024 * 1024
"""A mail with 25 MB of attachments, the most that common servers accept, fits."""
_PIECE = 1024 * 1024
"""Lines are read in pieces of at most this: a line may be as long as the file."""
_LOOK_AHEAD = 60
"""Lines after a `From ` line in which a telling header must stand."""
_ENVELOPE = re.compile(
    rb"From (?P<sender>\S.{0,200}?)\s+"
    rb"(?P<date>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:\w{3}\s+\d{1,2}|\d{1,2}\s+\w{3})\s+"
    rb"(?:\d{4}\s+)?\d{1,2}:\d\d(?::\d\d)?(?:\s+[A-Z]{2,5}|\s+[+-]\d{4})?(?:\s+\d{4})?"
    rb"(?:\s+[A-Z]{2,5}|\s+[+-]\d{4})?)\s*"
    rb"(?:remote from \S+\s*)?$"
)
_BLANK = (b"\n", b"\r\n")
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

    Memory holds one message. Errors of the file pass through, after the messages before them.
    """
    lines = _Lines(file)
    pending = _Pending(limit=limit, number=0)
    after_blank, fresh = True, True
    for line in lines:
        if fresh and line.startswith(b"From ") and _starts_message(line, lines, after_blank):
            yield from pending.finish()
            pending = _Pending(limit=limit, number=pending.number + 1, envelope=line)
        else:
            pending.add(line)
        after_blank, fresh = line in _BLANK, line.endswith(b"\n")
    yield from pending.finish()


class _Lines:
    """The lines of a file, with a look ahead; an overlong line comes in pieces."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._seen = deque[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        read, seen = self._file.readline, self._seen
        while line := seen.popleft() if seen else read(_PIECE):
            yield line

    def ahead(self, count: int) -> Iterator[bytes]:
        """Yield up to so many of the next lines, which still come afterwards."""
        for at in range(count):
            if at == len(self._seen):
                self._seen.append(self._file.readline(_PIECE))
            if not self._seen[at]:
                return
            yield self._seen[at]


class _Pending:
    """The message that is being read."""

    def __init__(self, *, limit: int, number: int, envelope: bytes = b"") -> None:
        self.number = number
        self._limit, self._size = limit, 0
        self._lines: list[bytes] = []
        self._envelope = _ENVELOPE.match(envelope.rstrip())

    def add(self, line: bytes) -> None:
        self._lines.append(line)
        self._size += len(line)
        if self._size > self._limit:
            self._lines.clear()

    def finish(self) -> Iterator[RawMail]:
        text = b"".join(self._lines)
        found = self._envelope
        if found or text.strip() or self._size > self._limit:
            yield RawMail(
                number=self.number,
                lines=text,
                sender=found["sender"] if found else b"",
                date=found["date"] if found else b"",
                size=self._size,
            )


def _starts_message(line: bytes, lines: _Lines, after_blank: bool) -> bool:
    """Say whether headers follow: one that tells, or two where no blank line stands before."""
    if not is_envelope(line):
        return False
    wanted, garbage = (1 if after_blank else 2), 0
    for ahead in lines.ahead(_LOOK_AHEAD):
        if not ahead.strip() or garbage > 1:
            return False
        if _TELLING.match(ahead):
            wanted -= 1
        elif not _HEADER.match(ahead) and ahead[:1] not in b" \t>":
            garbage += 1
        if not wanted:
            return True
    return False
