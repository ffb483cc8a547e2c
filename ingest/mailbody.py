"""The readable text of a mail's body: transfer encodings, charsets, and which of its parts to read.

Plain text is preferred; HTML is read where there is no other text. Damage is tolerated and noted.
It does not know who wrote what in the text, nor threads or files.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from assistant.errors import ReadError
from ingest.decode import Decoded, clean_characters
from ingest.mailheaders import (
    CHARSET,
    Headers,
    base64_bytes,
    charset_of_words,
    decode_charset,
    first,
)
from ingest.mailtext import unescape_from, unflow
from ingest.markup import html_to_text

_MAX_PARTS = 500
_MAX_BOUNDARIES = 4000
"""Lines that start with `--`, which boundaries do; more are not looked at."""
_MAX_DEPTH = 20
_MAX_TEXT = 4 * 1024 * 1024
"""Bytes of text that are read of one mail; no colleague writes more."""
_SIGNATURES = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_REPORTS = ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers")
_BLOCKQUOTE = re.compile(r"<blockquote\b", re.I)
_STUB = re.compile(
    r"\A\s*(?:this (?:message|e-?mail|is an? html)|your (?:e-?mail|mail) (?:client|program|reader)"
    r"|html only"
    r"|your client does not|diese (?:nachricht|e-?mail) (?:ist|enthält|wurde) (?:im )?html)"
    r"[^\n]{0,200}(?:html|multi-?part|mime)[^\n]{0,200}\s*\Z",
    re.I,
)
_PART_HEAD = re.compile(
    rb"^--([^\s-][^\r\n\"]{0,69}|-[^\r\n\"]{5,69})\r?\nContent-[\w-]+:", re.M | re.I
)
_LOOKED_AT = 4000
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} [^\n]{1,200}\n(?:[ -`]{1,62}[ \t]*\n)+(?:end[ \t]*(?:\n|\Z))", re.M
)
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b")
"""Bytes that stand in no text."""
_TAG = re.compile(r"<[^<>\n]{1,100}>")


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a mail's body says, and what was lost on the way."""

    text: str = ""
    """Plain text with the quotes of others still in it, those of HTML as `> ` lines."""
    attachments: int = 0
    notes: tuple[str, ...] = ()
    """`encoding:cp1252`, `html` ..."""
    truncated: bool = False
    """A part has no end."""
    encrypted: bool = False
    unreadable: bool = False
    """Text is there, but it is binary or too deep to read."""


def read_body(headers: Headers, data: bytes, *, escaped: bool = False) -> Body:
    """Return the text of a body; `escaped`: it stood in a mailbox file (`>From `)."""
    kind = first(headers, "content-type").lower()
    if kind.lstrip().startswith(("multipart/", "message/")):
        return _read_parts(first(headers, "content-type"), data, escaped=escaped)
    if not kind and (boundary := _boundary_in(data)):
        return _read_parts(f'multipart/mixed; boundary="{boundary}"', data, escaped=escaped)
    part = _Part(
        kind=_kind(kind),
        encoding=first(headers, "content-transfer-encoding").strip().lower(),
        parameters=first(headers, "content-type"),
        disposition=first(headers, "content-disposition").lower(),
        payload=data,
        charset=None if "charset" in kind else charset_of_words(headers),
    )
    return _read_part(part, escaped=escaped, sole=True)


@dataclass(frozen=True, kw_only=True)
class _Part:
    kind: str
    encoding: str
    parameters: str
    disposition: str
    payload: bytes
    charset: str | None = None
    """What the headers are written in, where the part itself declares nothing."""


def _kind(value: str) -> str:
    kind = value.split(";")[0].strip().lower()
    return kind if "/" in kind else "text/plain"


def _read_part(part: _Part, *, escaped: bool, sole: bool = False) -> Body:
    readable = part.kind.startswith("text/") and part.kind not in (
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
    )
    if not readable or part.disposition.startswith("attachment"):
        return Body(
            attachments=0 if part.kind in _SIGNATURES else 1, encrypted=_is_encrypted(part.kind)
        )
    if not sole and "name=" in part.disposition:
        return Body(attachments=1)
    data = _transfer_decoded(part.payload, part.encoding)[:_MAX_TEXT]
    charset = CHARSET.search(part.parameters)
    try:
        found = _decoded(data, charset[1] if charset else part.charset)
        text = clean_characters(found.text)
        text, files = _without_uuencoded(text)
        text = _plain(text, part, escaped=escaped)
    except ReadError:
        return Body(attachments=1, unreadable=True)
    notes = () if found.sure else (f"encoding:{found.encoding}",)
    return Body(text=text, attachments=files, notes=notes)


def _decoded(data: bytes, charset: str | None) -> Decoded:
    """Decode a text; one that is torn by NULs is read without them. Raises `ReadError`."""
    try:
        return decode_charset(data, charset)
    except ReadError:
        bare = data.replace(b"\0", b"")
        if bare.translate(None, _CONTROLS) != bare:
            raise
        return decode_charset(bare, charset)


def _plain(text: str, part: _Part, *, escaped: bool) -> str:
    if part.kind == "text/html" or (
        part.kind != "text/plain" and text.lstrip()[:5].lower() == "<html"
    ):
        return html_mail_text(text)
    if part.kind in ("text/enriched", "text/richtext"):
        return _TAG.sub("", text)
    parameters = part.parameters.lower()
    if escaped and part.encoding not in ("base64",):
        text = unescape_from(text)
    if "format=flowed" in parameters.replace(" ", ""):
        text = unflow(text, delete_space="delsp=yes" in parameters.replace(" ", ""))
    return text


