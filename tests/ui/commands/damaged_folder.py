"""A folder that holds every format, and over fifty damaged files. All text is invented."""

import gzip
import io
import json
import os
import socket
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from tests.ingest.readers import pdf_builder as pdf
from tests.ingest.readers.office_builder import (
    book_parts,
    compound,
    locked_office_file,
    packed,
    paragraph,
    shape,
    slides_parts,
    word_parts,
)

WORDS = {
    "slack": "amberly", "discourse": "brindlow", "discord": "corvane", "zulip": "dunmere",
    "github": "elspath", "stackexchange": "fenwick", "mbox": "garlune", "eml": "hartsom",
    "maildir": "quenby", "zip": "ravelstow", "tar": "selwick", "irc": "iverlane",
    "pdf": "jostwick", "docx": "kelmarsh", "pptx": "lindgrove", "epub": "morvale",
    "html": "norbeck", "markdown": "ostwell", "text": "pellhurst",
}  # fmt: skip
"""An invented place for each format: what its one contribution is about."""
RUBBISH = bytes(range(256)) * 40
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def said(kind: str) -> str:
    return f"The {WORDS[kind]} circle meets on Mondays."


def build(folder: Path) -> list[str]:
    """Write the folder and return how its damaged files are named in reports."""
    bad = damaged()
    for name, content in (good() | bad).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [*bad, *odd_entries(folder)]


def good() -> dict[str, str | bytes]:
    return {f"good/{name}": content for name, content in (chats() | forums() | documents()).items()}


def chats() -> dict[str, str | bytes]:
    user = {"id": "U1", "profile": {"real_name": "Ana Silva"}}
    realm = {
        "zerver_realm": [{"id": 1, "string_id": "p"}],
        "zerver_userprofile": [{"id": 11, "full_name": "Ana Silva", "email": "ana@x.org"}],
        "zerver_stream": [{"id": 3, "name": "general", "invite_only": False}],
        "zerver_recipient": [{"id": 30, "type": 2, "type_id": 3}],
    }
    stream = {
        "id": 1, "sender": 11, "recipient": 30, "subject": "rhythm", "content": said("zulip"),
        "date_sent": 1_700_000_000,
    }  # fmt: skip
    channel = {
        "guild": {"id": "7", "name": "Practice"},
        "channel": {"id": "70", "type": "GuildTextChat", "category": "Text", "name": "general"},
        "messages": [
            {
                "id": "1200000000000000000", "type": "Default", "content": said("discord"),
                "timestamp": "2024-02-20T10:00:00+01:00",
                "author": {"id": "11", "name": "ana", "nickname": "Ana", "isBot": False},
            }
        ],
    }  # fmt: skip
    return {
        "slack/users.json": json.dumps([user]),
        "slack/channels.json": json.dumps([{"id": "C1", "name": "general"}]),
        "slack/general/2024-01-01.json": json.dumps(
            [{"type": "message", "user": "U1", "text": said("slack"), "ts": "1704103200.000100"}]
        ),
        "zulip/realm.json": json.dumps(realm),
        "zulip/messages-000001.json": json.dumps({"zerver_message": [stream]}),
        "discord/general.json": json.dumps(channel),
        "irc/general-2024-03-02.log": f"[09:58] <ana> {said('irc')}\n[09:59] <bo> which Mondays?\n"
        "[10:00] <ana> bo: the first and the third\n",
    }


