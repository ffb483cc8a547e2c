"""What is measured of one ingest and its questions, and how a process is asked for it.

Each measurement runs in a process of its own, so that its peak is its own and nothing is warm. It
does not know either side that is measured.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.errors import FirsthandError
from assistant.records import JsonObject
from eval.dataset import Dataset
from eval.metrics import means, score_rankings

LONGEST_S = 5400.0
"""After so long a measurement is given up."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One side, measured once."""

    side: str
    texts: int
    pieces: int
    """What the texts were cut into."""
    start_s: float
    """From the start of the process to the model being there."""
    ingest_s: float
    """From texts in memory to all of them searchable."""
    cpu_s: float
    """Of all threads during the ingest: what the load of others bears on least."""
    again_s: float | None = None
    """The same sync again, with nothing changed; None where there is no such thing."""
    search_ms: Mapping[str, float]
    """p50 and p95 of a search."""
    answer_ms: Mapping[str, float] | None = None
    """p50 and p95 from a question to its cited answer."""
    ndcg: float
    """Mean nDCG@10."""
    peak_mb: float
    stages_s: Mapping[str, float] = field(default_factory=dict)
    """Parts of the ingest."""

    @property
    def per_second(self) -> float:
        """Texts a second."""
        return self.texts / self.ingest_s

    @property
    def per_cpu_second(self) -> float:
        """Texts for each second of one core."""
        return self.texts / self.cpu_s


def in_a_process(module: str, arguments: Sequence[str]) -> Figures:
    """Run a module that prints figures as its last line, and return them.

    Raises FirsthandError when it fails.
    """
    return Figures(**run_json(module, arguments))


def run_json(module: str, arguments: Sequence[str]) -> JsonObject:
    """Run a module that prints one JSON object as its last line, and return that.

    Raises FirsthandError when it fails.
    """
    line = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "FIRSTHAND_BENCH_STARTED": repr(time.time())}
    ended = subprocess.run(
        line, check=False, capture_output=True, text=True, timeout=LONGEST_S, env=environment
    )
    if ended.returncode:
        raise FirsthandError(f"{module} failed: {ended.stderr.strip().splitlines()[-1:]}")
    found: JsonObject = json.loads(ended.stdout.strip().splitlines()[-1])
    return found


def since_start() -> float:
    """Return the seconds since this process was asked for, imports included."""
    return time.time() - float(os.environ.get("FIRSTHAND_BENCH_STARTED", time.time()))


def cpu_s() -> float:
    """Return the processor time of this process and its ended children, all threads."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb(pid: int | None = None) -> float:
    """Return the memory that a process holds now; None: this one."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text("ascii", "replace")
    line = next(row for row in status.splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """Return p50 and p95 of times."""
    return {f"p{n}": round(float(np.percentile(times, n)), 2) for n in (50, 95)}


def mean_ndcg(dataset: Dataset, rankings: Mapping[str, Sequence[str]]) -> float:
    """Return the mean nDCG@10 of rankings (question id to document ids, best first)."""
    scores = score_rankings(dataset.judgements, rankings)
    return round(means(scores)["ndcg@10"], 4)
