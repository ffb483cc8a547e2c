"""What stewards change of a source that they added."""

import shutil
from pathlib import Path

from ui.commands.app import run

SLACK = Path(__file__).parents[3] / "data" / "sample" / "slack"


def test_links_can_be_given_after_a_source_was_read_without_them(firsthand, tmp_path):
    export = tmp_path / "slack"
    shutil.copytree(SLACK, export)
    looked = firsthand("source", "add", str(export), "--id", "again", "--dry-run")
    assert looked["unlinked"] == looked["contributions"] > 100
    firsthand("source", "add", str(export), "--id", "again")
    [before] = firsthand("sync", "again")["sources"]
    assert before["fidelity"]["without_link"] == before["contributions"]
    said = firsthand("source", "link", "again", "https://us.slack.com/")
    assert said == {"id": "again", "base_url": "https://us.slack.com"}
    [after] = firsthand("sync", "again")["sources"]
    assert after["fidelity"]["without_link"] == 0
    assert after["since_last_time"]["edited"] == after["indexed"] == before["contributions"]
    found = firsthand("ask", "Should taking part be voluntary? in:again")["citations"]
    assert found and all(c["url"].startswith("https://us.slack.com/archives/") for c in found)
    firsthand("source", "retire", "again")


def test_what_was_uploaded_for_a_source_goes_when_it_is_retired_here(firsthand, home, tmp_path):
    kept = home / "uploads" / "notes" / "notes.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("# A note\n\nEverybody's words.\n")
    firsthand("source", "add", str(kept), "--id", "notes")
    firsthand("sync", "notes")
    firsthand("source", "retire", "notes")
    assert not kept.exists()


def test_what_is_no_web_address_is_no_start_of_links(home, capsys):
    for wrong in ("javascript:alert(1)", "us.slack.com", 'https://x"y', "https://"):
        for command in (
            ["link", "practice-slack", wrong],
            ["add", str(SLACK), "--id", "other", "--base-url", wrong],
        ):
            assert run(["source", *command, "--home", str(home)]) == 2
            assert "is no web address" in " ".join(capsys.readouterr().err.split())
