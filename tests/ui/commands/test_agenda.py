"""`agenda` and `handoff` on the sample community: from an unanswered question to its reply."""

import json
import shutil
from pathlib import Path

from ui.commands.app import run

UNWRITTEN = "Which sourdough starter rises best at altitude?"
EXPORT = {
    "users.json": [
        {"id": "U1", "name": "ana", "profile": {"real_name": "Ana Roca"}},
        {"id": "U2", "name": "bo", "profile": {"real_name": "Bo Lind"}},
    ],
    "channels.json": [{"id": "C1", "name": "general"}],
}


def export(folder: Path, *texts: str) -> Path:
    """Write a Slack export with one thread; each text is by the next of two colleagues."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "general").mkdir(parents=True)
    for name, rows in EXPORT.items():
        (folder / name).write_text(json.dumps(rows))
    messages = [
        {
            "type": "message",
            "user": f"U{1 + n % 2}",
            "text": text,
            "ts": f"{1_790_000_000 + n}.000100",
            "thread_ts": "1790000000.000100",
        }
        for n, text in enumerate(texts)
    ]
    (folder / "general" / "2026-09-21.json").write_text(json.dumps(messages))
    return folder


def test_a_question_nobody_answered_goes_to_the_community_and_comes_back(firsthand, tmp_path):
    assert firsthand("ask", UNWRITTEN)["status"] == "unanswered"
    (topic,) = firsthand("agenda")["topics"]
    assert (topic["topic"], topic["form"], topic["asked"]) == (UNWRITTEN, "ask", 1)

    opened = firsthand("handoff", UNWRITTEN, "--anonymous")
    assert opened["state"] == "draft" and f"[firsthand {opened['marker']}]" in opened["text"]
    assert firsthand("handoff", UNWRITTEN, "--anonymous") == opened
    assert firsthand("handoff", opened["marker"])["question_id"] == opened["question_id"]
    assert [item["marker"] for item in firsthand("agenda")["waiting"]] == [opened["marker"]]

    folder = export(tmp_path / "export", opened["text"])
    firsthand("source", "add", str(folder), "--id", "chat")
    firsthand("sync", "chat")
    (waiting,) = firsthand("agenda")["waiting"]
    assert waiting["state"] == "posted" and waiting["thread_id"]

    export(folder, opened["text"], "The rye one; give it two hours more than at sea level.")
    firsthand("sync", "chat")
    found = firsthand("agenda")
    assert found["waiting"] == [] and found["topics"] == []
    item = firsthand("handoff", opened["marker"])
    assert item["state"] == "answered"
    assert "rye" in firsthand("show", item["reply_id"])["text"]


def test_the_agenda_is_for_stewards_and_a_question_for_its_asker(firsthand):
    firsthand("viewer", "add", "eve", "--audience", "public")
    opened = firsthand("handoff", "Who pays for travel?", "--as", "eve")
    assert firsthand("agenda", "--as", "eve", code=2)["kind"] == "NotAllowed"
    assert firsthand("handoff", opened["marker"], "--as", "eve")["marker"] == opened["marker"]
    firsthand("viewer", "add", "bo", "--audience", "public")
    assert firsthand("handoff", opened["marker"], "--as", "bo", code=2)["kind"] == "NotAllowed"
    assert firsthand("handoff", "q-22222", code=2)["kind"] == "UnknownId"
    assert firsthand("handoff", " ", code=2)["kind"] == "WrongUse"


def test_the_agenda_can_be_printed_and_taken_to_a_meeting(home, capfd):
    assert run(["handoff", "Who pays for travel?", "--home", str(home)]) == 0
    assert "[firsthand q-" in capfd.readouterr().out
    assert run(["agenda", "--home", str(home)]) == 0
    assert "Waiting for a reply:" in capfd.readouterr().out
    assert run(["agenda", "--markdown", "--home", str(home)]) == 0
    assert "# Learning agenda" in capfd.readouterr().out
