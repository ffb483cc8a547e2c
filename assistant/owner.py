"""The one process that has the indexes open: it holds the lock, follows the catalog, answers calls.

Chroma may be opened by one process at a time, for reading too. Whoever takes the lock is the owner
for its time; others ask it over its socket (`assistant.wire`). An index that may be bad is tried in
a child first; one that is bad is never opened here. It does not know questions: the calls it
answers are handed in.
"""

import logging
import shutil
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant import clean_mark, generations, probe, wire
from assistant.catalog import Catalog
from assistant.errors import CatalogError, FollowerError, IndexBroken, IndexBusy
from assistant.generation import Generation, is_begun
from assistant.lock import FileLock, Holder
from assistant.model_of import model_of
from assistant.probe import Trial
from assistant.readers import Readers
from assistant.wire import Handler, Server

__all__ = ["Owner", "model_of", "wait_for"]

_log = logging.getLogger(__name__)

_FOLLOW_S = 0.5
"""How often the catalog's revision is looked at: a sync elsewhere is searchable within 2 s."""
_TRIAL_SAMPLE = 300
"""Passages searched before an index is trusted: a twentieth lost is seen all but surely."""
_TRIAL_S = 60.0
"""A bad index was seen to hang whoever opens it."""
_DRAIN_S = 30.0
"""Questions under way finish in the generation in which they began."""


class Owner:
    """Opens the current generation under the lock and keeps it up to date."""

    def __init__(
        self,
        lock: FileLock,
        catalog: Catalog,
        indexes: Path,
        chroma_url: str,
        *,
        trusting: bool = True,
    ) -> None:
        """Take over: the lock is held by this process already.

        `trusting` False opens nothing: the indexes are about to be built anew.
        """
        self._lock = lock
        self._catalog = catalog
        self._indexes = indexes
        self._chroma_url = chroma_url
        self._applying = threading.Lock()
        self._building = threading.Lock()
        self._stop = threading.Event()
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self.problem: str | None = "the indexes are being built"
        """Why the indexes cannot be used; None when they can."""
        self.generation: Generation | None = None
        self._readers = Readers()
        if trusting:
            self._open()

    def _open(self) -> None:
        try:
            folder = generations.require_current(self._indexes)
            self._try_out(folder)
            self.generation = Generation(folder, self._chroma_url)
            self.problem = None
            generations.drop_others(self._indexes)
        except IndexBroken as error:
            self.generation, self.problem = None, str(error)
            _log.error("the indexes cannot be opened")

    def _try_out(self, folder: Path) -> None:
        """Open the folder in a child first, unless it is new or just as its owner left it.

        Raises IndexBroken.
        """
        if not folder.is_dir() or not is_begun(folder) or clean_mark.fits(folder):
            return
        trial = Trial(
            catalog_url=self._catalog.url,
            folder=str(folder),
            chroma_url=self._chroma_url,
            sample=_TRIAL_SAMPLE,
            follow=False,
        )
        outcome = probe.examine(trial, self._lock, _TRIAL_S)
        if outcome.problem:
            raise IndexBroken(outcome.problem)
        if outcome.lost:
            raise IndexBroken(_lost(outcome.lost))

    @contextmanager
    def reading(self) -> Iterator[Generation | None]:
        """Give the generation for one question; it stays open until the question is done.

        An index that breaks under the question is remembered in `problem` and given no more.
        """
        with self._readers.reading(lambda: self.generation) as found:
            try:
                yield found
            except IndexBroken as error:
                self._give_up(found, error)
                raise

    def _give_up(self, broken: Generation | None, error: IndexBroken) -> None:
        if broken is not None and broken is self.generation:
            self.generation, self.problem = None, str(error)
            _log.error("the indexes broke")

    def catch_up(self) -> None:
        """Apply what changed in the catalog; a broken index is remembered in `problem`."""
        with self._applying:
            following = self.generation
            if following is None:
                return
            before = following.applied
            try:
                following.catch_up(self._catalog, model_of(self._catalog))
            except IndexBroken as error:
                self._give_up(following, error)
            if following.applied != before:
                _log.info("followed", extra={"facts": {"revision": following.applied}})

    def rebuild(self) -> None:
        """Build a new generation from the catalog beside the old one, swap, drop the old one.

        Questions are answered from the old one meanwhile. Raises IndexBroken, and keeps the old
        one, when the new one cannot be written or does not find what it holds.
        """
        with self._building:
            folder = generations.following(self._indexes)
            fresh = self._built(folder)
            with self._applying:
                fresh.catch_up(self._catalog, model_of(self._catalog))
                generations.point_to(self._indexes, folder)
                old, self.generation, self.problem = self.generation, fresh, None
            self._readers.drain(old, _DRAIN_S)
            if old is not None:
                old.close()
            generations.drop_others(self._indexes)

    def _built(self, folder: Path) -> Generation:
        try:
            fresh = Generation(folder, self._chroma_url)
            fresh.catch_up(self._catalog, model_of(self._catalog))
            lost = [id for page in fresh.missing(self._catalog, _TRIAL_SAMPLE) for id in page]
            if lost:
                raise IndexBroken(f"the new index does not find {len(lost)} passages it holds")
        except (FollowerError, CatalogError):
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return fresh

    def missing(self, sample: int) -> Iterator[list[str]]:
        """Search for stored passages by their own vectors; yield those not found, page by page.

        `sample` passages are taken at random, 0 takes all. Raises IndexBroken.
        """
        self.catch_up()
        with self.reading() as found:
            if found is None:
                raise IndexBroken(self.problem or "there is no index")
            lost = 0
            for page in found.missing(self._catalog, sample):
                lost += len(page)
                yield page
            if lost:
                # Whole answers from the catalog are better than quick ones with holes.
                self._give_up(found, IndexBroken(_lost(lost)))

    def follow(self) -> None:
        """Keep following the catalog in a thread until closed."""
        self._thread = threading.Thread(target=self._follow, daemon=True, name="follow")
        self._thread.start()

    def _follow(self) -> None:
        while not self._stop.wait(_FOLLOW_S):
            try:
                self.catch_up()
            except (CatalogError, FollowerError) as error:
                _log.error("following the catalog failed (%s); trying again", type(error).__name__)

    def listen(self, path: Path, handlers: Mapping[str, Handler]) -> None:
        """Answer calls of other processes on a socket."""
        self._server = Server(path, handlers)

    def close(self) -> None:
        """Finish what was asked, stop following, close the indexes, give the lock back."""
        if self._server is not None:
            self._server.close()
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        try:
            if self.generation is not None:
                self.generation.close()
        except IndexBroken:
            _log.error("the indexes could not be closed; they are tried before the next use")
        finally:
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


def _lost(count: int) -> str:
    return f"the index does not find {count} of the passages it holds; run `firsthand repair`"


def wait_for(lock: FileLock, holder: Holder, timeout_s: float) -> Holder | None:
    """Take the lock, or return who holds it and answers; whichever comes first.

    None: the lock is taken. Raises IndexBusy when a holder that does not answer keeps it too long.
    """
    deadline = time.monotonic() + timeout_s
    while not lock.try_take(holder):
        other = lock.holder()
        # A socket file alone proves nothing: a killed owner leaves its own behind.
        if other is not None and other.socket and wire.is_answered(other.socket):
            return other
        if time.monotonic() > deadline:
            who = f"{other.what} (process {other.pid})" if other else "another process"
            raise IndexBusy(f"the indexes are in use by {who}; try again when it has ended")
        time.sleep(0.05)
    return None
