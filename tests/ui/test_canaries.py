"""No command, page, log line, index or byte gives away private words or who withdrew."""

import logging
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assistant.owner import Owner
from assistant.settings import Settings
from assistant.wiring import Community
from tests.ui.canaries import GONE, SAYING, VAULT, WANDA, House, inside, topic, write_exports
from ui.commands.app import build

ASKS = (
    "What is kept behind the boiler on the third floor?",
    "Does a woven basket hold water for a whole winter?",
)
"""No word in them is looked for: what somebody asks is kept and shown to them again."""
EVERY = ["--audience", "public,vault,stewards"]
COMMANDS: dict[str, list[list[str]]] = {
    "init": [["init"]],
    "sync": [["sync"]],
    "ask": [["ask", question] for question in ASKS],
    "search": [["search", question, "-k", "50"] for question in ASKS],
    "show": [["show", "{vault}"], ["show", "{vault thread}"], ["show", "{vault passage}"]],
    "people": [["people"], ["people", "lock"], ["people", "canary"]],
    "verify": [["verify"]],
    "repair": [["repair"]],
    "backup": [["backup", "{outside}/copy.backup"]],
    "restore": [["restore", "{outside}/copy.backup", "--force"]],
    "agenda": [["agenda"]],
    "handoff": [["handoff", "Who has woven reeds?"]],
    "adapt": [["adapt"]],
    "source add": [["source", "add", "{outside}/open", "--id", "again", "--dry-run"]],
    "source list": [["source", "list"]],
    "source show": [["source", "show", "vault"], ["source", "show", "open"]],
    "source pause": [["source", "pause", "spare"]],
    "source resume": [["source", "resume", "spare"]],
    "source attribute": [["source", "attribute", "spare", "pseudonym"]],
    "source audience": [["source", "audience", "spare", "stewards"]],
    "source link": [["source", "link", "spare", "https://x.example.org"]],
    "source mask": [["source", "mask", "spare", "email,key"]],
    "source retire": [["source", "retire", "spare"]],
    "consent show": [["consent", "show", WANDA], ["consent", "show", "discourse:bo_li"]],
    "consent set": [["consent", "set", "discourse:spare_ann", "pseudonym"]],
    "consent ask": [["consent", "ask", "discourse:bo_li", "--channel", "by mail"]],
    "consent thanks": [["consent", "thanks", "discourse:bo_li", "on"]],
    "consent receipt": [["consent", "receipt", WANDA]],
    "identity list": [["identity", "list"]],
    "identity propose": [["identity", "propose"]],
    "identity merge": [["identity", "merge", "discourse:spare_ann", "discourse:spare_bob"]],
    "identity split": [["identity", "split", "discourse:spare_bob"]],
    "viewer add": [["viewer", "add", "eve", "--audience", "stewards"]],
    "viewer list": [["viewer", "list"]],
    "viewer remove": [["viewer", "remove", "eve"]],
}
"""Every command as it is run; one that is not here fails the test below."""
SERVED = {"serve"}
"""Run as a process of its own: `tests/ui/test_leaving_while_served.py`."""
READING = {"ask", "search", "show", "people", "handoff"}
"""Commands that answer a reader; the others are the stewards', who know every name."""
SAYING_MUCH = READING | {"consent show", "identity list", "source show"}
MAY_FAIL = {"consent show", "consent receipt", "agenda", "show"}
"""Where nothing is there to be shown."""
LOOKS_AT_EXPORTS = {"source add"}
"""Reads an export as it is: a steward looks at what they would add."""


def names() -> set[str]:
    app = build()
    found = {c.name or c.callback.__name__ for c in app.registered_commands}
    for group in app.registered_groups:
        found |= {f"{group.name} {c.name}" for c in group.typer_instance.registered_commands}
    return found


def test_every_command_is_looked_through():
    assert names() == COMMANDS.keys() | SERVED


