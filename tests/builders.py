"""Small builders of records for tests, with obvious values."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant import ids
from assistant.catalog import Catalog, sources
from assistant.embedder import ModelFacts
from assistant.records import (
    Author,
    Contribution,
    Contributor,
    Draft,
    Source,
    Thread,
    ThreadDraft,
    Vectors,
)
from ingest.outcome import Failed, Skipped
from ingest.reader import ReadItem, ReadRequest

DAY = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


class CountingEmbedder:
    """Embeds a text by its letters; one token a word. Remembers what it was asked to embed."""

    def __init__(self, dimension: int = 16) -> None:
        self.model = ModelFacts(
            name="counting", fingerprint="counting-1", dimension=dimension, max_tokens=256
        )
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        rows = np.zeros((len(texts), self.model.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % self.model.dimension] += 1.0
            row[0] += 0.01
        return rows / np.linalg.norm(rows, axis=1, keepdims=True) if len(texts) else rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return []


class ListReader:
    """A reader of what it is given."""

    kind = "list"

    def __init__(self, items: Sequence[ReadItem]) -> None:
        self.items = list(items)

    def accepts(self, path: Path) -> bool:
        return True

    def read(self, request: ReadRequest):
        yield from self.items


def author(name: str = "Ana Silva", key: str | None = None) -> Author:
    return Author(identity=f"slack:{key or name.replace(' ', '')}", name=name)


def draft(id: str, text: str, by: Author | None = None, **more: object) -> Draft:
    people = (by or author(),)
    return Draft(external_id=id, authors=people, text=text, created_at=DAY, **more)


def thread_draft(id: str, *drafts: Draft, title: str | None = "A title", **more) -> ThreadDraft:
    return ThreadDraft(external_id=id, title=title, drafts=drafts, **more)


def contribution(text: str, n: int = 0, thread: str = "t", **more) -> Contribution:
    facts = {
        "id": ids.contribution_id("s", f"{thread}/{n}"),
        "external_id": f"{thread}/{n}",
        "thread_id": ids.thread_id("s", thread),
        "source_id": "s",
        "audience": "public",
        "ordinal": n,
        "text": text,
        "contributors": (Contributor(id="c_ana", name="Ana Silva"),),
        "created_at": DAY,
    }
    return Contribution(**{**facts, **more})


def thread(*texts: str, title: str | None = "A title", name: str = "t") -> Thread:
    return Thread(
        id=ids.thread_id("s", name),
        external_id=name,
        source_id="s",
        audience="public",
        title=title,
        contributions=tuple(contribution(text, n, name) for n, text in enumerate(texts)),
    )


def source(folder: Path, id: str = "s", **more) -> Source:
    return Source(id=id, kind="list", location=str(folder), title=id, **more)


def catalog(folder: Path, *registered: Source) -> Catalog:
    made = Catalog(f"sqlite:///{folder}/catalog.sqlite")
    with made.change() as change:
        for item in registered:
            sources.add(change, item)
    return made


def counts_add_up(report: dict) -> bool:
    out = sum(report["skipped"].values()) + sum(report["failed"].values())
    return report["seen"] == report["indexed"] + report["unchanged"] + out


__all__ = ["Failed", "Skipped"]
