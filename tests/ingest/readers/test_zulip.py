"""Zulip exports and API dumps: topics, privacy, quotes, damage; nobody is miscredited."""

import io
import json
import random
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import UnknownFormat
from assistant.records import Author, Draft, ThreadDraft
from ingest.detect import detect
from ingest.outcome import Failed, Noted
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.zulip import ZulipExport
from ingest.wiring import readers

REALM: dict[str, Any] = {
    "zerver_realm": [{"id": 1, "string_id": "practice"}],
    "zerver_userprofile": [
        {"id": 11, "full_name": "Ana Silva", "email": "user11@x", "delivery_email": "Ana@x.org"},
        {"id": 12, "full_name": "Bo Li", "email": "bo@x.org", "is_active": False},
        {"id": 13, "full_name": "Helper", "is_bot": True},
    ],
    "zerver_userprofile_crossrealm": [{"id": 5, "email": "notification-bot@zulip.com"}],
    "zerver_userprofile_mirrordummy": [{"id": 15, "full_name": "Cy Mirror"}],
    "zerver_stream": [
        {"id": 3, "name": "launching", "invite_only": False},
        {"id": 4, "name": "leads", "invite_only": True},
    ],
    "zerver_recipient": [
        {"id": 30, "type": 2, "type_id": 3},
        {"id": 40, "type": 2, "type_id": 4},
        {"id": 50, "type": 1, "type_id": 11},
        {"id": 60, "type": 3, "type_id": 1},
    ],
    "zerver_reaction": [
        {"id": 1, "user_profile": 11, "message": 1, "emoji_name": "heart"},
        {"id": 2, "user_profile": 12, "message": 1, "emoji_name": "heart"},
        {"id": 3, "user_profile": 12, "message": 1, "emoji_name": "tada"},
        "damaged",
    ],
}


def message(number: int, content: str = "How do we begin?", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "sender": 11,
        "recipient": 30,
        "subject": "first steps",
        "content": content,
        "rendered_content": "<p>not read</p>",
        "date_sent": 1_700_000_000.25 + number,
    } | more


def official(*messages: object, per_file: int = 1000, **realm: Any) -> dict[str, object]:
    files: dict[str, object] = {"zulip-export-x/realm.json": REALM | realm}
    for start in range(0, len(messages), per_file):
        name = f"zulip-export-x/messages-{start // per_file + 1:06}.json"
        rows = list(messages[start : start + per_file])
        files[name] = {"zerver_usermessage": [{"id": 1}], "zerver_message": rows}
    return files


def as_bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def saved(folder: Path, files: Mapping[str, object]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(as_bytes(content))
    return folder


def read(path: Path, scratch: Path, base_url: str | None = None) -> list[ReadItem]:
    request = ReadRequest(location=path, scratch=scratch / "scratch", base_url=base_url)
    return list(ZulipExport().read(request))


def one(tmp_path: Path, *messages: object, **realm: Any) -> list[ReadItem]:
    return read(saved(tmp_path / "export", official(*messages, **realm)), tmp_path)


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


def test_a_topic_is_one_thread_before_and_after_it_was_resolved(tmp_path):
    files = official(
        message(1),
        message(2, "Start small.", sender=12, subject="✔ First steps", last_edit_time=1.7e9),
        message(3, "Elsewhere", subject="budget"),
        per_file=1,
    )
    items = read(saved(tmp_path / "x", files), tmp_path, "https://practice.zulipchat.com/")
    first, second = sorted(threads(items), key=lambda thread: thread.external_id, reverse=True)
    assert (first.external_id, first.title, first.space) == (
        "3/first steps",
        "First steps",
        "#launching",
    )
    question, answer = first.drafts
    assert (question.external_id, answer.external_id) == ("1", "2")
    assert question.authors == (
        Author(identity="zulip:11", name="Ana Silva", handles=("ana@x.org",)),
    )
    assert [(r.name, r.count) for r in question.reactions] == [("heart", 2), ("tada", 1)]
    assert question.created_at and question.created_at.isoformat() == (
        "2023-11-14T22:13:21.250000+00:00"
    )
    assert answer.edited_at is not None
    assert answer.url == (
        "https://practice.zulipchat.com/#narrow/channel/3-launching"
        "/topic/.E2.9C.94.20First.20steps/near/2"
    )
    assert (second.title, len(second.drafts)) == ("budget", 1)
    assert not outcomes(items)


def test_a_tarball_and_a_zip_give_what_their_folder_gives(tmp_path):
    files = official(message(1), message(2, "Start small.", sender=12), per_file=1)
    folder = saved(tmp_path / "folder", files)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as tar:
        for name, content in reversed(files.items()):
            info = tarfile.TarInfo(name)
            info.size = len(as_bytes(content))
            tar.addfile(info, io.BytesIO(as_bytes(content)))
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, as_bytes(content))
    for path in (tmp_path / "x.tar.gz", tmp_path / "x.zip", folder):
        assert ZulipExport().accepts(path)
        assert read(path, tmp_path) == read(folder, tmp_path)


