"""Stack Exchange data dumps: one site's XML files, as published (meta.stackexchange.com/q/2677).

A thread is a question with its answers and all their comments. Memory holds ids and the names of
those who wrote; the words wait on disk until their thread is complete. Reputation, badges and votes
are not read: nobody is ranked here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import ReadError
from assistant.records import Author, Draft, Reaction, ThreadDraft
from ingest.archive import open_regular
from ingest.decode import clean_characters, clean_line
from ingest.jsonfields import iso
from ingest.markup import html_to_text
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.sitedump import SEVEN_ZIP, Row, SiteDump
from ingest.spool import Spool

_QUESTION, _ANSWER, _OTHERS = "1", "2", ("3", "4", "5", "6", "7", "8")
"""`PostTypeId`: the others are wikis of tags and the like, by nobody in particular."""
_COMMUNITY = "-1"
"""User id of the site's own process."""
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_MENTION = re.compile(r"(?<![\w@])@([^\s@,:;!?()\[\]\"`*]{2,40})")
_QUOTED = re.compile(r"<blockquote\b", re.I)
_TAG = re.compile(r"[^<>|\s]+")


@dataclass(frozen=True, kw_only=True)
class _Item:
    """A post or a comment on its way into its thread."""

    id: str
    row: Row
    is_comment: bool = False

    @property
    def user(self) -> str:
        return self.row.get("UserId" if self.is_comment else "OwnerUserId", "")