def html_mail_text(source: str) -> str:
    """Return the text of an HTML mail; a `>` line marks where a quote was left out.

    The mark lets the line above it ("On … wrote:") be recognised.
    """
    marked = _BLOCKQUOTE.sub("<p>&gt; …</p><blockquote", source)
    return html_to_text(marked, quotes=False)


def _is_encrypted(kind: str) -> bool:
    return kind in (
        "application/pgp-encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    )


def _transfer_decoded(data: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return _base64_then_plain(data)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uudecoded(data)
    return data


def _base64_then_plain(data: bytes) -> bytes:
    """Decode base64; a list's footer that was added as plain text behind it is kept."""
    end = data.find(b"\n\n") if b"\r" not in data else data.find(b"\r\n\r\n")
    while end >= 0 and not data[:end].strip():
        end = data.find(b"\n\n", end + 2)
    if end < 0 or not data[end:].strip() or b" " not in data[end:].strip():
        return base64_bytes(data)
    return base64_bytes(data[:end]) + b"\n" + data[end:]


def _uudecoded(data: bytes) -> bytes:
    out = list[bytes]()
    for line in data.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def _without_uuencoded(text: str) -> tuple[str, int]:
    if "begin " not in text:
        return text, 0
    return _UUENCODED.subn("", text)


# several parts


def _read_parts(content_type: str, data: bytes, *, escaped: bool) -> Body:
    try:
        message = _parsed(content_type, data)
        boundary = None if message.is_multipart() else _boundary_in(data)
        if boundary:  # the header is damaged, the parts are there
            message = _parsed(f'multipart/mixed; boundary="{boundary}"', data)
        truncated = any(type(x).__name__ == "CloseBoundaryNotFoundDefect" for x in message.defects)
        bodies = list(_chosen(message, escaped=escaped, depth=0))[:_MAX_PARTS]
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return Body(unreadable=True, attachments=1)
    texts = [body.text for body in bodies if body.text.strip()]
    notes = dict.fromkeys(note for body in bodies for note in body.notes)
    return Body(
        text="\n\n".join(texts)[:_MAX_TEXT],
        attachments=sum(body.attachments for body in bodies),
        notes=tuple(notes),
        truncated=truncated,
        encrypted=any(body.encrypted for body in bodies),
        unreadable=not texts and any(body.unreadable for body in bodies),
    )


def _parsed(content_type: str, data: bytes) -> Message:
    head = f"Content-Type: {content_type}\n\n".encode("utf-8", "replace")
    return BytesParser(policy=compat32).parsebytes(head + data[: _end_of_parts(data)])


def _end_of_parts(data: bytes) -> int:
    """Return where the last part ends that is looked at: the parser's memory grows with parts."""
    at = 0
    for _ in range(_MAX_BOUNDARIES):
        at = data.find(b"\n--", at) + 1
        if not at:
            return len(data)
    return at


def _boundary_in(data: bytes) -> str | None:
    found = _PART_HEAD.search(data[:_LOOKED_AT])
    return found[1].decode("ascii", "ignore").replace('"', "").rstrip() if found else None


def _chosen(part: Message, *, escaped: bool, depth: int) -> Iterator[Body]:
    """Yield the parts to read, in order; of alternatives the plainest that says something."""
    kind = part.get_content_type()
    if depth > _MAX_DEPTH:
        yield Body(attachments=1, unreadable=True)
    elif kind == "multipart/alternative" and part.is_multipart():
        yield _best(part, escaped=escaped, depth=depth)
    elif kind.startswith("multipart/") and part.is_multipart():
        for child in _children(part):
            yield from _chosen(child, escaped=escaped, depth=depth + 1)
    elif kind in _REPORTS:
        return
    elif kind.startswith("message/"):
        yield Body(attachments=1)
    else:
        yield _read_part(_as_part(part, kind), escaped=escaped, sole=depth == 0)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [x for x in payload if isinstance(x, Message)] if isinstance(payload, list) else []


def _best(part: Message, *, escaped: bool, depth: int) -> Body:
    plainest = sorted(_children(part)[:10], key=lambda x: x.get_content_type() != "text/plain")
    versions = [
        _joined(list(_chosen(child, escaped=escaped, depth=depth + 1))) for child in plainest
    ]
    telling = [x for x in versions if x.text.strip() and not _STUB.match(x.text)]
    if not telling:
        return _joined(versions)
    return replace(telling[0], attachments=max(x.attachments for x in telling))


def _joined(bodies: list[Body]) -> Body:
    return Body(
        text="\n\n".join(x.text for x in bodies if x.text.strip()),
        attachments=sum(x.attachments for x in bodies),
        notes=tuple(dict.fromkeys(note for x in bodies for note in x.notes)),
        encrypted=any(x.encrypted for x in bodies),
        unreadable=any(x.unreadable for x in bodies),
    )


def _as_part(part: Message, kind: str) -> _Part:
    payload = part.get_payload()
    raw = payload if isinstance(payload, str) else ""
    return _Part(
        kind="text/plain" if kind.startswith("multipart/") else kind,
        encoding=_plain_header(part, "content-transfer-encoding").strip().lower(),
        parameters=_plain_header(part, "content-type"),
        disposition=_plain_header(part, "content-disposition").lower(),
        payload=raw.encode("utf-8", "surrogateescape"),
    )


def _plain_header(part: Message, name: str) -> str:
    return str(part.get(name, ""))
