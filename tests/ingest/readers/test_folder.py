"""Mixed folders: every file to its reader or named, nothing followed out, nothing waited for."""

import io
import mailbox
import os
import random
import re
import time
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.records import ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import Reader, ReadItem, ReadRequest
from ingest.readers.docx import WordDocument
from ingest.readers.epub import EpubDocument
from ingest.readers.folder import Folder
from ingest.readers.html import HtmlDocument
from ingest.readers.irc import IrcLog
from ingest.readers.mail import MailArchive
from ingest.readers.markdown import MarkdownDocument
from ingest.readers.pdf import PdfDocument
from ingest.readers.pptx import SlidesDocument
from ingest.readers.slack import SlackExport
from ingest.readers.stackexchange import StackExchangeDump
from ingest.readers.text import TextDocument
from tests.ingest.readers import pdf_builder as pdf
from tests.ingest.readers.office_builder import (
    book_parts,
    packed,
    paragraph,
    shape,
    slides_parts,
    word_parts,
)

HANDBOOK = Path(__file__).resolve().parents[3] / "../shared/samples/documents-handbook"
OFFICE = HANDBOOK.parent / "documents-office"


@pytest.fixture(scope="module")
def readers() -> tuple[Reader, ...]:
    return (
        SlackExport(),
        StackExchangeDump(),
        MailArchive(),
        MarkdownDocument(),
        PdfDocument(ocr=False),
        WordDocument(),
        SlidesDocument(),
        EpubDocument(),
        HtmlDocument(),
        TextDocument(),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "docs"
    path.mkdir()
    return path


def read(readers: tuple[Reader, ...], location: Path) -> list[ReadItem]:
    scratch = location.parent / "scratch"
    items = list(Folder(readers).read(ReadRequest(location=location, scratch=scratch)))
    assert not scratch.exists() or not list(scratch.iterdir())
    return items


def threads(items: list[ReadItem]) -> list[str]:
    return [item.external_id for item in items if isinstance(item, ThreadDraft)]


def failures(items: list[ReadItem]) -> dict[str, str]:
    return {item.item: item.reason for item in items if isinstance(item, Failed)}


def skipped(items: list[ReadItem]) -> dict[str, str]:
    return {item.item: item.reason for item in items if isinstance(item, Skipped)}


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def mails(*subjects: str) -> bytes:
    out = []
    for number, subject in enumerate(subjects):
        mail = EmailMessage()
        mail["From"], mail["Subject"] = "Ana <ana@example.org>", subject
        mail["Message-ID"], mail["Date"] = (
            f"<{number}.{subject}@x>",
            "Mon, 3 Feb 2020 10:00:00 +0000",
        )
        mail.set_content("Words.")
        out.append(b"From ana@example.org Mon Feb  3 10:00:00 2020\n" + mail.as_bytes() + b"\n")
    return b"".join(out)


DOCUMENTS: dict[str, str | bytes] = {
    "a.md": "# A\n\ntext",
    "b/c.docx": packed(word_parts(paragraph("text"))),
    "b/d.pptx": packed(slides_parts(shape(None, "text"))),
    "b/e.epub": packed(book_parts("<p>text</p>")),
    "f.html": "<p>text</p>",
    "g.txt": "text",
    "h.pdf": pdf.ordinary([["text"]]),
}


def test_every_document_goes_to_its_reader_in_a_stable_order(
    readers: tuple[Reader, ...], folder: Path
) -> None:
    write(folder, DOCUMENTS)
    items = read(readers, folder)
    assert threads(items) == [
        "a.md",
        "f.html",
        "g.txt",
        "h.pdf",
        "b/c.docx",
        "b/d.pptx",
        "b/e.epub",
    ]
    assert not failures(items)
    assert [item.space for item in items if isinstance(item, ThreadDraft)][-1] == "b"


def test_a_zip_of_documents_reads_as_the_folder_does(
    readers: tuple[Reader, ...], folder: Path
) -> None:
    write(folder, DOCUMENTS)
    path = folder.parent / "docs.zip"
    path.write_bytes(packed(DOCUMENTS))
    assert Folder(readers).accepts(path)
    assert sorted(threads(read(readers, path))) == sorted(threads(read(readers, folder)))
    write(folder, {"inner.zip": path.read_bytes()})
    assert "inner.zip/b/c.docx" in threads(read(readers, folder))


def test_links_start_where_the_steward_says(readers: tuple[Reader, ...], folder: Path) -> None:
    write(folder, {"how to/a.md": "# Tea\n\ntext", "b.pdf": DOCUMENTS["h.pdf"]})
    request = ReadRequest(
        location=folder, scratch=folder.parent / "scratch", base_url="https://example.org/kb/"
    )
    found = [i for i in Folder(readers).read(request) if isinstance(i, ThreadDraft)]
    assert [(thread.url, thread.drafts[0].url) for thread in found] == [
        ("https://example.org/kb/b.pdf", "https://example.org/kb/b.pdf#page=1"),
        ("https://example.org/kb/how%20to/a.md", "https://example.org/kb/how%20to/a.md#tea"),
    ]


def test_exports_inside_are_handed_over_whole(readers: tuple[Reader, ...], folder: Path) -> None:
    message = '{"type":"message","user":"U1","text":"Hello there","ts":"1577961000.000100"}'
    write(
        folder,
        {
            "guide.md": "text",
            "old/slack/users.json": '[{"id":"U1","name":"ana","profile":{"real_name":"Ana"}}]',
            "old/slack/channels.json": '[{"id":"C1","name":"general","created":1}]',
            "old/slack/general/2020-01-02.json": f"[{message}]",
            "old/slack/minutes.pdf": pdf.ordinary([["text"]]),
            "lists/2020-01.mbox": mails("tea"),
            "lists/2020-02.mbox": mails("cake"),
        },
    )
    items = read(readers, folder)
    assert not failures(items)
    assert set(threads(items)) >= {"guide.md", "old/slack/minutes.pdf", "0.tea@x", "0.cake@x"}
    assert any("C1/1577961000.000100" in name for name in threads(items))


def test_what_an_exports_reader_names_is_named_once(
    readers: tuple[Reader, ...], folder: Path
) -> None:
    write(
        folder,
        {
            "users.json": "[]",
            "channels.json": '[{"id":"C1","name":"general","created":1}]',
            "general/2020-01-02.json": "[]",
            ".hidden": "x",
            "note.md": "text",
        },
    )
    (folder / "link.json").symlink_to(folder / "note.md")
    items = read(readers, folder)
    assert list(failures(items)) == ["link.json"]
    named = [item.item for item in items if isinstance(item, Skipped | Failed)]
    assert sorted(named) == [".hidden", "link.json"]


def test_mail_threads_reach_over_files_that_lie_beside_documents(
    readers: tuple[Reader, ...], folder: Path
) -> None:
    first = mails("tea")
    reply = first.replace(b"<0.tea@x>", b"<1@x>\nIn-Reply-To: <0.tea@x>")
    write(folder, {"a.md": "text", "1.mbox": first, "2.mbox": reply})
    items = read(readers, folder)
    assert sorted(threads(items)) == ["0.tea@x", "a.md"]
    (found,) = [i for i in items if isinstance(i, ThreadDraft) and i.external_id != "a.md"]
    assert [draft.external_id for draft in found.drafts] == ["0.tea@x", "1@x"]


def test_several_dumps_side_by_side_are_several(readers: tuple[Reader, ...], folder: Path) -> None:
    row = '<row Id="1" PostTypeId="1" Title="T" Body="b" CreationDate="2020-01-01T00:00:00"/>'
    posts = f"<posts>\n{row}\n</posts>"
    write(folder, {"one/Posts.xml": posts, "two/Posts.xml": posts})
    found = [item for item in read(readers, folder) if isinstance(item, ThreadDraft)]
    assert len(found) == 2


def test_fifty_damaged_files_are_named_and_the_rest_is_read(
    readers: tuple[Reader, ...], folder: Path
) -> None:
    write(folder, DOCUMENTS)
    damaged: dict[str, str | bytes] = {}
    random_bytes = random.Random(3).randbytes(3000)
    for name in ("h.pdf", "b/c.docx", "b/d.pptx", "b/e.epub"):
        whole = DOCUMENTS[name]
        assert isinstance(whole, bytes)
        suffix = name[name.rindex(".") :]
        damaged[f"bad/empty{suffix}"] = b""
        damaged[f"bad/cut{suffix}"] = whole[:400]
        damaged[f"bad/noise{suffix}"] = random_bytes
        damaged[f"bad/page{suffix}"] = "<!doctype html><p>not found</p>"
        damaged[f"bad/zeros{suffix}"] = b"\0" * 4096
        damaged[f"bad/magic{suffix}"] = whole[:5]
    for suffix in (".md", ".txt", ".html", ".rst"):
        damaged[f"bad/binary{suffix}"] = random_bytes
    for suffix in (".json", ".jsonl"):
        damaged[f"bad/empty{suffix}"] = b""
        damaged[f"bad/cut{suffix}"] = '{"a": [1, 2'
        damaged[f"bad/noise{suffix}"] = random_bytes
        damaged[f"bad/words{suffix}"] = "not json at all"
    damaged |= {
        "bad/empty.xml": b"",
        "bad/cut.xml": "<posts>\n<row Id='1'",
        "bad/bomb.xml": "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "bad/mixed.xml": "<a><b></a>",
        "bad/noise.mbox": random_bytes,
        "bad/words.eml": "\n\nno headers",
        "bad/empty.zip": b"",
        "bad/cut.zip": packed({"a.md": "text"})[:60],
        "bad/noise.zip": random_bytes,
        "bad/noise.gz": random_bytes,
        "bad/noise.tar.gz": random_bytes,
        "bad/noise.tar": random_bytes,
        "bad/scan.pdf": pdf.ordinary([["(picture)"]]),
        "bad/locked.pdf": pdf.ordinary([["text"]], password="x"),
        "bad/cycle.pdf": pdf.cyclic(),
    }
    assert len(damaged) >= 50
    write(folder, damaged)
    items = read(readers, folder)
    named = {name.split("#")[0] for name in failures(items)}
    assert sorted(set(damaged) - named) == []
    assert len(threads(items)) == len(DOCUMENTS)


def test_what_is_no_document_is_named(readers: tuple[Reader, ...], folder: Path) -> None:
    write(
        folder,
        {
            "photo.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
            "sheet.xlsx": packed({"xl/workbook.xml": "<a/>"}),
            "old.doc": b"\xd0\xcf\x11\xe0" + b"\0" * 99,
            "data.json": "[1, 2]",
            "feed.xml": '<?xml version="1.0" encoding="Big5"?><rss>新聞</rss>'.encode("big5"),
            "table.csv": "a,b",
            "LICENSE": "free",
            "empty.csv": b"",
        },
    )
    items = read(readers, folder)
    reasons = skipped(items)
    assert set(reasons) == {path.name for path in folder.iterdir()}
    assert {reasons.pop("empty.csv"), *reasons.values()} == {"empty", "not_a_document"}
    assert not failures(items)


def test_hidden_files_and_tools_are_left_out(readers: tuple[Reader, ...], folder: Path) -> None:
    write(
        folder,
        {"a.md": "text", ".git/x.md": "x", ".github/y.md": "y", ".z.md": "z", "._a.md": "fork"},
    )
    items = read(readers, folder)
    assert threads(items) == ["a.md"]
    assert skipped(items) == {".z.md": "not_a_document"}
    assert Noted(what="hidden_folder_not_read", item=".github") in items


def test_links_pipes_and_locked_files_are_named_and_never_waited_for(
    readers: tuple[Reader, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, {"a.md": "text", "sub/b.md": "text", "gone.md": "text"})
    (folder / "loop").symlink_to(folder)
    (folder / "sub" / "out.md").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.md")
    vanishing = MarkdownDocument.read

    def vanish(self: MarkdownDocument, request: ReadRequest) -> Iterator[ReadItem]:
        if request.location.name == "gone.md":
            request.location.unlink()
        return vanishing(self, request)

    monkeypatch.setattr(MarkdownDocument, "read", vanish)
    start = time.monotonic()
    items = read(readers, folder)
    assert time.monotonic() - start < 10
    assert threads(items) == ["a.md", "sub/b.md"]
    assert failures(items) == {
        "loop": "unsafe",
        "pipe.md": "unreadable",
        "sub/out.md": "unsafe",
        "gone.md": "unreadable",
    }


def test_strange_names_are_shown_on_one_line(readers: tuple[Reader, ...], folder: Path) -> None:
    names = ["two\nlines.md", "right\u202eto left.md", "x" * 250 + ".md", "déjà.md", "bad\udcff.md"]
    for name in names:
        (folder / name).write_text("text")
    found = threads(read(readers, folder))
    assert len(set(found)) == len(names)
    for name in found:
        name.encode("utf-8")
        assert "\n" not in name
        assert "\u202e" not in name


def test_a_hostile_zip_writes_nothing_outside(readers: tuple[Reader, ...], folder: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../escape.md", "text")
        archive.writestr("/absolute.md", "text")
        archive.writestr("good/a.md", "text")
        archive.writestr("zz-bomb.md", b"\0" * 200_000_000)
        archive.writestr("inner.zip", packed({"b.md": "text"}))
        archive.writestr(".hidden/c.md", "text")
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    path = folder / "x.zip"
    path.write_bytes(out.getvalue())
    items = read(readers, folder)
    assert threads(items) == ["x.zip/good/a.md"]
    assert set(failures(items)) == {
        *("x.zip/../escape.md", "x.zip//absolute.md", "x.zip/link.md", "x.zip/inner.zip"),
        "x.zip/zz-bomb.md",
    }
    assert failures(items)["x.zip/inner.zip"] == "unsafe"
    assert sorted(entry.name for entry in folder.parent.iterdir()) == ["docs", "scratch"]


def test_an_archive_of_too_many_files_is_refused(readers: tuple[Reader, ...], folder: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(50_001):
            archive.writestr(f"{number}.md", b"")
    (folder / "many.zip").write_bytes(out.getvalue())
    write(folder, {"a.md": "text"})
    items = read(readers, folder)
    assert failures(items) == {"many.zip": "too_large"}
    assert threads(items) == ["a.md"]


def test_a_maildir_is_one_archive(readers: tuple[Reader, ...], folder: Path) -> None:
    box = mailbox.Maildir(folder / "box")
    box.add(mails("tea").partition(b"\n")[2])
    box.close()
    write(folder, {"a.md": "text"})
    assert sorted(threads(read(readers, folder))) == ["0.tea@x", "a.md"]


def test_any_order_on_disk_gives_the_same_threads(
    readers: tuple[Reader, ...], tmp_path: Path
) -> None:
    names = [f"{letter}/{number}.md" for letter in "abc" for number in range(4)]
    found = []
    for seed in range(3):
        shuffled = names[:]
        random.Random(seed).shuffle(shuffled)
        folder = tmp_path / str(seed) / "docs"
        for name in shuffled:
            write(folder, {name: f"---\nauthor: Author {name[0].upper()}\n---\n# {name}\n\ntext"})
        found.append([i for i in read(readers, folder) if isinstance(i, ThreadDraft)])
    assert found[0] == found[1] == found[2]
    for thread in found[0]:
        expected = f"document:Author {thread.external_id[0].upper()}"
        assert [a.identity for a in thread.drafts[0].authors] == [expected]


def test_logs_named_by_dates_only_are_of_the_channel_their_folder_is_called_after(
    folder: Path,
) -> None:
    log = "[09:58] <ana> which Mondays?\n[09:59] <bo> ana: the first\n[09:59] <ana> thanks\n"
    days = {f"gardeners/2024-03-0{day}.log": log for day in (1, 2)}
    write(folder, {**days, "gardeners/a.md": "# A\n\nWords."})
    items = list(
        Folder((IrcLog(), MarkdownDocument())).read(
            ReadRequest(location=folder, scratch=folder.parent / "scratch")
        )
    )
    talks = [item for item in items if isinstance(item, ThreadDraft) and len(item.drafts) > 1]
    assert talks and {talk.space for talk in talks} == {"gardeners"}
    assert not any("view" in draft.external_id for talk in talks for draft in talk.drafts)


@pytest.mark.skipif(not HANDBOOK.is_dir(), reason="the shared samples are not here")
def test_a_real_handbook_is_read_to_the_last_heading(
    readers: tuple[Reader, ...], tmp_path: Path
) -> None:
    request = ReadRequest(location=HANDBOOK, scratch=tmp_path / "scratch")
    items = list(Folder(readers).read(request))
    found = [item for item in items if isinstance(item, ThreadDraft)]
    seen = {*(t.external_id for t in found), *skipped(items)}
    files = [p.relative_to(HANDBOOK).as_posix() for p in HANDBOOK.rglob("*.md")]
    hidden = [name for name in files if name.startswith(".")]
    assert len(files) == 965
    assert set(files) - seen == set(hidden)
    titled = sum(1 for t in found for d in t.drafts if ".md#" in d.external_id)
    bare = sum(i.count for i in items if isinstance(i, Noted) and i.what == "heading_without_text")
    counted = sum(_headings(HANDBOOK / name) for name in files if name not in hidden)
    assert abs(titled + bare - counted) <= 0.001 * counted
    pages = [d for t in found for d in t.drafts if t.external_id.endswith(".pdf")]
    assert len(pages) == 65
    assert list(failures(items).values()) == ["no_text"]


def _headings(path: Path) -> int:
    """Count the headings of a Markdown file on its own, by the parser of another project."""
    from markdown_it import MarkdownIt

    text = path.read_text(encoding="utf-8", errors="replace").lstrip("\ufeff")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    tokens = MarkdownIt().parse(text)
    titles = [
        inside.content
        for opened, inside in pairwise(tokens)
        if opened.type == "heading_open" and opened.level == 0
    ]
    return sum(
        1 for title in titles if "\n" not in title
    )  # an underlined paragraph is none of ours


@pytest.mark.skipif(not OFFICE.is_dir(), reason="the shared samples are not here")
def test_real_office_files_are_all_read_or_named(
    readers: tuple[Reader, ...], tmp_path: Path
) -> None:
    items = list(Folder(readers).read(ReadRequest(location=OFFICE, scratch=tmp_path / "scratch")))
    names = {name.split("#")[0] for name in (*threads(items), *failures(items), *skipped(items))}
    for path in OFFICE.rglob("*"):
        if path.is_file() and path.suffix != ".zip":
            assert path.relative_to(OFFICE).as_posix() in names
    reasons = failures(items)
    assert [name.rpartition("/")[2] for name in reasons] == [
        "MEDRPT-2024-PAT-3847_medical_report_scan.pdf"
    ]
