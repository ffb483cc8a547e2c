"""What one discussion, comment or reply of GitHub says, field by field.

After GitHub's GraphQL schema; a field of a wrong type counts as missing. It does not know pages,
nor how posts are put into discussions.
"""

from assistant.records import Author, Reaction
from ingest.decode import clean_line
from ingest.jsonfields import JsonRecord, as_record, child, records, text, whole
from ingest.mailtext import own_words
from ingest.markup import html_to_text
from ingest.posttext import PostText, own_post


def post_author(record: JsonRecord) -> Author | None:
    """Return who wrote it; deleted accounts ("ghost") are nobody."""
    author = as_record(record.get("author")) or {}
    login = clean_line(text(author, "login"))
    if not login:
        return None
    return Author(
        identity=f"github:{login}",
        name=clean_line(text(author, "name")) or login,
        handles=(login,),
        is_bot=text(author, "__typename") == "Bot" or login.endswith("[bot]"),
    )


def left_out(record: JsonRecord) -> str | None:
    """Return why a post is left out, None when it is read."""
    if record.get("deletedAt"):
        return "deleted"
    if record.get("isMinimized") is True:
        return "hidden"
    author = post_author(record)
    return "bot" if author and author.is_bot else None


def emptiness(words: PostText) -> str:
    """Return why a post without words has none."""
    return "attachment_only" if words.attachments and not words.quotes else "empty"


def post_words(record: JsonRecord) -> PostText:
    """Return the own words of a post."""
    body = text(record, "body") or text(record, "bodyText")
    if not body:
        return PostText(text=html_to_text(text(record, "bodyHTML"), quotes=False).strip())
    return own_post(own_words(body).text if record.get("createdViaEmail") is True else body)


def post_reactions(record: JsonRecord) -> tuple[Reaction, ...]:
    """Return reactions and upvotes."""
    groups = records(record, "reactionGroups")
    given = [
        (text(g, "content").lower(), whole(child(g, "reactors") or child(g, "users"), "totalCount"))
        for g in groups
    ]
    given.append(("upvote", whole(record, "upvoteCount")))
    return tuple(Reaction(name=name, count=count) for name, count in given if name and count)
