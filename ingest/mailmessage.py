"""One mail read: who wrote which own words when, and what it answers; or why it is left out.

It does not know files, threads or the rest of the archive.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b, sha256

from assistant.records import Author
from ingest.mailbody import Body, read_body
from ingest.mailfiles import FoundMail
from ingest.mailheaders import Headers, decoded, first, message_id, references, sent_at, split_head
from ingest.mailpeople import authors
from ingest.mailtext import is_encrypted, own_words
from ingest.mbox import MAX_MESSAGE_BYTES, is_header

_AUTOMATIC = re.compile(r"auto[-_ ]?(?:repl|respond|submit|generat|notif)", re.I)
_MACHINE = re.compile(
    r"^(?:mailer-daemon|postmaster|double-bounce|.*-bounces?(?:\+.*)?)@|^mailer-daemon$", re.I
)
_DIGEST = re.compile(r"\bdigest,? (?:vol|number|no|#|\d)|^digest\b", re.I)
_NO_ARCHIVE_LINE = re.compile(r"\A\s*(?:X-No-Archive:\s*yes|Archive:\s*no)\s*$", re.I | re.M)
_LIST_ID = re.compile(r"<?\s*([\w-]+)[\w.-]*\s*>?\s*$")
_LINK = re.compile(r"https?://\S+$")
_HEX = re.compile("[0-9a-fA-F]{4}")
_DELETED = 0x0008
"""Bit of Thunderbird's X-Mozilla-Status: deleted, not yet expunged."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail as it is kept until its thread is known."""

    item: str
    id: str
    subject: str
    date: datetime | None
    references: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    text: str = ""
    attachments: int = 0
    notes: tuple[str, ...] = ()
    space: str | None = None
    url: str | None = None
    skipped: str | None = None
    """Why it is left out, a key of `SKIP_REASONS`; its place in the thread is kept."""
    failed: str | None = None
    """Why it cannot be read, a key of `FAIL_REASONS`."""
    quoted: bool = False
    truncated: bool = False

    @property
    def digest(self) -> int:
        """A number for the words and their author: equal for the copies of one mail."""
        people = " ".join(author.identity for author in self.authors)
        data = f"{people}\x00{' '.join(self.text.split())}".encode("utf-8", "replace")
        return int.from_bytes(blake2b(data, digest_size=7).digest())


def read_mail(found: FoundMail) -> Mail:
    """Read one message; `skipped` or `failed` says what became of one that gives no words."""
    raw = found.raw
    if raw.size > MAX_MESSAGE_BYTES:
        return _failure(found, "too_large")
    headers, data = split_head(raw.lines)
    if not any(is_header(f"{name}:".encode()) for name in headers) and not raw.sender:
        return _failure(found, "malformed")
    date, where = sent_at(headers, raw.date.decode("ascii", "replace"))
    subject = decoded(first(headers, "subject"))
    identified = message_id(first(headers, "message-id"))
    known = Mail(
        item=found.item,
        id=identified or _made_up_id(headers, subject, data),
        subject=subject,
        date=date,
        references=references(headers),
        space=_space(headers),
        url=_url(headers),
        notes=(f"date:{where}",) if where not in ("date", "") else (),
        skipped=_left_out(headers, subject, found.flags),
        failed="truncated" if not data.strip() and not _is_ended(raw.lines) else None,
    )
    if known.skipped or known.failed:
        return known
    return _with_words(known, headers, read_body(headers, data, escaped=found.escaped))


def _failure(found: FoundMail, reason: str) -> Mail:
    return Mail(item=found.item, id="", subject="", date=None, failed=reason)


def _with_words(known: Mail, headers: Headers, body: Body) -> Mail:
    own = own_words(body.text)
    skipped = failed = None
    attachments = body.attachments + own.attachments
    if _NO_ARCHIVE_LINE.match(body.text[:200]):
        skipped = "no_archive"
    elif is_encrypted(own.text) or (not own.text and (body.encrypted or is_encrypted(body.text))):
        failed = "encrypted"
    elif not own.text and body.unreadable:
        failed = "malformed"
    elif not own.text:
        skipped = "attachment_only" if attachments and not own.quoted else "empty"
    return replace(
        known,
        authors=authors(headers),
        text=own.text,
        attachments=attachments,
        notes=(*known.notes, *body.notes),
        skipped=skipped,
        failed=failed,
        quoted=own.quoted > 0,
        truncated=body.truncated,
    )


def _made_up_id(headers: Headers, subject: str, data: bytes) -> str:
    parts = (first(headers, "from"), first(headers, "date"), subject)
    start = b" ".join(data[:4000].split())[:1000]
    joined = "\x00".join(parts).encode("utf-8", "replace") + b"\x00" + start
    return f"sha:{sha256(joined).hexdigest()[:24]}"


def _is_ended(lines: bytes) -> bool:
    return b"\n\n" in lines or b"\r\n\r\n" in lines


def _left_out(headers: Headers, subject: str, flags: str) -> str | None:
    """Return why the headers alone say that the mail is left out."""
    if _is(headers, "x-no-archive", "yes") or _is(headers, "x-archive", "no", "expiry"):
        return "no_archive"
    status = first(headers, "x-mozilla-status")[:4]
    labels = {x.strip().lower() for x in decoded(first(headers, "x-gmail-labels")).split(",")}
    if "T" in flags or "trash" in labels or "D" in first(headers, "x-status"):
        return "deleted"
    if _HEX.fullmatch(status) and int(status, 16) & _DELETED:
        return "deleted"
    if "spam" in labels:
        return "hidden"
    if "D" in flags or labels & {"draft", "drafts"}:
        return "unsupported"
    return _not_a_person(headers, subject)


def _not_a_person(headers: Headers, subject: str) -> str | None:
    kind = first(headers, "content-type").lower()
    sender = first(headers, "from").lower().replace(" at ", "@", 1).strip("<> ")
    if "x-imap" in headers and "internal data" in subject.lower():
        return "system"
    if kind.startswith("multipart/report") or _MACHINE.search(sender.rpartition("<")[2]):
        return "system"
    submitted = first(headers, "auto-submitted").lower()
    automatic = submitted and not submitted.startswith("no")
    if automatic or _AUTOMATIC.search(first(headers, "precedence")) or "x-autoreply" in headers:
        return "bot"
    if kind.startswith("multipart/digest") or ("-request@" in sender and _DIGEST.search(subject)):
        return "unsupported"
    return None


def _is(headers: Headers, name: str, *values: str) -> bool:
    return any(value.strip().lower().startswith(values) for value in headers.get(name, ()))


def _space(headers: Headers) -> str | None:
    """Return the list's short name, as its List-Id says it (RFC 2919)."""
    found = _LIST_ID.search(first(headers, "list-id").rpartition("<")[2])
    return found[1] if found else None


def _url(headers: Headers) -> str | None:
    """Return where the mail is archived (RFC 5064)."""
    value = first(headers, "archived-at").strip(" <>")
    return value if _LINK.match(value) else None
