"""Printed pages become running text: headers gone, words whole, no word of the text lost."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.pdflayout import running_text

LINE = "the steward listens to the practitioners and writes it down again"


def test_headers_and_page_numbers_go_where_they_are_repeated() -> None:
    pages = [f"Annual review {n}\n{LINE} {word}.\n{n} | Page" for n, word in enumerate("abcdef")]
    assert running_text(pages) == [f"{LINE} {word}." for word in "abcdef"]


def test_two_pages_keep_their_edges() -> None:
    assert running_text(["Title\nx", "Title\ny"]) == ["Title\nx", "Title\ny"]


def test_a_page_that_is_only_header_is_kept() -> None:
    pages = ["Same line"] * 5
    assert running_text(pages)[3] == "Same line"


def test_words_broken_at_line_ends_are_joined_as_the_document_writes_them() -> None:
    page = (
        f"{LINE} commu-\nnity meets. {LINE} well-\nknown. A well-known thing: a ﬁrst commu­\nnity."
    )
    (text,) = running_text([page])
    assert "community meets" in text
    assert "well-known." in text
    assert "first" in text


def test_lists_keep_their_lines() -> None:
    page = (
        f"{LINE} and more:\n• one thing that is as long as the line before it was, or nearly\n• two"
    )
    assert running_text([page])[0].count("\n") == 2


def test_columns_become_pipe_rows() -> None:
    page = "Who        What      When\nAna        tea\nBo                   noon"
    assert running_text([page]) == ["| Who | What | When |\n| Ana | tea |  |\n| Bo |  | noon |"]


@given(st.lists(st.text(alphabet="abc de.\n", max_size=80), max_size=2))
def test_no_letter_is_lost_on_few_pages(pages: list[str]) -> None:
    for before, after in zip(pages, running_text(pages), strict=True):
        assert [c for c in before if c.isalpha()] == [c for c in after if c.isalpha()]
