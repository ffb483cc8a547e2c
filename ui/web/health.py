"""How the installation is: what is stored where, what syncs did, how well questions are answered.

For stewards; it asks its visitor again. It opens no index: it reads what stands in the home folder
and the catalog. It does not know widgets.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.catalog import asked, feed, runs, sources
from ui.web.desk_sources import Desk
from ui.web.errands import Errand

EVALS = "evals"
"""Folder of the home in which results of `python -m eval` are kept, one file each."""
_SIZED = ("catalog.sqlite", "indexes", "uploads", "ledger", EVALS)
_BACK = timedelta(days=30)
_MOST_ASKED = 5000
_MOST_RESULTS = 50


@dataclass(frozen=True, kw_only=True)
class Sync:
    """The latest sync of a source."""

    title: str
    at: datetime
    seen: int
    changed: int
    failed: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One evaluation."""

    at: datetime
    dataset: str
    metrics: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What one language model took in the last 30 days."""

    model: str
    answers: int
    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, kw_only=True)
class Health:
    """How the installation is."""

    revision: int
    """Of the catalog."""
    applied: int
    """Revision that the indexes hold; 0: there are none."""
    sizes: Mapping[str, int]
    """{name in the home folder: bytes}."""
    syncs: tuple[Sync, ...]
    evals: tuple[Measured, ...]
    """The oldest first."""
    spent: tuple[Spent, ...]


def look(desk: Desk) -> Health:
    """Return how the installation is now; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        latest = runs.latest(reading)
        every = sources.every(reading)
        recent = asked.since(reading, datetime.now(UTC) - _BACK, _MOST_ASKED)
        revision = feed.revision(reading)
    return Health(
        revision=revision,
        applied=_applied(desk.home / "indexes"),
        sizes={name: _size(desk.home / name) for name in _SIZED if (desk.home / name).exists()},
        syncs=tuple(_sync(s.title, *latest[s.id]) for s in every if s.id in latest),
        evals=_evals(desk.home / EVALS),
        spent=_spent(recent),
    )


def verify(desk: Desk) -> Errand:
    """Begin to search for a sample of what is stored; raises NotAllowed, WrongUse."""
    desk.require()
    return desk.errands.start(["verify", "--quick"], subject="verify", by=desk.visitor.actor)


def _sync(title: str, at: datetime, report: Mapping[str, object]) -> Sync:
    failed = report.get("failed")
    seconds = report.get("seconds")
    return Sync(
        title=title,
        at=at,
        seen=_number(report.get("seen")),
        changed=_number(report.get("indexed")),
        failed=sum(_number(n) for n in failed.values()) if isinstance(failed, Mapping) else 0,
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _applied(indexes: Path) -> int:
    """Return the highest revision that a generation says it holds."""
    found = [0]
    for state in indexes.glob("generation-*/state.json"):
        try:
            found.append(_number(json.loads(state.read_text("utf-8")).get("revision")))
        except (OSError, ValueError, AttributeError):
            continue
    return max(found)


def _size(path: Path) -> int:
    if path.is_file():
        beside = (Path(f"{path}{end}") for end in ("", "-wal", "-shm"))
        return sum(_bytes(item) for item in beside)
    return sum(_bytes(item) for item in path.rglob("*"))


def _bytes(path: Path) -> int:
    try:
        return path.lstat().st_size if not path.is_dir() else 0
    except OSError:
        # It went while it was looked at: indexes are swapped under way.
        return 0


def _evals(folder: Path) -> tuple[Measured, ...]:
    found = []
    for path in sorted(folder.glob("*.json"))[-_MOST_RESULTS:]:
        try:
            values = json.loads(path.read_text("utf-8"))
            at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError):
            continue
        metrics = values.get("metrics") if isinstance(values, dict) else None
        if isinstance(metrics, dict):
            numbers = {
                str(k): float(v)
                for k, v in metrics.items()
                if isinstance(v, int | float) and not isinstance(v, bool)
            }
            found.append(
                Measured(at=at, dataset=str(values.get("dataset", path.stem)), metrics=numbers)
            )
    return tuple(sorted(found, key=lambda item: item.at))


def _spent(items: tuple[asked.Asked, ...]) -> tuple[Spent, ...]:
    answers: dict[str, int] = defaultdict(int)
    read: dict[str, int] = defaultdict(int)
    wrote: dict[str, int] = defaultdict(int)
    for item in items:
        if item.model:
            answers[item.model] += 1
            read[item.model] += _number(item.trace.get("prompt_tokens"))
            wrote[item.model] += _number(item.trace.get("completion_tokens"))
    return tuple(
        Spent(model=model, answers=n, prompt_tokens=read[model], completion_tokens=wrote[model])
        for model, n in sorted(answers.items())
    )
