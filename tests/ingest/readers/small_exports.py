"""The smallest export of each format with the posts, sections or pages that a test wants."""

import json
from collections.abc import Callable, Mapping, Sequence

from tests.ingest.readers import pdf_builder as pdf
from tests.ingest.readers.office_builder import (
    book_parts,
    packed,
    paragraph,
    shape,
    slides_parts,
    word_parts,
)

Post = tuple[int, str]
"""Number and words of a post; an edited one keeps its number."""
Files = dict[str, bytes]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def slack(posts: Sequence[Post]) -> Files:
    first = f"{1_600_000_000 + posts[0][0]}.000000"
    rows = [
        {"type": "message", "user": f"U{n}", "text": text, "ts": f"{1_600_000_000 + n}.000000"}
        | {"thread_ts": first}
        for n, text in posts
    ]
    channels = _json([{"id": "C1", "name": "general"}])
    return {"channels.json": channels, "general/2020-09-13.json": _json(rows)}


def discord(posts: Sequence[Post]) -> Files:
    rows = [
        {
            "id": str(n),
            "type": "Default",
            "timestamp": f"2020-01-01T00:{n:02}:00+00:00",
            "content": text,
            "author": {"id": str(n), "name": f"person{n}"},
        }
        for n, text in posts
    ]
    channel = {"id": "9", "type": "GuildPublicThread", "name": "tea"}
    guild = {"id": "8", "name": "Guild"}
    return {"a.json": _json({"guild": guild, "channel": channel, "messages": rows})}


def zulip(posts: Sequence[Post]) -> Files:
    realm = {
        "zerver_realm": [{"id": 1}],
        "zerver_userprofile": [{"id": n, "full_name": f"Person {n}"} for n in range(9)],
        "zerver_stream": [{"id": 1, "name": "tea", "invite_only": False}],
        "zerver_recipient": [{"id": 5, "type": 2, "type_id": 1}],
    }
    rows = [
        {"id": n, "sender": n, "recipient": 5, "subject": "tea", "content": text}
        | {"date_sent": 1_600_000_000 + n}
        for n, text in posts
    ]
    return {
        "realm.json": _json(realm),
        "messages-000001.json": _json({"zerver_message": rows, "zerver_usermessage": []}),
    }


def mbox(posts: Sequence[Post]) -> Files:
    mails = [
        f"From p{n}@example.org Mon Jan  6 10:0{n}:00 2020\nFrom: P{n} <p{n}@example.org>\n"
        f"Date: Mon, 6 Jan 2020 10:0{n}:00 +0000\nSubject: Tea\nMessage-ID: <{n}@example.org>\n"
        f"References: <0@example.org>\n\n{text}\n\n"
        for n, text in posts
    ]
    return {"a.mbox": "".join(mails).encode()}


def discourse(posts: Sequence[Post]) -> Files:
    rows = [
        {"id": n, "post_number": n, "username": f"p{n}", "raw": text, "post_type": 1}
        | {"created_at": f"2020-01-0{n}T00:00:00.000Z"}
        for n, text in posts
    ]
    topic = {"id": 7, "title": "Tea", "slug": "tea", "archetype": "regular", "category_id": 1}
    return {"7.json": _json(topic | {"post_stream": {"posts": rows}})}


def stackexchange(posts: Sequence[Post]) -> Files:
    kinds = {1: 'PostTypeId="1" Title="Tea"', 2: 'PostTypeId="2" ParentId="1"'}
    rows = "".join(
        f'<row Id="{n}" {kinds[n]} Body="{text}" CreationDate="2020-01-0{n}T00:00:00"'
        ' OwnerDisplayName="Ana"/>\n'
        for n, text in posts
    )
    return {"Posts.xml": f"<posts>\n{rows}</posts>".encode()}


def github(posts: Sequence[Post]) -> Files:
    def post(n: int, text: str) -> dict[str, object]:
        when = {"createdAt": f"2020-01-0{n}T00:00:00Z"}
        return {"id": f"D{n}", "body": text, "author": {"login": f"p{n}"}, **when}

    head, *rest = [post(n, text) for n, text in posts]
    comments = {"nodes": rest, "pageInfo": {"hasNextPage": False}}
    node = {**head, "number": 1, "title": "Tea", "comments": comments}
    found = {"nodes": [node], "pageInfo": {"hasNextPage": False}}
    return {"a.json": _json({"data": {"repository": {"discussions": found}}})}


def irc(posts: Sequence[Post]) -> Files:
    lines = [f"[09:0{n}] <p9> hello, I am early\n" for n in range(3)]
    lines += [f"[10:0{n}] <p{n}> {text}\n" for n, text in posts]
    return {"2020-01-06.txt": "".join(lines).encode()}


def markdown(posts: Sequence[Post]) -> Files:
    return {"a.md": "".join(f"# Part {n}\n\n{text}\n\n" for n, text in posts).encode()}


def html(posts: Sequence[Post]) -> Files:
    body = "".join(f"<h1>Part {n}</h1><p>{text}</p>" for n, text in posts)
    return {"a.html": f"<!doctype html><html><body>{body}</body></html>".encode()}


def text(posts: Sequence[Post]) -> Files:
    return {f"{n}.txt": words.encode() for n, words in posts}


def pdf_file(posts: Sequence[Post]) -> Files:
    return {"a.pdf": pdf.ordinary([[words] for _, words in posts])}


def docx(posts: Sequence[Post]) -> Files:
    body = "".join(paragraph(f"Part {n}", "H1") + paragraph(words) for n, words in posts)
    return {"a.docx": packed(word_parts(body))}


def pptx(posts: Sequence[Post]) -> Files:
    slides = [shape("title", f"Part {n}") + shape("body", words) for n, words in posts]
    return {"a.pptx": packed(slides_parts(*slides))}


def epub(posts: Sequence[Post]) -> Files:
    chapters = [f"<h1>Part {n}</h1><p>{words}</p>" for n, words in posts]
    return {"a.epub": packed(book_parts(*chapters))}


EXPORTS: Mapping[str, Callable[[Sequence[Post]], Files]] = {
    "slack": slack,
    "discord": discord,
    "zulip": zulip,
    "mbox": mbox,
    "discourse": discourse,
    "stackexchange": stackexchange,
    "github": github,
    "irc": irc,
    "markdown": markdown,
    "html": html,
    "text": text,
    "pdf": pdf_file,
    "docx": docx,
    "pptx": pptx,
    "epub": epub,
}
