"""A home folder for fault tests: a real catalog and real indexes over vectors that cost nothing."""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.catalog import people, sources, write_fact
from assistant.embedder import ModelFacts, find_files
from assistant.records import Question, Source, Vectors, Viewer
from assistant.settings import DEFAULT_EMBEDDER, read_settings
from assistant.wiring import Community
from ingest.prepare import Preparer
from ingest.shelve import Shelf
from ingest.split import SPLITTER
from tests.builders import draft, thread_draft
from ui.commands.app import run

WORDS = [
    "pump",
    "bridge",
    "canal",
    "sluice",
    "dike",
    "meeting",
    "peer",
    "assist",
    "sponsor",
    "region",
    "budget",
    "notes",
]
TORTURE = bool(os.environ.get("FIRSTHAND_TORTURE"))
"""Set by `make torture`: every fault, at many points. Else a bounded choice of them."""
PUBLIC = frozenset({"public"})


_FREE = 48
"""Dimensions that vectors spread over, about as many as real texts do. In 384 random ones
everything is as far as everything else, and no approximate search finds its way."""


class HashEmbedder:
    """Gives every last line a direction of its own; passes for the default model."""

    def __init__(self) -> None:
        print_of = find_files(DEFAULT_EMBEDDER).fingerprint
        self.model = ModelFacts(
            name=DEFAULT_EMBEDDER, fingerprint=print_of, dimension=384, max_tokens=256
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.model.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            seed = int.from_bytes(
                hashlib.sha256(text.rpartition("\n")[2].encode()).digest()[:8], "big"
            )
            row[:_FREE] = np.random.default_rng(seed).normal(size=_FREE)
            row /= np.linalg.norm(row)
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return []


def opened(folder: Path) -> Community:
    """Open the home with the stand-in for the embedder."""
    community = Community(read_settings(folder), create=True)
    community.__dict__["embedder"] = HashEmbedder()
    return community


def text_of(n: int) -> str:
    return f"Number {n}: " + " ".join(WORDS[(n * 7 + i * i) % len(WORDS)] for i in range(12))


def put(community: Community, numbers: Sequence[int]) -> None:
    """Store one thread of one post for each number."""
    with community.catalog.read() as reading:
        preparer = Preparer(_source(community), people.register(reading))
    made = [preparer.prepare(thread_draft(f"t{n}", draft(f"t{n}/0", text_of(n)))) for n in numbers]
    Shelf(community.catalog, community.embedder).put(
        [item.row for item in made], [author for item in made for author in item.authors]
    )


def made_home(folder: Path, size: int) -> Path:
    """Make a home with `size` passages and both indexes; above 1000 Chroma writes graph files."""
    community = opened(folder)
    with community.catalog.change() as change:
        sources.add(change, _source(community))
        for key, value in (
            ("embedder", community.embedder.model.fingerprint),
            ("embedder_name", DEFAULT_EMBEDDER),
            ("splitter", SPLITTER),
        ):
            write_fact(change, key, value)
    put(community, range(size))
    community.bring_up_to_date("a test")
    community.close()
    return folder


def _source(community: Community) -> Source:
    return Source(id="s", kind="list", location=str(community.settings.home), title="s")


def question(n: int) -> Question:
    return Question(text=text_of(n), viewer=Viewer(audiences=PUBLIC))


def command(capfd, home: Path, *arguments: str) -> tuple[int, dict]:
    """Run a command in this process; return its exit code and its JSON."""
    capfd.readouterr()
    code = run([*arguments, "--home", str(home), "--json"])
    lines = capfd.readouterr().out.strip().splitlines()
    assert len(lines) == 1, "exactly one JSON object goes to standard output"
    return code, json.loads(lines[0])
