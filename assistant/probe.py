"""Tries an index where it may do no harm: a bad one can hang or crash whoever opens it.

The trial is a child process that opens the generation, searches for stored passages and closes it
again. The caller holds the lock and lends it to the child, so that nobody else opens the folder
should the caller die. It does not decide what to do about what it finds.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.catalog import Catalog
from assistant.errors import FirsthandError
from assistant.lock import FileLock
from assistant.model_of import model_of

_KEPT = 20
"""Missing passages that are named; the rest is counted."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a child tries."""

    catalog_url: str
    folder: str
    chroma_url: str
    sample: int
    """Passages searched for; 0: all."""
    follow: bool
    """True: apply what changed in the catalog first."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a trial found."""

    problem: str | None
    """Why the index cannot be used; None when it can."""
    missing: tuple[str, ...] = ()
    """Some of the passages that were not found."""
    lost: int = 0
    """How many were not found."""


def examine(trial: Trial, lock: FileLock, timeout_s: float) -> Outcome:
    """Run a trial in a child and return what became of it; never raises for a bad index."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assistant.probe"],
            input=json.dumps(asdict(trial)),
            capture_output=True,
            text=True,
            timeout=timeout_s,
            pass_fds=(lock.descriptor,),
            cwd=Path(__file__).resolve().parent.parent,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(problem=f"{trial.folder} did not open within {timeout_s:.0f} s")
    try:
        values = json.loads(done.stdout.splitlines()[-1])
        return Outcome(**{**values, "missing": tuple(values["missing"])})
    except (IndexError, ValueError, KeyError, TypeError):
        return Outcome(problem=f"{trial.folder} made its reader end with code {done.returncode}")


def attempt(trial: Trial) -> Outcome:
    """Open the generation and search it, in this process.

    Raises FirsthandError when it cannot be opened or searched.
    """
    # Imported here: who only reads outcomes needs no index.
    from assistant.generation import Generation

    catalog = Catalog(trial.catalog_url)
    generation = Generation(Path(trial.folder), trial.chroma_url)
    if trial.follow:
        generation.catch_up(catalog, model_of(catalog))
    missing: list[str] = []
    lost = 0
    for page in generation.missing(catalog, trial.sample):
        lost += len(page)
        missing += page[: _KEPT - len(missing)]
    generation.close(trusted=not lost)
    catalog.close()
    return Outcome(problem=None, missing=tuple(missing), lost=lost)


def main() -> int:
    """Read a trial from standard input, write its outcome to standard output."""
    trial = Trial(**json.loads(sys.stdin.read()))
    try:
        outcome = attempt(trial)
    except FirsthandError as error:
        outcome = Outcome(problem=str(error))
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