def forums() -> dict[str, str | bytes]:
    post = {
        "id": 1, "post_number": 1, "username": "ana", "cooked": f"<p>{said('discourse')}</p>",
        "created_at": "2024-01-01T10:00:00Z",
    }  # fmt: skip
    talk = {
        "id": "D1", "number": 1, "title": "Rhythm", "body": said("github"),
        "url": "https://github.com/o/r/discussions/1", "createdAt": "2024-01-01T01:00:00Z",
        "author": {"__typename": "User", "login": "ana", "name": "Ana"},
        "category": {"name": "Q&A"}, "labels": {"nodes": []},
        "comments": {"totalCount": 0, "pageInfo": {"hasNextPage": False}, "nodes": []},
    }  # fmt: skip
    discussions = {"totalCount": 1, "pageInfo": {"hasNextPage": False}, "nodes": [talk]}
    owner = {"nameWithOwner": "o/r", "isPrivate": False, "discussions": discussions}
    head = "From: Ana Silva <ana@example.org>\nDate: Mon, 3 Feb 2020 10:00:00 +0000\n"
    row = (
        '<row Id="1" PostTypeId="1" CreationDate="2015-01-01T10:00:00.000" Score="3" Title="When"'
        f' Tags="&lt;rhythm&gt;" Body="&lt;p&gt;{said("stackexchange")}&lt;/p&gt;"'
        ' OwnerDisplayName="Ana" />'
    )
    return {
        "discourse/1.json": json.dumps(
            {"id": 1, "title": "Rhythm", "slug": "rhythm", "post_stream": {"posts": [post]}}
        ),
        "github/discussions.json": json.dumps({"data": {"repository": owner}}),
        "practice/Posts.xml": f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{row}\n</posts>',
        "list/2020-02.mbox": "From ana@example.org Mon Feb  3 10:00:00 2020\n"
        f"{head}Subject: Rhythm\nMessage-ID: <1@x>\n\n{said('mbox')}\n",
        "mail/one.eml": f"{head}Subject: Other rhythm\nMessage-ID: <2@x>\n\n{said('eml')}\n",
        "box/cur/1:2,S": f"{head}Subject: Old rhythm\nMessage-ID: <3@x>\n\n{said('maildir')}\n",
        "box/new/2": f"{head}Subject: None\nMessage-ID: <4@x>\n\nWords.\n",
    }


def documents() -> dict[str, str | bytes]:
    return {
        "docs/a.pdf": pdf.ordinary([[said("pdf")]]),
        "docs/b.docx": packed(word_parts(paragraph(said("docx")))),
        "docs/c.pptx": packed(slides_parts(shape(None, said("pptx")))),
        "docs/d.epub": packed(book_parts(f"<p>{said('epub')}</p>")),
        "docs/e.html": f"<html><body><p>{said('html')}</p></body></html>",
        "docs/f.md": f"# Rhythm\n\n{said('markdown')}\n",
        "docs/g.txt": said("text"),
        "docs/h.zip": packed({"notes/a.md": f"# Rhythm\n\n{said('zip')}\n"}),
        "docs/i.tar.gz": _tar({"notes/a.txt": said("tar").encode()}),
    }


def damaged() -> dict[str, str | bytes]:
    """Return the damaged files by name; `odd_entries` makes those that are no files."""
    return truncated() | empty() | mistaken() | malformed() | locked() | hostile()


def truncated() -> dict[str, str | bytes]:
    whole = {name.rpartition("/")[2]: file for name, file in good().items()}
    mailbox = gzip.compress(f"From a@x Mon Feb  3 10:00:00 2020\n{'word ' * 999}".encode())
    posts = '<posts><row Id="1" PostTypeId="1" Title="x" Body="cut'
    return {
        "bad/cut.pdf": _half(whole["a.pdf"], 0.2),
        "bad/cut.docx": _half(whole["b.docx"]),
        "bad/cut.pptx": _half(whole["c.pptx"]),
        "bad/cut.epub": _half(whole["d.epub"]),
        "bad/cut.zip": _half(packed({"a.md": "word " * 500, "b.md": "word"})),
        "bad/cut.tar.gz": _half(_tar({"a.md": os.urandom(9000)})),
        "bad/cut.mbox": _half(whole["2020-02.mbox"], 0.6),
        "bad/cut.mbox.gz": _half(mailbox),
        "bad/cut.eml": _half(whole["one.eml"], 0.6),
        "bad/cut.json": '[{"a": 1}, {"a": 2',
        "bad/cut-channel.json": _half(whole["general.json"], 0.9),
        "bad/cut-topic.json": _half(whole["1.json"], 0.8),
        "bad/cut-discussions.json": _half(whole["discussions.json"], 0.9),
        "bad/cut-site/Posts.xml": posts,
        "bad/zulip/realm.json": _half(whole["realm.json"]),
        "bad/zulip/messages-000001.json": _half(whole["messages-000001.json"]),
    }


