"""What a failure may explain: its own document, or all of an export."""

import pytest

from ingest.doubt import Doubt
from ingest.outcome import Failed


def doubt(*failures, is_folder=True):
    made = Doubt("export", is_folder=is_folder)
    for item, reason in failures:
        made.add(Failed(item=item, reason=reason))
    return made


def test_nothing_is_in_doubt_when_nothing_fails():
    assert not doubt().covers("a.md#x")


@pytest.mark.parametrize("item", ["a.pdf", "a.pdf#page-3", "a.pdf~2"])
def test_the_sections_of_a_document_that_fails_are_in_doubt(item):
    assert doubt(("a.pdf", "truncated")).covers(item)
    assert not doubt(("b.pdf", "truncated")).covers(item)
    assert not doubt(("a.pd", "unsafe")).covers(item)


def test_what_a_folder_or_an_archive_holds_is_in_doubt_when_it_fails():
    assert doubt(("notes", "unreadable")).covers("notes/2024/a.md#x")
    assert doubt(("old.zip", "encrypted")).covers("old.zip/a.md#x")


def test_all_is_in_doubt_when_a_file_of_an_export_fails():
    assert doubt(("general/2024-01-01.json", "truncated"), is_folder=False).covers("C1/1.0")
    assert doubt(("mail/list.mbox", "unreadable")).covers("<1@example.org>")
    assert doubt(("inbox", "unreadable"), is_folder=False).covers("<1@example.org>")
    assert doubt(("export", "malformed"), is_folder=False).covers("C1/1.0")


def test_one_bad_record_puts_nothing_but_itself_in_doubt():
    found = doubt(("general/2024-01-01.json #3", "malformed"), ("q1", "malformed"), is_folder=False)
    assert not found.covers("C1/1.0") and found.covers("q1")


def test_a_link_or_a_pipe_puts_nothing_else_in_doubt():
    found = Doubt("export", is_folder=True)
    found.add(Failed(item="loop", reason="unsafe", detail="a symbolic link"))
    found.add(Failed(item="pipe", reason="unreadable", detail="not a regular file"))
    assert not found.covers("C1/1.0") and found.covers("pipe")
