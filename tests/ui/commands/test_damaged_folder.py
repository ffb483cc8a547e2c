"""Over fifty damaged files among every format: each named with its reason, all else answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.outcome import FAIL_REASONS
from tests.builders import counts_add_up
from tests.ui.commands import damaged_folder

ROOT = Path(__file__).resolve().parents[3]
AS_ANYBODY = """
import ctypes, os, sys
drop_from_bounding_set, dac_override, dac_read_search = 24, 1, 2  # prctl(2), capabilities(7)
for capability in (dac_override, dac_read_search):
    ctypes.CDLL(None).prctl(drop_from_bounding_set, capability, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "ui", *sys.argv[1:]])
"""
"""Runs the command line so that permissions hold for root too."""
ASK_ALL = """
import contextlib, io, json, sys
from ui.commands.app import run
answers = []
for place in sys.argv[1:]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(["ask", f"When does the {place} circle meet?", "--json"])
    answers.append(json.loads(out.getvalue()))
print(json.dumps(answers))
"""
"""Asks about one place after the other, without a process for each."""


@pytest.fixture(scope="module")
def firsthand(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")

    def call(*words: str, script: str = AS_ANYBODY) -> tuple[int, dict]:
        arguments = [*words, "--json"] if script is AS_ANYBODY else words
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            cwd=home,
            env={**os.environ, "FIRSTHAND_HOME": str(home), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    return call


@pytest.fixture(scope="module")
def synced(tmp_path_factory, firsthand):
    """Add and sync the folder; return (damaged names, exit code, report)."""
    export = tmp_path_factory.mktemp("x") / "export"
    names = damaged_folder.build(export)
    assert firsthand("init")[0] == 0
    assert firsthand("source", "add", str(export), "--id", "mixed")[0] == 0
    code, result = firsthand("sync")
    yield names, code, result["sources"][0]
    (export / "bad" / "closed.md").chmod(0o600)


def test_every_damaged_file_is_named_with_its_reason_and_the_exit_code_says_so(synced):
    names, code, report = synced
    assert len(names) >= 50 and code == 1
    assert counts_add_up(report)
    for name in names:
        reasons = {
            failure["reason"]
            for failure in report["failures"]
            if failure["item"] == name or failure["item"].startswith((f"{name}#", f"{name}/"))
        }
        assert reasons and reasons <= set(FAIL_REASONS), f"{name} is not named"


def test_nothing_else_is_reported_as_failed(synced):
    names, _, report = synced
    strangers = [
        failure["item"]
        for failure in report["failures"]
        if not failure["item"].startswith(tuple(names))
    ]
    assert strangers == []


def test_everything_else_is_answerable(synced, firsthand):
    found = firsthand("search", "circle meets on Mondays", "-k", "60")[1]["evidence"]
    text = "\n".join(item["text"] for item in found)
    missing = [kind for kind in damaged_folder.WORDS if damaged_folder.said(kind) not in text]
    assert missing == []


def test_a_question_about_each_format_is_answered_in_its_words(synced, firsthand):
    kinds = list(damaged_folder.WORDS)
    _, answers = firsthand(*damaged_folder.WORDS.values(), script=ASK_ALL)
    unheard = [
        kind
        for kind, answer in zip(kinds, answers, strict=True)
        if not any(damaged_folder.said(kind) in c["quote"] for c in answer["citations"])
    ]
    assert unheard == []


def test_the_report_is_kept_and_shown_again(synced, firsthand):
    _, _, report = synced
    kept = firsthand("source", "show", "mixed")[1]["last_sync"]
    assert kept == report


def test_syncing_again_says_the_same_and_changes_nothing(synced, firsthand):
    _, _, report = synced
    code, result = firsthand("sync")
    again = result["sources"][0]
    assert code == 1 and again["failed"] == report["failed"]
    assert (again["indexed"], again["removed"], again["proposed_removals"]) == (0, 0, 0)