def empty() -> dict[str, str | bytes]:
    suffixes = ("pdf", "docx", "pptx", "epub", "zip", "json", "jsonl", "xml", "mbox", "eml")
    return {f"bad/empty.{suffix}": b"" for suffix in suffixes}


def mistaken() -> dict[str, str | bytes]:
    """Return files that are not what their names say."""
    page = "<html><body>Please sign in.</body></html>"
    return {
        "bad/page.pdf": page,
        "bad/page.docx": page,
        "bad/picture.pptx": b"\x89PNG\r\n\x1a\n" + RUBBISH,
        "bad/program.epub": b"\x7fELF" + RUBBISH,
        "bad/binary.md": RUBBISH,
        "bad/binary.txt": RUBBISH,
        "bad/binary.html": RUBBISH,
        "bad/binary.json": RUBBISH,
        "bad/junk.pdf": b"%PDF-1.7\n" + RUBBISH,
        "bad/junk.zip": b"PK\x03\x04" + RUBBISH,
        "bad/junk.gz": b"\x1f\x8b" + RUBBISH,
    }


def malformed() -> dict[str, str | bytes]:
    return {
        "bad/comma.json": '{"a": 1,, "b": 2}',
        "bad/open.json": '{"a": "never closed',
        "bad/lines.jsonl": '{"a": 1}\n{"a": \n{"a": 3}\n',
        "bad/scan.pdf": pdf.ordinary([["(picture)"]]),
        "bad/cyclic.pdf": pdf.cyclic(),
        "bad/unclosed.xml": "<posts><row></posts>",
        "bad/word-without-text.docx": packed({"word/other.xml": "<a/>"}),
        "bad/slack/general/2024-01-01.json": '[{"type": "message", "ts": "17041032',
        "bad/slack/channels.json": "[",
        "bad/slack/users.json": "{",
    }


def locked() -> dict[str, str | bytes]:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf.ordinary([["word"]]))))
    writer.encrypt("secret", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return {
        "bad/locked.pdf": out.getvalue(),
        "bad/locked.docx": locked_office_file(),
        "bad/locked.pptx": locked_office_file(),
        "bad/before-2007.docx": compound("WordDocument", "1Table"),
    }


def hostile() -> dict[str, str | bytes]:
    word = word_parts(paragraph("word"))
    body = word["word/document.xml"]
    return {
        "bad/bomb.pdf": pdf.flate_bomb(),
        "bad/bomb.docx": packed(word | {"word/document.xml": body + " " * 400_000_000}),
        "bad/entities.docx": packed(word | {"word/document.xml": ENTITY + body}),
        "bad/entities/Posts.xml": f'<?xml version="1.0"?>{ENTITY}<posts><row Id="1"/></posts>',
        "bad/entities.xml": f'<?xml version="1.0"?>{ENTITY}<posts><row Id="&b;"/></posts>',
        "bad/deep.json": '{"a":' * 100_000,
        "bad/deep.html": "<div>" * 50_000 + "word",
        "bad/bomb.zip": packed({"a.md": "word " * 20_000_000}),
    }


def odd_entries(folder: Path) -> list[str]:
    """Make entries that must not be opened, followed or waited for; return their names."""
    bad = folder / "bad"
    os.mkfifo(bad / "pipe.md")
    (bad / "loop").symlink_to("loop")
    (bad / "up").symlink_to("..")
    (bad / "elsewhere.txt").symlink_to("/etc/hostname")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(bad / "socket.md"))
    closed = bad / "closed.md"
    closed.write_text("# Closed\n\nNobody may read this.")
    closed.chmod(0)
    with zipfile.ZipFile(bad / "members.zip", "w") as archive:
        archive.writestr("../escape.md", "word")
        archive.writestr("inner.zip", packed({"a.md": "word"}))
    names = ["pipe.md", "loop", "up", "elsewhere.txt", "socket.md", "closed.md"]
    members = ["members.zip/../escape.md", "members.zip/inner.zip"]
    return [f"bad/{name}" for name in (*names, *members)]


def _half(content: str | bytes, share: float = 0.5) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return data[: int(len(data) * share)]


def _tar(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()
