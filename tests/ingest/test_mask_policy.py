"""What a source masks is in no store: end to end, with the real indexes, over two exports."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from ui.commands.app import run

ADDRESS, NUMBER, KEY = "zebedee@quillfeather.example", "+44 20 79460958", "xoxb-4242-Wq7tZp9mKv"
SECRETS = ("zebedee", "quillfeather", "79460958", "wq7tzp9mkv")
"""What would be left of them in a text, an index of words or a report."""
WORDS = (
    "The harvest circle meets on the first Tuesday of the month in the old mill."
    f" Write to {ADDRESS} or ring {NUMBER} if you want to join the harvest circle."
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    assert run(["init", "--home", str(folder), "--json"]) == 0
    return folder


@pytest.fixture
def firsthand(home, capfd):
    def call(*arguments: str):
        capfd.readouterr()
        assert run([*arguments, "--home", str(home), "--json"]) == 0
        return json.loads(capfd.readouterr().out)

    return call


def slack(folder: Path) -> Path:
    """Write an export of one channel: a thread of two, with an address, a number and a key."""
    (folder / "general").mkdir(parents=True)
    people = [{"id": f"U{n}", "real_name": name} for n, name in enumerate(("Ana Silva", "Bo Li"))]
    (folder / "users.json").write_text(json.dumps(people))
    (folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "general"}]))
    at = f"{datetime(2024, 5, 6).timestamp():.0f}.000100"
    posts = [
        {"type": "message", "user": "U0", "ts": at, "thread_ts": at, "text": WORDS},
        {
            "type": "message",
            "user": "U1",
            "ts": at[:-1] + "1",
            "thread_ts": at,
            "text": f"The bot of the harvest circle uses {KEY} for now.",
        },
    ]
    (folder / "general" / "2024-05-06.json").write_text(json.dumps(posts))
    return folder


def notes(folder: Path) -> Path:
    """Write a document named after an address, which its title, a heading and a tag repeat."""
    folder.mkdir(parents=True)
    (folder / f"{ADDRESS}.md").write_text(
        f"---\ntags: [mill, {ADDRESS}]\n---\n# About {ADDRESS}\n\n{WORDS}\n\n"
        f"## Access by {NUMBER}\n\nThe bot of the harvest circle uses {KEY} for now.\n"
    )
    return folder


def left_in(home: Path) -> list[tuple[str, str]]:
    """Return (file, secret) for each secret that stands in any byte below a folder."""
    found = []
    for folder, _, names in os.walk(home):
        for name in names:
            data = (Path(folder) / name).read_bytes().lower() + name.lower().encode()
            found += [(name, s) for s in SECRETS if s.encode() in data]
    return found


@pytest.mark.parametrize("export", [slack, notes])
def test_nothing_of_what_is_masked_lies_on_disk_and_quotes_are_exact(
    export, firsthand, home, tmp_path
):
    place = str(export(tmp_path / "export"))
    added = firsthand("source", "add", place, "--id", "circle", "--mask", "email,phone,key")
    assert added["mask"] == ["email", "phone", "key"]
    [report] = firsthand("sync")["sources"]
    assert set(report["masked"]) == {"email", "phone", "key"}
    assert min(report["masked"].values()) >= 1 and report["failed"] == {}
    assert {f"masked_{kind}": n for kind, n in report["masked"].items()}.items() <= report[
        "notes"
    ].items()
    assert left_in(home) == []
    answer = firsthand("ask", "How do I join the harvest circle?")
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert citation["quote"] in firsthand("show", citation["contribution_id"])["text"]
    texts = json.dumps(answer)
    assert "[e-mail address]" in texts and "[phone number]" in texts
    [again] = firsthand("sync")["sources"]
    assert again["indexed"] == 0 and again["masked"] == report["masked"]
    assert firsthand("verify")["ok"] is True
    assert left_in(home) == []


@pytest.mark.parametrize("export", [slack, notes])
def test_another_policy_is_carried_out_by_the_next_sync_though_no_file_changed(
    export, firsthand, home, tmp_path
):
    place = str(export(tmp_path / "export"))
    firsthand("source", "add", place, "--id", "circle", "--mask", "none")
    [open_] = firsthand("sync")["sources"]
    assert open_["masked"] == {} and {s for _, s in left_in(home)} >= {"zebedee", "79460958"}
    changed = firsthand("source", "mask", "circle", "email,phone,key")
    assert changed == {"id": "circle", "mask": ["email", "phone", "key"]}
    [closed] = firsthand("sync")["sources"]
    assert closed["since_last_time"]["edited"] == open_["contributions"]
    assert closed["since_last_time"]["vanished"] == 0 and min(closed["masked"].values()) >= 1
    assert left_in(home) == []
    firsthand("source", "mask", "circle", "key")
    [partly] = firsthand("sync")["sources"]
    assert set(partly["masked"]) == {"key"} and partly["since_last_time"]["edited"] >= 1
    assert {s for _, s in left_in(home)} >= {"zebedee", "79460958"}
    assert not {s for _, s in left_in(home)} & {"wq7tzp9mkv"}


def test_keys_are_masked_where_nobody_said_anything(firsthand, tmp_path):
    added = firsthand("source", "add", str(slack(tmp_path / "export")), "--id", "circle")
    assert added["mask"] == ["key"]
    [report] = firsthand("sync")["sources"]
    assert report["masked"] == {"key": 1}
    assert firsthand("source", "show", "circle")["mask"] == ["key"]
