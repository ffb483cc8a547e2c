"""A question set goes through the product's own route: real embedder, Chroma, Tantivy."""

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.asking import opened
from eval.dataset import read_dataset
from eval.result import read
from eval.run import HELD_OUT, OTHER, RunWish, measure, metric_names
from tests.eval.test_dataset import write_set

TOPICS = {
    "boots": "Wax leather boots with beeswax twice a year, and let them dry slowly.",
    "bread": "A sourdough starter wants flour and water every day at room temperature.",
    "bees": "Open the hive only on warm days, and wear a veil against stings.",
    "bikes": "Oil the chain of a bicycle after rain and check the brake pads monthly.",
    "boats": "Varnish the wooden hull of a boat in spring before it goes into the water.",
    "beans": "Soak dried beans overnight and cook them slowly without salt.",
}
ASKED = {
    "boots": "how often should leather boots be waxed?",
    "bread": "what does a sourdough starter need?",
    "bees": "when is it safe to open a hive?",
    "bikes": "what should I do with my chain after rain?",
    "boats": "when do I varnish a wooden hull?",
    "beans": "how are dried beans prepared?",
}


def garden(folder: Path) -> Path:
    corpus = [
        {"_id": key, "title": "", "text": text, "author": f"Author {key}", "thread": "",
         "url": f"https://example.org/{key}", "date": "2020-01-02"}
        for key, text in TOPICS.items()
    ]  # fmt: skip
    queries = [{"_id": f"q-{key}", "text": text} for key, text in ASKED.items()]
    qrels = "query-id\tcorpus-id\tscore\n" + "".join(f"q-{k}\t{k}\t1\n" for k in TOPICS)
    return write_set(folder / "garden", corpus, queries, qrels)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return garden(tmp_path_factory.mktemp("sets"))


def test_questions_find_their_documents_and_answers_hold(folder: Path, tmp_path: Path):
    wish = RunWish(answers=True, hold_out=0.3, other=read_dataset(folder), seed=1)
    with opened(tmp_path / "home") as community:
        found = measure(community, read_dataset(folder), wish)
    assert found.metrics["mrr@10"] == found.metrics["ndcg@10"] == 1.0
    assert found.metrics["quote_fidelity"] == found.metrics["attribution"] == 1.0
    assert found.violations == ()
    assert set(found.metrics) == set(metric_names(wish, read_dataset(folder)))
    kinds = [item.kind for item in found.confidences]
    assert (kinds.count("answerable"), kinds.count(HELD_OUT), kinds.count(OTHER)) == (4, 2, 6)
    assert found.metrics["held_out_auroc"] == 1.0


def test_several_splits_are_asked_one_after_the_other(folder: Path, tmp_path: Path):
    with opened(tmp_path / "home") as community:
        found = measure(community, read_dataset(folder), RunWish(hold_out=0.3, splits=2))
    assert found.facts["splits"] == 2
    assert 0 <= found.facts["held_out_calibration_error"] <= 1
    assert len(found.confidences) == 12
    assert found.violations == ()


def test_the_command_prints_the_contract_s_object(folder: Path, tmp_path: Path, capsys):
    home = str(tmp_path / "home")
    words = ["run", str(folder), "--ignore-thread", "--json", "--home", home]
    assert main([*words, "--fail-under", "ndcg@10=0.9", "mrr@10=0.9"]) == 0
    printed = capsys.readouterr().out
    found = json.loads(printed)
    assert printed.count("\n") == 1
    assert (found["dataset"], found["documents"], found["queries"]) == ("garden", 6, 6)
    assert found["metrics"]["ndcg@10"] == 1.0
    assert set(found["seconds"]) == {"ingest", "queries", "per_question_ms"}
    (tmp_path / "run.json").write_text(printed, "utf-8")
    assert read(tmp_path / "run.json").dataset == "garden"
    assert main(["run", str(folder), "--ignore-thread", "--home", home, "--queries", "2"]) == 0
    assert main([*words, "--fail-under", "ndcg@10=1.01"]) == 1
    assert "ndcg@10 is 1.0000, below 1.01" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["run", "nowhere"],
        ["run", "{folder}", "--fail-under", "ndcg@5=0.6"],
        ["run", "{folder}", "--fail-under", "held_out_auroc=0.6"],
        ["run", "{folder}", "--hold-out", "2"],
        ["run", "{folder}", "--splits", "3"],
        ["run", "{folder}", "--other", "nowhere"],
        ["compare", "nowhere.json", "nowhere.json"],
        ["gate", "--baseline", "nowhere.json"],
        ["report", "nowhere.json"],
    ],
)
def test_wrong_use_is_exit_2_before_anything_is_measured(folder: Path, words: list[str], capsys):
    assert main([word.format(folder=folder) for word in words]) == 2
    assert capsys.readouterr().out == "" or not words


def test_reports_and_comparisons_are_made_of_results(folder: Path, tmp_path: Path, capsys):
    home = str(tmp_path / "home")
    assert main(["run", str(folder), "--json", "--home", home]) == 0
    one = tmp_path / "one.json"
    one.write_text(capsys.readouterr().out, "utf-8")
    assert main(["compare", str(one), str(one), "--json"]) == 0
    compared = json.loads(capsys.readouterr().out)["comparisons"]
    assert compared["ndcg@10"]["difference"] == 0.0
    out = tmp_path / "report.html"
    assert main(["report", str(one), "--out", str(out)]) == 0
    assert "garden" in out.read_text("utf-8")