@pytest.mark.parametrize("folders", ["", "backup/", "backup/2024/"])
def test_an_export_packed_with_the_folders_around_it_is_read(tmp_path, folders):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in official(message(1)).items():
            archive.writestr(folders + name, as_bytes(content))
    assert ZulipExport().accepts(path)
    assert [thread.external_id for thread in threads(read(path, tmp_path))] == ["3/first steps"]


def test_private_streams_and_direct_messages_are_private(tmp_path):
    items = one(
        tmp_path,
        message(1),
        message(2, recipient=40),
        message(3, recipient=50),
        message(4, recipient=60),
        message(5, recipient=777),
        message(6, recipient=70),
        zerver_recipient=[*REALM["zerver_recipient"], {"id": 70, "type": 2, "type_id": 99}],
    )
    assert {(t.drafts[0].external_id, t.space, t.private) for t in threads(items)} == {
        ("1", "#launching", False),
        ("2", "#leads", True),
        ("3", "@dm", True),
        ("4", "@dm", True),
        ("5", "@dm", True),
        ("6", "#99", True),
    }


def test_a_stream_that_does_not_say_that_it_is_open_is_private(tmp_path):
    items = one(tmp_path, message(1), zerver_stream=[{"id": 3, "name": "launching"}])
    assert [t.private for t in threads(items)] == [True]


@pytest.mark.parametrize(
    ("raw", "own"),
    [
        (
            "@_**Bo Li|12** [said](https://x/#narrow/9):\n```quote\nStart big.\n```\nNo, small.",
            "No, small.",
        ),
        (
            "````quote\n@_**Bo Li|12** [said](u):\n```quote\nStart big.\n```\nMaybe.\n````\nNo.",
            "No.",
        ),
        ("```quote\nsee\n```python\nx = 1\n```\nStart big.\n```\nNo.", "No."),
        ("> Start big.\nAnd go on.\n\nNo.", "No."),
        ("> Start big.\n```text\nNo.\n```", "```text\nNo.\n```"),
        ("Never ends\n~~~quote\nStart big.", "Never ends"),
        ("```spoiler Ending\nIt closed.\n```", "```spoiler Ending\nIt closed.\n```"),
    ],
)
def test_quotations_are_nobodys_words(tmp_path, raw, own):
    items = one(tmp_path, message(1, raw))
    assert [draft.text for draft in drafts(items)] == [own]
    assert outcomes(items).get("quote_removed", 0) == (1 if own != raw else 0)


def test_code_keeps_its_lines(tmp_path):
    raw = "```\n> not a quote\n```quote\n```\nwords"
    (draft,) = drafts(one(tmp_path, message(1, raw)))
    assert draft.text == raw


def test_codes_of_zulip_become_plain_text(tmp_path):
    raw = (
        "@**Bo Li|12** and @_**Cy Mirror** and @**all**, see #**leads>plans@77** or #**launching**,"
        " @*stewards* <time:2024-01-02T10:00:00+01:00> [plan.pdf](/user_uploads/2/ab/plan.pdf)"
    )
    (draft,) = drafts(one(tmp_path, message(1, raw)))
    assert draft.text == (
        "@Bo Li and @Cy Mirror and @all, see #leads > plans or #launching,"
        " @stewards 2024-01-02T10:00:00+01:00 plan.pdf"
    )
    assert [author.identity for author in draft.mentions] == ["zulip:12", "zulip:15"]
    assert draft.attachments == 1


