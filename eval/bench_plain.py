"""The plain pipeline that a user would write from LangChain's tutorial, measured: the other side.

    python -m eval.bench_plain DATASET --questions 200

Its recursive splitter at 1000/200, `HuggingFaceEmbeddings` with the same model, a Chroma folder,
`similarity_search`. Owner of LangChain's vector store packages. Prints one JSON object.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.model_files import default_files
from eval.bench_figures import Figures, cpu_s, mean_ndcg, peak_mb, percentiles, since_start
from eval.dataset import Dataset, read_dataset

_BATCH = 5000
"""Chroma takes no more at once."""
_DEPTH = 50
"""Pieces looked at to rank documents."""


def measured(folder: Path, questions: int) -> Figures:
    """Run the plain pipeline over a question set in this process."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    model = str(default_files().folder)
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    start_s = since_start()
    dataset = read_dataset(folder)
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    texts = [f"{item.title}\n{item.text}".strip() for item in dataset.documents]
    names = [{"id": item.id} for item in dataset.documents]
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-") as scratch:
        begun, spent = time.perf_counter(), cpu_s()
        pieces = splitter.create_documents(texts, names)
        store = Chroma.from_documents(pieces[:_BATCH], embeddings, persist_directory=scratch)
        for i in range(_BATCH, len(pieces), _BATCH):
            store.add_documents(pieces[i : i + _BATCH])
        ingest_s, cpu = time.perf_counter() - begun, cpu_s() - spent
        times, rankings = _asked(store, dataset, questions)
    return Figures(
        side="plain",
        texts=len(texts),
        pieces=len(pieces),
        start_s=start_s,
        ingest_s=ingest_s,
        cpu_s=cpu,
        search_ms=percentiles(times),
        ndcg=mean_ndcg(dataset, rankings),
        peak_mb=peak_mb(),
    )


def _asked(
    store: Any, dataset: Dataset, questions: int
) -> tuple[list[float], dict[str, list[str]]]:
    times: list[float] = []
    rankings: dict[str, list[str]] = {}
    for query in dataset.queries[:questions]:
        start = time.perf_counter()
        store.similarity_search(query.text)
        times.append(1000 * (time.perf_counter() - start))
        hits = store.similarity_search(query.text, k=_DEPTH)
        rankings[query.id] = list(dict.fromkeys(hit.metadata["id"] for hit in hits))
    return times, rankings


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_plain", description=__doc__)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    wish = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(asdict(measured(wish.dataset, wish.questions))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
