"""Errands: real commands in real children, looked after without waiting for them."""

import time

import pytest

from assistant.errors import WrongUse
from tests.ui.web.browsing import firsthand
from ui.web.errands import Errands, News


@pytest.fixture
def errands(tmp_path):
    firsthand(tmp_path, "init")
    made = Errands(tmp_path)
    yield made
    made.close()


def over(errands: Errands, id: str) -> News:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        news = errands.news(id)
        if news is not None and not news.is_running:
            return news
        time.sleep(0.1)
    raise TimeoutError(id)


def test_an_errand_runs_beside_and_brings_its_result(errands, tmp_path):
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# Pumps\n\nWe label each pump on the pump itself.\n")
    add = ("source", "add", str(notes), "--id", "notes")
    added = over(errands, errands.start(add, subject="notes", by="viewer:s").id)
    assert added.code == 0 and added.said["id"] == "notes"
    sync = errands.start(("sync", "notes"), subject="notes", by="viewer:s")
    assert errands.news(sync.id).is_running
    with pytest.raises(WrongUse, match="already under way"):
        errands.start(("sync", "notes"), subject="notes", by="viewer:s")
    done = over(errands, sync.id)
    assert done.code == 0 and done.said["sources"][0]["indexed"] == 1
    assert done.errand == sync and sync.what == "sync"


def test_an_errand_that_is_refused_says_why(errands):
    news = over(errands, errands.start(("sync", "none"), subject="none", by="viewer:s").id)
    assert news.code == 2 and "no source 'none'" in news.said["error"]
    assert errands.news("unknown") is None


def test_only_so_much_runs_at_once(errands):
    for n in range(3):
        errands.start(("verify",), subject=f"v{n}", by="viewer:s")
    with pytest.raises(WrongUse, match="several things"):
        errands.start(("verify",), subject="v9", by="viewer:s")
