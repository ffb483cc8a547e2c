"""Slack exports: threads over days, markup, privacy, bots, damage; words stay with authors."""

import json
import random
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ReadError
from assistant.records import Author, Draft, ThreadDraft
from eval.made_export import write_export
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.slack import SlackExport

Files = Mapping[str, object]
SAMPLE = Path(__file__).resolve().parents[3] / "data/sample/slack"

USERS = [
    {
        "id": "U1",
        "name": "ana",
        "profile": {"real_name": "Ana Silva", "display_name": "Ani", "email": "Ana@Example.org"},
    },
    {"id": "U2", "name": "bo", "real_name": "Bo Li", "deleted": True, "profile": {}},
    {"id": "UB", "name": "helper", "is_bot": True, "profile": {"real_name": "Helper"}},
]
CHANNELS = [{"id": "C1", "name": "launching"}, {"id": "C2", "name": "café"}]


def message(
    ts: str, user: str = "U1", text: str = "How do we begin?", **more: Any
) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": ts, **more}


def export(days: Files, **lists: object) -> dict[str, object]:
    return {"users.json": USERS, "channels.json": CHANNELS} | lists | dict(days)


def in_folder(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(content))
    return folder


def as_bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def read(path: Path, scratch: Path, base_url: str | None = None) -> list[ReadItem]:
    request = ReadRequest(location=path, scratch=scratch / "scratch", base_url=base_url)
    return list(SlackExport().read(request))


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


def one(tmp_path: Path, *messages: object, **lists: object) -> list[ReadItem]:
    days = {"launching/2024-01-02.json": list(messages)}
    return read(in_folder(tmp_path / "export", export(days, **lists)), tmp_path)


def only_text(tmp_path: Path, text: str, **more: Any) -> str:
    (draft,) = drafts(one(tmp_path, message("1700000001.000100", text=text, **more)))
    return draft.text


def test_a_reply_in_the_file_of_a_later_day_joins_its_thread(tmp_path):
    parent, late = "1700000001.000100", "1700090001.000200"
    files = export(
        {
            "launching/2023-11-15.json": [
                message(late, "U2", "Start small.", thread_ts=parent, parent_user_id="U1")
            ],
            "launching/2023-11-14.json": [message(parent, thread_ts=parent, reply_count=1)],
        }
    )
    items = read(in_folder(tmp_path / "x", files), tmp_path, "https://we.slack.com/")
    (thread,) = threads(items)
    assert thread.external_id == f"C1/{parent}"
    assert (thread.space, thread.private) == ("#launching", False)
    first, second = thread.drafts
    assert second.reply_to == first.external_id == f"C1/{parent}"
    assert first.authors[0].handles == ("ana", "Ani", "ana@example.org")
    assert second.authors == (Author(identity="slack:U2", name="Bo Li", handles=("bo",)),)
    assert second.url == (
        f"https://we.slack.com/archives/C1/p1700090001000200?thread_ts={parent}&cid=C1"
    )
    assert first.url == "https://we.slack.com/archives/C1/p1700000001000100"
    assert first.created_at and first.created_at.isoformat() == "2023-11-14T22:13:21.000100+00:00"
    assert not outcomes(items)


def test_without_a_base_url_nothing_is_linked(tmp_path):
    (draft,) = drafts(one(tmp_path, message("1700000001.000100")))
    assert draft.url is None


def test_a_zip_gives_what_its_folder_gives_whatever_the_encoding_of_its_names(tmp_path):
    files = export({"café/2024-01-02.json": [message("1700000001.000100")]})
    folder = in_folder(tmp_path / "folder", files)
    for flagged in (True, False):
        path = tmp_path / f"export-{flagged}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, as_bytes(content))
        path.write_bytes(path.read_bytes() if flagged else without_utf8_flags(path.read_bytes()))
        assert SlackExport().accepts(path)
        assert threads(read(path, tmp_path)) == threads(read(folder, tmp_path))
    assert threads(read(folder, tmp_path))[0].space == "#café"


