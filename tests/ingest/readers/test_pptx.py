"""Presentations: slides are contributions; hidden ones, footers and comments are not."""

from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.pptx import SlidesDocument
from tests.ingest.readers.office_builder import packed, shape, slides_parts


@pytest.fixture(scope="module")
def reader() -> SlidesDocument:
    return SlidesDocument()


def read(reader: SlidesDocument, folder: Path, content: bytes) -> list[ReadItem]:
    path = folder / "a.pptx"
    path.write_bytes(content)
    assert reader.accepts(path)
    return list(reader.read(ReadRequest(location=path, scratch=folder)))


def test_slides_have_titles_bullets_and_places(reader: SlidesDocument, tmp_path: Path) -> None:
    slides = (
        shape("ctrTitle", "Rhythm") + shape("subTitle", "of a community"),
        shape(None, "A box") + shape("title", "Why") + shape("body", "one", "  inner", "two"),
        shape("ftr", "Confidential") + shape("sldNum", "3") + shape(None, "No title here"),
    )
    (found,) = read(reader, tmp_path, packed(slides_parts(*slides)))
    assert isinstance(found, ThreadDraft)
    assert found.title == "Rhythm"
    assert [(d.external_id, d.locator, d.text) for d in found.drafts] == [
        ("a.pptx#slide-1", "slide 1 › Rhythm", "# Rhythm\n\nof a community"),
        ("a.pptx#slide-2", "slide 2 › Why", "# Why\n\nA box\n\n- one\n  - inner\n- two"),
        ("a.pptx#slide-3", "slide 3", "No title here"),
    ]
    assert [a.name for a in found.drafts[0].authors] == ["Ana Silva"]


def test_a_missing_author_is_nobody(reader: SlidesDocument, tmp_path: Path) -> None:
    parts = slides_parts(shape(None, "By Ana Silva"), author="")
    (found,) = read(reader, tmp_path, packed(parts))
    assert isinstance(found, ThreadDraft)
    assert found.drafts[0].authors == ()


def test_hidden_slides_are_named_and_comments_counted(
    reader: SlidesDocument, tmp_path: Path
) -> None:
    parts = slides_parts(shape(None, "Shown"), "-" + shape(None, "Secret"))
    parts["ppt/slides/_rels/slide1.xml.rels"] = (
        '<Relationships><Relationship Id="r1" Type="x/comments" Target="../comments/c1.xml"/>'
        '<Relationship Id="r2" Type="x/notesSlide" Target="../notes/n1.xml"/></Relationships>'
    )
    parts["ppt/comments/c1.xml"] = "<cmLst><cm/><cm/></cmLst>"
    parts["ppt/notes/n1.xml"] = parts["ppt/slides/slide1.xml"].replace("Shown", "Say this")
    items = read(reader, tmp_path, packed(parts))
    assert Skipped(item="a.pptx#slide-2", reason="hidden") in items
    assert Noted(what="comment_not_read", item="a.pptx", count=2) in items
    (found,) = [item for item in items if isinstance(item, ThreadDraft)]
    assert [d.text for d in found.drafts] == ["Shown\n\nNotes: Say this"]


def test_tables_are_pipe_rows(reader: SlidesDocument, tmp_path: Path) -> None:
    def cell(text: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>"

    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        f"<a:tr>{cell('Who')}{cell('What')}</a:tr><a:tr>{cell('Ana')}{cell('tea')}</a:tr>"
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    (found,) = read(reader, tmp_path, packed(slides_parts(table)))
    assert isinstance(found, ThreadDraft)
    assert found.drafts[0].text == "| Who | What |\n| --- | --- |\n| Ana | tea |"


def test_an_empty_presentation_is_skipped(reader: SlidesDocument, tmp_path: Path) -> None:
    assert read(reader, tmp_path, packed(slides_parts(""))) == [
        Skipped(item="a.pptx", reason="empty")
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (packed(slides_parts(shape(None, "x")))[:500], "truncated"),
        (packed({"ppt/x": "x", "[Content_Types].xml": "<Types/>"}), "not_that_format"),
        (
            packed({**slides_parts("x"), "ppt/presentation.xml": "<!DOCTYPE a><a/>"}),
            "unsafe",
        ),
        (packed({**slides_parts("x"), "ppt/slides/slide1.xml": "<p:sld>"}), "malformed"),
    ],
)
def test_every_broken_or_hostile_file_ends_with_a_reason(
    reader: SlidesDocument, tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, content)
    assert (caught.value.item, caught.value.reason) == ("a.pptx", reason)
