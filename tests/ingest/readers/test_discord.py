"""DiscordChatExporter files: replies, threads, forwards, privacy, damage; nobody is miscredited."""

import json
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import UnknownFormat
from assistant.records import Author, Draft, ThreadDraft
from ingest.outcome import Failed, Noted
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.discord import DiscordExport

ANA = {"id": "11", "name": "ana.s", "nickname": "Ana Silva", "isBot": False, "roles": []}
BO = {"id": "12", "name": "bo", "nickname": "bo", "isBot": False}
BOT = {"id": "13", "name": "helper", "isBot": True}
BASE = 1_200_000_000_000_000_000
"""A snowflake of 20 February 2024."""


def message(number: int, content: str = "How do we begin?", **more: Any) -> dict[str, Any]:
    return {
        "id": str(BASE + (number << 22)),
        "type": "Default",
        "timestamp": f"2024-02-20T10:{number // 60:02}:{number % 60:02}+01:00",
        "timestampEdited": None,
        "content": content,
        "author": ANA,
        "attachments": [],
        "mentions": [],
    } | more


def export(*messages: object, **channel: Any) -> dict[str, Any]:
    return {
        "guild": {"id": "7", "name": "Practice", "iconUrl": ""},
        "channel": {"id": "70", "type": "GuildTextChat", "category": "Text", "name": "launching"}
        | channel,
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2024-03-01T00:00:00+00:00",
        "messages": list(messages),
        "messageCount": len(messages),
    }


