"""Killed at any moment and run again, everything ends as if nothing had happened.

`kill -9` at random moments of real commands in processes of their own. CI takes a few points of
each stage, `make torture` fifty. Only what was still running counts as killed; the counts stand in
the summary of the run.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.catalog import feed, passages
from assistant.exact_vectors import ExactVectors
from assistant.generation import Generation
from assistant.generations import current
from eval.made_export import write_export
from tests.durability.home import PUBLIC, TORTURE, command, made_home, opened

POINTS = 50 if TORTURE else 6
"""Processes that must be hit while they run, of each stage."""
ENOUGH = POINTS if TORTURE else 2
"""The same for a command that an operator runs."""
ROOT = Path(__file__).resolve().parents[2]
SIZE = 3000 if TORTURE else 300
"""Messages of the export; 3000 are stored in three changes and make Chroma write graph files."""
PER_HOME = 10 if TORTURE else 6
"""Kills that one home has to bear before it is looked at."""


def start(home: Path, *arguments: str) -> subprocess.Popen:
    line = [sys.executable, "-m", "ui", *arguments, "--home", str(home), "--json"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(line, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "2"}, **quiet)


def timed(home: Path, *arguments: str) -> float:
    begun = time.monotonic()
    assert start(home, *arguments).wait(timeout=120) == 0
    return time.monotonic() - begun


def killed(running: subprocess.Popen, after_s: float) -> bool:
    """Kill a process after so long; tell whether it was still running."""
    try:
        running.wait(timeout=after_s)
    except subprocess.TimeoutExpired:
        running.kill()
        return running.wait() == -signal.SIGKILL
    return False


def moments(seed: int, least: float, most: float) -> Iterator[float]:
    """Yield moments at random, more than are needed."""
    chance = random.Random(seed)
    return (chance.uniform(least, most) for _ in range(4 * POINTS))


def reached(home: Path, whole: int) -> str:
    """Say how far a killed sync came; `whole` passages are all of them."""
    community = opened(home)
    with community.catalog.read() as reading:
        stored = passages.count(reading)
    community.close()
    how = "all" if stored == whole else "some" if stored else "nothing"
    begun = (current(home / "indexes") / "words").exists()
    return f"{how} stored, indexes {'begun' if begun else 'not begun'}"


def content(home: Path) -> dict[str, tuple[str, bytes]]:
    """Return every passage that is in, with its vector; ids are keys, so none is there twice."""
    community = opened(home)
    with community.catalog.read() as reading:
        items = feed.feed(reading, 0, 1_000_000)
        assert feed.tombstones(reading, 0) == []
    community.close()
    assert len({item.id for item in items}) == len(items)
    return {item.id: (item.text, item.vector.tobytes()) for item in items}


def recall(home: Path, k: int = 10) -> float:
    """Return how many of the exact search's hits the approximate search finds."""
    community = opened(home)
    generation = Generation(current(home / "indexes"))
    exact = ExactVectors(community.catalog)
    with community.catalog.read() as reading:
        probes = [row for _, _, row in feed.sample(reading, 40)]
    found = 0
    for vector in probes:
        want = {hit.id for hit in exact.search(vector, PUBLIC, k)}
        found += len(want & {hit.id for hit in generation.vectors.search(vector, PUBLIC, k)})
    total = k * len(probes)
    generation.close()
    community.close()
    return found / total


def registered(folder: Path, export: Path) -> Path:
    home = folder / "home"
    assert start(home, "init").wait(timeout=60) == 0
    added = start(home, "source", "add", str(export), "--id", "made", "--kind", "slack")
    assert added.wait(timeout=60) == 0
    return home


def test_a_sync_killed_at_random_moments_ends_as_an_undisturbed_one(
    tmp_path, capfd, record_property
):
    write_export(tmp_path / "export", SIZE)
    calm = registered(tmp_path / "calm", tmp_path / "export")
    took = timed(calm, "sync")
    hits: Counter[str] = Counter()
    shares = moments(7, 0.4, 1.0)  # before, it is still being loaded
    while hits.total() < POINTS:
        home = registered(tmp_path / f"killed{hits.total()}-{took}", tmp_path / "export")
        for _ in range(PER_HOME):
            if not killed(start(home, "sync"), next(shares) * took):
                took *= 0.7  # the machine is less busy than it was
                break
            hits[reached(home, len(content(calm)))] += 1
        assert start(home, "sync").wait(timeout=240) == 0
        assert content(home) == content(calm)
        assert recall(home) >= 0.99
        assert command(capfd, home, "verify")[1]["ok"]
        shutil.rmtree(home)
    record_property("kills of sync", dict(hits))


FOLLOW = """
import sys
from pathlib import Path
from tests.durability.home import opened, put
community = opened(Path(sys.argv[1]))
first = int(sys.argv[2])
for n in range(first, first + 1500, 250):
    put(community, range(n, n + 250))
    community.bring_up_to_date("a test")
"""


def test_indexes_killed_while_they_follow_are_whole_after_the_next_sync(
    tmp_path, capfd, record_property
):
    home = made_home(tmp_path / "home", 900)
    hits, first = 0, 1000
    for after_s in moments(11, 1.5, 5.0):
        line = [sys.executable, "-c", FOLLOW, str(home), str(first)]
        hits += killed(subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL), after_s)
        first += 300
        if hits == POINTS:
            break
    community = opened(home)
    community.bring_up_to_date("a test")
    community.close()
    assert hits == POINTS
    assert len(content(home)) > 1000
    assert recall(home) >= 0.99
    assert command(capfd, home, "verify")[1]["ok"]
    record_property("kills of following", hits)


@pytest.mark.parametrize("words", [("repair",), ("backup",), ("restore",)])
def test_a_killed_operation_leaves_what_was_and_works_the_next_time(
    tmp_path, capfd, record_property, words
):
    home = made_home(tmp_path / "home", 300)
    before = content(home)
    file = tmp_path / "kept.backup"
    assert command(capfd, home, "backup", str(file))[0] == 0
    line = {
        "repair": ("repair",),
        "backup": ("backup", str(tmp_path / "new.backup")),
        "restore": ("restore", str(file), "--force"),
    }[words[0]]
    took, hits, whole = timed(home, *line), 0, 0
    for share in moments(13, 0.3, 1.0):
        (tmp_path / "new.backup").unlink(missing_ok=True)
        if not killed(start(home, *line), share * took):
            took *= 0.7  # the machine is less busy than it was
            continue
        hits += 1
        assert content(home) == before
        if (tmp_path / "new.backup").exists():
            whole += 1
            code, _ = command(capfd, tmp_path / "again", "restore", str(tmp_path / "new.backup"))
            assert code == 0
            shutil.rmtree(tmp_path / "again")
        if hits == ENOUGH:
            break
    assert hits == ENOUGH
    assert timed(home, *line)
    assert content(home) == before
    code, found = command(capfd, home, "verify")
    assert (code, found["ok"]) == (0, True)
    assert np.isclose(recall(home), 1.0, atol=0.01)
    assert len(list((home / "indexes").glob("generation-*"))) == 1
    assert list(home.glob(".scratch-*")) == [] and list(tmp_path.glob(".new.backup.*")) == []
    record_property(f"kills of {words[0]}", f"{hits} ({whole} after the file was whole)")
