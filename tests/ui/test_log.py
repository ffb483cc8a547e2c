"""The log is one JSON object a line, and says nothing that anybody wrote."""

import io
import json
import logging
import os
import subprocess
import sys

import pytest

from assistant.records import Answer, Status
from assistant.remote import handlers
from ui import log

CANARY = "quokka in the allotment"


@pytest.fixture
def lines():
    """Give what is logged, parsed, and put the loggers back as they were."""
    root, stream = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonLines())
    levels = {name: logging.getLogger(name).level for name in log.OURS}
    root.addHandler(handler)
    log.start_service()
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_whatever_stands_in_a_message_a_line_stays_one_object(lines):
    logging.getLogger("assistant.test").error('a "quoted"\nname in %s', "C:\\temp")
    [row] = lines()
    assert row["what"] == 'a "quoted"\nname in C:\\temp'
    assert (row["level"], row["part"]) == ("ERROR", "assistant.test")


def test_of_an_unexpected_error_only_its_kind_and_place_are_told(lines):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("assistant.test").exception("a call failed")
    [row] = lines()
    assert row["error"] == "ValueError" and "test_log.py" in row["where"][-1]
    assert CANARY not in json.dumps(row)


class Answering:
    """Answers with the canary in every text there is."""

    def stream(self, question):
        notes = ("unsure", f"missing:{CANARY}", f"unknown:from:{CANARY}")
        facts = {"status": Status.UNANSWERED, "timings_ms": (("total", 7.0),)}
        yield Answer(question=question.text, notes=notes, **facts)


def test_a_question_is_logged_by_its_figures_alone(lines):
    calls = handlers(Answering(), owner=None)
    list(calls["ask"]({"question": {"text": CANARY}}))
    [row] = lines()
    assert row["what"] == "answered" and row["facts"]["ms"] == {"total": 7.0}
    assert row["facts"]["notes"] == ["unsure", "missing", "unknown"]
    assert row["facts"]["status"] == "unanswered" and CANARY not in json.dumps(row)


def test_vendors_are_heard_only_when_something_is_wrong(lines):
    logging.getLogger("chromadb.test").info("hello")
    logging.getLogger("assistant.test").info("hello")
    assert [row["part"] for row in lines()] == ["assistant.test"]


_FAILING = """
import logging, os, sys, threading
os.environ.pop("FIRSTHAND_LOG", None)
from ui import log
log.tell_no_messages()
def fail():
    raise ValueError(sys.argv[1])
thread = threading.Thread(target=fail)
thread.start()
thread.join()
handler = logging.StreamHandler()
handler.setFormatter(logging.Formatter("%(message)s"))
logging.getLogger("vendor").addHandler(handler)
try:
    fail()
except ValueError as error:
    logging.getLogger("vendor").error("Uncaught app execution", exc_info=error)
fail()
"""


def test_what_nobody_caught_ends_without_the_message_of_its_error():
    line = [sys.executable, "-c", _FAILING, CANARY]
    done = subprocess.run(line, capture_output=True, text=True, check=False, env={**os.environ})
    assert done.returncode == 1
    assert done.stderr.count("unexpected ValueError at ") == 3
    assert CANARY not in done.stderr
