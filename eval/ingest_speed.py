"""Measures the whole route of a sync without the embedder's arithmetic, and its memory.

    python -m eval.ingest_speed --messages 200000

An invented Slack export goes through the real reader, tokenizer, splitter and catalog; vectors come
out of a drawer. Each measurement runs in a process of its own, so that its peak is its own; the
process that reads beside it is counted with it. Prints one JSON object.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from assistant.catalog import Catalog, sources
from assistant.embedder import ModelFacts
from assistant.model_files import default_files
from assistant.records import JsonObject, Source, ThreadDraft, Vectors
from assistant.tokens import Tokens
from eval.made_export import write_export
from ingest.reader import ReadRequest
from ingest.readers.slack import SlackExport
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync

_DIMENSION = 384
_STAGES = ("read", "sync", "again")
_DRAWER = 1024
"""Different vectors."""
_PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
_MOST = 2_000_000
_LONGEST_S = 1800.0
"""After so long a stage is given up."""


class HashedEmbedder:
    """Counts with the real tokenizer and takes a vector out of a drawer by a text's hash."""

    def __init__(self) -> None:
        """Load the default model's tokenizer."""
        files = default_files()
        self._tokens = Tokens(files.folder)
        self.model = ModelFacts(
            name="hashed", fingerprint="hashed", dimension=_DIMENSION, max_tokens=256
        )
        drawer = np.random.default_rng(0).standard_normal((_DRAWER, _DIMENSION), dtype=np.float32)
        self._drawer = drawer / np.linalg.norm(drawer, axis=1, keepdims=True)
        self.counting_s = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a pseudo-random unit vector for each text."""
        rows: Vectors = self._drawer[[zlib.crc32(text.encode()) % _DRAWER for text in texts]]
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has."""
        start = time.perf_counter()
        found = self._tokens.count(texts)
        self.counting_s += time.perf_counter() - start
        return found

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands."""
        return self._tokens.spans(text)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What one measurement took."""

    stage: str
    """`read`: the reader alone; `sync`: all of it; `again`: unchanged, same bytes."""
    messages: int
    passages: int
    seconds: float
    """Wall time."""
    cpu_seconds: float
    """Of all threads of the process, and of the one that reads beside it."""
    counting_seconds: float
    """Part of `seconds` in the tokenizer."""
    start_mb: float
    """Resident memory before the first message."""
    peak_mb: float
    """Of the process and of the one that reads beside it, as if both peaks came at once."""

    @property
    def per_second(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds if self.seconds else 0.0


def measured(stage: str, export: Path, home: Path) -> Figures:
    """Run one stage in this process and return its figures."""
    start_mb = _resident_mb()
    if stage == "read":
        return _read(export, home, start_mb)
    embedder = HashedEmbedder()
    catalog = Catalog(f"sqlite:///{home / 'catalog.sqlite'}")
    source = Source(id="speed", kind="slack", location=str(export), title="speed")
    if stage == "sync":
        with catalog.change("eval") as change:
            sources.add(change, source)
    route = Sync(catalog, Shelf(catalog, embedder), embedder.model.fingerprint)
    start, cpu = time.perf_counter(), _cpu_s()
    report = route.run(source, SlackExport(), Wish())
    seconds = time.perf_counter() - start
    catalog.close()
    return Figures(
        stage=stage,
        messages=report["seen"],
        passages=report["passages"],
        seconds=seconds,
        cpu_seconds=_cpu_s() - cpu,
        counting_seconds=embedder.counting_s,
        start_mb=start_mb,
        peak_mb=_peak_mb(),
    )


def _read(export: Path, home: Path, start_mb: float) -> Figures:
    start, cpu = time.perf_counter(), _cpu_s()
    request = ReadRequest(location=export, scratch=home / "scratch")
    messages = sum(
        len(item.drafts) for item in SlackExport().read(request) if isinstance(item, ThreadDraft)
    )
    return Figures(
        stage="read",
        messages=messages,
        passages=0,
        seconds=time.perf_counter() - start,
        cpu_seconds=_cpu_s() - cpu,
        counting_seconds=0.0,
        start_mb=start_mb,
        peak_mb=_peak_mb(),
    )


def _peak_mb() -> float:
    return sum(resource.getrusage(who).ru_maxrss for who in _PROCESSES) / 1024


def _cpu_s() -> float:
    found = [resource.getrusage(who) for who in _PROCESSES]
    return sum(item.ru_utime + item.ru_stime for item in found)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def _size(size: int, folder: Path) -> list[Figures]:
    export, home = folder / f"export-{size}", folder / f"home-{size}"
    home.mkdir()
    write_export(export, size)
    return [_in_a_process(stage, export, home) for stage in _STAGES]


def _in_a_process(stage: str, export: Path, home: Path) -> Figures:
    command = [sys.executable, "-m", "eval.ingest_speed", "--stage", stage]
    command += ["--export", str(export), "--home", str(home)]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=_LONGEST_S)
    return Figures(**json.loads(ended.stdout))


def main(arguments: Sequence[str]) -> JsonObject:
    """Measure a tenth of the messages and all of them."""
    parser = argparse.ArgumentParser(prog="python -m eval.ingest_speed", description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000, help=f"at most {_MOST:,}")
    parser.add_argument("--stage", choices=_STAGES, help="one stage alone, in this process")
    parser.add_argument("--export", type=Path, help="of that stage")
    parser.add_argument("--home", type=Path, help="of that stage")
    wish = parser.parse_args(arguments)
    if wish.stage:
        return asdict(measured(wish.stage, wish.export, wish.home))
    most = min(_MOST, max(100, wish.messages))
    with tempfile.TemporaryDirectory(prefix="firsthand-speed-") as scratch:
        sizes = {str(n): _size(n, Path(scratch)) for n in (most // 10, most)}
    return {
        size: {
            item.stage: {
                **{k: round(v, 3) for k, v in asdict(item).items() if k != "stage"},
                "per_second": round(item.per_second),
            }
            for item in found
        }
        for size, found in sizes.items()
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:]), indent=1) + "\n")
