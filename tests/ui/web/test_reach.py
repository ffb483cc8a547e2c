"""What can be had from the owner of the indexes at this moment, said as it is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import IndexBusy
from assistant.lock import FileLock, Holder
from assistant.wire import Server
from tests.ui.web.houses import StandIn
from ui.web.reach import Serving, of, reach


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[FileLock]:
    made = FileLock(tmp_path / "owner.lock")
    yield made
    made.release()


def problem(words: str | None):
    def call(_: dict) -> Iterator[dict]:
        yield {"problem": words}

    return {"problem": call}


def test_nobody_owns_the_indexes(tmp_path: Path):
    assert reach(tmp_path).serving is Serving.NOT_SERVED


def test_a_command_that_answers_nothing_has_them(tmp_path: Path, lock: FileLock):
    lock.try_take(Holder(pid=1, what="firsthand repair"))
    found = reach(tmp_path)
    assert (found.serving, found.detail) == (Serving.BUSY, "firsthand repair")


def test_their_owner_does_not_listen_yet(tmp_path: Path, lock: FileLock):
    lock.try_take(Holder(pid=1, what="firsthand serve", socket=str(tmp_path / "s")))
    assert reach(tmp_path).serving is Serving.STARTING


@pytest.mark.parametrize(("words", "serving"), [(None, Serving.READY), ("torn", Serving.DEGRADED)])
def test_their_owner_says_how_it_is(tmp_path: Path, lock: FileLock, words, serving: Serving):
    lock.try_take(Holder(pid=1, what="firsthand serve", socket=str(tmp_path / "s")))
    server = Server(tmp_path / "s", problem(words))
    try:
        found = reach(tmp_path)
    finally:
        server.close()
    assert (found.serving, found.detail) == (serving, words or "")
    assert found.answers is not None


def test_an_owner_that_went_away_is_no_owner(tmp_path: Path, lock: FileLock):
    lock.try_take(Holder(pid=1, what="firsthand serve", socket=str(tmp_path / "s")))
    (tmp_path / "s").touch()
    assert reach(tmp_path).serving is Serving.NOT_SERVED


def test_a_stand_in_that_cannot_be_asked_is_not_served():
    class Gone(StandIn):
        def problem(self) -> str | None:
            raise IndexBusy("gone")

    assert of(Gone()).serving is Serving.NOT_SERVED
