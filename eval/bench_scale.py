"""One community at three sizes: what a question takes as it grows, stage by stage.

    python -m eval.bench_scale grow --home HOME --size 100000
    python -m eval.bench_scale ask --home HOME

Texts are copies of real or invented ones with a third of their words drawn anew; their vectors are
made from the real ones (`eval.made_vectors`). All else is the product's own: catalog, indexes,
retrieval, writer.
"""

import argparse
import json
import random
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.catalog import passages, people, sources, threads
from assistant.embedder import Embedder, ModelFacts
from assistant.owner import Owner
from assistant.records import (
    Author,
    Draft,
    JsonObject,
    Question,
    Source,
    ThreadDraft,
    Vectors,
    Viewer,
)
from assistant.settings import read_settings
from assistant.wiring import Community, check_model
from eval.asking import owning
from eval.bench_figures import cpu_s, peak_mb, percentiles, resident_mb
from eval.bench_texts import TextMaker, write_dataset
from eval.dataset import read_dataset
from eval.graph_recall import graph_recall
from eval.made_vectors import VectorMaker
from ingest.prepare import Preparer
from ingest.shelve import Shelf
from ingest.split import SPLITTER

_BASE = 5000
"""Texts that are really embedded, at most."""
_WORDS = 90
"""A contribution's words at most, so that it is one passage."""
_SHARE = 0.3
_SHORTEST = 20
"""Words of the last piece of a long text, at least."""
_PEOPLE = 5000
_PER_THREAD = 3
_BATCH = 4000
_SOURCES = (("open", "public"), ("open-2", "public"), ("inner", "members"))
AUDIENCES = frozenset({"public", "members"})


@dataclass(frozen=True, kw_only=True)
class Originals:
    """Texts with their real vectors, and questions about them."""

    texts: tuple[str, ...]
    vectors: Vectors
    questions: tuple[str, ...]


class MadeEmbedder:
    """Gives each copy a vector like that of its original; counts words for tokens."""

    def __init__(self, model: ModelFacts, originals: Originals) -> None:
        """Take what to imitate; `model` is whose vectors they are."""
        self.model = model
        self._maker = VectorMaker(originals.vectors)
        self.copy_of: dict[str, int] = {}
        """The original of each text that may come."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a made vector for each text, by its last line."""
        rows = np.array([self.copy_of[text.rpartition("\n")[2]] for text in texts], np.int64)
        return self._maker.like(rows, seed=zlib.crc32(texts[0].encode()))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return about how many tokens each text has."""
        return [len(text.split()) + 2 for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return nothing: no text is long enough to be cut."""
        return []


def originals(home: Path, embedder: Embedder, dataset: Path | None) -> Originals:
    """Return the originals of a home; embedded once and kept beside it."""
    folder = dataset or home / "originals"
    if not folder.exists():
        write_dataset(folder, _BASE, 500)
    read = read_dataset(folder)
    texts = [piece for item in read.documents for piece in _pieces(item.text)][:_BASE]
    kept = home / "originals.npy"
    if not kept.exists():
        np.save(kept, embedder.embed(texts))
    questions = tuple(query.text for query in read.queries)
    return Originals(texts=tuple(texts), vectors=np.load(kept), questions=questions)


def _pieces(text: str) -> list[str]:
    """Return a text in pieces that cleaning leaves alone and splitting whole."""
    words = text.encode("ascii", "ignore").decode().split()
    cuts = range(0, len(words), _WORDS)
    return [" ".join(words[i : i + _WORDS]) for i in cuts if not i or len(words) - i >= _SHORTEST]


def grow(community: Community, dataset: Path | None, size: int) -> JsonObject:
    """Bring a community to `size` passages or a few more, indexes included."""
    home = community.settings.home
    base = originals(home, community.embedder, dataset)
    embedder = MadeEmbedder(community.embedder.model, base)
    check_model(community.catalog, "splitter", SPLITTER, SPLITTER)
    _add_sources(community)
    with community.catalog.read() as reading:
        preparers = [Preparer(_source(name), people.register(reading)) for name, _ in _SOURCES]
    begun = time.perf_counter()
    shelf = Shelf(community.catalog, embedder, "eval")
    while (missing := size - _held(community)) > 0:
        first = _said(community)
        made = [
            preparers[i % len(preparers)].prepare(thread)
            for i, thread in _threads(base, embedder, first, first + min(missing, _BATCH))
        ]
        rows = [item.row for item in made if item.row is not None]
        shelf.put(rows, [author for item in made for author in item.authors])
        embedder.copy_of.clear()
    stored_s = time.perf_counter() - begun
    community.bring_up_to_date("eval bench")
    return {
        "stored_s": round(stored_s, 1),
        "indexed_s": round(time.perf_counter() - begun - stored_s, 1),
    }