def test_bots_deletions_and_files_are_left_out_with_their_reason(tmp_path):
    items = one(
        tmp_path,
        message(1, sender=13),
        message(2, sender=5),
        message(3, "(deleted)"),
        message(4, "[x.png](/user_uploads/2/x.png)"),
        message(5, " \u200b"),
        message(6, "kept", sender=999, date_sent=None),
        message(7, "nobody", sender=None),
    )
    kept, nobody = drafts(items)
    assert (kept.text, kept.created_at, kept.authors) == (
        "kept",
        None,
        (Author(identity="zulip:999"),),
    )
    assert nobody.authors == ()
    assert outcomes(items) == {"bot": 2, "deleted": 1, "attachment_only": 1, "empty": 1}


def test_old_exports_date_messages_by_pub_date(tmp_path):
    row = message(1, pub_date=1_400_000_000.0)
    del row["date_sent"]
    (draft,) = drafts(one(tmp_path, row))
    assert draft.created_at and draft.created_at.year == 2014


def test_one_bad_record_and_one_bad_file_are_named_and_the_rest_is_read(tmp_path):
    files = official(
        message(1, "one"), None, {"content": "no id"}, message(2, "two"), message(3, "three"),
        per_file=4,
    )  # fmt: skip
    files["zulip-export-x/messages-000003.json"] = as_bytes(
        {"zerver_message": [message(4, "four"), message(5, "five")]}
    )[:-40]
    files["zulip-export-x/messages-000004.json"] = b'{"zerver_message": [' + b'{"a":' * 10_000
    files["zulip-export-x/avatars/records.json"] = []
    files["zulip-export-x/readme.txt"] = b"hello"
    items = read(saved(tmp_path / "x", files), tmp_path)
    assert [d.text for d in drafts(items)] == ["one", "two", "three", "four"]
    at = "zulip-export-x/messages-00000"
    assert [(i.item, i.reason) for i in items if isinstance(i, Failed)] == [
        (f"{at}1.json #1", "malformed"),
        (f"{at}1.json #2", "malformed"),
        (f"{at}3.json", "truncated"),
        (f"{at}4.json", "unsafe"),
    ]
    assert outcomes(items)["not_a_document"] == 1


def test_a_damaged_realm_leaves_everything_private_and_says_so(tmp_path):
    files = official(message(1))
    files["zulip-export-x/realm.json"] = as_bytes(REALM)[:30]
    items = read(saved(tmp_path / "x", files), tmp_path)
    assert [(t.private, t.drafts[0].authors[0].identity) for t in threads(items)] == [
        (True, "zulip:11")
    ]
    assert outcomes(items)["truncated"] >= 1


def from_api(number: int, content: str = "How do we begin?", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "sender_id": 11,
        "sender_full_name": "Ana Silva",
        "sender_email": "ana@x.org",
        "type": "stream",
        "display_recipient": "launching",
        "stream_id": 3,
        "subject": "first steps",
        "timestamp": 1_700_000_000 + number,
        "content": content,
        "content_type": "text/x-markdown",
        "reactions": [],
    } | more


def page(*messages: object) -> dict[str, object]:
    return {"result": "success", "msg": "", "messages": list(messages)}


def test_pages_of_the_api_are_read_in_every_shape_people_keep_them(tmp_path):
    rows = [from_api(1), from_api(2, "Start small.", sender_id=12, sender_full_name="Bo Li")]
    shapes: dict[str, bytes] = {
        "page.json": as_bytes(page(*rows)),
        "pages.json": as_bytes(page(rows[0])) + b"\n" + as_bytes(page(rows[1])),
        "array.json": as_bytes(rows),
        "array-of-pages.json": as_bytes([page(rows[0]), page(rows[1])]),
        "array-of-arrays.json": as_bytes([[rows[0]], [rows[1]]]),
        "lines.jsonl": b"\n".join(as_bytes(row) for row in rows),
    }
    for name, content in shapes.items():
        path = saved(tmp_path / name, {name: content}) / name
        assert ZulipExport().accepts(path), name
        items = read(path, tmp_path)
        (thread,) = threads(items)
        assert (thread.external_id, thread.title) == ("3/first steps", "first steps")
        assert [(d.external_id, d.authors[0].name) for d in thread.drafts] == [
            ("1", "Ana Silva"),
            ("2", "Bo Li"),
        ]
        assert outcomes(items) == {"privacy_unknown": 1}


