"""Reading in another process: the same items, every failure named, nothing left running."""

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.records import ThreadDraft
from eval.made_export import write_export
from ingest import run
from ingest.beside import read_beside, read_here
from ingest.outcome import Failed, Noted
from ingest.reader import ReadRequest
from ingest.readers.slack import SlackExport
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from ingest.wiring import readers
from tests.builders import CountingEmbedder, catalog, source
from tests.ingest.beside_readers import Misbehaving

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30.0


def request(tmp_path):
    return ReadRequest(location=tmp_path / "export", scratch=tmp_path / "scratch")


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]


def is_gone_soon(pid):
    end = time.monotonic() + PATIENCE_S
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_running(pid)


def test_items_come_as_they_come_without_another_process(tmp_path):
    write_export(tmp_path / "export", 700)
    (tmp_path / "export/channel-1/2021-01-01.json").write_text('[{"ts": "1.0", "text": "cut')
    asked = request(tmp_path)
    assert list(read_beside(SlackExport(), asked)) == list(read_here(SlackExport(), asked))


def test_the_report_and_the_catalog_are_the_same_either_way(tmp_path, monkeypatch):
    write_export(tmp_path / "export", 400)
    (tmp_path / "export/channel-1/2021-01-01.json").write_text("no json")
    found = []
    for name, limit in (("beside", 0), ("here", 2**40)):
        monkeypatch.setattr(run, "_BESIDE_BYTES", limit)
        (tmp_path / name).mkdir()
        place = source(tmp_path / "export")
        held = catalog(tmp_path / name, place)
        report = Sync(held, Shelf(held, CountingEmbedder()), "m").run(place, SlackExport(), Wish())
        held.close()
        found.append({**report, "seconds": 0})
    assert found[0] == found[1]
    assert found[0]["indexed"] == 400 and found[0]["failed"] == {"not_that_format": 1}


def test_a_location_that_cannot_be_read_on_is_one_failure_after_what_was_good(tmp_path):
    *good, failed = read_beside(Misbehaving("refuse"), request(tmp_path))
    assert [item.external_id for item in good if isinstance(item, ThreadDraft)] == ["t", "u"]
    assert failed == Failed(item="export", reason="truncated", detail="after 2 threads")


def test_a_process_that_dies_is_a_named_failure_after_what_was_good(tmp_path):
    note, thread, failed = read_beside(Misbehaving("die"), request(tmp_path))
    assert isinstance(note, Noted) and thread.external_id == "t"
    assert (failed.item, failed.reason) == ("export", "unreadable")
    assert "ended early" in failed.detail


def test_an_error_that_nobody_expected_quotes_nobody(tmp_path, capfd):
    *_, failed = read_beside(Misbehaving("fail"), request(tmp_path))
    assert failed.reason == "unreadable"
    told = capfd.readouterr().err
    assert "unexpected ValueError" in told and "quokkas" not in told


def test_what_a_parser_prints_does_not_get_between(tmp_path):
    assert len(list(read_beside(Misbehaving("print"), request(tmp_path)))) == 3


def test_whoever_stops_asking_leaves_no_process_behind(tmp_path):
    items = read_beside(Misbehaving("hang"), request(tmp_path))
    pid = int(next(items).item)
    assert is_running(pid)
    items.close()
    assert not is_running(pid)


def test_a_killed_sync_leaves_no_process_behind(tmp_path):
    code = (
        "import sys; from pathlib import Path; from ingest.beside import read_beside;"
        "from ingest.reader import ReadRequest; from tests.ingest.beside_readers import *;"
        "here = Path(sys.argv[1]);"
        "items = read_beside(Misbehaving('hang'), ReadRequest(location=here, scratch=here));"
        "sys.stdout.write(next(items).item + '\\n'); sys.stdout.flush(); next(items); next(items)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
    assert is_gone_soon(pid)


@pytest.mark.parametrize("kind", sorted(readers()))
def test_every_reader_can_be_sent_to_another_process(kind):
    reader = pickle.loads(pickle.dumps(readers()[kind]))
    assert reader.kind == kind
