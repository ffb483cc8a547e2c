"""Firsthand's own route over a question set, measured: sync, index, ask.

    python -m eval.bench_route DATASET --questions 200 --precision f32

Each row of the set is a thread of its own, as the plain pipeline takes it. Prints one JSON object.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.assistant import Assistant
from assistant.catalog import passages, sources
from assistant.embedder import Embedder, find_files
from assistant.ids import contribution_id
from assistant.openvino_encoder import OpenVinoEncoder
from assistant.records import Question, Source
from assistant.wiring import Community, check_model
from eval.asking import answering, contributions_in, opened
from eval.bench_figures import Figures, cpu_s, mean_ndcg, peak_mb, percentiles, since_start
from eval.corpus import thread_drafts
from eval.dataset import Dataset, read_dataset
from ingest.reader import ReadItem, ReadRequest
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.split import SPLITTER
from ingest.sync import Sync

_SOURCE = "bench"
_WARM = 3
"""Questions asked before the time is taken: what a service has long behind it."""


class DatasetReader:
    """Reads the rows of a question set that is in memory already."""

    kind = "dataset"

    def __init__(self, dataset: Dataset) -> None:
        """Take the set."""
        self._dataset = dataset

    def accepts(self, path: Path) -> bool:
        """Say no: it is never chosen by looking at a location."""
        return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield every row as a thread."""
        yield from thread_drafts(self._dataset.documents, ignore_thread=True)


def measured(folder: Path, questions: int, precision: str | None) -> Figures:
    """Run Firsthand over a question set in this process.

    `precision` is that of the encoder on OpenVINO, None for what the settings choose.
    """
    with opened(None) as community:
        if precision:
            community.__dict__["embedder"] = _encoder(community, precision)
        embedder = community.embedder
        start_s = since_start()
        dataset = read_dataset(folder)
        source = _added(community, folder)
        begun, spent = time.perf_counter(), cpu_s()
        synced_s = _sync(community, source, dataset, embedder)
        ingest_s, cpu = time.perf_counter() - begun, cpu_s() - spent
        begun = time.perf_counter()
        _sync(community, source, dataset, embedder)
        again_s = time.perf_counter() - begun
        with community.catalog.read() as reading:
            pieces = passages.count(reading)
        with answering(community) as assistant:
            searches, answers, rankings = _asked(assistant, dataset, questions)
    return Figures(
        side=f"firsthand {precision}" if precision else "firsthand",
        texts=len(dataset.documents),
        pieces=pieces,
        start_s=start_s,
        ingest_s=ingest_s,
        cpu_s=cpu,
        again_s=again_s,
        search_ms=percentiles(searches),
        answer_ms=percentiles(answers),
        ndcg=mean_ndcg(dataset, rankings),
        peak_mb=peak_mb(),
        stages_s={"read, split, embed, store": synced_s, "index": ingest_s - synced_s},
    )


def _encoder(community: Community, precision: str) -> Embedder:
    files = find_files(community.settings.embedder)
    encoder = OpenVinoEncoder(files, precision=precision)
    check_model(community.catalog, "embedder", encoder.model.fingerprint, encoder.model.name)
    return encoder


def _added(community: Community, folder: Path) -> Source:
    source = Source(id=_SOURCE, kind="dataset", location=str(folder), title=folder.name)
    check_model(community.catalog, "splitter", SPLITTER, SPLITTER)
    with community.catalog.change("eval") as change:
        sources.add(change, source)
    return source


def _sync(community: Community, source: Source, dataset: Dataset, embedder: Embedder) -> float:
    """Do what `firsthand sync` does; return the seconds before the indexes follow."""
    begun = time.perf_counter()
    shelf = Shelf(community.catalog, embedder, "eval")
    route = Sync(community.catalog, shelf, embedder.model.fingerprint)
    route.run(source, DatasetReader(dataset), Wish())
    synced_s = time.perf_counter() - begun
    community.bring_up_to_date("eval bench")
    return synced_s


def _asked(
    assistant: Assistant, dataset: Dataset, questions: int
) -> tuple[list[float], list[float], dict[str, list[str]]]:
    known = {contribution_id(_SOURCE, item.id): item.id for item in dataset.documents}
    searches: list[float] = []
    answers: list[float] = []
    rankings: dict[str, list[str]] = {}
    for query in dataset.queries[:_WARM]:
        assistant.ask(Question(text=query.text))
    for query in dataset.queries[:questions]:
        question = Question(text=query.text)
        start = time.perf_counter()
        assistant.ask(question)
        answers.append(1000 * (time.perf_counter() - start))
        start = time.perf_counter()
        found = assistant.ranking(question)
        searches.append(1000 * (time.perf_counter() - start))
        rankings[query.id] = [known[id] for id in contributions_in(found)]
    return searches, answers, rankings


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_route", description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--precision", choices=("f32", "bf16", "int8"))
    wish = parser.parse_args(arguments)
    found = measured(wish.dataset, wish.questions, wish.precision)
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