@pytest.fixture
def house(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_LOG", "DEBUG")
    made = House(tmp_path / "home", capfd)
    write_exports(tmp_path)
    spare = ("spare_ann", "Spare Ann"), ("spare_bob", "Spare Bob")
    topic(tmp_path / "spare", 3, "Spare", (*spare[0], "A spare word."), (*spare[1], "Another."))
    made("init", "--sample")
    made("source", "add", str(tmp_path / "open"), "--id", "open")
    made("source", "add", str(tmp_path / "vault"), "--id", "vault", "--audience", "vault")
    made("source", "add", str(tmp_path / "spare"), "--id", "spare")
    made("sync")
    made.outside = tmp_path
    return made


def outputs(house, audiences, found, only=frozenset(COMMANDS)):
    """Run commands and return {command: all that it printed}."""
    printed = dict.fromkeys(only, "")
    for name in (name for name in COMMANDS if name in only):
        for line in COMMANDS[name]:
            filled = [
                found.get(word, word).replace("{outside}", str(house.outside)) for word in line
            ]
            more = audiences if name in READING else []
            code = None if name in MAY_FAIL else 0
            printed[name] += house(*filled, *more, code=code)
            if name in READING and not audiences:
                printed[name] += house(*filled, *more, code=None, form="")
    return printed


def pages(house):
    """Return all that each page sends to the browser, by page."""
    st.cache_resource.clear()
    found = {}
    folder = Path(__file__).resolve().parents[2] / "ui" / "web" / "entries"
    for path in sorted(folder.glob("*.py")):
        if path.stem != "__init__":
            at = AppTest.from_file(str(path), default_timeout=60).run()
            found[path.stem] = sent(at)
    st.cache_resource.clear()
    return found


def sent(at) -> str:
    parts = [str(at.exception)]
    waiting = [at._tree]
    while waiting:
        node = waiting.pop()
        parts.append(str(getattr(node, "proto", "")))
        waiting += list(getattr(node, "children", {}).values())
    return "\n".join(parts)


def test_private_words_and_who_withdrew_come_out_of_nothing(house, monkeypatch, caplog):
    monkeypatch.setenv("FIRSTHAND_HOME", str(house.folder))
    caplog.set_level(logging.DEBUG)
    found = where(house)
    before = outputs(house, EVERY, found, SAYING_MUCH)
    for name in ("ask", "search"):
        assert inside(before[name], (VAULT[0], GONE[0])), f"{name} finds them before"
    assert inside(before["show"], VAULT[:1]) and inside(before["people"], (VAULT[1], GONE[1]))
    assert inside(before["consent show"] + before["identity list"], GONE[1:]) == list(GONE[1:])
    assert inside("".join(pages(house).values()), GONE[1:2]), "pages show them before"
    assert all(house.bytes_with(*GONE).values())
    old = {id for id, _ in house.passages_with(GONE[0])}
    vectors, terms = indexes(house, SAYING)
    assert old and old & vectors and old & terms, "and both indexes"
    refused_alike(house, found.values())

    assert '"done"' in house("consent", "set", WANDA, "withdrawn")
    assert house.bytes_with(*GONE) == dict.fromkeys(GONE, 0)
    vectors, terms = indexes(house, SAYING)
    assert not old & (vectors | terms) and not indexes(house, GONE[0])[1]

    after = outputs(house, [], found)
    for name, text in after.items():
        hidden = VAULT if name in READING else VAULT[:1]
        assert not inside(text, hidden), name
        assert name in LOOKS_AT_EXPORTS or not inside(text.replace(WANDA, ""), GONE), name
    for name, text in outputs(house, EVERY, found, READING - {"show"}).items():
        assert not inside(text, GONE), name
    for name, text in pages(house).items():
        assert not inside(text, (*GONE, VAULT[0])), name
    assert house.bytes_with(*GONE) == dict.fromkeys(GONE, 0), "nor after all these commands"
    ours = ("assistant", "ingest", "ui", "eval")
    lines = [r.getMessage() for r in caplog.records if r.name.split(".")[0] in ours]
    assert not inside("\n".join(lines), (*GONE, *VAULT, "Bo Li")), "no log line at any time"


def where(house):
    """Return ids of what stands in the vault, for commands that take one."""
    seen = house.json("search", ASKS[0], *EVERY)["evidence"]
    first = next(item for item in seen if "okapilamp" in item["text"])
    return {
        "{vault}": first["contribution_ids"][0],
        "{vault thread}": first["thread_id"],
        "{vault passage}": first["passage_id"],
    }


def refused_alike(house, ids):
    """Check that what is not theirs to see looks like what is not there."""
    unknown = house("show", "m_aaaaaaaaaaaaaaaaaaaa", code=2)
    for id in ids:
        refused = house("show", id, code=2)
        assert refused.replace(id, "X") == unknown.replace("m_aaaaaaaaaaaaaaaaaaaa", "X")


def indexes(house, text):
    """Return the passages that (vectors, words) bring up for a text, whoever may read them."""
    community = Community(Settings(home=house.folder))
    facts = (community.catalog, community.settings.indexes, community.settings.chroma_url)
    every = frozenset({"public", "vault", "stewards"})
    with closing(community), Owner(community.take_alone("test"), *facts) as owner:
        owner.catch_up()
        [vector] = community.embedder.embed([text])
        with owner.reading() as found:
            near = {hit.id for hit in found.vectors.search(vector, every, 200)}
            said = {hit.id for hit in found.words.search(text, every, 200)}
    return near, said