def without_utf8_flags(data: bytes) -> bytes:
    """Clear the flag that says "this name is UTF-8", as the export's own tool leaves it."""
    patched = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        start = patched.find(mark)
        while start >= 0:
            patched[start + at] &= ~0x08
            start = patched.find(mark, start + 4)
    return bytes(patched)


def test_markup_becomes_markdown_and_mentions_are_named(tmp_path):
    text = (
        "Ask <@U2> &amp; <@UX|carl>, see <#C2|café> and <https://example.org/a|the &lt;guide&gt;>,"
        " <https://example.org/b> or <mailto:a@example.org|a@example.org> <!here>"
        " :wave::skin-tone-3:\n"
        "```if a &lt; b:\n  &gt; c```"
    )
    (draft,) = drafts(one(tmp_path, message("1700000001.000100", text=text)))
    assert draft.text == (
        "Ask @Bo Li & @carl, see #café and [the <guide>](https://example.org/a),"
        " https://example.org/b or a@example.org @here :wave:\n"
        "```if a < b:\n  > c```"
    )
    assert [author.identity for author in draft.mentions] == ["slack:U2", "slack:UX"]


@pytest.mark.parametrize(
    ("raw", "own"),
    [
        ("&gt; Start big.\nI disagree.", "I disagree."),
        ("I disagree with\n&gt;Start big.\nand so does Bo", "I disagree with\nand so does Bo"),
        ("No:\n&gt;&gt;&gt; Start big.\nRight now.", "No:"),
        ("&gt; ```start big```\nNo.", "No."),
    ],
)
def test_quoted_lines_are_nobodys_words(tmp_path, raw, own):
    items = one(tmp_path, message("1700000001.000100", text=raw))
    assert [draft.text for draft in drafts(items)] == [own]
    assert outcomes(items) == {"quote_removed": 1}


def test_shared_messages_of_others_are_not_credited_to_the_sharer(tmp_path):
    share = {"is_share": True, "author_id": "U2", "text": "Start big.", "fallback": "Start big."}
    items = one(
        tmp_path,
        message("1700000001.000100", text="Worth reading", attachments=[share]),
        message("1700000002.000100", text="", attachments=[share]),
    )
    assert [draft.text for draft in drafts(items)] == ["Worth reading"]
    assert outcomes(items)["empty"] == 1


def test_blocks_are_read_where_the_text_is_empty(tmp_path):
    def section(*elements: object, kind: str = "rich_text_section") -> dict[str, object]:
        return {"type": kind, "elements": list(elements)}

    def words(text: str) -> dict[str, object]:
        return {"type": "text", "text": text}

    bullets = section(section(words("name it")), section(words("date it")), kind="rich_text_list")
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                section(words("Dear "), {"type": "user", "user_id": "U2"}, words(", three things")),
                bullets | {"style": "bullet", "indent": 1},
                section(words("Not mine"), kind="rich_text_quote"),
                section(words("make"), kind="rich_text_preformatted"),
            ],
        },
        {"type": "section", "text": {"type": "mrkdwn", "text": "see <https://example.org>"}},
    ]
    items = one(tmp_path, message("1700000001.000100", text="", blocks=blocks))
    (draft,) = drafts(items)
    assert draft.text == (
        "Dear @Bo Li, three things\n  - name it\n  - date it\n```\nmake\n```\nsee https://example.org"
    )
    assert [author.identity for author in draft.mentions] == ["slack:U2"]
    assert outcomes(items) == {"quote_removed": 1}


def test_reactions_are_merged_over_skin_tones_and_people(tmp_path):
    reactions = [
        {"name": "clap", "users": ["U1", "U2"], "count": 2},
        {"name": "clap::skin-tone-2", "users": ["U2", "U3"], "count": 4},
        {"name": "eyes", "count": 1},
    ]
    (draft,) = drafts(one(tmp_path, message("1700000001.000100", reactions=reactions)))
    assert [(r.name, r.count) for r in draft.reactions] == [("clap", 5), ("eyes", 1)]


