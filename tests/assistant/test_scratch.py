"""Scratch folders: inside the home, gone afterwards, and a killed command's gone with the next."""

import subprocess
import sys

import pytest

from assistant.lock import Holder
from assistant.scratch import scratch_folder
from ingest.register import sync_lock
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, ListReader, catalog, draft, source, thread_draft

_KILLED = """
import os, pathlib, signal, sys
from assistant.scratch import scratch_folder
with scratch_folder(pathlib.Path(sys.argv[1])) as scratch:
    (scratch / "spool.sqlite").write_text("their words")
    os.kill(os.getpid(), signal.SIGKILL)
"""


class Watching(ListReader):
    """Notes where it may keep what it reads."""

    def read(self, request):
        self.scratch = request.scratch
        (request.scratch / "spool.sqlite").write_text("their words")
        yield from super().read(request)


def left_in(home):
    return [path.name for path in home.iterdir() if path.name.startswith(".scratch-")]


def test_a_scratch_folder_is_private_and_gone_afterwards(tmp_path):
    with scratch_folder(tmp_path) as scratch:
        assert list(scratch.iterdir()) == []
        assert scratch.parent.stat().st_mode & 0o777 == 0o700
        assert left_in(tmp_path) == [scratch.parent.name]
    assert left_in(tmp_path) == []


def test_without_a_home_it_stands_in_the_temporary_folder(tmp_path):
    with scratch_folder(tmp_path / "not-made") as scratch:
        assert scratch.is_dir()
    assert not (tmp_path / "not-made").exists()


def test_what_a_killed_command_left_goes_with_the_next_and_what_is_in_use_stays(tmp_path):
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert len(left_in(tmp_path)) == 1
    with scratch_folder(tmp_path) as mine:
        (mine / "words").write_text("in use")
        with sync_lock(tmp_path, Holder(pid=1, what="a test")):
            assert left_in(tmp_path) == [mine.parent.name]
        assert (mine / "words").read_text() == "in use"


def test_a_file_of_that_name_does_no_harm(tmp_path):
    (tmp_path / ".scratch-notes").write_text("mine")
    with sync_lock(tmp_path, Holder(pid=1, what="a test")):
        assert (tmp_path / ".scratch-notes").read_text() == "mine"


@pytest.mark.parametrize("fails", [False, True])
def test_a_sync_reads_in_the_home_and_leaves_nothing(tmp_path, fails):
    place = source(tmp_path / "export")
    (tmp_path / "export").mkdir()
    held = catalog(tmp_path / "home", place)
    reader = Watching([thread_draft("t", draft("1", "Peer assists work."))])
    if fails:
        reader.items = [object()]
    route = Sync(held, Shelf(held, CountingEmbedder()), "m", tmp_path / "home")
    try:
        route.run(place, reader, Wish())
    except AttributeError:
        assert fails
    assert reader.scratch.parent.parent == tmp_path / "home"
    assert left_in(tmp_path / "home") == []
