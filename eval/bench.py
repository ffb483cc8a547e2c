"""Firsthand beside the plain LangChain pipeline: ingest, questions, sizes, starting.

Both sides run on the same texts in the same run, turn about, each in a process of its own; what is
compared are ratios of one round, since figures vary with the machine and its load. It does not
print: `eval.bench_tables` does.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.errors import WrongUse
from eval import bench_start
from eval.bench_figures import Figures, in_a_process, run_json
from eval.bench_start import StartFigures
from eval.bench_texts import write_dataset
from eval.dataset import read_dataset

Tell = Callable[[str], None]
"""Told what is measured now."""


@dataclass(frozen=True, kw_only=True)
class BenchWish:
    """What is to be measured."""

    texts: Path | None = None
    """A question set; None: an invented one of `size` texts."""
    size: int = 2000
    rounds: int = 3
    questions: int = 100
    passages: tuple[int, ...] = (10_000, 100_000)
    """Sizes at which questions are asked, rising; empty: none."""
    messages: int = 3000
    """Of the export that commands are started over; 0: none."""
    cores: int = 2
    home: Path | None = None
    """Where the large community is grown and kept; None: nowhere."""


@dataclass(frozen=True, kw_only=True)
class Bench:
    """All that was measured."""

    machine: Mapping[str, object]
    dataset: str
    rounds: tuple[tuple[Figures, Figures], ...]
    """(plain, firsthand) on all texts."""
    exact: Figures
    """Firsthand in float32: what speed may not cost."""
    growth: tuple[tuple[Figures, Figures], ...]
    """(plain, firsthand) on a quarter and a half of the texts."""
    scale: tuple[Mapping[str, Any], ...]
    """`eval.bench_scale ask` at each size, with what it took to `grow`."""
    serving_mb: Mapping[str, int]
    """Memory of `firsthand serve` at the size next to 100,000 passages; empty: not measured."""
    start: StartFigures | None

    def as_json(self) -> dict[str, Any]:
        """Return all of it as one JSON object, with the ratios."""
        return {**asdict(self), "ratios": {name: self.ratios(name) for name in RATIOS}}

    def ratios(self, name: str) -> list[float]:
        """Return a ratio of each round, Firsthand over plain."""
        return [round(RATIOS[name](ours) / RATIOS[name](plain), 3) for plain, ours in self.rounds]


RATIOS: Mapping[str, Callable[[Figures], float]] = {
    "texts a second": lambda side: side.per_second,
    "texts a core second": lambda side: side.per_cpu_second,
    "search p50": lambda side: side.search_ms["p50"],
    "peak memory": lambda side: side.peak_mb,
    "nDCG@10": lambda side: side.ndcg,
}


def run(wish: BenchWish, tell: Tell) -> Bench:
    """Measure everything that is wished for.

    Raises WrongUse for a data set that cannot be read.
    """
    use_cores(wish.cores)
    with tempfile.TemporaryDirectory(prefix="firsthand-bench-") as scratch:
        place = Path(scratch)
        folder = wish.texts or place / "invented"
        if wish.texts is None:
            write_dataset(folder, wish.size, wish.questions)
        parts = _parts(folder, place)
        rounds = tuple(_round(folder, wish, tell) for _ in range(wish.rounds))
        tell("float32")
        exact = in_a_process("eval.bench_route", [*_asked(folder, wish), "--precision", "f32"])
        growth = tuple(_round(part, wish, tell) for part in parts)
        scale, serving = _scaled(wish, wish.home or place / "large", tell)
        start = None
        if wish.messages:
            tell("starting")
            start = bench_start.measured(place / "start", wish.messages, wish.rounds)
    return Bench(
        machine=bench_start.machine(),
        dataset=wish.texts.name if wish.texts else f"{wish.size} invented texts",
        rounds=rounds,
        exact=exact,
        growth=growth,
        scale=scale,
        serving_mb=serving,
        start=start,
    )


def use_cores(cores: int) -> None:
    """Let this process and those it starts use so many cores: the same for both sides.

    Raises WrongUse where there are fewer.
    """
    allowed = sorted(os.sched_getaffinity(0))
    if not 1 <= cores <= len(allowed):
        raise WrongUse(f"--cores {cores}: this process may use 1 to {len(allowed)}")
    os.sched_setaffinity(0, allowed[:cores])
    # PyTorch would start a thread for each core that the machine has.
    os.environ |= {"OMP_NUM_THREADS": str(cores), "OPENBLAS_NUM_THREADS": "1"}


def _round(folder: Path, wish: BenchWish, tell: Tell) -> tuple[Figures, Figures]:
    tell(f"plain, {folder.name}")
    plain = in_a_process("eval.bench_plain", _asked(folder, wish))
    tell(f"firsthand, {folder.name}")
    return plain, in_a_process("eval.bench_route", _asked(folder, wish))


def _asked(folder: Path, wish: BenchWish) -> list[str]:
    return [str(folder), "--questions", str(wish.questions)]


def _parts(folder: Path, place: Path) -> list[Path]:
    """Write a quarter and a half of a question set beside it."""
    whole = read_dataset(folder)
    made = []
    for share in (4, 2):
        kept = [item for item in whole.documents[: len(whole.documents) // share]]
        part = place / f"{folder.name}-one-{share}"
        part.mkdir()
        names = {item.id for item in kept}
        _write(
            part / "corpus.jsonl", [{"_id": d.id, "title": d.title, "text": d.text} for d in kept]
        )
        _write(part / "queries.jsonl", [{"_id": q.id, "text": q.text} for q in whole.queries])
        judged = [
            f"{query}\t{id}\t{grade}\n"
            for query, grades in whole.judgements.items()
            for id, grade in grades.items()
            if id in names
        ]
        (part / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), "utf-8")
        made.append(part)
    return made


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def _scaled(
    wish: BenchWish, home: Path, tell: Tell
) -> tuple[tuple[Mapping[str, Any], ...], dict[str, int]]:
    """Grow one community from size to size and ask it at each."""
    found: list[Mapping[str, Any]] = []
    serving: dict[str, int] = {}
    more = ["--home", str(home), *(["--texts", str(wish.texts)] if wish.texts else [])]
    for size in wish.passages:
        tell(f"growing to {size:,}")
        grown = run_json("eval.bench_scale", ["grow", *more, "--size", str(size)])
        tell(f"asking at {size:,}")
        asked = run_json("eval.bench_scale", ["ask", *more, "--questions", str(wish.questions)])
        found.append({**grown, **asked})
        if 50_000 <= size <= 200_000:
            serving = bench_start.serving_mb(home, ["How did it go?"] * 3, "public")
    return tuple(found), serving
