"""One generation of the followers: both indexes in a folder, and how far they are.

Erasing and repairing build a new generation beside the old one and swap; a generation is never
salvaged. The catalog is the truth: a generation can be thrown away at any time.
"""

import json
import logging
import os
import shutil
from pathlib import Path

from assistant.catalog import Catalog, feed
from assistant.chroma_vectors import ChromaVectors
from assistant.errors import IndexBroken
from assistant.tantivy_words import TantivyWords

_log = logging.getLogger(__name__)

_PAGE = 2000
"""Passages applied at once."""
_POINTER = "current"
_STATE = "state.json"


class Generation:
    """Both indexes of one folder, following the catalog."""

    def __init__(self, folder: Path, chroma_url: str = "") -> None:
        """Open the generation in the folder, empty if it is new; the caller holds the lock.

        Raises IndexBroken.
        """
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.applied, self.model = _read_state(folder)
        self.words = TantivyWords(folder / "words")
        self.vectors = ChromaVectors(folder / "vectors", chroma_url)

    def catch_up(self, catalog: Catalog, model: str) -> int:
        """Apply what changed since the last time and return the revision reached.

        Idempotent: killed in the middle and called again, it ends where one call would have.
        `model` names what made the catalog's vectors. Raises IndexBroken.
        """
        if self.model not in ("", model):
            raise IndexBroken(f"the index in {self.folder} holds vectors of another model")
        target = catalog.revision()
        if target == self.applied:
            return target
        with catalog.read() as reading:
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

    def close(self) -> None:
        """Let go of the files."""
        self.words.close()
        self.vectors.close()

    def _save(self, revision: int, model: str) -> None:
        # Revisions never go back: an older number here would only repeat work.
        self.applied = max(self.applied, revision)
        self.model = model
        state = {"revision": self.applied, "model": model}
        _write_whole(self.folder / _STATE, json.dumps(state))


def current(indexes: Path) -> Path:
    """Return the folder of the generation in use; the first one where none was made yet."""
    try:
        name = (indexes / _POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return indexes / _name(1)
    return indexes / (name if name.startswith("generation-") else _name(1))


def following(indexes: Path) -> Path:
    """Return a folder for the next generation; nothing is made yet."""
    numbers = [int(path.name.rpartition("-")[2]) for path in indexes.glob("generation-*")]
    return indexes / _name(max(numbers, default=0) + 1)


def point_to(indexes: Path, folder: Path) -> None:
    """Make a generation the one in use."""
    indexes.mkdir(parents=True, exist_ok=True)
    _write_whole(indexes / _POINTER, folder.name)


def drop_others(indexes: Path) -> int:
    """Delete every generation but the one in use; return how many went."""
    keep = current(indexes)
    others = [path for path in indexes.glob("generation-*") if path != keep]
    for path in others:
        shutil.rmtree(path)
        _log.info("dropped index generation %s", path.name)
    return len(others)


def _name(number: int) -> str:
    return f"generation-{number:06d}"


def _read_state(folder: Path) -> tuple[int, str]:
    try:
        state = json.loads((folder / _STATE).read_text("utf-8"))
        return int(state["revision"]), str(state["model"])
    except FileNotFoundError:
        return 0, ""
    except (ValueError, KeyError, TypeError) as error:
        raise IndexBroken(f"{folder / _STATE} is damaged; run `firsthand repair`") from error


def _write_whole(path: Path, text: str) -> None:
    scratch = path.with_suffix(".new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
