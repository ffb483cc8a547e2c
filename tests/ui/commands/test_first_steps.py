"""What somebody meets who has not read a manual: nothing there yet, a slip, a narrow window."""

import signal
import subprocess
import sys
import time

import pytest

from ui.commands.app import run


@pytest.fixture
def empty(tmp_path, capfd):
    """Return what runs a command in a home without sources, and gives what it said."""

    def call(*arguments: str, code: int = 0) -> tuple[str, str]:
        capfd.readouterr()
        assert run([*arguments, "--home", str(tmp_path / "home")]) == code
        return capfd.readouterr()

    call("init")
    return call


@pytest.mark.parametrize("command", ["ask", "search"])
def test_where_nothing_can_answer_yet_the_next_step_is_named(empty, tmp_path, command):
    assert "Next: firsthand source add" in empty(command, "Who knows?")[1]
    (tmp_path / "notes.md").write_text("# Notes\n\nAlways bring biscuits.\n", "utf-8")
    empty("source", "add", str(tmp_path / "notes.md"), "--id", "notes")
    assert "Next: firsthand sync" in empty(command, "Who knows?")[1]
    empty("sync")
    assert "Next:" not in empty(command, "Who knows?")[1]


def test_empty_lists_say_that_they_are(empty):
    assert "Nobody by that name" not in empty("people")[0]
    assert "Nobody by that name" in empty("people", "ana")[0]
    assert "firsthand viewer add" in empty("viewer", "list")[0]


def test_a_file_in_no_format_is_wrong_use_and_says_how_to_go_on(empty, tmp_path):
    (tmp_path / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n", "utf-8")
    said = empty("source", "add", str(tmp_path / "passwd"), "--id", "x", code=2)[1]
    assert "--kind" in said and "mbox" in said and "not_that_format" not in said


def test_a_viewer_needs_an_id(empty):
    empty("viewer", "add", " ", code=2)


def test_a_long_question_is_cut_and_that_is_said(empty):
    assert "first 4,000 characters" in empty("ask", "why " * 2000)[1]


@pytest.mark.parametrize("place", [".", "nowhere/talk.jsonl"])
def test_a_place_that_can_keep_no_conversation_is_told_before_anything_is_asked(
    empty, tmp_path, place
):
    said = empty("ask", "Why?", "--conversation", str(tmp_path / place), code=2)
    assert "--conversation" in said[1] and not said[0]


@pytest.mark.parametrize("address", ["nonsense", "nobody://x", "mysql://me:secret@host/x"])
def test_an_address_without_a_database_behind_it_is_a_bad_setting(empty, monkeypatch, address):
    monkeypatch.setenv("FIRSTHAND_CATALOG_URL", address)
    said = empty("source", "list", code=2)[1]
    assert "catalog_url" in said and "secret" not in said


def test_a_database_that_does_not_answer_is_no_damaged_catalog(empty, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_CATALOG_URL", "postgresql://me:secret@127.0.0.1:1/x")
    said = empty("source", "list", code=1)[1]
    assert "cannot be reached" in said and "restore" not in said and "secret" not in said


def test_it_says_which_version_it_is(capfd):
    assert run(["--version"]) == 0
    assert capfd.readouterr().out.startswith("firsthand ")


def test_a_source_is_listed_with_its_whole_id_in_a_narrow_window(empty, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    (tmp_path / "notes.md").write_text("# Notes\n\nAlways bring biscuits.\n", "utf-8")
    id = "a-rather-long-name-of-a-source"
    empty("source", "add", str(tmp_path / "notes.md"), "--id", id)
    assert id in empty("source", "list")[0]


def test_a_source_that_is_not_synced_says_what_brings_it_back(empty, tmp_path):
    (tmp_path / "notes.md").write_text("# Notes\n\nAlways bring biscuits.\n", "utf-8")
    empty("source", "add", str(tmp_path / "notes.md"), "--id", "notes")
    empty("source", "pause", "notes")
    assert "firsthand source resume notes" in empty("sync", "notes", code=2)[1]
    empty("source", "retire", "notes")
    assert "another id" in empty("sync", "notes", code=2)[1]


def test_words_are_shown_to_the_letter_in_a_narrow_window(empty, tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("COLUMNS", "40")
    line = "Always bring biscuits, and never more than two thermos flasks of tea to a meeting."
    (tmp_path / "notes.md").write_text(f"# Notes\n\n{line}\n", "utf-8")
    empty("source", "add", str(tmp_path / "notes.md"), "--id", "notes")
    assert empty("sync")[1] == "", "no empty line where nobody watches a bar"
    passage = empty("search", "biscuits")[0].split()[-1]
    assert line in empty("show", passage)[0]


def test_stopping_it_at_once_leaves_no_traceback():
    line = [sys.executable, "-m", "ui", "people"]
    for wait_s in (0.2, 0.5):
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as child:
            time.sleep(wait_s)
            child.send_signal(signal.SIGINT)
            assert "ui/" not in child.stderr.read()
