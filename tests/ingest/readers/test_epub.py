"""EPUB books: chapters become sections; locked and broken chapters are named."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Failed, Noted
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.epub import EpubDocument
from tests.ingest.readers.office_builder import book_parts, packed


@pytest.fixture(scope="module")
def reader() -> EpubDocument:
    return EpubDocument()


def read(reader: EpubDocument, folder: Path, content: bytes) -> list[ReadItem]:
    path = folder / "a.epub"
    path.write_bytes(content)
    assert reader.accepts(path)
    return list(reader.read(ReadRequest(location=path, scratch=folder)))


def thread(items: list[ReadItem]) -> ThreadDraft:
    (found,) = [item for item in items if isinstance(item, ThreadDraft)]
    return found


def test_chapters_are_read_in_order_under_their_author(
    reader: EpubDocument, tmp_path: Path
) -> None:
    book = packed(book_parts("<h1>One</h1><p>First.</p><h2>Tea</h2>Bring.", "<p>No head.</p>"))
    found = thread(read(reader, tmp_path, book))
    assert found.title == "Rhythms"
    assert [(d.external_id, d.locator, d.text) for d in found.drafts] == [
        ("a.epub#one", "One", "# One\n\nFirst."),
        ("a.epub#tea", "One › Tea", "## Tea\n\nBring."),
        ("a.epub#part-3", None, "No head."),
    ]
    assert [a.name for a in found.drafts[0].authors] == ["Ana Silva"]
    assert found.drafts[0].created_at == datetime(2020, 5, 6, tzinfo=UTC)


def test_quotes_in_a_book_of_an_author_are_somebody_elses(
    reader: EpubDocument, tmp_path: Path
) -> None:
    body = "<h1>One</h1><p>Mine.</p><blockquote>Theirs.</blockquote>"
    items = read(reader, tmp_path, packed(book_parts(body)))
    assert thread(items).drafts[0].text == "# One\n\nMine."
    assert Noted(what="quote_removed", item="a.epub", count=1) in items
    unnamed = thread(read(reader, tmp_path, packed(book_parts(body, author="unknown"))))
    assert unnamed.drafts[0].authors == ()
    assert "> Theirs." in unnamed.drafts[0].text


def test_a_missing_and_a_trapped_chapter_are_named_and_the_rest_is_read(
    reader: EpubDocument, tmp_path: Path
) -> None:
    parts = book_parts("<p>gone</p>", "<div>" * 100_000, "<h1>Three</h1><p>Text.</p>")
    del parts["OPS/c 1.xhtml"]
    items = read(reader, tmp_path, packed(parts))
    assert [d.text for d in thread(items).drafts] == ["# Three\n\nText."]
    assert [(i.item, i.reason) for i in items if isinstance(i, Failed)] == [
        ("a.epub#OPS/c 1.xhtml", "truncated"),
        ("a.epub#OPS/c 2.xhtml", "unsafe"),
    ]


def test_a_book_protected_against_reading_is_encrypted(
    reader: EpubDocument, tmp_path: Path
) -> None:
    parts = book_parts("<p>gibberish</p>")
    parts["META-INF/encryption.xml"] = (
        '<encryption><EncryptedData><CipherData><CipherReference URI="OPS/c%201.xhtml"/>'
        "</CipherData></EncryptedData></encryption>"
    )
    items = read(reader, tmp_path, packed(parts))
    assert [i.reason for i in items if isinstance(i, Failed)] == ["encrypted"]
    assert not any(isinstance(i, ThreadDraft) for i in items)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "truncated"),
        (b"plain text", "not_that_format"),
        (packed(book_parts("<p>x</p>"))[:300], "truncated"),
        (packed({"mimetype": "application/epub+zip"}), "not_that_format"),
        (packed({**book_parts("x"), "OPS/book.opf": "<package>"}), "malformed"),
        (
            packed({**book_parts("x"), "OPS/book.opf": "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"}),
            "unsafe",
        ),
    ],
)
def test_every_broken_or_hostile_file_ends_with_a_reason(
    reader: EpubDocument, tmp_path: Path, content: bytes, reason: str
) -> None:
    with pytest.raises(ReadError) as caught:
        read(reader, tmp_path, content)
    assert (caught.value.item, caught.value.reason) == ("a.epub", reason)
