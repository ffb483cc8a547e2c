"""No network and files that may not be read: named in words, and all else goes on."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from eval.made_export import write_export

ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = """
import socket, sys
real = socket.socket.connect
def refused(self, address):
    if self.family != socket.AF_UNIX:
        raise OSError(f"a request would leave the machine: {address}")
    return real(self, address)
socket.socket.connect = socket.socket.connect_ex = refused
def unresolved(*arguments, **more):
    raise OSError(f"a name would be looked up: {arguments}")
socket.getaddrinfo = unresolved
from ui.commands.app import run
sys.exit(run(sys.argv[1:]))
"""


def firsthand(home, *words, code=NO_NETWORK, **environment):
    line = [sys.executable, "-c", code, *words, "--home", str(home), "--json"]
    told = {**os.environ, "OMP_NUM_THREADS": "2", **environment}
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, env=told, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_everything_works_where_no_connection_can_be_made(tmp_path):
    home = tmp_path / "home"
    write_export(tmp_path / "export", 40)
    assert firsthand(home, "init")[0] == 0
    assert firsthand(home, "source", "add", str(tmp_path / "export"), "--id", "made")[0] == 0
    code, synced = firsthand(home, "sync")
    assert code == 0 and synced["sources"][0]["indexed"] == 40
    code, answer = firsthand(home, "ask", "how did the monthly call help the sponsor?")
    assert code == 0 and answer["status"] in ("answered", "partial", "unanswered")
    assert firsthand(home, "verify", "--quick")[1]["ok"]


def test_a_model_that_is_not_there_is_named_with_where_it_was_looked_for(tmp_path):
    home = tmp_path / "home"
    write_export(tmp_path / "export", 5)
    assert firsthand(home, "init")[0] == 0
    assert firsthand(home, "source", "add", str(tmp_path / "export"), "--id", "made")[0] == 0
    code, failed = firsthand(home, "sync", FIRSTHAND_EMBEDDER="nobody/has-this-model")
    assert (code, failed["kind"]) == (1, "ModelMissing")
    assert "nobody/has-this-model" in failed["error"]


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from assistant.records import ThreadDraft
from ingest.reader import ReadRequest
from ingest.wiring import readers
reader = readers()["folder"]
os.setgid(65534)
os.setuid(65534)
place = Path(sys.argv[1])
items = list(reader.read(ReadRequest(location=place, scratch=Path(sys.argv[2]), root=place)))
read = sorted(item.external_id for item in items if isinstance(item, ThreadDraft))
rest = [[item.item, item.reason] for item in items if not isinstance(item, ThreadDraft)]
print(json.dumps([read, rest]))
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else")
def test_a_file_that_may_not_be_read_is_named_and_the_others_are_read():
    with tempfile.TemporaryDirectory() as place:
        folder, scratch = Path(place) / "notes", Path(place) / "scratch"
        for made in (folder, scratch):
            made.mkdir()
        Path(place).chmod(0o755)
        scratch.chmod(0o777)
        for name in ("a.md", "b.md", "c.md"):
            (folder / name).write_text(f"# {name}\n\nWords of {name}, all of them.")
        (folder / "b.md").chmod(0o000)
        line = [sys.executable, "-c", AS_NOBODY, str(folder), str(scratch)]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["a.md", "c.md"], [["b.md", "unreadable"]]]
