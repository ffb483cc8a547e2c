"""The vector index in Chroma: one collection per audience. Owner of chromadb.

Measured traps that shape this file: Chroma is not process-safe (the caller holds the lock);
`where` filters are slow (hence a collection per audience); without an explicit embedding function
and explicit vectors it may try to download a model; deleted vectors stay in its files (the caller
drops whole generations to erase); it writes memory that it never filled (`wiped_memory`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import chromadb
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from assistant.errors import IndexBroken
from assistant.index import Hit
from assistant.records import Vector
from assistant.wiped_memory import wipe_memory

_BATCH = 2000
"""Rows per upsert; Chroma refuses more than 5461."""
_SEARCH_THREADS = 8
_EF_SEARCH = 200
"""Candidates the graph keeps while searching: recall against time."""
_NEIGHBOURS = 32
"""Links of each vector in the graph: with Chroma's own 16, 3 of 3,000 could not be reached."""


class Placed(Protocol):
    """What is put into the index: a passage's vector in its audience."""

    @property
    def id(self) -> str:
        """The passage."""
        ...

    @property
    def audience(self) -> str:
        """Who may find it."""
        ...

    @property
    def vector(self) -> Vector:
        """Where it lies."""
        ...


class ChromaVectors:
    """Vectors by audience in an embedded Chroma folder or on a Chroma server."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """Open the folder; the caller holds the lock on it.

        Raises IndexBroken when Chroma cannot open it.
        """
        settings = ChromaSettings(anonymized_telemetry=False, allow_reset=False)
        with _broken(folder):
            if url:
                host, _, port = url.removeprefix("http://").partition(":")
                self._client = chromadb.HttpClient(
                    host=host, port=int(port or 8000), settings=settings
                )
            else:
                folder.mkdir(parents=True, exist_ok=True)
                wipe_memory()
                self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._folder = folder
        self._collections: dict[str, Collection] = {}
        self._pool = ThreadPoolExecutor(_SEARCH_THREADS, thread_name_prefix="vectors")

    def upsert(self, items: Sequence[Placed]) -> None:
        """Put vectors under their passage ids; those that are there are linked anew."""
        by_audience: dict[str, list[Placed]] = defaultdict(list)
        for item in items:
            by_audience[item.audience].append(item)
        for audience, group in by_audience.items():
            collection = self._made(audience)
            for i in range(0, len(group), _BATCH):
                part = group[i : i + _BATCH]
                vectors: list[Any] = [item.vector for item in part]
                with _broken(self._folder):
                    collection.upsert(ids=[item.id for item in part], embeddings=vectors)

    def delete(self, gone: Sequence[tuple[str, str]]) -> None:
        """Take passages out of their audiences' collections."""
        by_audience: dict[str, list[str]] = defaultdict(list)
        for id, audience in gone:
            by_audience[audience].append(id)
        for audience, ids in by_audience.items():
            collection = self._found(audience)
            if collection is None:
                continue
            for i in range(0, len(ids), _BATCH):
                with _broken(self._folder):
                    collection.delete(ids=ids[i : i + _BATCH])

    def commit(self) -> None:
        """Do nothing: Chroma makes every call durable by itself."""

    def search(self, vector: Vector, audiences: frozenset[str], k: int) -> list[Hit]:
        """Return up to k nearest passages of the audiences, best first, score = cosine."""
        found = [c for c in map(self._found, sorted(audiences)) if c is not None]
        if len(found) <= 1:
            lists = [self._nearest(c, [vector], k)[0] for c in found]
        else:
            lists = list(self._pool.map(lambda c: self._nearest(c, [vector], k)[0], found))
        hits = [hit for some in lists for hit in some]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:k]

    def search_each(self, vectors: Sequence[Vector], audience: str, k: int) -> list[list[Hit]]:
        """Return for each of many vectors what `search` returns, several times as quickly."""
        collection = self._found(audience)
        if collection is None or not vectors:
            return [[] for _ in vectors]
        return self._nearest(collection, vectors, k)

    def close(self) -> None:
        """Let go of the folder."""
        self._pool.shutdown(wait=True)
        self._collections.clear()
        close = getattr(self._client, "close", None)
        if close is not None:
            close()

    def _nearest(
        self, collection: Collection, vectors: Sequence[Vector], k: int
    ) -> list[list[Hit]]:
        # Asking for more than there are is fine; counting first took 10 ms of 100,000 vectors.
        queries: Any = list(vectors)
        with _broken(self._folder):
            found = collection.query(query_embeddings=queries, n_results=k, include=["distances"])
        distances = found["distances"] or [[] for _ in vectors]
        return [
            [Hit(id=id, score=1.0 - float(distance)) for id, distance in zip(ids, row, strict=True)]
            for ids, row in zip(found["ids"], distances, strict=True)
        ]

    def _found(self, audience: str) -> Collection | None:
        if audience in self._collections:
            return self._collections[audience]
        with _broken(self._folder):
            try:
                collection = self._client.get_collection(_name(audience), embedding_function=None)
            except NotFoundError:
                return None
        self._collections[audience] = collection
        return collection

    def _made(self, audience: str) -> Collection:
        found = self._found(audience)
        if found is None:
            with _broken(self._folder):
                found = self._client.create_collection(
                    _name(audience),
                    embedding_function=None,
                    configuration={
                        "hnsw": {
                            "space": "cosine",
                            "ef_search": _EF_SEARCH,
                            "max_neighbors": _NEIGHBOURS,
                        }
                    },
                )
            self._collections[audience] = found
        return found


def _name(audience: str) -> str:
    """Return a collection name that Chroma allows for any audience name."""
    return "audience-" + hashlib.sha256(audience.encode()).hexdigest()[:32]


@contextmanager
def _broken(folder: Path) -> Iterator[None]:
    try:
        yield
    except (ChromaError, ValueError, OSError) as error:
        raise IndexBroken(
            f"the vector index in {folder} cannot be used ({error}); run `firsthand repair`"
        ) from error
