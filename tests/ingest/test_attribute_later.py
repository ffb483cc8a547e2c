"""How a source names whoever chose nothing may change later, and holds in what is stored."""

import json

import pytest

from tests.ui.commands.test_identity import FORUM
from ui.commands.app import run


@pytest.fixture
def firsthand(tmp_path, capfd):
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "1.json").write_text(json.dumps(FORUM))

    def call(*arguments: str, code: int = 0):
        capfd.readouterr()
        assert run([*arguments, "--home", str(tmp_path / "home"), "--json"]) == code
        return json.loads(capfd.readouterr().out)

    call("init")
    call("source", "add", str(tmp_path / "forum"), "--id", "forum")
    call("sync")
    return call


def test_another_attribution_covers_names_that_are_stored_and_gives_them_back(firsthand):
    def text():
        return json.dumps(firsthand("search", "amberly hall"))

    assert "Ana Silva" in text()
    done = firsthand("source", "attribute", "forum", "pseudonym")
    assert done["threads_rewritten"] == 1 and done["masked"] >= 1
    assert "Ana Silva" not in text() and "amberly" in text()
    assert firsthand("sync")["sources"][0]["indexed"] == 0 and "Ana Silva" not in text()
    firsthand("source", "attribute", "forum", "named")
    assert "Ana Silva" in text()
    assert firsthand("source", "attribute", "forum", "withdrawn", code=2)["kind"] == "WrongUse"
