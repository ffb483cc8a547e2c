"""The fidelity report on a terminal of 80 columns: nothing cut, every loss in words."""

import io

import pytest
from rich.console import Console

from ingest.outcome import FAIL_REASONS, SKIP_REASONS, Failed, Noted, Skipped
from ingest.report import Tally
from ui.commands.fidelity import reports_table, show_report

HELD = {"threads": 12, "contributions": 3456, "passages": 789}


def tally(**counts) -> Tally:
    return Tally(source_id=counts.pop("source_id", "our-slack"), kind="slack", **counts)


def shown(*tallies: Tally, width: int = 80) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, highlight=False)
    reports = [item.as_json(HELD, 1.5) for item in tallies]
    console.print(reports_table(reports))
    for report in reports:
        show_report(console, report)
    return out.getvalue()


@pytest.mark.parametrize("id", ["a", "a-community-of-practice-with-a-long-name-in-slack"])
def test_all_headings_and_numbers_fit_80_columns(id):
    text = shown(tally(source_id=id, new=1_234_567, unchanged=7_654_321, removed=1_000))
    for word in ("source", "seen", "indexed", "unchanged", "skipped", "failed", "removed"):
        assert word in text
    assert "1,234,567" in text and "7,654,321" in text and "…" not in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_every_reason_is_said_in_words_with_an_example():
    counts = tally(new=1)
    for reason in SKIP_REASONS:
        counts.skip(Skipped(item=f"item-of-{reason}", reason=reason))
    text = " ".join(shown(counts, width=200).split())
    for reason, words in SKIP_REASONS.items():
        assert f"{reason}: {words} (such as item-of-{reason})" in text


def test_every_failure_is_named_with_its_reason():
    counts = tally()
    for reason in FAIL_REASONS:
        counts.fail(Failed(item=f"[red]{reason}[/red].pdf", reason=reason, detail="page 3"))
    text = " ".join(shown(counts, width=200).split())
    for reason, words in FAIL_REASONS.items():
        assert f"[red]{reason}[/red].pdf: {words} (page 3)" in text


def test_a_long_list_of_failures_says_how_many_more_there_are():
    counts = tally()
    for n in range(50):
        counts.fail(Failed(item=f"{n}.pdf", reason="truncated"))
    text = shown(counts)
    assert "30 more" in " ".join(text.split()) and "--json" in text


def test_losses_and_changes_are_said_in_words():
    counts = tally(conversations=7, new=3, edited=2, vanished=4, proposed_removals=4)
    counts.note(Noted(what="orphan_reply", item="x", count=5))
    counts.note(Noted(what="encoding:cp1252", item="old.txt"))
    text = " ".join(shown(counts).split())
    for words in (
        "7 threads put together",
        "5 replies whose question is missing",
        "2 changed",
        "4 gone at the source",
        "1 encoding:cp1252 (such as old.txt)",
        "firsthand sync our-slack --confirm-removals",
    ):
        assert words in text


def test_a_perfect_sync_says_nothing_of_losses():
    text = shown(tally(new=5))
    assert "left out" not in text and "not read" not in text and "fidelity" not in text
