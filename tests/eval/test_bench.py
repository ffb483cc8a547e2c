"""The benchmark measures both sides on the same texts and says what it found."""

import json
import math
import os
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from assistant.errors import FirsthandError, WrongUse
from eval import bench, bench_tables
from eval.bench import Bench, BenchWish
from eval.bench_figures import Figures, in_a_process, run_json
from eval.bench_start import StartFigures
from eval.bench_texts import TextMaker, write_dataset
from eval.dataset import read_dataset

PLAIN = Figures(
    side="plain",
    texts=400,
    pieces=500,
    start_s=9.0,
    ingest_s=10.0,
    cpu_s=20.0,
    search_ms={"p50": 20.0, "p95": 30.0},
    ndcg=0.6,
    peak_mb=900.0,
)
OURS = replace(
    PLAIN,
    side="firsthand",
    ingest_s=2.0,
    cpu_s=4.0,
    again_s=0.02,
    search_ms={"p50": 5.0, "p95": 8.0},
    answer_ms={"p50": 40.0, "p95": 80.0},
    ndcg=0.63,
)


def asked_at(passages, ms):
    times = {"p50": ms, "p95": 2 * ms}
    stages = {"retrieve": times, "evidence": times, "write": times, "total": times}
    facts = {"questions": 9, "answered": 8, "resident_mb": 700, "stages_ms": stages}
    grown = {"stored_s": 3.0, "indexed_s": 4.0}
    recall = {"itself": 1.0, "first_10": 0.99, "first_200": 0.98}
    return {"passages": passages, "cpu_ms": times, "recall": recall, **facts, **grown}


@pytest.fixture
def found():
    return Bench(
        machine={"processor": "one", "instructions": ["avx2"]},
        dataset="invented",
        rounds=((PLAIN, OURS), (PLAIN, replace(OURS, ingest_s=1.0))),
        exact=OURS,
        growth=((replace(PLAIN, texts=100), replace(OURS, texts=100)),),
        scale=(asked_at(1000, 10.0), asked_at(100_000, 12.0)),
        serving_mb={"owner": 700, "web": 200, "together": 900},
        start=StartFigures(
            messages=10,
            first_sync_s=4.0,
            unchanged_sync_s=(1.0,),
            ask_cold_s=(2.0,),
            ask_served_s=(1.0,),
            page_s=(2.0,),
        ),
    )


def test_ratios_are_of_one_round_each(found):
    assert found.ratios("texts a second") == [5.0, 10.0]
    assert found.as_json()["ratios"]["nDCG@10"] == [1.05, 1.05]
    json.dumps(found.as_json())


def test_tables_hold_both_sides_the_ratios_and_every_stage(found):
    said = bench_tables.tables(found)
    for words in ("plain (400 texts", "7.50 (5.00 to 10.00)", "100,000", "write p50", "900 MB"):
        assert words in said
    assert "| first sync / unchanged sync | 75 (50 to 100) |" in said


def test_plots_are_pictures_with_a_line_for_each_side(found):
    drawn = bench_tables.plots(found)
    assert set(drawn) == {"ingest.svg", "questions.svg"}
    for picture in drawn.values():
        root = ElementTree.fromstring(picture)
        assert len(root.findall("{*}polyline")) >= 2
    assert "firsthand" in drawn["ingest.svg"]


def test_invented_texts_follow_zipfs_law_and_are_the_same_again():
    maker, again = TextMaker(3), TextMaker(3)
    texts = [maker.text()[0] for _ in range(400)]
    assert texts == [again.text()[0] for _ in range(400)]
    counts = Counter(" ".join(texts).lower().replace(".", "").split()).most_common()
    assert len(counts) > 5000
    slope = math.log(counts[9][1] / counts[999][1]) / math.log(100)
    assert 0.5 < slope < 1.5, "a word at rank 1000 comes about a hundredth as often as at rank 10"


def test_every_part_of_an_invented_set_has_questions_of_its_own(tmp_path):
    write_dataset(tmp_path / "set", 80, 10)
    read = read_dataset(tmp_path / "set")
    assert len(read.documents) == 80 and len(read.queries) == 10
    [quarter, half] = bench._parts(tmp_path / "set", tmp_path)
    assert len(read_dataset(quarter).documents) == 20 and len(read_dataset(half).documents) == 40


def test_both_sides_find_what_a_question_was_made_from(tmp_path, monkeypatch):
    pytest.importorskip("langchain_huggingface")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    write_dataset(tmp_path / "set", 40, 5)
    sides = [
        in_a_process(f"eval.bench_{name}", [str(tmp_path / "set"), "--questions", "5"])
        for name in ("plain", "route")
    ]
    for side in sides:
        assert side.texts == 40 <= side.pieces
        assert side.ndcg > 0.5 and side.per_second > 0 and side.peak_mb > 100
    assert sides[1].again_s < sides[1].ingest_s and sides[1].answer_ms is not None


def test_a_community_grows_from_size_to_size_and_answers_at_each(tmp_path):
    write_dataset(tmp_path / "set", 40, 20)
    more = ["--home", str(tmp_path / "home"), "--texts", str(tmp_path / "set")]
    for size in ("150", "300"):
        run_json("eval.bench_scale", ["grow", *more, "--size", size])
    found = run_json("eval.bench_scale", ["ask", *more, "--questions", "6"])
    assert found["questions"] == 6 and set(found["stages_ms"]) >= {"retrieve", "total"}
    assert 150 < found["passages"] <= 300
    assert found["recall"] == {"itself": 1.0, "first_10": 1.0, "first_200": 1.0}


def test_a_side_that_fails_is_named(tmp_path):
    with pytest.raises(FirsthandError, match=r"bench_route failed.*no data set"):
        in_a_process("eval.bench_route", [str(tmp_path / "none")])


def test_more_cores_than_there_are_is_wrong_use(monkeypatch):
    with pytest.raises(WrongUse, match="--cores 4096"):
        bench.run(BenchWish(cores=4096), lambda words: None)
    assert len(os.sched_getaffinity(0)) < 4096
