"""Somebody leaves while `firsthand serve` answers: what it answers holds nothing of them."""

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

from tests.ui.canaries import GONE, WANDA, House, inside, write_exports

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Does a woven basket hold water for a whole winter?"


@pytest.fixture
def house(tmp_path, capfd):
    made = House(tmp_path / "home", capfd)
    write_exports(tmp_path)
    made("init")
    made("source", "add", str(tmp_path / "open"), "--id", "open")
    made("sync")
    return made


@pytest.fixture
def log(house, tmp_path):
    """Serve the house; its log goes to a file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = tmp_path / "serve.log"
    line = [sys.executable, "-m", "ui", "serve", "--home", str(house.folder), "--port", str(port)]
    environment = {**os.environ, "FIRSTHAND_LOG": "DEBUG"}
    with path.open("wb") as file:
        process = subprocess.Popen(line, cwd=ROOT, stdout=file, stderr=file, env=environment)
    try:
        deadline = time.monotonic() + 120
        while not _is_up(port):
            assert process.poll() is None and time.monotonic() < deadline, path.read_text()
            time.sleep(0.2)
        yield path
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def test_the_running_owner_forgets_who_leaves_and_what_a_reader_may_no_longer_read(house, log):
    loses_an_audience(house)
    before = house("ask", QUESTION) + house("search", QUESTION)
    assert inside(before, GONE[:2]) == list(GONE[:2]), "it answers with their words before"
    receipt = json.loads(house("consent", "set", WANDA, "withdrawn").splitlines()[0])
    deadline = time.monotonic() + 60
    while receipt["state"] == "pending" and time.monotonic() < deadline:
        time.sleep(0.5)
        receipt = json.loads(house("consent", "receipt", WANDA).splitlines()[0])
    assert receipt["state"] == "done"
    after = house("ask", QUESTION) + house("search", QUESTION, "-k", "50") + house("people")
    assert not inside(after, GONE)
    assert house.bytes_with(*GONE) == dict.fromkeys(GONE, 0), "while it still runs"
    assert not inside(log.read_text("utf-8", "replace"), GONE)


def loses_an_audience(house):
    """Check that the next question is answered without what its asker may not read now."""
    export = house.folder.parent / "vault"
    house("source", "add", str(export), "--id", "vault", "--audience", "vault")
    house("sync", "vault")
    house("viewer", "add", "eve", "--audience", "vault")
    question = "What is kept behind the boiler on the third floor?"
    assert inside(house("search", question, "--as", "eve"), ("okapilamp",))
    house("viewer", "add", "eve", "--audience", "public")
    assert not inside(house("search", question, "--as", "eve"), ("okapilamp",))
    assert not inside(house("ask", question, "--as", "eve"), ("okapilamp",))
