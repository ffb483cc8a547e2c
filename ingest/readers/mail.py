"""Mailing lists and mail folders: mbox, Maildir, single mails, compressed monthly archives.

Two passes: the first reads every mail once and keeps it on disk while memory holds ids only; the
second gives out the threads. It does not know how a mail's own words are found.
"""

import pickle
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import ReadError
from assistant.records import Draft, ThreadDraft
from ingest.archive import open_archive
from ingest.mailfiles import find_mails, is_packed, kind_of, start_of
from ingest.mailmessage import Mail, read_mail
from ingest.mailthreads import MailThreads, read_subject
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest

_LOOKED_AT = 200
"""Files of a folder that `accepts` looks at."""
_MAIL_SUFFIXES = (".mbox", ".eml", ".emlx", ".mbox.gz", ".mbx", ".mbox.bz2", ".mbox.xz")
_MAX_DEPTH = 100
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class MailArchive:
    """Read mail (kind "mbox"), every mail a contribution by the sender's own words in it."""

    kind = "mbox"

    def accepts(self, path: Path) -> bool:
        """Say whether the file starts like mail, or the folder or archive holds mostly mail."""
        if path.is_dir():
            return _is_mail_folder(path)
        start = start_of(path)
        if kind_of(start):
            return True
        return is_packed(start) and _names_mail(path)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield threads, and every mail left out; see `ingest.reader.Reader`."""
        with _Shelf(request.scratch) as shelf:
            for found in find_mails(request.location):
                if isinstance(found, Skipped | Failed):
                    yield found
                else:
                    yield from shelf.take(read_mail(found))
            yield from shelf.notes()
            yield from shelf.threads()


def _is_mail_folder(path: Path) -> bool:
    try:
        if (path / "cur").is_dir() and (path / "new").is_dir():
            return True
        with open_archive(path) as archive:
            names = archive.names()[:_LOOKED_AT]
            mails = sum(1 for name in names if kind_of(start_of(path / name)))
    except (ReadError, OSError, ValueError):
        return False
    return mails > 0 and 2 * mails >= len(names)


def _names_mail(path: Path) -> bool:
    try:
        with open_archive(path) as archive:
            names = archive.names()[:_LOOKED_AT]
    except ReadError:
        return False
    mails = sum(1 for name in names if name.lower().endswith(_MAIL_SUFFIXES) or "/cur/" in name)
    return mails > 0 and 2 * mails >= len(names)


@dataclass(kw_only=True)
class _Tally:
    """Something to note once, with its count and its first example."""

    count: int = 0
    item: str = ""

    def add(self, item: str) -> None:
        self.count += 1
        self.item = self.item or item


@dataclass(kw_only=True, eq=False)
class _Member:
    """A mail of the thread that is being put together."""

    mail: Mail
    orphan: bool
    name: str
    time: datetime | None = field(default=None)
    depth: int = 0


class _Shelf:
    """The mails on disk, and in memory what is needed to thread them."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._path = scratch / "mails.pickle"
        self._file = self._path.open("w+b")
        self._size = 0
        self._threads = MailThreads()
        self._offsets = array("q")
        self._suffixes: dict[int, str] = {}
        self._tags: Counter[str] = Counter()
        self._quotes, self._cut = _Tally(), _Tally()

    def __enter__(self) -> "_Shelf":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def take(self, mail: Mail) -> Iterator[ReadItem]:
        """Keep a mail for its thread; yield what became of one that is left out."""
        kept = not (mail.skipped or mail.failed)
        if mail.id:
            subject = read_subject(mail.subject)
            time = mail.date.timestamp() if mail.date else None
            self._threads.add(mail.id, mail.references, subject, time)
            self._tags.update(subject.tags[:1])
            self._offsets.append(self._write(mail) if kept else -1)
        if mail.failed:
            yield Failed(item=mail.item, reason=mail.failed)
        elif mail.skipped:
            yield Skipped(item=mail.item, reason=mail.skipped)
        if mail.quoted:
            self._quotes.add(mail.item)
        if mail.truncated:
            self._cut.add(mail.item)

    def _write(self, mail: Mail) -> int:
        data = pickle.dumps(mail, protocol=pickle.HIGHEST_PROTOCOL)
        offset = self._size
        self._file.write(data)
        self._size += len(data)
        return offset

    def notes(self) -> Iterator[Noted]:
        """Yield what was taken out of mails or is missing from them."""
        for what, tally in (("quote_removed", self._quotes), ("truncated_message", self._cut)):
            if tally.count:
                yield Noted(what=what, item=tally.item, count=tally.count)

    def threads(self) -> Iterator[ReadItem]:
        """Yield the threads, in the order of their first mail in the archive."""
        self._threads.join()
        yield from self._part_namesakes()
        usual = self._usual_tags()
        for indexes in self._threads.threads():
            members = [self._member(i) for i in indexes if self._offsets[i] >= 0]
            for member in members:
                if member.orphan:
                    yield Noted(what="orphan_reply", item=member.mail.item)
            if members:
                yield _thread(_in_order(members), usual)

    def _member(self, index: int) -> _Member:
        self._file.seek(self._offsets[index])
        mail: Mail = pickle.load(self._file)
        name = mail.id + self._suffixes.get(index, "")
        return _Member(mail=mail, orphan=self._threads.is_orphan(index), name=name)

    def _part_namesakes(self) -> Iterator[Skipped]:
        """Skip copies of a mail; other words under its id get a number, by their dates."""
        for indexes in self._threads.namesakes():
            kept = [(i, self._member(i).mail) for i in indexes if self._offsets[i] >= 0]
            kept.sort(key=lambda x: (x[1].date or _LATEST, x[1].digest))
            seen: set[int] = set()
            for index, mail in kept:
                if mail.digest in seen:
                    self._offsets[index] = -1
                    yield Skipped(item=mail.item, reason="duplicate")
                    continue
                seen.add(mail.digest)
                if len(seen) > 1:
                    self._suffixes[index] = f"#{len(seen)}"

    def _usual_tags(self) -> frozenset[str]:
        """Return the tags that the list puts before every subject."""
        half = max(2, len(self._threads) / 2)
        return frozenset(tag.casefold() for tag, n in self._tags.items() if n >= half)