def test_a_private_channel_is_not_named_to_those_outside(tmp_path):
    said = "Ask in <#G1> or <#G1|leads>, not in <#C1>."
    files = export(
        {
            "launching/2024-01-02.json": [message("1700000001.000100", text=said)],
            "leads/2024-01-02.json": [message("1700000002.000100", text=said)],
        },
        **{"groups.json": [{"id": "G1", "name": "leads"}]},
    )
    found = {
        t.space: t.drafts[0].text for t in threads(read(in_folder(tmp_path / "x", files), tmp_path))
    }
    assert found == {
        "#launching": "Ask in #private-channel or #private-channel, not in #launching.",
        "#leads": "Ask in #leads or #leads, not in #launching.",
    }


def test_private_channels_and_direct_messages_are_marked_private(tmp_path):
    files = export(
        {
            "leads/2024-01-02.json": [message("1700000001.000100")],
            "D1/2024-01-02.json": [message("1700000002.000100")],
            "mpdm-ana--bo-1/2024-01-02.json": [message("1700000003.000100")],
            "nowhere/2024-01-02.json": [message("1700000004.000100")],
            "launching/2024-01-02.json": [message("1700000005.000100")],
        },
        **{
            "groups.json": [{"id": "G1", "name": "leads"}],
            "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
            "mpims.json": [{"id": "G2", "name": "mpdm-ana--bo-1"}],
        },
    )
    items = read(in_folder(tmp_path / "x", files), tmp_path)
    assert {(t.space, t.private) for t in threads(items)} == {
        ("#leads", True),
        ("@dm", True),
        ("@mpdm-ana--bo-1", True),
        ("#nowhere", True),
        ("#launching", False),
    }
    assert outcomes(items) == {"unlisted_channel": 1}


def test_a_damaged_list_of_channels_never_makes_a_private_channel_public(tmp_path):
    whole = json.dumps([{"id": "C1", "name": "launching"}, {"id": "C9", "name": "cut"}]).encode()
    days = {
        "launching/2024-01-02.json": [message("1700000001.000100")],
        "cut/2024-01-02.json": [message("1700000002.000100")],
    }
    files = export(days, **{"channels.json": whole[:50]})
    items = read(in_folder(tmp_path / "x", files), tmp_path)
    assert {(t.space, t.private) for t in threads(items)} == {("#launching", False), ("#cut", True)}
    assert outcomes(items) == {"truncated": 1, "unlisted_channel": 1}


def test_without_users_everybody_stays_distinct_and_the_profile_helps(tmp_path):
    days = {
        "launching/2024-01-02.json": [
            message("1700000001.000100", "U1", thread_ts="1700000001.000100"),
            message(
                "1700000002.000100",
                "U7",
                "Me too",
                thread_ts="1700000001.000100",
                user_profile={"real_name": "Guest Person"},
            ),
            message("1700000003.000100", "U8", "And I", thread_ts="1700000001.000100"),
        ]
    }
    files = {"channels.json": CHANNELS} | days
    items = read(in_folder(tmp_path / "x", files), tmp_path)
    (thread,) = threads(items)
    assert [(a.identity, a.name) for d in thread.drafts for a in d.authors] == [
        ("slack:U1", None),
        ("slack:U7", "Guest Person"),
        ("slack:U8", None),
    ]


