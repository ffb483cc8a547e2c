"""GitHub Discussions: the pages that the shipped GraphQL query makes, in one file or many.

Comments and replies of long discussions may come in files of their own, in any order. It does not
know how files of JSON are cut into records.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from assistant.errors import ReadError
from assistant.records import Author, Draft, ThreadDraft
from ingest.decode import clean_line
from ingest.githubpost import emptiness, left_out, post_author, post_reactions, post_words
from ingest.jsonfields import JsonRecord, child, iso, records, text, whole
from ingest.jsonrecords import located_records, looks_like
from ingest.outcome import Failed, Noted, Skipped
from ingest.posttext import PostText, mentions
from ingest.reader import ReadItem, ReadRequest
from ingest.spool import Spool

_NO_DISCUSSION = "(discussions not in the export)"


def discussions_query() -> str:
    """Return the GraphQL query that makes the export, with how to run it in its first lines."""
    return (files("ingest.readers") / "github_discussions.graphql").read_text(encoding="utf-8")


@dataclass(frozen=True, kw_only=True)
class _Said:
    """A discussion's own post, a comment or a reply."""

    record: JsonRecord
    parent: str | None = None
    """Id of what it answers; None for the discussion itself."""
    repository: str = ""
    private: bool = False

    @property
    def id(self) -> str:
        return text(self.record, "id")

    @property
    def edited(self) -> str:
        return text(self.record, "lastEditedAt")


