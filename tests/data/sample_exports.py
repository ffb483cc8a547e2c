"""Reads the sample community's raw exports with the standard library only, for its tests.

Does not know Firsthand's own readers: it is the second opinion on what the files hold.
"""

import email
import email.policy
import json
import mailbox
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEFT_OUT = {"channel_join", "group_join", "bot_message"}


@dataclass(frozen=True, kw_only=True)
class Post:
    """One contribution: `source/external id`, its thread, its writers' identity keys, its words."""

    ref: str
    thread: str
    writers: tuple[str, ...]
    text: str


def read_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def slack_messages(register: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (channel id, message) of the channels in `register`, without joins and bots."""
    for channel in read_json(SAMPLE / "slack" / register):
        for day in sorted((SAMPLE / "slack" / channel["name"]).glob("*.json")):
            for message in read_json(day):
                if message.get("subtype") not in LEFT_OUT:
                    yield channel["id"], message


def slack_posts(register: str) -> Iterator[Post]:
    """Yield the posts of one register of channels (`channels.json` or `groups.json`)."""
    for channel, message in slack_messages(register):
        thread = message.get("thread_ts", message["ts"])
        yield Post(
            ref=f"practice-slack/{channel}/{message['ts']}",
            thread=f"slack/{channel}/{thread}",
            writers=(f"slack:{message['user']}",),
            text=message["text"],
        )


def forum_topics() -> list[dict[str, Any]]:
    """Return all topics of the forum, private ones included."""
    return [read_json(p) for p in sorted((SAMPLE / "discourse").glob("[0-9]*.json"))]


def forum_posts() -> Iterator[Post]:
    """Yield the forum's visible posts."""
    for topic in forum_topics():
        if topic["archetype"] == "private_message":
            continue
        for post in topic["post_stream"]["posts"]:
            if not post["hidden"]:
                yield Post(
                    ref=f"practice-forum/{topic['id']}/{post['post_number']}",
                    thread=f"forum/{topic['id']}",
                    writers=(f"discourse:{post['username']}",),
                    text=post.get("raw", post["cooked"]),
                )


@cache
def mails() -> tuple[Any, ...]:
    """Return the list's mails, parsed."""
    box = mailbox.mbox(SAMPLE / "list.mbox", create=False)
    try:
        raws = [box.get_bytes(key) for key in box.keys()]  # noqa: SIM118 (mbox iterates values)
    finally:
        box.close()
    return tuple(email.message_from_bytes(raw, policy=email.policy.default) for raw in raws)


def mail_posts() -> Iterator[Post]:
    """Yield the mails that may be archived."""
    for mail in mails():
        if mail["X-No-Archive"] == "yes":
            continue
        own = mail["Message-ID"].strip("<>")
        root = (mail["References"] or mail["Message-ID"]).split()[0].strip("<>")
        writer = mail["From"].addresses[0].addr_spec.lower()
        text = mail.get_body(("plain", "html")).get_content()
        yield Post(
            ref=f"practice-list/{own}",
            thread=f"list/{root}",
            writers=(f"mail:{writer}",),
            text=text,
        )


def slug(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def markdown_headings(path: Path) -> tuple[list[str], list[str]]:
    """Return (authors, headings) of a Markdown file."""
    text = path.read_text(encoding="utf-8")
    found = re.search(r"^authors: \[(.*)\]$", text, re.MULTILINE)
    authors = re.findall(r'[^,"]+', found[1]) if found else []
    return [a.strip() for a in authors if a.strip()], re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def html_headings(path: Path) -> tuple[list[str], list[str]]:
    """Return (authors, headings) of an HTML page."""
    text = path.read_text(encoding="utf-8")
    return re.findall(r'name="author" content="(.+?)"', text), re.findall(r"<h\d>(.+?)</h", text)


def docx_headings(path: Path) -> tuple[list[str], list[str]]:
    """Return (authors, headings) of a Word file."""
    with zipfile.ZipFile(path) as parts:
        core = ElementTree.fromstring(parts.read("docProps/core.xml"))
        body = ElementTree.fromstring(parts.read("word/document.xml"))
    author = core.findtext("{http://purl.org/dc/elements/1.1/}creator") or ""
    headings = []
    for paragraph in body.iter(f"{WORD}p"):
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        if style is not None and style.get(f"{WORD}val", "").startswith("Heading"):
            headings.append("".join(node.text or "" for node in paragraph.iter(f"{WORD}t")))
    return [author], headings


def pdf_pages(path: Path) -> tuple[list[str], list[str]]:
    """Return (authors, one name per page) of a PDF with an uncompressed information dictionary."""
    raw = path.read_bytes()
    author = re.search(rb"/Author \((.+?)\)", raw)
    assert author is not None
    pages = len(re.findall(rb"/Type /Page\b(?!s)", raw))
    return [author[1].decode("ascii")], [f"page {n}" for n in range(1, pages + 1)]


def handbook_posts() -> Iterator[Post]:
    """Yield the handbook's sections and pages; their texts are left out."""
    kinds = {
        ".md": markdown_headings,
        ".html": html_headings,
        ".docx": docx_headings,
        ".pdf": pdf_pages,
    }
    root = SAMPLE / "handbook"
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        authors, headings = kinds[path.suffix](path)
        rel = path.relative_to(root).as_posix()
        for heading in headings:
            yield Post(
                ref=f"handbook/{rel}#{slug(heading)}",
                thread=f"handbook/{rel}",
                writers=tuple(f"document:{a}" for a in authors),
                text="",
            )


@cache
def public_posts() -> dict[str, Post]:
    """Return every public contribution by its reference."""
    posts = [*slack_posts("channels.json"), *forum_posts(), *mail_posts(), *handbook_posts()]
    assert len({post.ref for post in posts}) == len(posts)
    return {post.ref: post for post in posts}


@cache
def steward_posts() -> dict[str, Post]:
    """Return the contributions of the private channel by reference."""
    return {post.ref: post for post in slack_posts("groups.json")}


def community() -> dict[str, Any]:
    """Return `community.toml`."""
    return tomllib.loads((SAMPLE / "community.toml").read_text(encoding="utf-8"))


def questions() -> list[dict[str, Any]]:
    """Return the evaluation questions."""
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def user_id(name: str) -> str:
    """Return the Slack id of the one user with this real name."""
    users = read_json(SAMPLE / "slack" / "users.json")
    (found,) = [user["id"] for user in users if user["real_name"] == name]
    return str(found)


def withdrawn() -> str:
    """Return the identity key of the colleague who has withdrawn."""
    (key,) = [c["contributor"] for c in community()["consent"] if c["state"] == "withdrawn"]
    return str(key)


def canonical(writer: str) -> str:
    """Return one identity key for all identities that the community says are one person."""
    for row in community()["identity"]:
        if writer in row["same"]:
            return str(row["same"][0])
    return writer
