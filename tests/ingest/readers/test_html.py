"""HTML and plain text documents: facts from the head, nothing hidden, nobody guessed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.html import HtmlDocument
from ingest.readers.text import TextDocument

PAGE = """<!DOCTYPE html><html><head><title>Rhythm &amp; blues</title>
<meta name="author" content="Ana Silva"><meta property="article:author" content="Bo Li">
<meta property="article:author" content="https://example.org/people/bo">
<meta property="article:published_time" content="2021-02-03T10:00:00+01:00">
<link rel="canonical" href="https://example.org/rhythm"></head>
<body><nav>Menu</nav><h1>Rhythm</h1><p>Meet weekly.</p>
<blockquote>Cy said so.</blockquote><h2 id="x">Tea</h2><p>Bring it.</p></body></html>"""


def read(folder: Path, content: str | bytes, name: str = "a.html") -> list[ReadItem]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    reader = HtmlDocument()
    assert reader.accepts(path)
    return list(reader.read(ReadRequest(location=path, scratch=folder)))


def thread(items: list[ReadItem]) -> ThreadDraft:
    (found,) = [item for item in items if isinstance(item, ThreadDraft)]
    return found


def test_a_page_says_who_wrote_it_when_and_where(tmp_path: Path) -> None:
    items = read(tmp_path, PAGE)
    found = thread(items)
    assert (found.title, found.url) == ("Rhythm & blues", "https://example.org/rhythm")
    assert [(d.external_id, d.locator, d.text) for d in found.drafts] == [
        ("a.html#rhythm", "Rhythm", "# Rhythm\n\nMeet weekly."),
        ("a.html#tea", "Rhythm › Tea", "## Tea\n\nBring it."),
    ]
    assert [a.name for a in found.drafts[0].authors] == ["Ana Silva", "Bo Li"]
    assert found.drafts[0].created_at == datetime(2021, 2, 3, 9, tzinfo=UTC)
    assert Noted(what="quote_removed", item="a.html") in items


def test_a_page_without_properties_names_nobody(tmp_path: Path) -> None:
    found = thread(read(tmp_path, "<p>Written by Ana Silva</p><blockquote>x</blockquote>"))
    assert (found.title, found.drafts[0].authors) == ("a", ())
    assert "> x" in found.drafts[0].text


def test_declared_encodings_are_followed(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body>Źródło: łódź</body></html>'
    assert thread(read(tmp_path, page.encode("iso-8859-2"))).drafts[0].text == "Źródło: łódź"


def test_a_truncated_page_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    assert "Meet weekly" in thread(read(tmp_path, PAGE[:700])).drafts[0].text


def test_an_empty_page_is_skipped_and_a_trap_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "<html><script>x</script></html>") == [
        Skipped(item="a.html", reason="empty")
    ]
    with pytest.raises(ReadError) as caught:
        read(tmp_path, "<div>" * 50_000 + "text")
    assert (caught.value.item, caught.value.reason) == ("a.html", "unsafe")


def test_a_page_under_another_documents_name_is_not_taken(tmp_path: Path) -> None:
    for name, taken in (("a.pdf", False), ("a.json", False), ("a.txt", True), ("a", True)):
        path = tmp_path / name
        path.write_text(PAGE)
        assert HtmlDocument().accepts(path) is taken


def test_plain_text_is_one_contribution_of_nobody(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("\ufeffAna Silva:\r\n\r\nWe met.\u200b\r\n".encode("utf-16"))
    reader = TextDocument()
    assert reader.accepts(path)
    (found,) = reader.read(ReadRequest(location=path, scratch=tmp_path))
    assert isinstance(found, ThreadDraft)
    assert [(d.external_id, d.text, d.authors) for d in found.drafts] == [
        ("notes.txt", "Ana Silva:\n\nWe met.", ())
    ]
    path.write_bytes(b"")
    assert list(reader.read(ReadRequest(location=path, scratch=tmp_path))) == [
        Skipped(item="notes.txt", reason="empty")
    ]
    path.write_bytes(bytes(range(256)) * 20)
    assert not reader.accepts(path)
