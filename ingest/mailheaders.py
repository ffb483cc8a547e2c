"""The headers of a mail as they come in practice: decoded words, dates, ids.

Real headers break the rules (RFC 5322, 2047): raw bytes, cut words, unknown charsets, addresses
that archives disguise. Every function here returns what can be known and never raises. It does not
know people, bodies, threads or files.
"""

import base64
import binascii
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from assistant.errors import ReadError
from ingest.decode import Decoded, clean_line, decode

_MAX_HEADER_BYTES = 1024 * 1024
"""What comes after so many bytes of headers is taken for the body."""
_MAX_VALUE = 20_000
"""Longer values are cut: nobody has so long a name or subject."""
_NAME = re.compile(rb"[!-9;-~]{1,76}[ \t]*")
_FOLD = (b" ", b"\t")
_WANTED = {
    name.encode(): name
    for name in (
        *("from", "to", "date", "subject", "message-id", "in-reply-to", "references", "received"),
        *("reply-to", "x-original-from", "x-original-sender", "original-from", "sender"),
        *("list-id", "list-post", "archived-at", "x-no-archive", "x-archive"),
        *("content-type", "content-transfer-encoding", "content-disposition", "mime-version"),
        *("auto-submitted", "precedence", "x-autoreply", "x-imap", "x-status"),
        *("x-mozilla-status", "x-gmail-labels", "return-path", "delivered-to"),
    )
}
"""The headers that are read; mails carry dozens of others."""
_WORD = re.compile(
    r"=\?([\w.:+-]{2,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\s]*(?:(?:\?(?!=)| )[^?\s]*)*)(?:\?=|$)"
    r"(?:\s+(?==\?))?"
)
_WORD_GAP = re.compile(r"\?=\s+=\?")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_SHIFTING = ("iso-2022", "iso2022", "utf-7", "utf7", "hz")
"""Charsets of seven-bit bytes, which would pass for ASCII."""
CHARSET = re.compile(r"charset\s*=\s*\"?'?([^\s;\"']+)", re.I)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")

Headers = dict[str, list[str]]
"""Values by lower-case name, in file order, unfolded; not yet decoded words."""


def split_head(data: bytes) -> tuple[Headers, bytes]:
    """Return the headers that are of use here, and the body of a message.

    A line that is no header ends the headers, unless headers still follow it: then it is skipped.
    Raw bytes above ASCII are read in the charset that the body declares, if any.
    """
    raw, at = _raw_headers(data)
    kinds = [value for name, value in raw if name == "content-type"]
    charset = CHARSET.search(_text(kinds[0])) if kinds else None
    headers: Headers = {}
    for name, value in raw:
        headers.setdefault(name, []).append(_header_text(value, charset and charset[1]).strip())
    return headers, data[at:]


def _raw_headers(data: bytes) -> tuple[list[tuple[str, bytes]], int]:
    """Return name and unfolded bytes of each header, and where the body starts."""
    raw = list[tuple[str, bytes]]()
    name, parts = "", list[bytes]()
    at, end = _start(data), len(data)
    while at < end and at < _MAX_HEADER_BYTES:
        stop = data.find(b"\n", at) + 1 or end
        line = data[at:stop]
        if line[:1] in _FOLD and line.strip():
            if name:
                parts.append(line.strip())
            at = stop
            continue
        key, colon, value = line.partition(b":")
        if colon and _NAME.fullmatch(key):
            if name:
                raw.append((name, b" ".join(parts)[:_MAX_VALUE]))
            name = _WANTED.get(key.strip().lower(), "")
            parts = [value.strip()]
        elif not line.strip():
            at = stop
            break
        elif not _goes_on(data, stop):
            break
        at = stop
    if name:
        raw.append((name, b" ".join(parts)[:_MAX_VALUE]))
    return raw, at


def _start(data: bytes) -> int:
    """Return where the headers start: blank lines may stand before them."""
    filled = len(data) - len(data[:1000].lstrip(b"\r\n") + data[1000:])
    key, colon, _ = data[filled : filled + 100].partition(b":")
    return filled if colon and key.strip().lower() in _WANTED else 0


def _goes_on(data: bytes, at: int) -> bool:
    """Say whether headers follow a damaged line."""
    line = data[at : at + 1000].split(b"\n", 1)[0]
    key, colon, _ = line.partition(b":")
    return bool(colon and _NAME.fullmatch(key)) or (line[:1] in _FOLD and bool(line.strip()))


def decode_charset(data: bytes, charset: str | None = None) -> Decoded:
    """Decode text whose charset a mail declares; one that shifts by escapes is believed first.

    Raises `ReadError` ("not_that_format") when the bytes are no text.
    """
    if charset and data.isascii() and charset.lower().startswith(_SHIFTING):
        try:
            return Decoded(text=data.decode(charset), encoding=charset.lower(), sure=True)
        except (LookupError, UnicodeError):
            pass
    return decode(data, charset)