def test_bots_notices_files_and_gone_messages_are_left_out_with_their_reason(tmp_path):
    items = one(
        tmp_path,
        message("1700000001.000100", "UB", "beep"),
        message("1700000002.000100", subtype="bot_message", text="beep"),
        {"type": "message", "bot_id": "B1", "text": "beep", "ts": "1700000003.000100"},
        message("1700000004.000100", subtype="channel_join", text="<@U1> has joined"),
        message("1700000005.000100", "U00", "renamed"),
        message("1700000006.000100", "USLACKBOT", subtype="tombstone"),
        message("1700000006.000200", "USLACKBOT", text="A reminder that nobody wrote"),
        message("1700000007.000100", text="", files=[{"id": "F1", "mode": "hosted"}]),
        message("1700000008.000100", text=" \u200b "),
        message("1700000009.000100", subtype="brand_new_thing"),
        message("1700000010.000100", text="kept", files=[{"id": "F2"}, {"mode": "tombstone"}]),
    )
    assert [(d.text, d.attachments) for d in drafts(items)] == [("kept", 1)]
    assert outcomes(items) == {
        "bot": 4,
        "system": 2,
        "deleted": 1,
        "attachment_only": 1,
        "empty": 1,
        "unsupported": 1,
    }


def test_a_person_who_posts_through_an_app_stays_the_author(tmp_path):
    (draft,) = drafts(one(tmp_path, message("1700000001.000100", bot_id="B7")))
    assert draft.authors[0].name == "Ana Silva"


def test_comments_on_files_of_old_exports_belong_to_who_wrote_them(tmp_path):
    comment = {"user": "U2", "comment": "Nice <https://example.org|plan>"}
    shared = message(
        "1700000002.000100",
        text="<@U1|ana> uploaded a file: <https://example.org/f|plan.pdf> and commented: My plan",
        subtype="file_share",
        file={"id": "F1", "initial_comment": {"user": "U1", "comment": "My plan"}},
    )
    remark = {
        "type": "message",
        "subtype": "file_comment",
        "text": "<@U2> commented on <@U1>'s file <https://example.org/f|plan.pdf>: Nice plan",
        "comment": comment,
        "ts": "1700000003.000100",
    }
    found = {d.text: d.authors[0].name for d in drafts(one(tmp_path, shared, remark))}
    assert found == {"My plan": "Ana Silva", "Nice [plan](https://example.org)": "Bo Li"}


@pytest.mark.parametrize(
    "text",
    ["shared a file: <x|a>", "uploaded an image: <x|a>", "added a Plain Text snippet: <x|a>"],
)
def test_what_slack_says_of_a_file_and_what_its_owner_said_are_not_the_sharers(tmp_path, text):
    owners = {"user": "U2", "comment": "Words of the owner."}
    shared = message(
        "1700000002.000100",
        text=f"<@U1|ana> {text}",
        subtype="file_share",
        file={"id": "F1", "user": "U2", "initial_comment": owners},
    )
    items = one(tmp_path, shared)
    assert not drafts(items)
    assert outcomes(items) == {"attachment_only": 1, "quote_removed": 1}


def test_a_comment_on_a_file_is_not_by_whose_file_it_is(tmp_path):
    remark = message(
        "1700000003.000100",
        "U2",
        "<@U1> commented on <@U2>'s file <x|a>: Mine",
        subtype="file_comment",
        comment={"user": "U1", "comment": "Mine"},
    )
    assert [(d.text, d.authors[0].identity) for d in drafts(one(tmp_path, remark))] == [
        ("Mine", "slack:U1")
    ]


def test_an_edit_keeps_the_id_and_says_when(tmp_path):
    edited = message(
        "1700000001.000100", text="New", edited={"user": "U1", "ts": "1700000500.000000"}
    )
    (draft,) = drafts(one(tmp_path, edited))
    assert draft.external_id == "C1/1700000001.000100"
    assert draft.edited_at and draft.edited_at.timestamp() == 1_700_000_500


def test_a_broadcast_reply_and_overlapping_files_count_once(tmp_path):
    parent = "1700000001.000100"
    reply = message("1700000002.000100", "U2", "Start small.", thread_ts=parent)
    items = one(
        tmp_path,
        message(parent, thread_ts=parent),
        reply | {"subtype": "thread_broadcast", "root": message(parent)},
        reply,
    )
    (thread,) = threads(items)
    assert [d.text for d in thread.drafts] == ["How do we begin?", "Start small."]
    assert outcomes(items) == {"duplicate": 1}


