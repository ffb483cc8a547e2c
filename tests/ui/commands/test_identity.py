"""Identities by the command line: what is stored follows a merge and a split."""

import json

import pytest

from ui.commands.app import run

FORUM = {
    "id": 1,
    "title": "Rhythm",
    "slug": "rhythm",
    "post_stream": {
        "posts": [
            {
                "id": n,
                "post_number": n,
                "username": user,
                "name": name,
                "cooked": f"<p>{text}</p>",
                "created_at": f"2024-01-0{n}T10:00:00Z",
            }
            for n, (user, name, text) in enumerate(
                (
                    ("ana", "Ana Silva", "We meet in the amberly hall on Mondays."),
                    ("bo", "Bo Li", "Thanks, Ana Silva, the amberly hall suits us."),
                ),
                start=1,
            )
        ]
    },
}
SLACK_USERS = [
    {"id": "U1", "profile": {"real_name": "Ana Silva", "email": "ana@example.org"}},
    {"id": "U2", "profile": {"real_name": "Bo Li"}},
]
SLACK_DAY = [
    {"type": "message", "user": "U1", "ts": "1704103200.000100", "text": "Bring the corvane box."}
]
MAIL = """From ana@example.org Mon Feb  3 10:00:00 2020
From: Ana Silva <ana@example.org>
Subject: Notes
Date: Mon, 3 Feb 2020 10:00:00 +0000
Message-ID: <1@x>

The dunmere notes are on the shelf.
"""


@pytest.fixture
def firsthand(tmp_path, capfd):
    home = tmp_path / "home"

    def call(*arguments: str, code: int = 0):
        capfd.readouterr()
        assert run([*arguments, "--home", str(home), "--json"]) == code
        return json.loads(capfd.readouterr().out)

    export = tmp_path / "export"
    files = {
        "forum/1.json": json.dumps(FORUM),
        "slack/users.json": json.dumps(SLACK_USERS),
        "slack/channels.json": json.dumps([{"id": "C1", "name": "general"}]),
        "slack/general/2024-01-01.json": json.dumps(SLACK_DAY),
        "list.mbox": MAIL,
    }
    for name, content in files.items():
        (export / name).parent.mkdir(parents=True, exist_ok=True)
        (export / name).write_text(content)
    call("init")
    call("source", "add", str(export), "--id", "mixed")
    call("sync")
    return call


def texts(firsthand, query):
    return "\n".join(item["text"] for item in firsthand("search", query)["evidence"])


def test_a_shared_address_is_proposed_and_a_shared_name_is_not(firsthand):
    found = firsthand("identity", "propose")
    [proposal] = found["proposals"]
    assert proposal["identities"] == ["mail:ana@example.org", "slack:U1"]
    assert proposal["reason"] == "same address"
    assert ["discourse:ana", "mail:ana@example.org", "slack:U1"] in [
        item["identities"] for item in found["same_names"]
    ]


def test_a_withdrawal_reaches_the_words_under_every_merged_identity(firsthand):
    firsthand("consent", "set", "slack:U1", "withdrawn")
    assert "dunmere" in texts(firsthand, "dunmere notes shelf")
    same = ("discourse:ana", "mail:ana@example.org", "slack:U1")
    merged = firsthand("identity", "merge", *same)
    assert merged["choices"] == {"*": "withdrawn"}
    assert merged["identities"] == ["discourse:ana", "mail:ana@example.org"]
    for word in ("corvane box", "dunmere notes shelf", "amberly hall"):
        found = texts(firsthand, word)
        assert "Bring the" not in found and "on the shelf" not in found
        assert "on Mondays" not in found and "Ana Silva" not in found
    assert "suits us" in texts(firsthand, "amberly hall")
    assert firsthand("identity", "merge", *same)["choices"] == {"*": "withdrawn"}
    firsthand("sync")
    assert "on the shelf" not in texts(firsthand, "dunmere notes shelf")


def test_a_merge_and_a_split_are_listed_and_reversible(firsthand):
    merged = firsthand("identity", "merge", "slack:U1", "mail:ana@example.org")
    kept = merged["contributor_id"]
    assert set(merged) >= {"contributor_id", "identities"}
    listed = {row["contributor_id"]: row for row in firsthand("identity", "list")["contributors"]}
    assert listed[kept]["identities"] == ["mail:ana@example.org", "slack:U1"]
    split = firsthand("identity", "split", "mail:ana@example.org")
    assert split["identities"] == ["mail:ana@example.org"] and split["contributor_id"] != kept
    assert split["left"]["contributor_id"] == kept
    again = firsthand("identity", "split", "mail:ana@example.org", code=2)
    assert "nothing to split" in again["error"]


def test_one_contributor_alone_cannot_be_merged(firsthand):
    assert "two contributors" in firsthand("identity", "merge", "slack:U1", code=2)["error"]
    assert "slack:U9" in firsthand("identity", "merge", "slack:U1", "slack:U9", code=2)["error"]
