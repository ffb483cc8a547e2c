"""Markdown documents: authors from front matter, sections with stable names, nothing invisible."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReadError
from assistant.records import ThreadDraft
from ingest.outcome import Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.markdown import MarkdownDocument

GUIDE = """---
title: Launching a community
authors:
  - Ana Silva
  - name: Bo Li
date: 2023-04-05
updated: 2024-01-02T10:00:00+02:00
tags: [launch]
---
Before you begin, find **three** people.

# Launching

## First meeting

Bring [tea](tea.md) ![pot](pot.png) and a [list][l].

<!-- internal: do not publish -->

```sh
# not a heading
make <tea>
```

## First meeting

| a | b |
|---|---|
| 1 | 2 |

[l]: https://example.org/list "The list"
"""


def read(path: Path, root: Path | None = None) -> list[ReadItem]:
    request = ReadRequest(location=path, scratch=path.parent, root=root)
    return list(MarkdownDocument().read(request))


def thread(path: Path, root: Path | None = None) -> ThreadDraft:
    (found,) = [item for item in read(path, root) if isinstance(item, ThreadDraft)]
    return found


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "howto" / "launch.md"
    path.parent.mkdir()
    path.write_text(GUIDE)
    return path


def test_sections_have_names_locators_and_the_documents_authors(guide: Path) -> None:
    found = thread(guide, guide.parents[1])
    assert (found.external_id, found.space) == ("howto/launch.md", "howto")
    assert (found.title, found.tags) == ("Launching a community", ("launch",))
    assert [(d.external_id, d.locator) for d in found.drafts] == [
        ("howto/launch.md", None),
        ("howto/launch.md#first-meeting", "Launching › First meeting"),
        ("howto/launch.md#first-meeting-1", "Launching › First meeting"),
    ]
    for draft in found.drafts:
        assert [a.name for a in draft.authors] == ["Ana Silva", "Bo Li"]
        assert draft.authors[0].identity == "document:Ana Silva"
        assert draft.created_at == datetime(2023, 4, 5, tzinfo=UTC)
        assert draft.edited_at == datetime(2024, 1, 2, 8, tzinfo=UTC)


def test_text_is_plain_and_code_and_tables_stay(guide: Path) -> None:
    first, second, third = thread(guide).drafts
    assert first.text == "Before you begin, find three people."
    assert second.text == (
        "## First meeting\n\nBring [tea](tea.md) pot and a [list](https://example.org/list).\n\n"
        "```sh\n# not a heading\nmake <tea>\n```"
    )
    assert third.text == "## First meeting\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def test_headings_without_text_are_counted(guide: Path) -> None:
    notes = [item for item in read(guide) if isinstance(item, Noted)]
    assert notes == [Noted(what="heading_without_text", item="launch.md", count=1)]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("author: Ana Silva", ["Ana Silva"]),
        ("author: Ana Silva and Bo Li", ["Ana Silva", "Bo Li"]),
        ("authors: Ana Silva, Bo Li and Chen Wei", ["Ana Silva", "Bo Li", "Chen Wei"]),
        ("author: 'Silva, Ana; Li, Bo'", ["Silva, Ana", "Li, Bo"]),
        ("author: Department of Health and Social Care", ["Department of Health and Social Care"]),
        ("author: Ana Silva, Practice Lead", ["Ana Silva, Practice Lead"]),
        ("author: Ana Silva <Ana@Example.org>", ["Ana Silva"]),
        ("author: unknown", []),
        ("author: Microsoft Office User", []),
        ("author: [python-docx, pdfTeX-1.40]", []),
        ("author:", []),
        ("author: 17", []),
        ("attendees: [Ana Silva, Bo Li]", []),
        ("title: A: b: c\nauthor: Ana Silva", ["Ana Silva"]),
        ("a: &a [x]\nb: *a\nauthor: Ana Silva", ["Ana Silva"]),
    ],
)
def test_authors_come_from_front_matter_only(tmp_path: Path, head: str, names: list[str]) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\n{head}\n---\nAttendees: Dora Ek\n\nWritten by Dora Ek.\n")
    assert [a.name for a in thread(path).drafts[0].authors] == names


def test_toml_front_matter_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text('+++\ntitle = "T"\ndate = 2020-02-03\nauthor = "Ana Silva"\n+++\nText\n')
    found = thread(path)
    assert (found.title, found.drafts[0].text) == ("T", "Text")
    assert found.drafts[0].created_at == datetime(2020, 2, 3, tzinfo=UTC)


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\nWe meet on Mondays, always.\n\n---\n\nMore\n")
    assert "Mondays" in thread(path).drafts[0].text


def test_without_properties_title_is_the_first_heading_and_nobody_is_named(tmp_path: Path) -> None:
    path = tmp_path / "meeting-notes.md"
    path.write_text("# Steering [notes](x)\n\nAttendees: Ana Silva, Bo Li\n\n> Bo: we should\n")
    found = thread(path)
    assert found.title == "Steering notes"
    assert found.drafts[0].authors == ()
    assert found.drafts[0].created_at is None
    assert "> Bo: we should" in found.drafts[0].text


def test_quotes_of_others_are_not_the_authors_words(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\nauthor: Ana Silva\n---\nI say\n\n> Bo said\nand went on\n\n> **Note:** mine\n"
    )
    (draft,) = thread(path).drafts
    assert "Bo" not in draft.text
    assert "went on" not in draft.text
    assert "Note: mine" in draft.text
    assert Noted(what="quote_removed", item="a.md", count=1) in read(path)


def test_html_inside_markdown_becomes_text_and_hidden_text_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# A\n\n<details>\n<summary>More</summary>\n\nInside &amp; out<br>line\n\n</details>\n\n"
        "<table>\n<tr><td>x</td><td>y</td></tr>\n\n<tr><td>1</td><td>2</td></tr></table>\n\n"
        'a <span style="display:none">secret</span> b <your-name> `<b>` <https://x.org>\n\n'
        "<script>\nsecret()\n</script>\n"
    )
    text = thread(path).drafts[0].text
    assert "secret" not in text
    assert "| x | y |" in text
    for part in ("More", "Inside & out line", "<your-name>", "`<b>`", "https://x.org"):
        assert part in text


def test_other_encodings_are_read_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(
        "# Über\n\nSchöne Grüße, wir treffen uns für Gespräche über Führung".encode("cp1252")
    )
    (draft,) = thread(path).drafts
    assert "Schöne Grüße" in draft.text
    assert any(note.startswith("encoding:") for note in draft.notes)
    path.write_bytes("# Über\n\nText".encode("utf-16"))
    assert thread(path).title == "Über"


def test_an_empty_file_is_skipped_and_binary_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: x\n---\n<!-- only this -->\n")
    assert read(path) == [Skipped(item="a.md", reason="empty")]
    path.write_bytes(b"\x00\x01\x02" * 100)
    assert not MarkdownDocument().accepts(path)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.reason == "not_that_format"


@given(st.text(alphabet="#>`~*_-[](){}<!->:ab \n", max_size=200))
def test_any_soup_is_read_without_an_error(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.md"
        path.write_text(text)
        for item in read(path):
            if isinstance(item, ThreadDraft):
                names = [draft.external_id for draft in item.drafts]
                assert len(set(names)) == len(names)