def test_of_two_copies_the_one_edited_last_is_kept(tmp_path):
    old = message("1700000001.000100", text="Old")
    new = message("1700000001.000100", text="New", edited={"ts": "1700000500.000000"})
    for pair in ((old, new), (new, old)):
        assert [d.text for d in drafts(one(tmp_path, *pair))] == ["New"]


def test_replies_without_their_parent_stay_together_and_are_noted(tmp_path):
    gone = "1600000000.000100"
    items = one(
        tmp_path,
        message("1700000001.000100", "U2", "Agreed", thread_ts=gone),
        message("1700000002.000100", "U1", "Me too", thread_ts=gone),
    )
    (thread,) = threads(items)
    assert (thread.external_id, len(thread.drafts)) == (f"C1/{gone}", 2)
    assert {d.reply_to for d in thread.drafts} == {None}
    assert [i.count for i in items if isinstance(i, Noted) and i.what == "orphan_reply"] == [2]


def test_replies_to_a_bot_are_a_thread_and_no_orphans(tmp_path):
    parent = "1700000001.000100"
    items = one(
        tmp_path,
        message(parent, "UB", "What did you try?", thread_ts=parent),
        message("1700000002.000100", "U1", "Tea.", thread_ts=parent),
    )
    (thread,) = threads(items)
    assert (thread.external_id, [d.text for d in thread.drafts]) == (f"C1/{parent}", ["Tea."])
    assert outcomes(items) == {"bot": 1}


def test_messages_without_threads_become_conversations_with_stable_ids(tmp_path):
    early = [
        message("1700000001.000100", "U1", "Does anybody have an agenda for a first meeting?"),
        message("1700000030.000100", "U2", "@Ana Silva: yes, I can send you ours"),
        message("1700900000.000100", "U2", "Who books the big room for the spring fair?"),
    ]
    before = threads(one(tmp_path / "a", *early))
    later = message("1700000060.000100", "U1", "@Bo Li: thanks, please do send it")
    after = threads(one(tmp_path / "b", *early, later))
    assert {t.external_id for t in before} == {"C1/1700000001.000100", "C1/1700900000.000100"}
    assert {t.external_id for t in after} == {t.external_id for t in before}
    assert {len(t.drafts) for t in after} == {3, 1}


def test_one_bad_record_among_good_ones_is_named(tmp_path):
    items = one(
        tmp_path,
        message("1700000001.000100", text="one"),
        "not an object",
        {"type": "message", "user": "U1", "text": "no time"},
        message("not-a-time", text="bad time"),
        {"ts": "1700000002.000100", "text": 5, "user": ["U1"], "reactions": {"a": 1}, "files": 3},
        message("1700000003.000100", text="two"),
    )
    assert sorted(d.text for d in drafts(items)) == ["one", "two"]
    assert [i.item for i in items if isinstance(i, Failed)] == [
        "launching/2024-01-02.json #1",
        "launching/2024-01-02.json #2",
        "launching/2024-01-02.json #3",
    ]
    assert outcomes(items) == {"malformed": 3, "empty": 1}


def test_a_truncated_day_keeps_its_good_messages_and_the_other_days(tmp_path):
    good = json.dumps([message(f"170000000{i}.000100", text=f"m{i}") for i in range(4)]).encode()
    days = {
        "launching/2024-01-02.json": good[:-60],
        "launching/2024-01-03.json": [message("1700100000.000100", text="next day")],
        "launching/2024-01-04.json": b"",
        "launching/2024-01-05.json": b"\x00\x01\x02\x00" * 50,
    }
    items = read(in_folder(tmp_path / "x", export(days)), tmp_path)
    assert sorted(d.text for d in drafts(items)) == ["m0", "m1", "m2", "next day"]
    assert {(i.item, i.reason) for i in items if isinstance(i, Failed)} == {
        ("launching/2024-01-02.json", "truncated"),
        ("launching/2024-01-04.json", "truncated"),
        ("launching/2024-01-05.json", "not_that_format"),
    }


