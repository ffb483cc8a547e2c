"""Discourse forums: topics as the forum's own JSON gives them, with posts of further pages.

A topic's posts may stand in several files, so everything is grouped by topic on disk first. It does
not know how a post's own words are found (`ingest.posttext`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ReadError
from assistant.records import Author, Draft, ThreadDraft
from ingest.decode import clean_line
from ingest.discoursepost import (
    TopicFacts,
    facts_of_post,
    has_quotes,
    is_edited,
    left_out,
    post_author,
    post_reactions,
    post_words,
    topic_facts,
    whole_topic,
)
from ingest.jsonfields import JsonRecord, child, iso, records, text, whole
from ingest.jsonrecords import located_records, looks_like
from ingest.outcome import Failed, Noted, Skipped
from ingest.posttext import mentions
from ingest.reader import ReadItem, ReadRequest
from ingest.spool import Spool


@dataclass(frozen=True, kw_only=True)
class _Category:
    name: str
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class _Post:
    """One post as it stands in a file."""

    file: str
    record: JsonRecord
    number: int

    @property
    def rank(self) -> tuple[int, str]:
        """Greater for the later version of the same post."""
        return whole(self.record, "version") or 0, text(self.record, "updated_at")


_Entry = TopicFacts | _Post


class DiscourseTopics:
    """Read a Discourse forum's topics: a file, JSON Lines, or a folder or archive of files."""

    kind = "discourse"

    def accepts(self, path: Path) -> bool:
        """Say whether the file, or one of the first files inside, is a topic."""
        return looks_like(path, _looks_like_topic)

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield a thread for each topic; see `ingest.reader.Reader`."""
        with Spool[_Entry](request.scratch) as spool:
            forum = _Forum(base_url=(request.base_url or "").rstrip("/"), spool=spool)
            yield from forum.collect(request.location)
            yield from forum.threads()


def _looks_like_topic(start: bytes) -> bool:
    is_post = b'"post_number"' in start and (b'"cooked"' in start or b'"raw"' in start)
    return b'"post_stream"' in start or is_post


class _Forum:
    """A forum that is being read."""

    def __init__(self, *, base_url: str, spool: Spool[_Entry]) -> None:
        self._base_url, self._spool = base_url, spool
        self._categories: dict[int, _Category] = {}
        self._people: dict[str, Author] = {}
        self._told: set[int] = set()
        """Topics that a post alone told about."""

    def collect(self, location: Path) -> Iterator[ReadItem]:
        """Keep every topic and post; yield what is neither."""
        for found in located_records(location):
            if isinstance(found, Skipped | Failed):
                yield found
            else:
                yield from self._take(found[1], found[0])

    def _take(self, record: JsonRecord, item: str) -> Iterator[ReadItem]:
        listed = child(record, "category_list") or record
        topic = whole_topic(record)
        if topic is not None:
            yield from self._take_topic(topic, item)
        elif isinstance(listed.get("categories"), list):
            self._take_categories(records(listed, "categories"))
        elif "post_number" in record and "topic_id" in record:
            yield from self._take_posts([record], whole(record, "topic_id"), item)
        elif "latest_posts" in record or "posts" in record:
            posts = records(record, "latest_posts") or records(record, "posts")
            yield from self._take_posts(posts, None, item)
        else:
            yield Skipped(item=item, reason="unsupported")

    def _take_categories(self, listed: Iterable[JsonRecord]) -> None:
        for record in listed:
            number = whole(record, "id")
            if number is not None:
                self._categories[number] = _Category(
                    name=clean_line(text(record, "name")) or text(record, "slug"),
                    restricted=record.get("read_restricted") is True,
                )
            self._take_categories(records(record, "subcategory_list"))

    def _take_topic(self, record: JsonRecord, item: str) -> Iterator[ReadItem]:
        stream = child(record, "post_stream")
        posts = records(stream, "posts")
        number = whole(record, "id")
        if number is None:
            number = next((n for post in posts if (n := whole(post, "topic_id"))), None)
        if number is None:
            yield Failed(item=item, reason="malformed", detail="a topic without an id")
            return
        if "title" in record or "archetype" in record:
            self._spool.add(str(number), -1.0, topic_facts(record, stream))
        yield from self._take_posts(posts, number, item)

    def _take_posts(
        self, posts: Iterable[JsonRecord], topic: int | None, item: str
    ) -> Iterator[ReadItem]:
        for record in posts:
            number, of = whole(record, "post_number"), topic or whole(record, "topic_id")
            if number is None or of is None:
                yield Failed(item=f"{item} {of or '?'}/{number or '?'}", reason="malformed")
                continue
            facts = None if of in self._told else facts_of_post(record)
            if facts:
                self._told.add(of)
                self._spool.add(str(of), -1.0, facts)
            author = post_author(record)
            if author:
                self._people[text(record, "username").casefold()] = author
            self._spool.add(str(of), float(number), _Post(file=item, record=record, number=number))

    def threads(self) -> Iterator[ReadItem]:
        """Yield the topics in the order in which they were met."""
        for number, entries in self._spool.groups():
            topics: list[TopicFacts] = []
            posts: dict[int, _Post] = {}
            for entry in entries:
                if isinstance(entry, TopicFacts):
                    topics.append(entry)
                    continue
                known = posts.get(entry.number)
                if known is not None:
                    yield Skipped(item=f"{number}/{entry.number}", reason="duplicate")
                if known is None or entry.rank > known.rank:
                    posts[entry.number] = entry
            topic = max(topics, key=lambda x: (x.updated, len(x.announced)), default=None)
            if topic and any(told.private for told in topics):
                topic = replace(topic, private=True)
            yield from self._thread(number, topic, [posts[n] for n in sorted(posts)])

    def _thread(
        self, number: str, topic: TopicFacts | None, posts: list[_Post]
    ) -> Iterator[ReadItem]:
        if topic is None:
            yield Noted(what="topic_not_in_export", item=number)
        missing = set(topic.announced if topic else ()) - {whole(p.record, "id") for p in posts}
        if missing:
            yield Noted(what="posts_not_in_export", item=number, count=len(missing))
        kept: list[Draft] = []
        for post in posts:
            reason = (topic.left_out if topic else None) or left_out(post.record)
            try:
                found = reason or self._draft(number, topic, post)
            except ReadError as error:
                item = f"{number}/{post.number}"
                yield Failed(item=item, reason=error.reason, detail=error.detail)
                continue
            if isinstance(found, Draft):
                kept.append(found)
                if has_quotes(post.record):
                    yield Noted(what="quote_removed", item=found.external_id)
            else:
                yield Skipped(item=f"{number}/{post.number}", reason=found)
        yield from _orphans(kept)
        if kept:
            yield self._thread_draft(number, topic, kept)

    def _thread_draft(
        self, number: str, topic: TopicFacts | None, kept: list[Draft]
    ) -> ThreadDraft:
        category = self._categories.get(topic.category or 0) if topic else None
        space = category.name if category else None
        if topic is None or topic.private:
            space = "@dm" if topic else "(topics not in the export)"
        known = {draft.external_id for draft in kept}
        return ThreadDraft(
            external_id=number,
            title=topic.title if topic else None,
            drafts=tuple(_with_known_parent(draft, known) for draft in kept),
            url=self._url(number, topic),
            space=space,
            private=topic is None or topic.private or bool(category and category.restricted),
            tags=topic.tags if topic else (),
        )

    def _url(self, number: str, topic: TopicFacts | None, post: int | None = None) -> str | None:
        if not self._base_url:
            return None
        slug = f"{topic.slug}/" if topic and topic.slug else ""
        return f"{self._base_url}/t/{slug}{number}" + (f"/{post}" if post else "")

    def _draft(self, number: str, topic: TopicFacts | None, post: _Post) -> Draft | str:
        """Return the post's draft, or why there is none."""
        record = post.record
        words = post_words(record)
        if not words.text:
            return "attachment_only" if words.attachments and not words.quotes else "empty"
        author = post_author(record)
        parent = whole(record, "reply_to_post_number")
        accepted = record.get("accepted_answer") is True
        return Draft(
            external_id=f"{number}/{post.number}",
            authors=(author,) if author else (),
            text=words.text,
            created_at=iso(record.get("created_at")),
            edited_at=iso(record.get("updated_at")) if is_edited(record) else None,
            url=self._url(number, topic, post.number),
            reply_to=f"{number}/{parent}" if parent else None,
            accepted=accepted or bool(topic and topic.accepted == post.number),
            reactions=post_reactions(record),
            mentions=mentions(words.text, self._people),
            attachments=words.attachments,
            notes=("wiki",) if record.get("wiki") is True else (),
        )


def _orphans(kept: list[Draft]) -> Iterator[Noted]:
    known = {draft.external_id for draft in kept}
    for draft in kept:
        if draft.reply_to and draft.reply_to not in known:
            yield Noted(what="orphan_reply", item=draft.external_id)


def _with_known_parent(draft: Draft, known: set[str]) -> Draft:
    return (
        draft
        if draft.reply_to is None or draft.reply_to in known
        else replace(draft, reply_to=None)
    )
