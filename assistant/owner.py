"""The one process that has the indexes open: it holds the lock, follows the catalog, answers calls.

Chroma may be opened by one process at a time, for reading too. Whoever takes the lock is the owner
for its time; others ask it over its socket (`assistant.wire`). It does not know questions: the
calls it answers are handed in.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant import generation
from assistant.catalog import Catalog, feed, read_fact
from assistant.errors import CatalogError, FollowerError, IndexBroken, IndexBusy
from assistant.generation import Generation
from assistant.index import Hit
from assistant.lock import FileLock, Holder
from assistant.wire import Handler, Server

_log = logging.getLogger(__name__)

_SELF_K = 20
"""Hits looked at when a passage is searched by its own vector."""
_SAME_SCORE = 0.9999
"""Nearer than this is the same vector: identical texts stand for each other."""
_FOLLOW_S = 0.5
"""How often the catalog's revision is looked at: a sync elsewhere is searchable within 2 s."""


class Owner:
    """Opens the current generation under the lock and keeps it up to date."""

    def __init__(self, lock: FileLock, catalog: Catalog, indexes: Path, chroma_url: str) -> None:
        """Take over: the lock is held by this process already."""
        self._lock = lock
        self._catalog = catalog
        self._indexes = indexes
        self._chroma_url = chroma_url
        self._applying = threading.Lock()
        self._stop = threading.Event()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self.problem: str | None = None
        """Why the indexes cannot be used; None when they can."""
        self.generation: Generation | None = None
        self._open()

    def _open(self) -> None:
        try:
            self.generation = Generation(generation.current(self._indexes), self._chroma_url)
            self.problem = None
        except IndexBroken as error:
            self.generation, self.problem = None, str(error)
            _log.error("the indexes cannot be opened")

    def catch_up(self) -> None:
        """Apply what changed in the catalog; a broken index is remembered in `problem`."""
        with self._applying:
            if self.generation is None:
                return
            try:
                self.generation.catch_up(self._catalog, model_of(self._catalog))
            except IndexBroken as error:
                self.problem = str(error)
                self.generation = None
                _log.error("the indexes broke while following")

    def rebuild(self) -> None:
        """Build a new generation from the catalog beside the old one, swap, drop the old one."""
        with self._applying:
            fresh = Generation(generation.following(self._indexes), self._chroma_url)
            fresh.catch_up(self._catalog, model_of(self._catalog))
            old, self.generation, self.problem = self.generation, fresh, None
            generation.point_to(self._indexes, fresh.folder)
            if old is not None:
                old.close()
            generation.drop_others(self._indexes)

    def missing(self, sample: int) -> list[str]:
        """Search for stored passages by their own vectors; return those that are not found.

        `sample` passages are taken at random, 0 takes all. Counting would not do: measured, an
        index can count right while most of it cannot be found.
        """
        with self._catalog.read() as reading:
            chosen = feed.sample(reading, sample)
        found = self.generation
        if found is None:
            return [id for id, _, _ in chosen]
        with self._applying:
            unfound = [
                id
                for id, audience, vector in chosen
                if not _finds(found.vectors.search(vector, frozenset({audience}), _SELF_K), id)
            ]
            unlisted = found.words.unlisted([id for id, _, _ in chosen])
        return list(dict.fromkeys([*unfound, *unlisted]))

    def follow(self) -> None:
        """Keep following the catalog in a thread until closed."""
        self._thread = threading.Thread(target=self._follow, daemon=True, name="follow")
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.wait(_FOLLOW_S):
            try:
                self.catch_up()
            except (CatalogError, FollowerError):
                _log.exception("following the catalog failed; trying again")

    def listen(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        """Answer calls of other processes on a socket."""
        self._server = Server(path, handlers)

    def close(self) -> None:
        """Stop following and answering, close the indexes, give the lock back."""
        self._stop.set()
        if self._server is not None:
            self._server.close()
        if self._thread is not None:
            self._thread.join()
        if self.generation is not None:
            self.generation.close()
        self._lock.release()

    def __enter__(self) -> Self:
        """Own the indexes in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of everything."""
        self.close()


def _finds(hits: Sequence[Hit], id: str) -> bool:
    """Tell whether a passage's own vector finds it, or only others just as near."""
    if any(hit.id == id for hit in hits):
        return True
    return len(hits) == _SELF_K and hits[-1].score > _SAME_SCORE


def model_of(catalog: Catalog) -> str:
    """Return what made the catalog's vectors, and which life of the catalog this is."""
    with catalog.read() as reading:
        return "/".join(read_fact(reading, key) or "-" for key in ("epoch", "embedder", "splitter"))


def wait_for(lock: FileLock, holder: Holder, timeout_s: float) -> Holder | None:
    """Take the lock, or return who holds it and can be asked; whichever comes first.

    None: the lock is taken. Raises IndexBusy when a holder that cannot be asked keeps it too long.
    """
    deadline = time.monotonic() + timeout_s
    while not lock.try_take(holder):
        other = lock.holder()
        if other is not None and other.socket and Path(other.socket).exists():
            return other
        if time.monotonic() > deadline:
            who = f"{other.what} (process {other.pid})" if other else "another process"
            raise IndexBusy(f"the indexes are in use by {who}; try again when it has ended")
        time.sleep(0.05)
    return None