def _held(community: Community) -> int:
    with community.catalog.read() as reading:
        return passages.count(reading)


def _said(community: Community) -> int:
    """Return how many contributions there are: short ones share a passage."""
    with community.catalog.read() as reading:
        return sum(threads.count(reading, name)[1] for name, _ in _SOURCES)


def _threads(
    base: Originals, embedder: MadeEmbedder, first: int, last: int
) -> Iterator[tuple[int, ThreadDraft]]:
    """Yield numbered threads with the contributions `first` to `last`."""
    maker, chance = TextMaker(first), random.Random(first)
    for number in range(first, last, _PER_THREAD):
        drafts = []
        original = chance.randrange(len(base.texts))
        for n in range(number, min(last, number + _PER_THREAD)):
            text = maker.other_words(base.texts[original], _SHARE)
            embedder.copy_of[text] = original
            who = int(_PEOPLE * chance.random() ** 3)
            author = Author(identity=f"made:{who}", name=f"Person{who} Made{who}")
            drafts.append(Draft(external_id=f"m{n}", authors=(author,), text=text))
            original = chance.randrange(len(base.texts)) if chance.random() < 0.5 else original
        title = " ".join(drafts[0].text.split()[:6])
        yield (
            number // _PER_THREAD,
            ThreadDraft(external_id=f"t{number}", title=title, drafts=tuple(drafts)),
        )


def _source(name: str) -> Source:
    return Source(id=name, kind="made", location="", title=name, audience=dict(_SOURCES)[name])


def _add_sources(community: Community) -> None:
    with community.catalog.change("eval") as change:
        if not sources.every(change):
            for name, _ in _SOURCES:
                sources.add(change, _source(name))


def ask(community: Community, dataset: Path | None, questions: int) -> JsonObject:
    """Ask a community questions and return the times of each stage, p50 and p95 in ms."""
    base = originals(community.settings.home, community.embedder, dataset)
    viewer = Viewer(id="bench", audiences=AUDIENCES)
    stages: dict[str, list[float]] = {}
    spent: list[float] = []
    answered = 0
    held = _held(community)
    begun = time.perf_counter()
    with owning(community) as owner:
        assistant = community.assistant(owner)
        opened_s = time.perf_counter() - begun
        for n, text in enumerate(base.questions[: questions + 10]):
            cpu = cpu_s()
            answer = assistant.ask(Question(text=text, viewer=viewer))
            if n < 10:
                continue
            spent.append(1000 * (cpu_s() - cpu))
            answered += answer.status == "answered"
            for stage, ms in answer.timings_ms:
                stages.setdefault(stage, []).append(ms)
        resident, peak = resident_mb(), peak_mb()
        recall = _recall(community, owner, base.questions[:questions])
    return {
        "passages": held,
        "questions": len(spent),
        "answered": answered,
        "opened_s": round(opened_s, 2),
        "stages_ms": {stage: percentiles(times) for stage, times in stages.items()},
        "cpu_ms": percentiles(spent),
        "resident_mb": round(resident),
        "peak_mb": round(peak),
        "recall": recall,
    }


def _recall(community: Community, owner: Owner, questions: Sequence[str]) -> JsonObject:
    vectors = community.embedder.embed(list(questions))
    with owner.reading() as found:
        assert found is not None, "owning gives sound indexes"
        return asdict(graph_recall(community.catalog, found.vectors, vectors, AUDIENCES))


def main(arguments: Sequence[str]) -> Mapping[str, object]:
    """Grow a home, or ask it."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_scale", description=__doc__)
    parser.add_argument("stage", choices=("grow", "ask"))
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--texts", type=Path, help="a question set whose texts are copied")
    parser.add_argument("--questions", type=int, default=100)
    wish = parser.parse_args(arguments)
    community = Community(read_settings(wish.home), create=True)
    try:
        if wish.stage == "grow":
            return grow(community, wish.texts, wish.size)
        return ask(community, wish.texts, wish.questions)
    finally:
        community.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])) + "\n")