class GithubDiscussions:
    """Read GitHub Discussions: a JSON file, or a folder or archive of them."""

    kind = "github"

    def accepts(self, path: Path) -> bool:
        """Say whether the file, or one of the first files inside, is a page of discussions."""
        return looks_like(path, _looks_like_discussions)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield a thread for each discussion; see `ingest.reader.Reader`."""
        with Spool[_Said](request.scratch) as said, Spool[_Said](request.scratch) as late:
            pages = _Pages(said=said, late=late)
            yield from pages.collect(request.location)
            yield from pages.threads()


def _looks_like_discussions(start: bytes) -> bool:
    named = b'"discussions"' in start or b'"isAnswered"' in start or b'"discussion"' in start
    return named and b'"nodes"' in start


class _Pages:
    """Pages that are being read."""

    def __init__(self, *, said: Spool[_Said], late: Spool[_Said]) -> None:
        self._said, self._late = said, late
        self._discussion_of: dict[str, str] = {}
        self._people: dict[str, Author] = {}
        self._announced: dict[str, int] = {}
        self._open: set[str] = set()
        self._seen: dict[str, int] = {}

    def collect(self, location: Path) -> Iterator[ReadItem]:
        """Keep every discussion, comment and reply; yield what is neither."""
        for found in located_records(location):
            if isinstance(found, Skipped | Failed):
                yield found
            else:
                yield from self._take(found[1], found[0])
        for comment, replies in self._late.groups():
            discussion = self._discussion_of.get(comment, comment)
            for reply in replies:
                self._said.add(discussion, f"1{text(reply.record, 'createdAt')}", reply)

    def _take(self, record: JsonRecord, item: str) -> Iterator[ReadItem]:
        page = child(record, "data") or record
        node = child(page, "node")
        owner = child(page, "repository") or child(page, "organization") or page
        listed = child(owner, "discussions")
        if listed:
            self._count("discussions", listed)
            yield from self._take_discussions(records(listed, "nodes"), owner, item)
        elif child(owner, "discussion"):
            yield from self._take_discussions([child(owner, "discussion")], owner, item)
        elif "title" in page and "comments" in page:
            yield from self._take_discussions([page], {}, item)
        elif child(node, "comments") or child(node, "replies"):
            yield from self._take_more(node, item)
        elif record.get("errors"):
            yield Failed(item=item, reason="malformed", detail="GitHub answered with errors only")
        else:
            yield Skipped(item=item, reason="unsupported")

    def _take_discussions(
        self, nodes: Iterable[JsonRecord], owner: JsonRecord, item: str
    ) -> Iterator[ReadItem]:
        for node in nodes:
            number = text(node, "id")
            if not number:
                yield Failed(item=f"{item} #{whole(node, 'number') or '?'}", reason="malformed")
                continue
            own = {key: value for key, value in node.items() if key != "comments"}
            self._keep(
                number,
                _Said(
                    record=own,
                    repository=text(owner, "nameWithOwner"),
                    private=owner.get("isPrivate") is True,
                ),
            )
            self._see(number, "discussions", number)
            yield from self._take_comments(number, child(node, "comments"), number, item)

    def _take_comments(
        self, parent: str, page: JsonRecord, discussion: str, item: str
    ) -> Iterator[ReadItem]:
        """Keep a page of comments, with the replies that came with each."""
        self._count(parent, page)
        for node in records(page, "nodes"):
            number = text(node, "id")
            if not number:
                yield Failed(item=f"{item} {parent}", reason="malformed")
                continue
            self._see(number, parent, discussion)
            own = {key: value for key, value in node.items() if key != "replies"}
            self._keep(discussion, _Said(record=own, parent=parent))
            yield from self._take_replies(number, child(node, "replies"), item)

    def _take_replies(self, comment: str, page: JsonRecord, item: str) -> Iterator[ReadItem]:
        """Keep a page of replies until it is known whose discussion they stand in."""
        self._count(comment, page)
        for reply in records(page, "nodes"):
            number = text(reply, "id")
            if not number:
                yield Failed(item=f"{item} {comment}", reason="malformed")
                continue
            self._see(number, comment, comment)
            self._meet(reply)
            said = _Said(record=reply, parent=comment)
            self._late.add(comment, text(reply, "createdAt"), said)

    def _take_more(self, node: JsonRecord, item: str) -> Iterator[ReadItem]:
        """Keep further pages: comments of a discussion, or replies of a comment."""
        number = text(node, "id")
        if not number:
            yield Failed(item=item, reason="malformed", detail="a page that does not say of what")
        elif child(node, "comments"):
            yield from self._take_comments(number, child(node, "comments"), number, item)
        else:
            yield from self._take_replies(number, child(node, "replies"), item)

    def _see(self, number: str, owner: str, discussion: str) -> None:
        """Count an item once under what holds it."""
        if number not in self._discussion_of:
            self._seen[owner] = self._seen.get(owner, 0) + 1
        self._discussion_of[number] = discussion

    def _keep(self, discussion: str, said: _Said) -> None:
        self._meet(said.record)
        rank = "0" if said.parent is None else f"1{text(said.record, 'createdAt')}"
        self._said.add(discussion, rank, said)

    def _meet(self, record: JsonRecord) -> None:
        author = post_author(record)
        if author:
            self._people[author.handles[0].casefold()] = author

    def _count(self, owner: str, page: JsonRecord) -> None:
        """Remember how many items a connection announces, and whether its last page came."""
        total = whole(page, "totalCount")
        if total is not None:
            self._announced[owner] = max(total, self._announced.get(owner, 0))
        elif child(page, "pageInfo").get("hasNextPage") is True:
            self._open.add(owner)
        else:
            self._open.discard(owner)

    def threads(self) -> Iterator[ReadItem]:
        """Yield what is missing, then the discussions in the order in which they were met."""
        for owner, total in self._announced.items():
            missing = total - self._seen.get(owner, 0)
            if missing > 0:
                yield Noted(what="truncated_connection", item=owner, count=missing)
        for owner in sorted(self._open - self._announced.keys()):
            yield Noted(what="truncated_connection", item=owner)
        for discussion, members in self._said.groups():
            yield from self._thread(discussion, members)

    def _thread(self, discussion: str, members: Iterator[_Said]) -> Iterator[ReadItem]:
        head: _Said | None = None
        said: dict[str, _Said] = {}
        for member in members:
            known = said.get(member.id)
            if known is not None:
                yield Skipped(item=member.id, reason="duplicate")
            if known is None or member.edited > known.edited:
                said[member.id] = member
            head = said[member.id] if member.parent is None else head
        answer = text(child(head.record, "answer"), "id") if head else ""
        drafts: list[Draft] = []
        for member in said.values():
            try:
                words = post_words(member.record)
            except ReadError as error:
                yield Failed(item=member.id, reason=error.reason, detail=error.detail)
                continue
            reason = left_out(member.record) or (None if words.text else emptiness(words))
            if reason:
                yield Skipped(item=member.id, reason=reason)
                continue
            drafts.append(self._draft(member, words, answer))
            if words.quotes:
                yield Noted(what="quote_removed", item=member.id, count=words.quotes)
            if member.parent and member.parent not in said:
                yield Noted(what="orphan_reply", item=member.id)
        if drafts:
            yield _thread_draft(discussion, head, drafts)

    def _draft(self, said: _Said, words: PostText, answer: str) -> Draft:
        author = post_author(said.record)
        return Draft(
            external_id=said.id,
            authors=(author,) if author else (),
            text=words.text,
            created_at=iso(said.record.get("createdAt")),
            edited_at=iso(said.record.get("lastEditedAt")),
            url=text(said.record, "url") or None,
            reply_to=said.parent,
            accepted=said.record.get("isAnswer") is True or said.id == answer,
            reactions=post_reactions(said.record),
            mentions=mentions(words.text, self._people),
            attachments=words.attachments,
        )


def _thread_draft(discussion: str, head: _Said | None, drafts: list[Draft]) -> ThreadDraft:
    known = {draft.external_id for draft in drafts}
    record = head.record if head else {}
    private = head is None or head.private
    category = clean_line(text(child(record, "category"), "name")) or None
    return ThreadDraft(
        external_id=discussion,
        title=clean_line(text(record, "title")) or None,
        drafts=tuple(
            draft if draft.reply_to in known else replace(draft, reply_to=None) for draft in drafts
        ),
        url=text(record, "url") or None,
        space=((head.repository if head else "") or _NO_DISCUSSION) if private else category,
        private=private,
        tags=tuple(
            text(label, "name")
            for label in records(child(record, "labels"), "nodes")
            if text(label, "name")
        ),
    )