def saved(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else json.dumps(content, indent=2).encode()
    path.write_bytes(data)
    return path


def read(path: Path, scratch: Path) -> list[ReadItem]:
    return list(DiscordExport().read(ReadRequest(location=path, scratch=scratch / "scratch")))


def one(tmp_path: Path, *messages: object, **channel: Any) -> list[ReadItem]:
    return read(saved(tmp_path / "channel.json", export(*messages, **channel)), tmp_path)


def threads(items: Iterable[ReadItem]) -> list[ThreadDraft]:
    return [item for item in items if isinstance(item, ThreadDraft)]


def drafts(items: Iterable[ReadItem]) -> list[Draft]:
    return [draft for thread in threads(items) for draft in thread.drafts]


def outcomes(items: Iterable[ReadItem]) -> Counter[str]:
    return Counter(
        item.what if isinstance(item, Noted) else item.reason
        for item in items
        if not isinstance(item, ThreadDraft)
    )


def reply(number: int, to: int, content: str, **more: Any) -> dict[str, Any]:
    reference = {"messageId": str(BASE + (to << 22)), "channelId": "70", "guildId": "7"}
    return message(number, content, type="Reply", reference=reference, author=BO) | more


def test_a_message_keeps_who_when_where_and_what_it_answers(tmp_path):
    items = one(tmp_path, message(1), reply(2, 1, "Start small."))
    (thread,) = threads(items)
    question, answer = thread.drafts
    assert thread.external_id == question.external_id == f"70/{BASE + (1 << 22)}"
    assert (thread.space, thread.title, thread.private) == ("#launching", None, False)
    assert question.authors == (
        Author(identity="discord:11", name="Ana Silva", handles=("ana.s",)),
    )
    assert question.created_at and question.created_at.isoformat() == "2024-02-20T09:00:01+00:00"
    assert question.url == f"https://discord.com/channels/7/70/{BASE + (1 << 22)}"
    assert answer.reply_to == question.external_id
    assert answer.authors == (Author(identity="discord:12", name="bo"),)
    assert not outcomes(items)


def test_a_late_reply_joins_the_conversation_that_it_answers(tmp_path):
    chatter = [message(n, f"The room {n} is booked", author=BO) for n in range(2, 300)]
    items = one(tmp_path, message(1), *chatter, reply(301, 1, "Three years on: start small."))
    (thread,) = [t for t in threads(items) if t.external_id == f"70/{BASE + (1 << 22)}"]
    assert thread.drafts[-1].text == "Three years on: start small."
    assert thread.drafts[-1].reply_to == thread.external_id


def test_a_reply_to_nothing_in_the_export_is_noted(tmp_path):
    items = one(tmp_path, reply(301, 1, "Indeed"))
    assert [d.reply_to for d in drafts(items)] == [None]
    assert outcomes(items) == {"orphan_reply": 1}


def test_a_reply_to_a_bot_is_no_orphan(tmp_path):
    items = one(tmp_path, message(1, "beep", author=BOT), reply(2, 1, "Thanks, machine"))
    assert [(d.text, d.reply_to) for d in drafts(items)] == [("Thanks, machine", None)]
    assert outcomes(items) == {"bot": 1}


def test_a_forum_post_is_one_thread_with_its_title(tmp_path):
    items = one(
        tmp_path,
        message(1),
        message(5000, "Much later", author=BO),
        id="71",
        type="GuildPublicThread",
        category="questions",
        name="Where to begin",
    )
    (thread,) = threads(items)
    assert (thread.external_id, thread.title, thread.space) == (
        "71",
        "Where to begin",
        "#questions",
    )
    assert thread.url == "https://discord.com/channels/7/71"
    assert len(thread.drafts) == 2


@pytest.mark.parametrize(
    ("kind", "space"),
    [
        ("DirectTextChat", "@dm"),
        ("DirectGroupTextChat", "@dm"),
        ("GuildPrivateThread", "#Text"),
        (12, "#Text"),
    ],
)
def test_direct_messages_and_private_threads_are_private(tmp_path, kind, space):
    (thread,) = threads(one(tmp_path, message(1), type=kind))
    assert (thread.private, thread.space) == (True, space)


def test_forwards_and_quotes_are_credited_to_nobody(tmp_path):
    forwarded = {"timestamp": "2024-01-01T00:00:00+00:00", "content": "Start big."}
    items = one(
        tmp_path,
        message(1, "", forwardedMessage=forwarded, reference={"type": "Forward", "messageId": "5"}),
        message(2, "> Start big.\nNo, small."),
        message(3, "As she said\n>>> Start big.\nand bigger"),
        message(4, "```\n> not a quote\n```"),
        message(5, "5 > 3"),
    )
    assert [d.text for d in drafts(items)] == [
        "No, small.",
        "As she said",
        "```\n> not a quote\n```",
        "5 > 3",
    ]
    assert outcomes(items) == {"empty": 1, "quote_removed": 3}


def test_notices_bots_files_and_unknown_kinds_are_left_out_with_their_reason(tmp_path):
    file = {"id": "1", "url": "https://example.org/x.png", "fileName": "x.png"}
    items = one(
        tmp_path,
        message(1, "Pinned a message.", type="ChannelPinnedMessage"),
        message(2, "Joined the server.", type="GuildMemberJoin"),
        message(3, "boosted", type="8"),
        message(4, "boosted", type=8),
        message(5, "beep", author=BOT),
        message(6, "/help", type="20"),
        message(7, "", attachments=[file]),
        message(8, "", stickers=[{"id": "1", "name": "wave"}]),
        message(9, " \u200b"),
        message(10, "what is this", type="HologramMessage"),
        message(11, "see the picture", attachments=[file, file]),
    )
    assert [(d.text, d.attachments) for d in drafts(items)] == [("see the picture", 2)]
    assert outcomes(items) == {
        "system": 4,
        "bot": 2,
        "attachment_only": 2,
        "empty": 1,
        "unsupported": 1,
    }


def test_missing_authors_and_dates_are_read_as_far_as_they_go(tmp_path):
    deleted = {"id": "456226577798135808", "name": "Deleted User", "isBot": False}
    items = one(
        tmp_path,
        message(1, "one", author=None, timestamp=None),
        message(2, "two", author=deleted),
        message(3, "three", author={"id": "99"}),
    )
    found = {d.text: d for d in drafts(items)}
    assert found["one"].authors == found["two"].authors == ()
    assert found["three"].authors == (Author(identity="discord:99"),)
    assert found["one"].created_at and found["one"].created_at.year == 2024


def test_codes_of_an_unformatted_export_are_resolved(tmp_path):
    raw = "<@11> <@!99> <@&5> <#6> <:party:77> <a:dance:78> <t:1700000000:R> a < b"
    (draft,) = drafts(one(tmp_path, message(1, raw, mentions=[ANA])))
    assert draft.text == "@Ana Silva @99 @5 #6 :party: :dance: 2023-11-14 22:13+00:00 a < b"
    assert [author.identity for author in draft.mentions] == ["discord:11"]


def test_reactions_are_counted_over_skin_tones(tmp_path):
    reactions = [
        {"emoji": {"id": "", "name": "👏", "code": "clap"}, "count": 2, "users": []},
        {"emoji": {"id": "", "name": "👏🏼", "code": "clap_tone2"}, "count": 1},
        {"emoji": {"id": "5", "name": "party"}, "count": 1},
    ]
    (draft,) = drafts(one(tmp_path, message(1, reactions=reactions)))
    assert [(r.name, r.count) for r in draft.reactions] == [("clap", 3), ("party", 1)]


def test_an_edit_keeps_the_id_and_overlapping_files_count_once(tmp_path):
    edited = message(1, "New", timestampEdited="2024-02-21T00:00:00+00:00")
    saved(tmp_path / "in/a.json", export(message(1, "Old"), message(2, "Two", author=BO)))
    saved(tmp_path / "in/b [part 2].json", export(edited))
    items = read(tmp_path / "in", tmp_path)
    assert sorted(d.text for d in drafts(items)) == ["New", "Two"]
    assert outcomes(items) == {"duplicate": 1}


def test_one_bad_record_among_good_ones_is_named(tmp_path):
    items = one(
        tmp_path,
        message(1, "one"),
        17,
        {"content": "no id"},
        message(2, "two") | {"reactions": 3, "mentions": "x", "reference": [], "author": BO},
    )
    assert sorted(d.text for d in drafts(items)) == ["one", "two"]
    assert [i.item for i in items if isinstance(i, Failed)] == [
        "channel.json #1",
        "channel.json #2",
    ]


def test_truncated_and_foreign_files_are_named_and_the_rest_is_read(tmp_path):
    whole = json.dumps(export(message(1, "one"), message(2, "two", author=BO))).encode()
    saved(tmp_path / "in/good.json", export(message(3, "three"), id="72"))
    saved(tmp_path / "in/cut.json", whole[:-100])
    saved(tmp_path / "in/head.json", whole[:60] + b'"channel" oops')
    saved(tmp_path / "in/bomb.json", whole[:-40] + b"[" * 100_000)
    saved(tmp_path / "in/other.json", {"name": "package", "version": 1})
    saved(tmp_path / "in/good.json_Files/x.png", b"png")
    saved(tmp_path / "in/notes.txt", b"hello")
    items = read(tmp_path / "in", tmp_path)
    assert {d.text for d in drafts(items)} >= {"one", "three"}
    assert {(i.item, i.reason) for i in items if isinstance(i, Failed)} == {
        ("cut.json", "truncated"),
        ("head.json", "malformed"),
        ("bomb.json", "unsafe"),
    }
    assert outcomes(items)["not_a_document"] == 2


def test_it_is_told_from_other_formats(tmp_path):
    good = saved(tmp_path / "in/good.json", export(message(1)))
    other = saved(tmp_path / "other/x.json", {"messages": [{"id": 1, "sender_id": 2}]})
    assert DiscordExport().accepts(good)
    assert DiscordExport().accepts(good.parent)
    saved(tmp_path / "in/broken.json", b"")
    assert DiscordExport().accepts(good.parent)
    saved(tmp_path / "mixed/x.json", export(message(1)))
    saved(tmp_path / "mixed/notes.md", b"# hello")
    assert not DiscordExport().accepts(tmp_path / "mixed")
    assert not DiscordExport().accepts(other)
    assert not DiscordExport().accepts(other.parent)
    assert not DiscordExport().accepts(tmp_path / "missing.json")
    with pytest.raises(UnknownFormat):
        read(other, tmp_path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([ANA, BO, BOT]), st.none() | st.integers(0, 10)),
        min_size=1,
        max_size=25,
    ),
    cut=st.integers(0, 25),
    seed=st.integers(0, 10_000),
)
def test_any_order_and_any_cut_gives_the_same_threads(tmp_path_factory, rows, cut, seed):
    messages = []
    for number, (author, target) in enumerate(rows):
        row = message(number, f"> quoted\nword{number} by-{author['id']}", author=author)
        if target is not None and target < number:
            reference = {"messageId": messages[target]["id"], "channelId": "70"}
            row |= {"type": "Reply", "reference": reference}
        messages.append(row)
    shuffled = random.Random(seed).sample(messages, len(messages))
    found = []
    for parts in ([messages], [shuffled[:cut], shuffled[cut:]]):
        folder = tmp_path_factory.mktemp("x")
        for number, part in enumerate(parts):
            saved(folder / f"in/{number}.json", export(*part))
        items = read(folder / "in", folder)
        found.append(sorted(threads(items), key=lambda thread: thread.external_id))
        assert len(drafts(items)) + outcomes(items)["bot"] == len(rows)
    assert found[0] == found[1]
    for draft in (draft for thread in found[0] for draft in thread.drafts):
        assert f"by-{draft.authors[0].identity.removeprefix('discord:')}" in draft.text
        assert "quoted" not in draft.text
    where = {d.external_id: t.external_id for t in found[0] for d in t.drafts}
    for draft in (draft for thread in found[0] for draft in thread.drafts):
        assert draft.reply_to is None or where[draft.reply_to] == where[draft.external_id]