class StackExchangeDump:
    """Read the dump of one Stack Exchange site: a folder, a zip or a tar with its XML files."""

    kind = "stackexchange"

    def accepts(self, path: Path) -> bool:
        """Say whether there is a `Posts.xml` with posts, or a 7z file that may hold it."""
        try:
            if not path.is_dir() and path.name.lower() != "posts.xml":
                with open_regular(path) as file:
                    start = file.read(8)
                if start.startswith(SEVEN_ZIP):
                    return True
                if not start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
                    return False
            with SiteDump(path) as dump, dump.open("posts") as file:
                return b"PostTypeId" in file.read(65536)
        except (ReadError, OSError, ValueError):
            return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield a thread for each question; see `ingest.reader.Reader`."""
        with SiteDump(request.location) as dump, Spool[_Item](request.scratch) as spool:
            site = _Site(location=request.location, base_url=request.base_url, spool=spool)
            yield from dump.left_out()
            yield from site.collect_posts(dump)
            yield from site.collect_comments(dump)
            yield from site.collect_people(dump)
            yield from site.threads()


class _Site:
    """A site that is being read."""

    def __init__(self, *, location: Path, base_url: str | None, spool: Spool[_Item]) -> None:
        name = location.parent.name if location.name.lower() == "posts.xml" else location.name
        name = re.sub(r"\.(?:zip|7z|tar|tgz|tar\.\w+)$", "", name)
        host = urlsplit(base_url).hostname if base_url else None
        if base_url is None and _HOST.fullmatch(name):
            base_url = f"https://{name}"
        self.name = host or name
        self._base_url = (base_url or "").rstrip("/")
        self._spool = spool
        self._question_of: dict[int, int] = {}
        self._users: set[int] = set()
        self._names: dict[int, str] = {}

    def collect_posts(self, dump: SiteDump) -> Iterator[ReadItem]:
        """Keep questions and answers; yield the other posts as skipped."""
        for row in dump.rows("posts"):
            if isinstance(row, Failed):
                yield row
                continue
            kind, number = row.get("PostTypeId"), _number(row, "Id")
            if number is None or kind not in (_QUESTION, _ANSWER, *_OTHERS):
                yield Failed(item=f"Posts.xml {row.get('Id', '?')[:40]}", reason="malformed")
            elif kind in _OTHERS:
                yield Skipped(item=str(number), reason="unsupported")
            else:
                question = number if kind == _QUESTION else _number(row, "ParentId")
                if kind == _ANSWER and question is not None:
                    self._question_of[number] = question
                self._keep(question or number, _Item(id=str(number), row=row))

    def collect_comments(self, dump: SiteDump) -> Iterator[ReadItem]:
        """Keep the comments."""
        for row in dump.rows("comments"):
            if isinstance(row, Failed):
                yield row
                continue
            number, post = _number(row, "Id"), _number(row, "PostId")
            if number is None or post is None:
                yield Failed(item=f"Comments.xml {row.get('Id', '?')[:40]}", reason="malformed")
            else:
                item = _Item(id=f"c{number}", row=row, is_comment=True)
                self._keep(self._question_of.get(post, post), item)

    def _keep(self, question: int, item: _Item) -> None:
        user = _number(item.row, "UserId" if item.is_comment else "OwnerUserId")
        if user is not None:
            self._users.add(user)
        rank = "0" if item.row.get("PostTypeId") == _QUESTION else "1"
        order = f"{rank}{item.row.get('CreationDate', '')} {item.id.zfill(20)}"
        self._spool.add(str(question), order, item)

    def collect_people(self, dump: SiteDump) -> Iterator[ReadItem]:
        """Learn the names of those who wrote."""
        for row in dump.rows("users"):
            if isinstance(row, Failed):
                yield row
                continue
            number = _number(row, "Id")
            name = clean_line(row.get("DisplayName", ""))
            if number in self._users and name:
                self._names[number] = name

    def threads(self) -> Iterator[ReadItem]:
        """Yield the threads in the order of the dump."""
        for question, members in self._spool.groups():
            yield from self._thread(question, list(members))

    def _thread(self, question: str, members: list[_Item]) -> Iterator[ReadItem]:
        head = next((m.row for m in members if m.id == question), None)
        drafts: dict[str, Draft] = {}
        quotes = 0
        for member in members:
            if member.id in drafts:
                yield Skipped(item=member.id, reason="duplicate")
                continue
            try:
                found = self._draft(member, head, question)
            except ReadError as error:
                yield Failed(item=member.id, reason=error.reason, detail=error.detail)
                continue
            if isinstance(found, str):
                yield Skipped(item=member.id, reason=found)
                continue
            drafts[member.id] = found
            quotes += bool(not member.is_comment and _QUOTED.search(member.row.get("Body", "")))
        here = {member.id for member in members}
        for draft in drafts.values():
            if draft.reply_to and draft.reply_to not in here:
                yield Noted(what="orphan_reply", item=draft.external_id)
        if quotes:
            yield Noted(what="quote_removed", item=question, count=quotes)
        if drafts:
            yield self._finished(question, head, list(drafts.values()))

    def _finished(self, question: str, head: Row | None, drafts: list[Draft]) -> ThreadDraft:
        known = {draft.external_id for draft in drafts}
        people = {_spoken(a.name): a for d in drafts for a in d.authors if a.name}
        return ThreadDraft(
            external_id=question,
            title=clean_line(head.get("Title", "")) or None if head else None,
            drafts=tuple(
                replace(
                    draft,
                    reply_to=draft.reply_to if draft.reply_to in known else None,
                    mentions=_mentions(draft.text, people) if draft.external_id[0] == "c" else (),
                )
                for draft in drafts
            ),
            url=self._url(f"q/{question}"),
            tags=tuple(_TAG.findall(head.get("Tags", ""))) if head else (),
        )

    def _draft(self, item: _Item, head: Row | None, question: str) -> Draft | str:
        """Return the draft of a post or comment, or why there is none."""
        if item.user == _COMMUNITY:
            return "bot"
        draft = self._comment(item, question) if item.is_comment else self._post(item, head)
        return draft if draft.text else "empty"

    def _post(self, item: _Item, head: Row | None) -> Draft:
        row = item.row
        answer = row.get("PostTypeId") == _ANSWER
        editor, owner = row.get("LastEditorUserId"), row.get("OwnerUserId")
        edited = bool(editor and owner and editor != owner)
        found = (("community_wiki", row.get("CommunityOwnedDate")), ("edited_by_another", edited))
        return Draft(
            external_id=item.id,
            authors=self._authors(owner, row.get("OwnerDisplayName")),
            text=html_to_text(clean_characters(row.get("Body", "")), quotes=False).strip(),
            created_at=iso(row.get("CreationDate")),
            edited_at=iso(row.get("LastEditDate")),
            url=self._url(f"{'a' if answer else 'q'}/{item.id}"),
            reply_to=row.get("ParentId") if answer else None,
            accepted=bool(answer and head and head.get("AcceptedAnswerId") == item.id),
            reactions=_score(row),
            licence=row.get("ContentLicense"),
            notes=tuple(note for note, is_so in found if is_so),
        )

    def _comment(self, item: _Item, question: str) -> Draft:
        row = item.row
        post = row.get("PostId", "")
        return Draft(
            external_id=item.id,
            authors=self._authors(row.get("UserId"), row.get("UserDisplayName")),
            text=clean_characters(row.get("Text", "")).strip(),
            created_at=iso(row.get("CreationDate")),
            url=self._url(f"q/{question}#comment{item.id[1:]}_{post}"),
            reply_to=post,
            reactions=_score(row),
            licence=row.get("ContentLicense"),
        )

    def _authors(self, user: str | None, display_name: str | None) -> tuple[Author, ...]:
        """Return who wrote it; a deleted account leaves a name at most."""
        name = clean_line(display_name or "")
        if user and user.isdecimal():
            known = self._names.get(int(user)) or name or None
            return (Author(identity=f"stackexchange:{self.name}/{user}", name=known),)
        if name:
            return (Author(identity=f"stackexchange:{self.name}/name:{name}", name=name),)
        return ()

    def _url(self, path: str) -> str | None:
        return f"{self._base_url}/{path}" if self._base_url else None


def _number(row: Row, key: str) -> int | None:
    value = row.get(key, "")
    return int(value) if value.isdecimal() and value.isascii() and len(value) < 16 else None


def _score(row: Row) -> tuple[Reaction, ...]:
    """Return a positive score as a reaction; a count of voices cannot be negative."""
    score = _number(row, "Score")
    return (Reaction(name="score", count=score),) if score else ()


def _spoken(name: str | None) -> str:
    """Return a name as comments address it: without blanks."""
    return "".join((name or "").split()).casefold()


def _mentions(text: str, people: Mapping[str, Author]) -> tuple[Author, ...]:
    """Return who of the thread is addressed as `@Name`; the first letters are enough."""
    found: dict[str, Author] = {}
    for typed in _MENTION.findall(text):
        key = typed.rstrip(".'’").removesuffix("'s").removesuffix("’s").casefold()
        near = [a for name, a in people.items() if name == key]
        near = near or [a for name, a in people.items() if len(key) > 2 and name.startswith(key)]
        if len(near) == 1:
            found[near[0].identity] = near[0]
    return tuple(found.values())
