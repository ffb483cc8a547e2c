"""The sample community of a module, and commands run on it."""

import json

import pytest

from ui.commands.app import run


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    assert run(["init", "--sample", "--home", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def firsthand(home, capfd):
    """Return what runs a command and gives its one JSON object."""

    def call(*arguments: str, code: int = 0):
        capfd.readouterr()
        assert run([*arguments, "--home", str(home), "--json"]) == code
        lines = capfd.readouterr().out.strip().splitlines()
        assert len(lines) == 1, "exactly one JSON object goes to standard output"
        return json.loads(lines[0])

    return call
