"""`firsthand serve` as a service: it is up when it says so, ends cleanly, and never half."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from assistant import clean_mark, generations
from assistant.lock import FileLock
from tests.durability.home import command, made_home

ROOT = Path(__file__).resolve().parents[2]


class Served:
    """A running `firsthand serve` and the web app under it."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        line = [sys.executable, "-m", "ui", "serve", "--home", str(home), "--port", str(self.port)]
        self.process = subprocess.Popen(
            line, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 90
        while not self.is_up():
            assert self.process.poll() is None and time.monotonic() < deadline
            time.sleep(0.2)

    def is_up(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/_stcore/health"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def health(self) -> dict:
        url = f"http://127.0.0.1:{self.port}/health"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.loads(answer.read())

    def web_app(self) -> int:
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


@pytest.fixture
def home(tmp_path):
    return made_home(tmp_path / "home", 30)


@pytest.fixture
def served(home):
    running = Served(home)
    yield running
    running.process.kill()
    running.process.wait()


def test_it_begins_without_what_was_uploaded_for_no_source(home):
    given_up = home / "uploads" / "given-up" / "export.zip"
    given_up.parent.mkdir(parents=True)
    given_up.write_text("everybody's words")
    os.utime(given_up, (1, 1))
    running = Served(home)
    try:
        assert not given_up.exists()
    finally:
        running.process.kill()
        running.process.wait()


def test_it_is_ready_and_ends_cleanly_when_it_is_told_to(home, served, capfd):
    assert command(capfd, home, "verify", "--quick")[0] == 0
    assert served.health() == {"status": "up", "indexes": "ready"}
    assert FileLock(home / "indexes" / "owner.lock").holder().what == "firsthand serve"
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=30) == 0
    assert not served.is_up()
    assert clean_mark.fits(generations.current(home / "indexes"))
    assert FileLock(home / "indexes" / "owner.lock").holder() is None


def test_health_says_that_the_indexes_are_broken(home, capfd):
    (generations.current(home / "indexes") / "state.json").write_text("{")
    running = Served(home)
    try:
        assert running.health() == {"status": "up", "indexes": "degraded"}
        assert command(capfd, home, "verify", "--quick")[0] == 1
    finally:
        running.process.kill()
        running.process.wait()


def test_it_ends_with_an_error_when_the_web_app_dies(served):
    os.kill(served.web_app(), signal.SIGKILL)
    assert served.process.wait(timeout=30) == 1


def test_a_killed_owner_leaves_no_web_app_behind(served):
    served.process.kill()
    deadline = time.monotonic() + 20
    while served.is_up():
        assert time.monotonic() < deadline
        time.sleep(0.2)