def test_lists_of_streams_and_members_beside_a_dump_tell_privacy_and_bots(tmp_path):
    files = {
        "messages.json": page(
            from_api(1),
            from_api(2, stream_id=4, display_recipient="leads"),
            from_api(3, sender_id=13, sender_full_name="Helper"),
            from_api(4, sender_id=14, sender_email="rota-bot@x.org"),
            from_api(5, type="private", display_recipient=[{"id": 11}, {"id": 12}]),
        ),
        "streams.json": {
            "streams": [
                {"stream_id": 3, "name": "launching", "invite_only": False},
                {"stream_id": 4, "name": "leads", "invite_only": True},
            ]
        },
        "users.json": {"members": [{"user_id": 13, "full_name": "Helper", "is_bot": True}]},
    }
    items = read(saved(tmp_path / "x", files), tmp_path)
    assert {(t.space, t.private) for t in threads(items)} == {
        ("#launching", False),
        ("#leads", True),
        ("@dm", True),
    }
    assert outcomes(items) == {"bot": 2}


def test_rendered_messages_of_the_api_lose_their_quotes(tmp_path):
    html = (
        '<p><span class="user-mention silent" data-user-id="12">Bo Li</span>'
        ' <a href="https://x/#narrow/near/9">said</a>:</p>'
        "<blockquote><p>Start big.</p></blockquote><p>No, <strong>small</strong>.</p>"
    )
    rows = [from_api(1, html, content_type="text/html")]
    reactions = [{"emoji_name": "heart", "user_id": 1}, {"emoji_name": "heart", "user_id": 2}]
    rows.append(from_api(2, "<p>Fine</p>", content_type="text/html", reactions=reactions))
    items = read(saved(tmp_path / "x", {"m.json": page(*rows)}), tmp_path)
    first, second = drafts(items)
    assert first.text.replace("*", "") == "No, small."
    assert [(r.name, r.count) for r in second.reactions] == [("heart", 2)]
    assert outcomes(items)["quote_removed"] == 1


def test_a_damaged_line_costs_only_itself(tmp_path):
    lines = [as_bytes(from_api(1)), b'{"id": 2, "sender_', as_bytes(from_api(3, "Small."))]
    items = read(saved(tmp_path / "x", {"m.jsonl": b"\n".join(lines)}), tmp_path)
    assert [draft.external_id for draft in drafts(items)] == ["1", "3"]
    assert [(i.item, i.reason) for i in items if isinstance(i, Failed)] == [
        ("m.jsonl:2", "malformed")
    ]


@pytest.mark.parametrize("place", ["m.json", "launching/m.json"])
@pytest.mark.parametrize("beside", ["README.md", "handbook.md", "damaged.json"])
def test_a_list_of_streams_holds_whatever_stands_beside_it(tmp_path, place, beside):
    streams = {"streams": [{"stream_id": 3, "name": "launching", "invite_only": True}]}
    files = {"streams.json": streams, place: [from_api(1)], beside: b"{ Words of nobody."}
    path = saved(tmp_path / "x", files)
    reader = detect(path, tuple(readers().values()))
    request = ReadRequest(location=path, scratch=tmp_path / "scratch")
    items = list(reader.read(request))
    assert [t.private for t in threads(items) if t.space == "#launching"] == [True]
    assert [i.item for i in items if isinstance(i, Failed)] == [beside] * beside.endswith("json")


def test_two_exports_in_one_folder_stay_two(tmp_path):
    one, other = official(message(1)), official(message(1))
    files = {name.replace("-x/", "-y/"): content for name, content in other.items()} | one
    path = saved(tmp_path / "x", files)
    reader = detect(path, tuple(readers().values()))
    request = ReadRequest(location=path, scratch=tmp_path / "scratch")
    assert len({thread.external_id for thread in threads(reader.read(request))}) == 2


