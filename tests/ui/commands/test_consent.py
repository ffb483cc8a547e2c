"""`firsthand consent` on the sample community: real embedder, Chroma and Tantivy."""

import os
from datetime import UTC, datetime

from assistant.catalog import Catalog, feedback
from assistant.lock import FileLock, Holder

WHO = "slack:U063J30YVRN"
"""Tomasz Wiśniewski, who writes on Slack and on the list."""


def bytes_with(home, needle: str) -> int:
    return sum(
        path.read_bytes().lower().count(needle.lower().encode())
        for path in home.rglob("*")
        if path.is_file()
    )


def test_show_says_how_somebody_is_named_why_and_what_is_in(firsthand):
    shown = firsthand("consent", "show", WHO)
    assert shown["naming"] == "named" and shown["contributions"]
    assert {item["why"] for item in shown["sources"]} == {"the source's default is named"}
    held = sum(item["contributions"] for item in shown["sources"])
    assert held == len(shown["contributions"])
    assert len(shown["sources"]) > 1, "the merged identities are one person"


def test_who_may_be_asked_is_named_with_an_answer_and_no_more_after_off(firsthand):
    whom = "slack:U0KPKRC6158"
    asked = firsthand("consent", "ask", whom, "--channel", "after  the shift")
    assert asked["asked"] and asked["every_days"] is None
    # Who is named turns with the words of the question and the day.
    people = []
    for n in range(1, 15):
        people += firsthand("ask", "how do we prune members who never post" + n * "?")["people"]
        if asked["contributor_id"] in [item["contributor_id"] for item in people]:
            break
    assert next(p for p in people if p["contributor_id"] == asked["contributor_id"])["reasons"]
    assert firsthand("consent", "ask", whom, "--off")["asked"] is False
    again = firsthand("ask", "how do we prune members who never post" + n * "?")["people"]
    assert asked["contributor_id"] not in [item["contributor_id"] for item in again]


def test_asking_needs_a_channel_or_off_and_not_both(firsthand):
    assert "--channel" in firsthand("consent", "ask", WHO, code=2)["error"]
    assert firsthand("consent", "ask", WHO, "--channel", "mail", "--off", code=2)["error"]
    assert firsthand("consent", "ask", WHO, "--channel", "x" * 999, code=2)["error"]


def test_a_scope_must_be_a_source(firsthand):
    wrong = firsthand("consent", "set", WHO, "pseudonym", "--scope", "nowhere", code=2)
    assert "the sources are" in wrong["error"]


def test_a_pseudonym_for_one_source_leaves_the_others(firsthand):
    firsthand("consent", "set", WHO, "pseudonym", "--scope", "practice-slack")
    shown = {item["source_id"]: item for item in firsthand("consent", "show", WHO)["sources"]}
    assert shown["practice-slack"]["naming"] == "pseudonym"
    assert "Tomasz" not in shown["practice-slack"]["shown_as"]
    assert shown["practice-list"]["naming"] == "named"


def test_thanks_are_shown_to_who_wants_them_and_to_nobody_else(firsthand, home):
    shown = firsthand("consent", "show", WHO)
    assert (shown["wants_thanks"], shown["thanks"]) == (False, [])
    catalog = Catalog(f"sqlite:///{home}/catalog.sqlite")
    id, at = shown["contributions"][0], datetime(2026, 1, 2, tzinfo=UTC)

    def give() -> bool:
        with catalog.change() as change:
            facts = {"topic": "Who meets?", "words": "It helped.", "at": at}
            return feedback.thank(change, None, id, **facts)

    assert not give(), "nobody is thanked who did not ask for it"
    firsthand("consent", "thanks", WHO, "on")
    assert give()
    catalog.close()
    [thanks] = firsthand("consent", "show", WHO)["thanks"]
    assert (thanks["contribution_id"], thanks["words"]) == (id, "It helped.")
    firsthand("consent", "thanks", WHO, "off")


def test_leaving_takes_every_byte_and_coming_back_needs_the_identity(firsthand, home):
    needles = ("Wiśniewski", "wisniewski", "U063J30YVRN")
    assert all(bytes_with(home, needle) for needle in needles)
    receipt = firsthand("consent", "set", WHO, "withdrawn")
    assert receipt["state"] == "done" and receipt["removed"]["contributions"] > 0
    assert set(receipt) >= {"contributor_id", "state", "removed", "kept"}
    assert [bytes_with(home, needle) for needle in needles] == [0, 0, 0]
    assert firsthand("verify")["ok"] is True
    assert firsthand("consent", "receipt", WHO) == receipt
    firsthand("sync")
    assert [bytes_with(home, needle) for needle in needles] == [0, 0, 0]
    refused = firsthand("consent", "set", receipt["contributor_id"], "named", code=2)
    assert "only they can take that back" in refused["error"]
    firsthand("consent", "set", WHO, "named")
    firsthand("sync")
    assert firsthand("consent", "show", WHO)["contributions"]


def test_a_withdrawal_waits_for_an_owner_who_cannot_be_asked(firsthand, home, monkeypatch):
    monkeypatch.setattr("assistant.wiring._OWNER_WAIT_S", 0.3)
    who = "slack:U0NSPHA1N2Z"
    lock = FileLock(home / "indexes" / "owner.lock")
    assert lock.try_take(Holder(pid=os.getpid(), what="a test"))
    receipt = firsthand("consent", "set", who, "withdrawn")
    assert receipt["state"] == "pending"
    lock.release()
    assert firsthand("consent", "receipt", who)["state"] == "done"
    assert bytes_with(home, "Lindqvist") == 0
