"""A sync in which nothing changed loads neither the model nor Chroma: it ends in little time."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SYNC = """
import json, sys
from ui.commands.app import run
code = run(["--home", sys.argv[1], "sync", "--json"])
heavy = [name for name in ("chromadb", "openvino", "torch") if name in sys.modules]
print(json.dumps({"code": code, "heavy": heavy}))
"""


def synced(home: Path) -> dict:
    line = [sys.executable, "-c", SYNC, str(home)]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    report, loaded = map(json.loads, ended.stdout.splitlines())
    return {**report["sources"][0], **loaded}


def firsthand(home: Path, *arguments: str) -> None:
    line = [sys.executable, "-m", "ui", "--home", str(home), *arguments]
    subprocess.run(line, cwd=ROOT, capture_output=True, check=True, timeout=120)


def test_a_sync_in_which_nothing_changed_loads_neither_the_model_nor_chroma(tmp_path):
    home, note = tmp_path / "home", tmp_path / "notes" / "note.md"
    note.parent.mkdir()
    note.write_text("# Pumps\n\nPump stations fail in winter.\n")
    firsthand(home, "init")
    firsthand(home, "source", "add", str(note.parent), "--id", "notes")
    first = synced(home)
    assert first["indexed"] == 1 and "chromadb" in first["heavy"]
    again = synced(home)
    assert (again["indexed"], again["unchanged"], again["code"]) == (0, 1, 0)
    assert again["heavy"] == []
    note.write_text("# Pumps\n\nPump stations fail in summer.\n")
    assert synced(home)["indexed"] == 1
