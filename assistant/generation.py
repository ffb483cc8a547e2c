"""One generation of the followers: both indexes in a folder, and how far they are.

Erasing and repairing build a new generation beside the old one and swap; a generation is never
salvaged. The catalog is the truth: a generation can be thrown away at any time. Which one is in
use is known to `assistant.generations`.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import clean_mark, self_search
from assistant.catalog import Catalog, feed
from assistant.errors import IndexBroken
from assistant.tantivy_words import TantivyWords

_PAGE = 2000
"""Passages applied at once."""
_STATE = "state.json"
_WORDS, _VECTORS = "words", "vectors"


class Generation:
    """Both indexes of one folder, following the catalog."""

    def __init__(self, folder: Path, chroma_url: str = "") -> None:
        """Open the generation in the folder, empty if it is new; the caller holds the lock.

        A bad index can hang or crash the process here: `assistant.probe` opens it elsewhere first.
        Raises IndexBroken.
        """
        self.folder = folder
        self.applied, self.model = _read_state(folder)
        if self.applied:
            _require_parts(folder, embedded=not chroma_url)
        else:
            # Nothing was ever applied whole: what lies here is what a kill left over.
            shutil.rmtree(folder, ignore_errors=True)
        with _named(folder):
            folder.mkdir(parents=True, exist_ok=True)
            clean_mark.take(folder)
        # Imported here: Chroma takes a second that whoever opens no index need not wait for.
        from assistant.chroma_vectors import ChromaVectors

        self.words = TantivyWords(folder / _WORDS)
        self.vectors = ChromaVectors(folder / _VECTORS, chroma_url)

    def catch_up(self, catalog: Catalog, model: str) -> int:
        """Apply what changed since the last time and return the revision reached.

        Idempotent: killed in the middle and called again, it ends where one call would have.
        `model` names what made the catalog's vectors. Raises IndexBroken.
        """
        if self.model not in ("", model):
            raise IndexBroken(
                f"the index in {self.folder} was built from other vectors or another catalog than"
                " this one; run `firsthand repair`"
            )
        with catalog.read() as reading:
            target = feed.revision(reading)
            if target == self.applied:
                return target
            gone = feed.tombstones(reading, self.applied)
            for index in (self.words, self.vectors):
                index.delete(gone)
            page = feed.feed(reading, self.applied, _PAGE)
            while page:
                self.words.upsert(page)
                self.vectors.upsert(page)
                last = page[-1]
                if len(page) == _PAGE:
                    self.words.commit()
                    self._save(last.revision - 1, model)
                page = feed.feed_after(reading, last.revision, last.id, _PAGE)
        self.words.commit()
        self._save(target, model)
        return target

    def missing(self, catalog: Catalog, sample: int) -> Iterator[list[str]]:
        """Yield, page by page, passages that should be found and are not; see `self_search`."""
        found = (self.vectors, self.words)
        yield from self_search.missing(catalog, *found, sample, self.applied)

    def close(self, *, trusted: bool = True) -> None:
        """Let go of the files; what is trusted is marked, so that it opens without a trial."""
        self.words.close()
        self.vectors.close()
        if trusted:
            with _named(self.folder):
                clean_mark.write(self.folder)

    def _save(self, revision: int, model: str) -> None:
        # Revisions never go back: an older number here would only repeat work.
        self.applied = max(self.applied, revision)
        self.model = model
        state = {"revision": self.applied, "model": model}
        with _named(self.folder):
            write_whole(self.folder / _STATE, json.dumps(state))


def is_begun(folder: Path) -> bool:
    """Tell whether anything of the catalog was applied to the generation in the folder.

    Raises IndexBroken when its state cannot be read.
    """
    return _read_state(folder)[0] > 0


def stands_at(folder: Path, revision: int, model: str) -> bool:
    """Tell, without opening it, whether a generation was closed whole with this revision applied.

    Raises IndexBroken when its state cannot be read.
    """
    return clean_mark.fits(folder) and _read_state(folder) == (revision, model)


def _read_state(folder: Path) -> tuple[int, str]:
    try:
        state = json.loads((folder / _STATE).read_text("utf-8"))
        return int(state["revision"]), str(state["model"])
    except FileNotFoundError:
        return 0, ""
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexBroken(f"{folder / _STATE} is damaged; run `firsthand repair`") from error


def _require_parts(folder: Path, *, embedded: bool) -> None:
    """Refuse a folder that lost an index: opening would make an empty one in its place."""
    parts = [folder / _WORDS / "meta.json"]
    if embedded:
        parts.append(folder / _VECTORS / "chroma.sqlite3")
    for part in parts:
        if not part.is_file() or not part.stat().st_size:
            raise IndexBroken(f"{part} is missing or empty; run `firsthand repair`")


def write_whole(path: Path, text: str) -> None:
    """Put a text in a file's place so that a reader finds the old one or the new one, whole."""
    scratch = path.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexBroken(f"the index in {folder} cannot be written ({error})") from error