def _text(data: bytes, charset: str | None = None) -> str:
    if charset is None and data.isascii() and b"\x1b" not in data:
        return data.decode("ascii")
    try:
        return decode_charset(data, charset).text
    except ReadError:
        return data.decode("ascii", "replace")


def _header_text(data: bytes, charset: str | None) -> str:
    """Read a raw header: seven-bit ones as ASCII, others as UTF-8 or as the body is."""
    return _text(data) if data.isascii() else _text(data, charset)


def first(headers: Headers, name: str) -> str:
    """Return the first value of a header, "" when it is not there."""
    values = headers.get(name)
    return values[0] if values else ""


def decoded(value: str) -> str:
    """Return a header's text: encoded words read (RFC 2047, also damaged ones), on one line."""
    if "=?" in value:
        value = _decode_words(value)
    return clean_line(value)


def _decode_words(value: str) -> str:
    out, at = list[str](), 0
    charset, pending = "", b""
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        piece = _word_bytes(found[2], found[3])
        if (between or found[1].lower() != charset) and pending:
            out.append(_text(pending, charset))
            pending = b""
        out.append(between)
        charset, pending, at = found[1].lower(), pending + piece, found.end()
    if pending:
        out.append(_text(pending, charset))
    return "".join([*out, value[at:]])


def charset_of_words(headers: Headers) -> str | None:
    """Return the charset of the first encoded word in the sender or subject, None without one."""
    for name in ("from", "subject"):
        found = _WORD.search(first(headers, name))
        if found:
            return found[1]
    return None


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_bytes(raw)
    return _HEX.sub(lambda found: bytes.fromhex(found[1].decode()), raw.replace(b"_", b" "))


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with stray characters, missing padding or a cut end."""
    clean = _NOT_BASE64.sub(b"", data)
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return base64.b64decode(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


_ID = re.compile(r"<\s*([^<>]+?)\s*>")
_BARE_ID = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_MAX_REFERENCES = 30
_EARLIEST = datetime(1972, 1, 1, tzinfo=UTC)
"""Before that, a clock was not set."""
_UNSET = (datetime(1979, 12, 31, tzinfo=UTC), datetime(1980, 1, 8, tzinfo=UTC))
"""The first week that a PC knows after its battery was empty."""
_PATCH = datetime(2001, 9, 17, tzinfo=UTC)
"""What git writes into the envelope of every patch."""
_SKEW = timedelta(days=2)


def message_id(value: str) -> str:
    """Return a Message-ID without angle brackets and blanks, "" when there is none."""
    found = _ID.search(value)
    return "".join((found[1] if found else value.strip("<> \t")).split())[:900]


def references(headers: Headers) -> tuple[str, ...]:
    """Return the ids of the mails that this one answers: the oldest first, its parent last."""
    listed = _ids(" ".join(headers.get("references", ())))
    answered = _ids(first(headers, "in-reply-to"))[:1]
    if len(listed) > _MAX_REFERENCES:
        listed = [listed[0], *listed[-_MAX_REFERENCES:]]
    known = dict.fromkeys([*answered, *listed] if answered and not listed else listed)
    if answered and answered[0] not in known:
        known[answered[0]] = None
    return tuple(known)


def _ids(value: str) -> list[str]:
    found = ["".join(x.split()) for x in _ID.findall(value)]
    return [x[:900] for x in found if x] or ([] if "<" in value else _BARE_ID.findall(value))


def date_of(value: str) -> datetime | None:
    """Return a header's date as aware UTC, None when it is no date or a clock that was not set."""
    if not value:
        return None
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        try:
            date = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    try:
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    unset = date < _EARLIEST or _UNSET[0] <= date < _UNSET[1]
    return None if unset else date


def sent_at(headers: Headers, envelope: str) -> tuple[datetime | None, str]:
    """Return when the mail was sent, and where that was read: date, envelope, received or ""."""
    received = date_of(first(headers, "received").rpartition(";")[2])
    enveloped = date_of(_envelope_date(envelope)) if envelope else None
    date = date_of(first(headers, "date"))
    arrived = received or (None if enveloped == _PATCH else enveloped)
    if date and not (arrived and date > arrived + _SKEW):
        return date, "date"
    if enveloped and not (received and enveloped > received + _SKEW):
        return enveloped, "envelope"
    return (received, "received") if received else (date, "date" if date else "")


def _envelope_date(value: str) -> str:
    """Put the year of `Mon May  6 10:00:00 2019` where mail dates have it."""
    found = re.match(
        r"\w{3},?\s+(\w{3})\s+(\d{1,2})\s+([\d:]+)\s*([A-Z]{2,5}|[+-]\d{4})?\s*(\d{4})"
        r"\s*([A-Z]{2,5}|[+-]\d{4})?$",
        value.strip(),
    )
    if not found:
        return value
    zone = found[4] or found[6] or "+0000"
    return f"{found[2]} {found[1]} {found[5]} {found[3]} {zone}"
