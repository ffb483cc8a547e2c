"""What one topic and one post of a Discourse forum say, field by field.

After Discourse's serializers; a field of a wrong type counts as missing. It does not know files,
nor how posts are put into topics.
"""

import html
import re
from dataclasses import dataclass

from assistant.records import Author, Reaction
from ingest.decode import clean_line
from ingest.jsonfields import JsonRecord, child, records, text, whole
from ingest.mailtext import own_words
from ingest.markup import html_to_text
from ingest.posttext import PostText, own_post

_REGULAR, _MODERATOR, _NOTICE, _WHISPER = 1, 2, 3, 4
"""`post_type` (Discourse: app/models/post.rb)."""
_LIKE = 2
"""Id of likes in `actions_summary`."""
_QUOTED_LINE = re.compile(r"^ {0,3}>", re.M)
_QUOTED_HTML = re.compile(r"<blockquote\b|<aside[^>]*\bclass=[\"'][^\"']*\bquote\b", re.I)


@dataclass(frozen=True, kw_only=True)
class TopicFacts:
    """What a file says of a topic, without its posts."""

    title: str | None
    slug: str
    category: int | None
    tags: tuple[str, ...]
    private: bool
    left_out: str | None
    """Why none of its posts is read."""
    announced: tuple[int, ...]
    """Ids of all its posts, also of those that are not in the file."""
    accepted: int | None
    """Number of the post that was accepted as the answer."""
    updated: str


def whole_topic(record: JsonRecord) -> JsonRecord | None:
    """Return a topic with its `post_stream`, None for another record.

    Crawlers put the topic and its posts side by side, or the posts into the topic.
    """
    inner = child(record, "topic") or record
    if "post_stream" in record or "post_stream" in inner:
        return record if "post_stream" in record else inner
    if "title" in inner and isinstance(record.get("posts"), list):
        return {**inner, "post_stream": {"posts": record["posts"]}}
    return None


def facts_of_post(record: JsonRecord) -> TopicFacts | None:
    """Return what a post of a list of posts says of its topic, None when that is not enough.

    Messages in private have no category (Discourse: `Topic#private_message?`, `PostSerializer`).
    """
    title, category = text(record, "topic_title"), whole(record, "category_id")
    if not title or category is None:
        return None
    told = {"title": title, "slug": record.get("topic_slug"), "category_id": category}
    return topic_facts(told, {})


def topic_facts(record: JsonRecord, stream: JsonRecord) -> TopicFacts:
    """Return what a topic says of itself; `stream` is its `post_stream`."""
    left_out = "deleted" if record.get("deleted_at") else None
    if left_out is None and record.get("visible") is False:
        left_out = "hidden"
    title = text(record, "title") or html.unescape(text(record, "fancy_title"))
    announced = stream.get("stream")
    return TopicFacts(
        title=clean_line(title) or None,
        slug=re.sub(r"[^\w%-]", "", text(record, "slug")),
        category=whole(record, "category_id"),
        tags=_tags(record.get("tags")),
        private=text(record, "archetype") == "private_message",
        left_out=left_out,
        announced=tuple(x for x in announced if isinstance(x, int))
        if isinstance(announced, list)
        else (),
        accepted=whole(child(record, "accepted_answer"), "post_number"),
        updated=text(record, "last_posted_at"),
    )


def _tags(listed: object) -> tuple[str, ...]:
    """Return tags, which newer forums write as objects."""
    names = [
        text(tag, "name") if isinstance(tag, dict) else tag
        for tag in (listed if isinstance(listed, list) else ())
    ]
    return tuple(name for name in names if isinstance(name, str) and name)


def post_author(record: JsonRecord) -> Author | None:
    """Return who wrote a post, None where nobody is named."""
    username = clean_line(text(record, "username"))
    if not username:
        return None
    name = clean_line(text(record, "name")) or clean_line(text(record, "display_username"))
    return Author(
        identity=f"discourse:{username}",
        name=name or username,
        handles=(username,),
        is_bot=(whole(record, "user_id") or 1) < 0,
    )


def left_out(record: JsonRecord) -> str | None:
    """Return why a post is left out, None when it is read."""
    kind = whole(record, "post_type")
    if record.get("deleted_at") or record.get("user_deleted") is True:
        return "deleted"
    if record.get("hidden") is True or record.get("cooked_hidden") is True:
        return "hidden"
    if kind == _WHISPER:
        return "private"
    if kind == _NOTICE or text(record, "action_code"):
        return "system"
    if kind not in (None, _REGULAR, _MODERATOR):
        return "unsupported"
    return "bot" if _is_program(record) else None


def _is_program(record: JsonRecord) -> bool:
    """Say whether the forum itself wrote it; its own users have negative ids."""
    number = whole(record, "user_id")
    return number is not None and number < 0


def post_words(record: JsonRecord) -> PostText:
    """Return the own words of a post, from `raw` where it is there, else from `cooked`."""
    raw = text(record, "raw")
    if raw:
        mailed = own_words(raw).text if record.get("via_email") is True else raw
        return own_post(mailed, bbcode=True)
    cooked = text(record, "cooked")
    return PostText(
        text=html_to_text(cooked, quotes=False).strip(),
        quotes=len(_QUOTED_HTML.findall(cooked)),
        attachments=len(re.findall(r"class=\"attachment\"|<img[^>]*\bdata-base62-sha1=", cooked)),
    )


def has_quotes(record: JsonRecord) -> bool:
    """Say whether a post quotes others."""
    raw = text(record, "raw")
    return (
        "[quote" in raw
        or _QUOTED_LINE.search(raw) is not None
        or (not raw and bool(_QUOTED_HTML.search(text(record, "cooked"))))
    )


def is_edited(record: JsonRecord) -> bool:
    """Say whether a post was changed after it was written."""
    return (whole(record, "version") or 1) > 1


def post_reactions(record: JsonRecord) -> tuple[Reaction, ...]:
    """Return reactions, or likes where the forum has no other reactions."""
    given = [(text(r, "id"), whole(r, "count") or 0) for r in records(record, "reactions")]
    if not given:
        actions = records(record, "actions_summary")
        given = [("like", whole(a, "count") or 0) for a in actions if whole(a, "id") == _LIKE]
    return tuple(Reaction(name=name, count=count) for name, count in given if name and count > 0)
