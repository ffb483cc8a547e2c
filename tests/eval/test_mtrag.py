"""MTRAG's tasks become a question set; what has no answer there is told apart by confidence."""

import json
from pathlib import Path

import pytest

from assistant.errors import WrongUse
from eval.asking import opened
from eval.dataset import read_dataset
from eval.run import UNANSWERABLE, RunWish, measure, metric_names
from tests.eval.test_run import ASKED, TOPICS

REAL = Path(__file__).resolve().parents[2] / "../shared/bench/mtrag"


def task(id: str, label: str, said: list[str], contexts: list[str]) -> dict:
    turns = [
        {"speaker": speaker, "text": text}
        for words in said
        for speaker, text in (("user", words), ("agent", "Well."))
    ]
    return {
        "task_id": id,
        "answerability": [label],
        "input": turns[:-1],
        "contexts": [{"document_id": key, "text": TOPICS[key]} for key in contexts],
    }


def tasks(folder: Path, rows: list[object]) -> Path:
    place = folder / "tasks" / "generation_tasks"
    place.mkdir(parents=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    (place / "reference.jsonl").write_text("\n".join(lines), "utf-8")
    return folder / "tasks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keys = ("boots", "bread", "bees", "bikes")
    rows = [task(key, "ANSWERABLE", ["hello", ASKED[key]], [key]) for key in keys]
    rows += [
        task("partly", "PARTIAL", ["varnish?", "which hull?", ASKED["boats"]], ["boats"]),
        task("none", "UNANSWERABLE", ["what is the capital of Peru?"], []),
        task("vague", "UNDERSPECIFIED", ["and then?"], []),
    ]
    return tasks(tmp_path, rows)


def test_tasks_become_documents_questions_and_what_is_relevant(folder: Path):
    found = read_dataset(folder)
    assert found.name == "tasks"
    assert {item.id for item in found.documents} == {"boots", "bread", "bees", "bikes", "boats"}
    texts = {item.id: item.text for item in found.queries}
    assert texts["partly"] == f"which hull?\n{ASKED['boats']}", "the last two of the user's turns"
    assert found.relevant("partly") == {"boats"}
    assert [item.id for item in found.unanswerable] == ["none"] and found.unjudged == 1


def test_questions_labelled_as_unanswerable_score_the_abstention(folder: Path, tmp_path: Path):
    wish = RunWish(answers=True)
    with opened(tmp_path / "home") as community:
        found = measure(community, read_dataset(folder), wish)
    assert found.violations == () and found.metrics["mrr@10"] == 1.0
    assert found.kinds == (UNANSWERABLE,)
    assert found.metrics["unanswerable_auroc"] == 1.0
    assert set(found.metrics) == set(metric_names(wish, read_dataset(folder)))


def test_without_answers_only_the_ranking_is_measured(folder: Path):
    assert "unanswerable_auroc" not in metric_names(RunWish(), read_dataset(folder))


@pytest.mark.parametrize("row", ["{", {"task_id": "x"}, {"task_id": "x", "input": 3}])
def test_a_malformed_task_is_named_with_its_line(tmp_path: Path, row: object):
    with pytest.raises(WrongUse, match=r"reference\.jsonl, line 2"):
        read_dataset(tasks(tmp_path, [task("a", "ANSWERABLE", ["?"], ["boots"]), row]))


def test_tasks_without_any_answer_are_no_set(tmp_path: Path):
    with pytest.raises(WrongUse, match="no task that can be answered"):
        read_dataset(tasks(tmp_path, [task("a", "UNANSWERABLE", ["?"], [])]))


@pytest.mark.skipif(not REAL.is_dir(), reason="the shared question sets are not here")
def test_the_real_tasks_are_read():
    found = read_dataset(REAL)
    assert len(found.queries) == 285 + 47 and len(found.unanswerable) == 97
    assert len(found.documents) > 1000
