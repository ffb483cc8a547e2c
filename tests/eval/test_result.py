"""Results survive being written and read, and keep the contract's keys."""

from pathlib import Path

import pytest

from assistant.errors import WrongUse
from eval.result import as_json, read, rounded, write
from tests.eval.results import LEAK, result


def test_a_result_read_back_is_the_rounded_one(tmp_path: Path):
    found = result([1 / 3, 2 / 3], violations=(LEAK,))
    write(found, tmp_path / "r.json")
    assert read(tmp_path / "r.json") == rounded(found)


def test_the_contract_s_keys_are_there():
    values = as_json(result([0.5]))
    assert list(values)[:6] == [
        "dataset",
        "documents",
        "queries",
        "metrics",
        "intervals",
        "seconds",
    ]
    assert values["seconds"]["per_question_ms"] == {"p50": 2.0, "p95": 3.0}
    assert values["intervals"]["ndcg@10"] == [0.4, 0.6]


def test_what_is_no_result_is_refused_by_name(tmp_path: Path):
    (tmp_path / "x.json").write_text('{"dataset": 1}', "utf-8")
    with pytest.raises(WrongUse, match=r"x.json is no result"):
        read(tmp_path / "x.json")
    with pytest.raises(WrongUse, match="cannot read"):
        read(tmp_path / "nowhere.json")


def test_confidences_are_taken_apart_by_kind():
    found = result([0.5, 0.6])
    assert found.kinds == ("near_miss", "unanswered")
    assert found.sample("near_miss").unanswerable == (0.3,)
    assert found.sample().unanswerable == (0.3, 0.1)
    assert found.sample().answerable == (0.9, 0.9)