@pytest.mark.parametrize("mark", ["@**a** [", "`[quote", "<time:x", '<span class="user-mention '])
@pytest.mark.parametrize("kind", ["text/html", "text/x-markdown"])
def test_a_hostile_message_is_read_in_time(tmp_path, mark, kind):
    row = from_api(1, "<p>" + mark * (100_000 // len(mark)), content_type=kind)
    started = time.monotonic()
    read(saved(tmp_path / "x", {"m.json": page(row)}), tmp_path)
    assert time.monotonic() - started < 10


SAID = '<a href="#narrow/stream/3-launching/topic/x/near/9">{}</a>'
BO = '<span class="user-mention silent" data-user-id="12">Bo Li</span>'


@pytest.mark.parametrize(
    ("html", "own"),
    [
        (f"<p>{BO} {SAID.format('said')}:</p>\n<blockquote>\n<p>B</p></blockquote><p>N</p>", "N"),
        (f"<p>{BO} {SAID.format('a dit')}:</p><blockquote><p>B</p></blockquote><p>N</p>", "N"),
        (f"<p>Hm<br>\n{BO} {SAID.format('sagte')}:</p>\n<blockquote><p>B</p></blockquote>", "Hm"),
        ("<p><strong>Bo Li</strong> said:</p><blockquote><p>B</p></blockquote><p>No.</p>", "No."),
        (
            '<p>See <a href="https://x.org">https://x.org</a></p>\n<div class="message_embed">'
            '<div class="data-container"><div class="message_embed_title"><a title="T">T</a></div>'
            '<div class="message_embed_description">Words of that page.</div></div></div>',
            "See https://x.org",
        ),
        (
            '<p>Look</p><div class="inline-preview-twitter"><div class="twitter-tweet">'
            "<p>Words of a stranger.</p><span>- Stranger (@x)</span></div></div>",
            "Look",
        ),
        (
            '<div class="spoiler-block"><div class="spoiler-header"><p>Hint</p></div>'
            '<div class="spoiler-content" aria-hidden="true"><p>Induct.</p></div></div>',
            "Hint\n\nInduct.",
        ),
        ("<p>Write <code>m</code></p><p>&gt;&gt;= is bind</p>", "Write `m`\n\n>>= is bind"),
        (f"<p>Ask {BO} now</p>", "Ask Bo Li now"),
    ],
)  # fmt: skip
def test_rendered_words_are_the_senders_own_and_all_of_them(tmp_path, html, own):
    rows = [from_api(1, html, content_type="text/html")]
    (draft,) = drafts(read(saved(tmp_path / "x", {"m.json": page(*rows)}), tmp_path))
    assert draft.text == own


@pytest.mark.parametrize(
    "raw",
    [
        "@_**Bo Li|12** [a dit](https://x/#narrow/near/9):\n```quote\nBig.\n```\nSmall.",
        "**Bo Li** said:\n~~~ quote\nBig.\n~~~\nSmall.",
        "@**Bo Li** said:\n\n> Big.\n\nSmall.",
    ],
)
def test_a_line_that_introduces_a_quotation_goes_with_it(tmp_path, raw):
    (draft,) = drafts(one(tmp_path, message(1, raw)))
    assert draft.text.strip() == "Small."


def test_mentions_of_rendered_messages_are_known_by_their_id(tmp_path):
    html = '<p>Ask <span class="user-mention" data-user-id="12">@Bo Li</span> and <span class="user-mention" data-user-id="*">@all</span></p>'  # noqa: E501
    rows = [from_api(1, html, content_type="text/html")]
    (draft,) = drafts(read(saved(tmp_path / "x", {"m.json": page(*rows)}), tmp_path))
    assert draft.text == "Ask @Bo Li and @all"
    assert [author.identity for author in draft.mentions] == ["zulip:12"]


def test_a_dump_that_does_not_say_so_is_still_read_as_html(tmp_path):
    row = from_api(1, "<p>Start <em>small</em>.</p>\n<blockquote>\n<p>Big.</p>\n</blockquote>")
    del row["content_type"]
    (draft,) = drafts(read(saved(tmp_path / "x", {"m.json": page(row)}), tmp_path))
    assert "<" not in draft.text and "Big" not in draft.text


def slim(number: int, name: str, words: str) -> dict[str, Any]:
    """Return a message as zulip-archive keeps it."""
    html = f"<p>{words}</p>"
    at = 1_700_000_000 + number
    return {"content": html, "id": number, "sender_full_name": name, "timestamp": at}


INDEX = {"streams": {"is there / code?": {"id": 3, "latest_id": 4, "topic_data": {}}}, "time": 1}
ARCHIVED: dict[str, object] = {
    "stream_index.json": INDEX,
    "3-is-there-/-code?/.E2.9C.94.20v1.2E2.20.28a.2Fb.29.json": [slim(2, "Bo Li", "Start small.")],
    "3-is-there-/-code?/v1.2E2.20.28a.2Fb.29.json": [
        slim(1, "Ana Silva", 'How? <span class="user-mention" data-user-id="12">@Bo Li</span>'),
        slim(3, "Notification Bot", "Bo Li has marked this topic as resolved."),
        slim(4, "", "nobody"),
    ],
    "7-new-members/hello.json": [slim(5, "Bo Li", "Hello.")],
}


@pytest.mark.parametrize("packed", [False, True])
def test_the_folders_of_zulip_archive_are_streams_and_topics(tmp_path, packed):
    path = saved(tmp_path / "zulip_json", ARCHIVED)
    if packed:  # as the whole repository
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("archive-main/_config.yml", b"title: x")
            for name, content in ARCHIVED.items():
                archive.writestr(f"archive-main/zulip_json/{name}", as_bytes(content))
    assert ZulipExport().accepts(path)
    items = read(path, tmp_path, "https://practice.zulipchat.com")
    first, second = sorted(threads(items), key=lambda thread: thread.external_id)
    assert (first.external_id, first.title) == ("3/v1.2 (a/b)", "v1.2 (a/b)")
    assert (first.space, first.private) == ("#is there / code?", False)
    assert [(d.authors[0].identity if d.authors else None, d.text) for d in first.drafts] == [
        ("zulip:name:Ana Silva", "How? @Bo Li"),
        ("zulip:name:Bo Li", "Start small."),
        (None, "nobody"),
    ]
    assert first.drafts[0].mentions == first.drafts[1].authors
    assert first.drafts[1].url == (
        "https://practice.zulipchat.com/#narrow/channel/3-is-there-.2F-code.3F"
        "/topic/.E2.9C.94.20v1.2E2.20.28a.2Fb.29/near/2"
    )
    assert (second.title, second.space) == ("hello", "#new members")
    expected = {"bot": 1, "privacy_unknown": 2} | ({"not_a_document": 1} if packed else {})
    assert outcomes(items) == expected


def test_a_damaged_index_of_zulip_archive_costs_only_its_names(tmp_path):
    files = ARCHIVED | {"stream_index.json": b'{"streams": {'}
    items = read(saved(tmp_path / "x", files), tmp_path)
    assert {thread.space for thread in threads(items)} == {"#is there / code?", "#new members"}
    assert outcomes(items)["truncated"] == 1


def test_one_stream_of_zulip_archive_is_read_alone(tmp_path):
    path = saved(tmp_path, {"7-new-members/hello.json": ARCHIVED["7-new-members/hello.json"]})
    assert ZulipExport().accepts(path / "7-new-members")
    for place in ("7-new-members", "7-new-members/hello.json"):
        (thread,) = threads(read(path / place, tmp_path))
        assert (thread.external_id, thread.space, thread.private) == (
            "7/hello", "#new members", False,
        )  # fmt: skip


def test_it_is_told_from_other_formats(tmp_path):
    discord = {"guild": {}, "channel": {}, "messages": [{"id": "1", "author": {}}]}
    assert not ZulipExport().accepts(saved(tmp_path / "a", {"x.json": discord}))
    assert not ZulipExport().accepts(saved(tmp_path / "b", {"notes.md": b"# hello"}))
    assert not ZulipExport().accepts(saved(tmp_path / "c", {"realm.json": {}}))
    assert not ZulipExport().accepts(tmp_path / "missing")
    with pytest.raises(UnknownFormat):
        read(saved(tmp_path / "d", {"x.json": discord}) / "x.json", tmp_path)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([11, 12, 13]), st.sampled_from(["plan", "✔ Plan", "tea"])),
        min_size=1,
        max_size=25,
    ),
    per_file=st.integers(1, 25),
    seed=st.integers(0, 10_000),
)
def test_any_order_of_messages_and_files_gives_the_same_topics(
    tmp_path_factory, rows, per_file, seed
):
    messages = [
        message(n + 1, f"word{n} by-{sender}\n> quoted", sender=sender, subject=topic)
        for n, (sender, topic) in enumerate(rows)
    ]
    shuffled = random.Random(seed).sample(messages, len(messages))
    found = []
    for part in (messages, shuffled):
        folder = tmp_path_factory.mktemp("x")
        items = read(saved(folder / "x", official(*part, per_file=per_file)), folder)
        found.append(sorted(threads(items), key=lambda thread: thread.external_id))
        assert len(drafts(items)) + outcomes(items)["bot"] == len(rows)
    assert found[0] == found[1]
    for draft in (draft for thread in found[0] for draft in thread.drafts):
        assert draft.text.endswith(f"by-{draft.authors[0].identity.removeprefix('zulip:')}")
