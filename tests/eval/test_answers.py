"""Answers to whole question sets: every quote and name checked, with threads and without."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Answer
from eval import answers
from eval.__main__ import main
from eval.answers import tallies
from eval.asking import ask
from eval.dataset import read_dataset
from tests.eval.test_run import garden


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return garden(tmp_path_factory.mktemp("sets"))


def test_the_command_asks_each_set_in_both_ways_and_finds_nothing_wrong(folder, tmp_path, capsys):
    assert main(["answers", str(folder), "--home", str(tmp_path), "--queries", "4", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["answers"]
    assert [row["ignore_thread"] for row in rows] == [False, True]
    for row in rows:
        assert row["questions"] == 4 == sum(row["statuses"].values())
        assert row["citations"] >= 1
        assert row["quote_fidelity"] == row["attribution"] == 1.0


def test_an_altered_quote_is_found_and_the_command_fails(folder, tmp_path, monkeypatch, capsys):
    def altered(*args, **more):
        asked = ask(*args, **more)
        return replace(asked, answer=_altered(asked.answer))

    monkeypatch.setattr(answers, "ask", altered)
    assert main(["answers", str(folder), "--home", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("| set") and "together" in out and "alone" in out


def _altered(answer: Answer) -> Answer:
    changed = tuple(replace(item, quote=item.quote + " not") for item in answer.citations)
    return replace(answer, citations=changed)


def test_what_a_set_holds_is_counted_by_hand(folder, tmp_path):
    first = next(iter(tallies([read_dataset(folder)], None, 0, tmp_path)))
    assert (first.dataset, first.questions, first.ignore_thread) == ("garden", 6, False)
    assert first.statements == first.citations >= 5
    assert first.relevance > 0.8
    assert first.found == ()


BENCH = Path(__file__).resolve().parents[2].parent / "shared" / "bench"


@pytest.mark.skipif(not os.environ.get("FIRSTHAND_TORTURE"), reason="takes an hour; set it to run")
@pytest.mark.skipif(not BENCH.exists(), reason="the question sets are not here")
@pytest.mark.timeout(7200)
def test_over_thousands_of_answers_no_quote_and_no_name_is_wrong(tmp_path):
    sets = [read_dataset(path.parent) for path in sorted(BENCH.glob("*/queries.jsonl"))]
    found = list(tallies(sets, None, 0, tmp_path))
    assert sum(tally.citations for tally in found) > 10_000
    assert [fault for tally in found for fault in tally.found] == []