def test_a_file_in_another_encoding_is_read_and_noted(tmp_path):
    text = json.dumps([message("1700000001.000100", text="café")], ensure_ascii=False)
    days = {"launching/2024-01-02.json": text.encode("cp1252")}
    items = read(in_folder(tmp_path / "x", export(days)), tmp_path)
    assert [d.text for d in drafts(items)] == ["café"]
    assert outcomes(items) == {"encoding:utf-8+cp1252": 1}


def test_hostile_files_are_refused_and_the_rest_is_read(tmp_path):
    path = tmp_path / "export.zip"
    files = export({"launching/2024-01-02.json": [message("1700000001.000100")]})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, as_bytes(content))
        archive.writestr("../../evil/2024-01-02.json", as_bytes([message("1700000002.000100")]))
        archive.writestr("launching/2024-01-03.json", b"[" * 200_000)
        archive.writestr("launching/2024-01-04.json", b'[{"ts":"' + b"1" * 90_000_000)
        archive.writestr("launching/photo.png", b"\x89PNG")
    items = read(path, tmp_path)
    assert len(drafts(items)) == 1
    assert outcomes(items) == {"unsafe": 2, "too_large": 1, "not_a_document": 1}
    assert not (tmp_path.parent / "evil").exists()


def test_invisible_characters_are_taken_out_of_names_and_texts(tmp_path):
    users = [{"id": "U1", "profile": {"real_name": "Ana\u202e\u200b  Silva\n"}}]
    raw = message("1700000001.000100", text="so\u200b \U000e0041\ud83d\ude00 fine")
    (draft,) = drafts(one(tmp_path, raw, **{"users.json": users}))
    assert draft.authors[0].name == "Ana Silva"
    assert draft.text == "so 😀 fine"


def test_a_grid_export_reads_the_folders_of_its_workspaces(tmp_path):
    files = {
        "org_users.json": USERS,
        "channels.json": [{"id": "C1", "name": "everyone"}],
        "everyone/2024-01-02.json": [message("1700000001.000100")],
        "teams/T1/channels.json": [{"id": "C5", "name": "general"}],
        "teams/T1/groups.json": [{"id": "G5", "name": "leads"}],
        "teams/T1/general/2024-01-02.json": [message("1700000002.000100", "U2")],
        "teams/T1/leads/2024-01-02.json": [message("1700000003.000100")],
        "teams/T2/channels.json": [{"id": "C6", "name": "general"}],
        "teams/T2/general/2024-01-02.json": [message("1700000004.000100")],
        "teams/T2/leads/2024-01-02.json": [message("1700000005.000100")],
    }
    items = read(in_folder(tmp_path / "x", files), tmp_path)
    assert {(t.external_id.split("/1")[0], t.private) for t in threads(items)} == {
        ("C1", False),
        ("C5", False),
        ("G5", True),
        ("C6", False),
        ("teams/T2/leads", True),
    }
    assert {d.authors[0].name for d in drafts(items)} == {"Ana Silva", "Bo Li"}


