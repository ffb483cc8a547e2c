"""A conversation in a file goes on with the words that may still be shown, and no others."""

import json

import pytest

from assistant.catalog import passages, shelves
from tests.ui.web.houses import answer, community, written
from ui.commands.ask import answer_values, talk_so_far

_ONE, _OTHER = "Voluntary, every time.", "The canary leaves in spring."


@pytest.fixture
def made(tmp_path):
    found = community(tmp_path / "home")
    yield found
    found.close()


def told(made, path, *audiences):
    with made.read() as reading:
        return [item.answer for item in talk_so_far(path, reading, frozenset(audiences))]


def test_words_of_an_audience_that_whoever_asks_does_not_hold_are_left_out(made, tmp_path):
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps(answer_values(answer(made, "How?", _ONE, _OTHER))))
    assert told(made, path, "public", "stewards") == [f"{_ONE} {_OTHER}"]
    assert told(made, path, "public") == [_ONE]


def test_words_that_went_are_left_out(made, tmp_path):
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps(answer_values(answer(made, "How?", _ONE))))
    with made.change() as change:
        gone = [written(made, _ONE)[0].thread_id]
        passages.bury_threads(change, gone)
        shelves.remove(change, gone)
    assert told(made, path, "public") == [""]
