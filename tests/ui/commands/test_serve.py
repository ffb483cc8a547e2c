"""`firsthand serve` where it cannot begin: it says so, and starts nothing."""

import socket
import subprocess
import sys

import pytest

from ui.commands.app import run
from ui.commands.web_child import __file__ as WEB_CHILD


@pytest.mark.parametrize("port", ["0", "65536", "abc"])
def test_a_port_that_there_is_not_is_wrong_use(firsthand, port):
    assert firsthand("serve", "--port", port, code=2)["kind"] == "WrongUse"


def test_a_port_that_is_taken_is_named_before_anything_starts(home, capfd):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port), "--home", str(home)]) == 2
    said = capfd.readouterr().err
    assert f"127.0.0.1:{port}" in said and "--port" in said and "Firsthand is at" not in said


def test_a_web_app_that_cannot_start_ends_without_aborting():
    line = [sys.executable, WEB_CHILD, "run", "there-is-no-such-file.py"]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        said = child.stderr.read()
        assert child.wait(60) > 0
    assert "Fatal Python error" not in said