def _in_order(members: list[_Member]) -> list[_Member]:
    """Sort by time; a mail without a date stands after what it answers."""
    by_id = {member.name: member for member in members}
    earliest = min((m.mail.date for m in members if m.mail.date), default=_LATEST)
    for member in members:
        chain = list(_line_up(member, by_id))
        member.depth = len(chain)
        member.time = next((m.mail.date for m in chain if m.mail.date), earliest)
    return sorted(members, key=lambda m: (m.time or earliest, m.depth, m.name))


def _line_up(member: _Member, by_id: dict[str, _Member]) -> Iterator[_Member]:
    """Yield the mail, what it answers, what that answers ... (mails may answer in a circle)."""
    at: _Member | None = member
    seen = set[str]()
    while at is not None and at.name not in seen and len(seen) < _MAX_DEPTH:
        seen.add(at.name)
        yield at
        at = _parent(at, by_id)


def _parent(member: _Member, by_id: dict[str, _Member]) -> _Member | None:
    for reference in reversed(member.mail.references):
        found = by_id.get(reference)
        if found is not None and found is not member:
            return found
    return None


def _thread(members: list[_Member], usual_tags: frozenset[str]) -> ThreadDraft:
    first = members[0].mail
    by_id = {member.name: member for member in members}
    title = next((t for m in members if (t := _title(m.mail, usual_tags))), None)
    return ThreadDraft(
        external_id=first.references[0] if first.references else members[0].name,
        title=title,
        drafts=tuple(_draft(member, by_id) for member in members),
        url=first.url,
        space=next((m.mail.space for m in members if m.mail.space), None),
    )


def _title(mail: Mail, usual_tags: frozenset[str]) -> str | None:
    subject = read_subject(mail.subject)
    listed = usual_tags | {(mail.space or "").casefold()}
    tags = [f"[{tag}]" for tag in subject.tags if tag.casefold() not in listed]
    return " ".join([*tags, subject.bare]).strip() or None


def _draft(member: _Member, by_id: dict[str, _Member]) -> Draft:
    mail, parent = member.mail, _parent(member, by_id)
    draft = Draft(
        external_id=member.name,
        authors=mail.authors,
        text=mail.text,
        created_at=mail.date,
        url=mail.url,
        attachments=mail.attachments,
        notes=mail.notes,
    )
    return replace(draft, reply_to=parent.name) if parent else draft