def test_it_is_told_from_other_formats(tmp_path):
    day = {"launching/2024-01-02.json": [message("1700000001.000100")]}
    assert SlackExport().accepts(in_folder(tmp_path / "a", export(day)))
    assert SlackExport().accepts(in_folder(tmp_path / "b", day))
    assert SlackExport().accepts(
        in_folder(tmp_path / "c", {"wrapped/" + k: v for k, v in export(day).items()})
    )
    mixed = {"slack/" + name: content for name, content in export(day).items()}
    assert not SlackExport().accepts(in_folder(tmp_path / "m", mixed | {"notes/a.md": b"# hello"}))
    assert not SlackExport().accepts(in_folder(tmp_path / "d", {"notes/a.md": b"# hello"}))
    assert not SlackExport().accepts(in_folder(tmp_path / "e", {"x/2024-01-02.json": [{"id": 1}]}))
    assert not SlackExport().accepts(in_folder(tmp_path / "f", {"a.json": b"[]"}) / "a.json")
    assert not SlackExport().accepts(tmp_path / "missing")


def test_a_location_that_cannot_be_opened_is_an_error(tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 no more")
    with pytest.raises(ReadError) as caught:
        read(tmp_path / "broken.zip", tmp_path)
    assert caught.value.reason == "truncated"


def test_the_sample_agrees_with_a_count_by_hand(tmp_path):
    if not SAMPLE.is_dir():
        pytest.skip("the sample community is not here")
    rows = [row for path in SAMPLE.glob("*/*.json") for row in json.loads(path.read_text("utf-8"))]
    items = read(SAMPLE, tmp_path)
    skipped = [item for item in items if isinstance(item, Skipped)]
    assert len(drafts(items)) + len(skipped) == len(rows)
    notices = sum(1 for row in rows if row.get("subtype") in ("channel_join", "group_join"))
    assert outcomes(items)["system"] == notices
    private = {row["name"] for row in json.loads((SAMPLE / "groups.json").read_text("utf-8"))}
    assert {t.space for t in threads(items) if t.private} == {f"#{name}" for name in private}
    authors = {row["user"] for row in rows if row.get("subtype") != "bot_message"}
    named = {d.authors[0].identity.removeprefix("slack:") for d in drafts(items)}
    assert named <= authors


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["U1", "U2", "U3", "UB"]),
            st.integers(0, 3),
            st.sampled_from(["launching", "café"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=25,
    ),
    seed=st.integers(0, 10_000),
)
def test_any_order_gives_the_same_threads_and_words_stay_with_their_author(
    tmp_path_factory, rows, seed
):
    start = 1_700_000_000
    days: dict[str, list[dict[str, Any]]] = {}
    wrote: dict[str, str] = {}
    first: dict[str, str] = {}
    for number, (user, day, channel, is_reply) in enumerate(rows):
        ts = f"{start + day * 86_400 + number}.000{number:03}"
        text = f"word{number} by-{user}"
        wrote[text] = f"slack:{user}"
        row = message(ts, user, text)
        if is_reply and channel in first:
            row["thread_ts"] = first[channel]
            row["text"] = f"&gt; quoted-{number}\n{text}"
        else:
            first.setdefault(channel, ts)
        days.setdefault(f"{channel}/2023-11-{15 + day}.json", []).append(row)
    shuffled = {name: random.Random(seed).sample(day, len(day)) for name, day in days.items()}
    found = []
    for files in (days, shuffled):
        folder = tmp_path_factory.mktemp("x")
        items = read(in_folder(folder / "export", export(files)), folder)
        found.append(sorted(threads(items), key=lambda thread: thread.external_id))
        assert len(drafts(items)) + outcomes(items)["bot"] == len(rows)
    assert found[0] == found[1]
    for thread in found[0]:
        times = [draft.created_at for draft in thread.drafts]
        assert times == sorted(times, key=lambda time: time.timestamp() if time else 0)
        for draft in thread.drafts:
            assert wrote[draft.text] == draft.authors[0].identity


def test_every_message_of_a_generated_export_comes_out_once(tmp_path):
    write_export(tmp_path / "big", 4000)
    items = read(tmp_path / "big", tmp_path)
    ids = [draft.external_id for draft in drafts(items)]
    assert len(ids) == len(set(ids)) == 4000
    assert not outcomes(items)
    assert len({thread.external_id for thread in threads(items)}) == len(threads(items))
