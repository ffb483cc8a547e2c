"""Word documents: sections and comments go to whoever wrote them; traps are refused."""

import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.docx import WordDocument
from tests.ingest.readers.office_builder import (
    compound,
    locked_office_file,
    packed,
    paragraph,
    word_parts,
)

P = paragraph


@pytest.fixture(scope="module")
def reader() -> WordDocument:
    return WordDocument()


def read(reader: WordDocument, folder: Path, content: bytes) -> list[ReadItem]:
    path = folder / "a.docx"
    path.write_bytes(content)
    assert reader.accepts(path)
    return list(reader.read(ReadRequest(location=path, scratch=folder)))


def thread(reader: WordDocument, folder: Path, body: str, **more: str) -> ThreadDraft:
    items = read(reader, folder, packed(word_parts(body, **more)))
    (found,) = [item for item in items if isinstance(item, ThreadDraft)]
    return found


def test_sections_belong_to_the_author_and_not_to_the_last_editor(
    reader: WordDocument, tmp_path: Path
) -> None:
    body = P("My guide", "T") + P("Intro.") + P("Launch", "H1") + P("Ask.") + P("Tea", "Mine")
    found = thread(reader, tmp_path, body + P("Bring it."))
    assert found.title == "My guide"
    assert [(d.external_id, d.locator, d.text) for d in found.drafts[:3]] == [
        ("a.docx", None, "Intro."),
        ("a.docx#launch", "Launch", "# Launch\n\nAsk."),
        ("a.docx#tea", "Launch › Tea", "## Tea\n\nBring it."),
    ]
    assert [a.name for a in found.drafts[0].authors] == ["Ana Silva"]
    assert found.drafts[0].created_at == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert found.drafts[0].edited_at == datetime(2022, 3, 4, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("author", ["", "python-docx", "Microsoft Office User", "Windows User"])
def test_a_program_is_nobody(reader: WordDocument, tmp_path: Path, author: str) -> None:
    assert thread(reader, tmp_path, P("By Ana Silva"), author=author).drafts[0].authors == ()


def test_insertions_are_read_and_deletions_are_not(reader: WordDocument, tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>We </w:t></w:r><w:ins><w:r><w:t>never </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>always </w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>gone </w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>meet.</w:t></w:r></w:p>"
    )
    assert thread(reader, tmp_path, body).drafts[0].text == "We never meet."


def test_lists_tables_links_and_notes_keep_their_shape(
    reader: WordDocument, tmp_path: Path
) -> None:
    def item(text: str, depth: int) -> str:
        return P(text, "", f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>')

    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    body = (
        item("one", 0)
        + item("inner", 1)
        + item("two", 0)
        + f"<w:tbl>{row.format(P('Who'), P('What'))}"
        + f"{row.format(P('Ana'), P('a|b') + P('c'))}</w:tbl>"
        + '<w:p><w:hyperlink r:id="r5"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
        + '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    assert thread(reader, tmp_path, body).drafts[0].text == (
        "1. one\n  - inner\n2. two\n\n| Who | What |\n| --- | --- |\n| Ana | a\\|b c |\n\n"
        "[here](https://example.org/x)[^1]\n\n[^1]: A note below."
    )


def test_text_boxes_are_read_once_and_contents_are_not(
    reader: WordDocument, tmp_path: Path
) -> None:
    box = f"<w:txbxContent>{P('In a box.')}</w:txbxContent>"
    body = (
        P("Launch 3", "TOC1")
        + '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        + f"</w:docPartObj></w:sdtPr><w:sdtContent>{P('Contents')}</w:sdtContent></w:sdt>"
        + '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        + f'markup-compatibility/2006"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}'
        + "</mc:Fallback></mc:AlternateContent><w:t>Outside.</w:t></w:r></w:p>"
    )
    assert thread(reader, tmp_path, body).drafts[0].text == "Outside.\n\nIn a box."


def test_a_comment_belongs_to_its_own_author(reader: WordDocument, tmp_path: Path) -> None:
    body = (
        P("Launch", "H1") + '<w:p><w:commentRangeStart w:id="5"/><w:r><w:t>Ask.</w:t></w:r></w:p>'
    )
    section, comment = thread(reader, tmp_path, body).drafts
    assert [a.name for a in section.authors] == ["Ana Silva"]
    assert (comment.external_id, comment.text) == ("a.docx#comment-5", "I disagree.")
    assert [a.identity for a in comment.authors] == ["document:Bo Li"]
    assert comment.created_at == datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert comment.locator == "Launch › comment"


def test_a_document_without_words_is_skipped(reader: WordDocument, tmp_path: Path) -> None:
    parts = word_parts("<w:p/>")
    parts["word/comments.xml"] = "<x/>"
    assert read(reader, tmp_path, packed(parts)) == [Skipped(item="a.docx", reason="empty")]


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**word_parts(P("Text.")), name: content})


_BOMB = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><a>&b;</a>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b"<html>not a document</html>", "not_that_format"),
        (packed(word_parts(P("Text.")))[:700], "truncated"),
        (packed({"x.txt": "x"}), "not_that_format"),
        (with_part("word/document.xml", "<w:document><w:body>"), "malformed"),
        (with_part("word/document.xml", _BOMB), "unsafe"),
        (with_part("word/document.xml", _BOMB.encode("utf-16")), "unsafe"),
        (with_part("docProps/core.xml", _BOMB), "unsafe"),
        (with_part("../../evil.xml", "x"), "unsafe"),
        (locked_office_file(), "encrypted"),
        (compound("WordDocument", "1Table"), "not_that_format"),
    ],
)
def test_every_broken_or_hostile_file_ends_with_a_reason(
    reader: WordDocument, tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, content)
    assert (caught.value.item, caught.value.reason) == ("a.docx", reason)


def test_a_locked_document_is_known_however_large_it_is(
    reader: WordDocument, tmp_path: Path
) -> None:
    """The list of streams may stand behind all of them."""
    locked = locked_office_file()
    directory = locked[1024:1536]
    moved = locked.replace(directory, bytes(512)) + bytes(70_000_000) + directory
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, moved)
    assert caught.value.reason == "encrypted"


def test_parts_of_one_name_are_refused(reader: WordDocument, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(packed(word_parts(P("Text."))))
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/document.xml", "<other/>")
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, path.read_bytes())
    assert caught.value.reason == "unsafe"


def test_400_megabytes_of_text_are_refused_before_they_are_parsed(
    reader: WordDocument, tmp_path: Path
) -> None:
    path = tmp_path / "big.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in word_parts("").items():
            if name != "word/document.xml":
                archive.writestr(name, content)
        with archive.open("word/document.xml", "w") as part:
            part.write(b"<w:document><w:body><w:p><w:r><w:t>")
            for _ in range(400):
                part.write(b"x" * 1_000_000)
    start = time.monotonic()
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, path.read_bytes())
    assert caught.value.reason == "too_large"
    assert time.monotonic() - start < 15


def test_a_document_nested_endlessly_ends_with_a_reason(
    reader: WordDocument, tmp_path: Path
) -> None:
    body = "<w:tbl><w:tr><w:tc>" * 20_000 + P("deep") + "</w:tc></w:tr></w:tbl>" * 20_000
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, packed(word_parts(body)))
    assert caught.value.reason in ("malformed", "too_large")
    assert thread(reader, tmp_path, P("Next.")).drafts[0].text == "Next."
