"""A question set is read whole, and what is wrong with one is said by file and line."""

import json
from pathlib import Path

import pytest

from assistant.errors import WrongUse
from eval.__main__ import main
from eval.dataset import read_dataset


def write_set(folder: Path, corpus: list[dict], queries: list[dict], qrels: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "corpus.jsonl").write_text("".join(json.dumps(r) + "\n" for r in corpus), "utf-8")
    (folder / "queries.jsonl").write_text("".join(json.dumps(r) + "\n" for r in queries), "utf-8")
    (folder / "qrels.tsv").write_text(qrels, "utf-8")
    return folder


CORPUS = [
    {"_id": "a", "title": "Boots", "text": "Wax them.", "author": "Ana", "thread": "t"},
    {"_id": "b", "text": "Not in rain.", "date": "2011-10-11", "score": 3, "accepted": True},
]


def test_rows_become_documents_questions_and_judgements(tmp_path: Path):
    qrels = "query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t0\n"
    found = read_dataset(write_set(tmp_path / "boots", CORPUS, [{"_id": "q1", "text": "?"}], qrels))
    assert found.name == "boots"
    assert [(d.id, d.author, d.thread, d.votes, d.accepted) for d in found.documents] == [
        ("a", "Ana", "t", 0, False),
        ("b", "", "", 3, True),
    ]
    assert found.documents[1].date is not None
    assert found.documents[1].date.isoformat() == "2011-10-11T00:00:00+00:00"
    assert found.judgements == {"q1": {"a": 2, "b": 0}}
    assert found.relevant("q1") == {"a"}


def test_a_question_to_which_nothing_is_relevant_is_left_out_and_counted(tmp_path: Path):
    queries = [{"_id": "q1", "text": "?"}, {"_id": "q2", "text": "!"}]
    found = read_dataset(write_set(tmp_path, CORPUS, queries, "q1\ta\t1\nq2\tb\t0\n"))
    assert [query.id for query in found.queries] == ["q1"]
    assert found.unjudged == 1


def test_a_missing_folder_is_named(tmp_path: Path):
    with pytest.raises(WrongUse, match=r"no data set at .*nowhere"):
        read_dataset(tmp_path / "nowhere")


def test_missing_files_are_named(tmp_path: Path):
    (tmp_path / "corpus.jsonl").touch()
    with pytest.raises(WrongUse, match=r"lacks queries.jsonl, qrels.tsv"):
        read_dataset(tmp_path)


@pytest.mark.parametrize(
    ("corpus", "words"),
    [
        ("{nonsense\n", "corpus.jsonl, line 1: not JSON"),
        ("[1]\n", "corpus.jsonl, line 1: not a JSON object"),
        ('{"_id": "a"}\n', "corpus.jsonl, line 1: there is no 'text'"),
        ('{"_id": "a", "text": ""}\n{"_id": "a", "text": ""}\n', "the same _id"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path: Path, corpus: str, words: str):
    folder = write_set(tmp_path, [], [{"_id": "q", "text": "?"}], "q\ta\t1\n")
    (folder / "corpus.jsonl").write_text(corpus, "utf-8")
    with pytest.raises(WrongUse, match=words):
        read_dataset(folder)


def test_a_judgement_that_is_none_is_named_by_its_line(tmp_path: Path):
    folder = write_set(tmp_path, CORPUS, [{"_id": "q", "text": "?"}], "q\ta\t1\nq a 1\n")
    with pytest.raises(WrongUse, match=r"qrels.tsv, line 2: not three cells"):
        read_dataset(folder)


def test_with_json_an_error_is_one_object_too(tmp_path, capsys):
    assert main(["run", str(tmp_path / "nowhere"), "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["error"] in told.err
