"""A full disk, or one that may not be written: an error in words, and the next run completes."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from assistant.errors import FirsthandError
from tests.durability.home import command, made_home, opened, put, question, text_of

ROOT = Path(__file__).resolve().parents[2]
SPACE = "24m"


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    if os.getuid() != 0:
        pytest.skip("only root may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", f"size={SPACE}", "tmpfs", str(place)]
    if subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_fills_up_is_named_and_the_next_run_completes(disk, capfd):
    home = made_home(disk / "home", 300)
    ballast = disk / "ballast"
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    ballast.write_bytes(b"x" * max(0, free - 1_500_000))
    community = opened(home)
    with pytest.raises(FirsthandError, match=r"full|space"):
        for n in range(1000, 9000, 500):
            put(community, range(n, n + 500))
            community.bring_up_to_date("a test")
    community.close()
    ballast.unlink()
    community = opened(home)
    put(community, range(1000, 2000))
    community.bring_up_to_date("a test")
    with community.answers("a test") as answers:
        assert answers.problem() is None
        assert text_of(1700) in answers.search(question(1700), 1)[0].passage.text
    community.close()
    assert command(capfd, home, "verify")[1]["ok"]


def test_a_backup_that_does_not_fit_leaves_the_old_one(disk, tmp_path, capfd):
    home = made_home(tmp_path / "home", 300)
    target = disk / "monday.backup"
    assert command(capfd, home, "backup", str(target))[0] == 0
    before = target.read_bytes()
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(b"x" * (free - 200_000))
    code, failed = command(capfd, home, "backup", str(target))
    assert (code, failed["kind"]) == (1, "CatalogError") and "monday.backup" in failed["error"]
    assert target.read_bytes() == before
    assert sorted(path.name for path in disk.iterdir()) == ["ballast", "monday.backup"]


AS_NOBODY = """
import os, sys
from tests.durability.home import opened, put
from assistant.catalog import engine
community = opened(__import__("pathlib").Path(sys.argv[1]))
community.close()
os.setgid(65534)
os.setuid(65534)
from ui.commands.app import run
sys.exit(run([*sys.argv[2:], "--home", sys.argv[1], "--json"]))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("words", [("verify",), ("sync",), ("repair",)])
def test_a_home_that_may_not_be_written_is_refused_in_words(words):
    with tempfile.TemporaryDirectory() as folder:
        home = made_home(Path(folder) / "home", 10)
        for path in (Path(folder), home, *home.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        line = [sys.executable, "-c", AS_NOBODY, str(home), *words]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
        assert "Traceback" not in done.stderr
        failed = json.loads(done.stdout)
        assert failed.get("ok") is False or "permi" in failed["error"].lower(), failed
        with pytest.raises(FileNotFoundError):
            (home / "indexes" / "current").read_text()
