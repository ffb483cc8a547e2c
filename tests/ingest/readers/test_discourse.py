"""Discourse topics come in whole, whichever files their posts stand in."""

import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.records import Draft, Reaction, ThreadDraft
from ingest.detect import detect
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.discourse import DiscourseTopics
from ingest.wiring import readers

BASE = "https://forum.example.org"


def post(
    number: int, text: str = "Words.", *, topic: int = 7, who: str = "ana", **more: object
) -> dict:
    return {
        "id": topic * 1000 + number,
        "post_number": number,
        "post_type": 1,
        "topic_id": topic,
        "username": who,
        "name": who.title(),
        "user_id": 5,
        "created_at": f"2021-03-04T10:{number % 60:02}:00.000Z",
        "updated_at": f"2021-03-04T10:{number % 60:02}:00.000Z",
        "version": 1,
        "raw": text,
        "cooked": f"<p>{text}</p>",
        **more,
    }


def topic(
    *posts: dict, number: int = 7, announced: Sequence[int] | None = None, **more: object
) -> dict:
    stream = list(announced) if announced is not None else [p["id"] for p in posts]
    return {
        "post_stream": {"posts": list(posts), "stream": stream},
        "id": number,
        "title": f"Topic {number}",
        "slug": f"topic-{number}",
        "category_id": 3,
        "tags": ["rhythm"],
        "archetype": "regular",
        "visible": True,
        "last_posted_at": "2021-03-05T00:00:00Z",
        **more,
    }


@pytest.fixture
def tell(tmp_path: Path):
    def tell_files(*values: object, base_url: str | None = BASE) -> list[ReadItem]:
        folder = tmp_path / "forum"
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, value in enumerate(values):
            (folder / f"{number}.json").write_text(json.dumps(value))
        return read(folder, tmp_path / "scratch", base_url)

    return tell_files


def read(path: Path, scratch: Path, base_url: str | None = BASE) -> list[ReadItem]:
    request = ReadRequest(location=path, scratch=scratch, base_url=base_url)
    return list(DiscourseTopics().read(request))


def threads(items: Sequence[ReadItem]) -> list[ThreadDraft]:
    return [item for item in items if isinstance(item, ThreadDraft)]


def drafts(items: Sequence[ReadItem]) -> dict[str, Draft]:
    return {draft.external_id: draft for thread in threads(items) for draft in thread.drafts}


def outcomes(items: Sequence[ReadItem]) -> list[tuple[str, str]]:
    return [(x.item, x.reason) for x in items if isinstance(x, Skipped | Failed)]


def test_an_ordinary_topic_becomes_a_thread(tell) -> None:
    items = tell(
        topic(
            post(1, "How often?"),
            post(
                2,
                "Every two weeks, @ana.",
                who="ben",
                reply_to_post_number=1,
                accepted_answer=True,
                actions_summary=[{"id": 2, "count": 4}, {"id": 3, "count": 9}],
            ),
        )
    )
    (thread,) = threads(items)
    assert (thread.external_id, thread.title, thread.tags) == ("7", "Topic 7", ("rhythm",))
    assert thread.url == f"{BASE}/t/topic-7/7"
    reply = drafts(items)["7/2"]
    assert reply.authors[0].identity == "discourse:ben"
    assert (reply.authors[0].name, reply.reply_to, reply.accepted) == ("Ben", "7/1", True)
    assert reply.reactions == (Reaction(name="like", count=4),)
    assert reply.url == f"{BASE}/t/topic-7/7/2"
    assert reply.created_at == datetime(2021, 3, 4, 10, 2, tzinfo=UTC)
    assert reply.edited_at is None
    assert [a.identity for a in reply.mentions] == ["discourse:ana"]


def test_without_a_base_url_there_are_no_links(tell) -> None:
    (thread,) = threads(tell(topic(post(1)), base_url=None))
    assert (thread.url, thread.drafts[0].url) == (None, None)


def test_posts_of_further_pages_join_their_topic(tell) -> None:
    pages = [
        {"post_stream": {"posts": [post(3, "Three"), post(4, "Four")]}, "id": 7},
        topic(post(1, "One"), post(2, "Two"), announced=[7001, 7002, 7003, 7004, 7005]),
        {"latest_posts": [post(6, "Six")]},
    ]
    items = tell(*pages)
    (thread,) = threads(items)
    assert [d.text for d in thread.drafts] == ["One", "Two", "Three", "Four", "Six"]
    assert Noted(what="posts_not_in_export", item="7") in items


def test_edited_posts_say_so_and_the_later_version_counts(tell) -> None:
    later = {"version": 3, "updated_at": "2021-04-01T00:00:00Z"}
    items = tell(topic(post(1, "Old words")), topic(post(1, "New words", **later)))
    assert drafts(items)["7/1"].text == "New words"
    assert drafts(items)["7/1"].edited_at == datetime(2021, 4, 1, tzinfo=UTC)
    assert outcomes(items) == [("7/1", "duplicate")]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"hidden": True}, "hidden"),
        ({"deleted_at": "2021-03-04T10:00:00Z"}, "deleted"),
        ({"user_deleted": True}, "deleted"),
        ({"post_type": 3, "action_code": "closed.enabled"}, "system"),
        ({"post_type": 4}, "private"),
        ({"post_type": 99}, "unsupported"),
        ({"user_id": -1, "username": "system"}, "bot"),
        ({"raw": "", "cooked": ""}, "empty"),
        ({"raw": "> only a quote"}, "empty"),
        ({"raw": "![image|9x9](upload://a.png)"}, "attachment_only"),
    ],
)
def test_posts_that_are_not_to_be_read_are_skipped_with_their_reason(tell, more, reason) -> None:
    items = tell(topic(post(1), post(2, **more)))
    assert outcomes(items) == [("7/2", reason)]
    assert set(drafts(items)) == {"7/1"}


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"deleted_at": "2021-01-01T00:00:00Z"}, "deleted"), ({"visible": False}, "hidden")],
)
def test_topics_that_are_gone_leave_no_thread(tell, more, reason) -> None:
    items = tell(topic(post(1), post(2), **more))
    assert (threads(items), outcomes(items)) == ([], [("7/1", reason), ("7/2", reason)])


def test_private_topics_and_categories_are_marked(tell) -> None:
    categories = {
        "category_list": {
            "categories": [
                {"id": 3, "name": "Craft", "read_restricted": False},
                {"id": 4, "name": "Stewards", "read_restricted": True},
            ]
        }
    }
    items = tell(
        categories,
        topic(post(1)),
        topic(post(1, topic=8), number=8, category_id=4),
        topic(post(1, topic=9), number=9, archetype="private_message", category_id=None),
    )
    assert [(t.external_id, t.space, t.private) for t in threads(items)] == [
        ("7", "Craft", False),
        ("8", "Stewards", True),
        ("9", "@dm", True),
    ]


def test_posts_whose_topic_is_missing_are_not_taken_for_public(tell) -> None:
    items = tell({"latest_posts": [post(2)]})
    assert [(t.external_id, t.private) for t in threads(items)] == [("7", True)]
    assert Noted(what="topic_not_in_export", item="7") in items


def test_a_post_of_a_list_tells_its_topic_where_it_is_in_a_category(tell) -> None:
    told = {"topic_title": "Tea", "topic_slug": "tea"}
    listed = [post(2, category_id=3, **told), post(1, topic=8, category_id=None, **told)]
    first, second = threads(tell({"latest_posts": listed}))
    assert (first.title, first.url, first.private) == ("Tea", f"{BASE}/t/tea/7", False)
    assert (second.title, second.private) == (None, True)


def test_one_copy_that_calls_a_topic_private_is_enough(tell) -> None:
    told = {"topic_title": "Tea", "category_id": 3}
    letter = topic(post(1), archetype="private_message", last_posted_at=None)
    for values in ([post(2, **told), letter], [letter, post(2, **told)]):
        (thread,) = threads(tell(*values))
        assert (thread.private, thread.space) == (True, "@dm")


@pytest.mark.parametrize("wrap", ["beside", "inside", "around"])
def test_topics_as_crawlers_wrap_them_keep_their_title(tell, wrap) -> None:
    whole = topic(post(1), post(2))
    facts = {key: value for key, value in whole.items() if key != "post_stream"}
    posts = whole["post_stream"]["posts"]
    shapes = {
        "beside": {"topic": facts, "posts": posts},
        "inside": facts | {"posts": posts},
        "around": {"topic": whole},
    }
    (thread,) = threads(tell(shapes[wrap]))
    assert (thread.title, len(thread.drafts), thread.private) == ("Topic 7", 2, False)


@pytest.mark.parametrize(
    "beside", [{}, {"handbook/a.md": "# Tea", "note.md": "# Note\n\nBoil it."}]
)
def test_a_list_of_categories_holds_for_topics_in_other_folders(tmp_path: Path, beside) -> None:
    secret = {"categories": [{"id": 3, "name": "Stewards", "read_restricted": True}]}
    files = {f"c/{n:02}.json": json.dumps({"topic_list": {"topics": []}}) for n in range(30)}
    files |= {"categories.json": json.dumps({"category_list": secret})}
    files |= {"t/7.json": json.dumps(topic(post(1)))} | beside
    for name, content in files.items():
        (tmp_path / "x" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "x" / name).write_text(content)
    reader = detect(tmp_path / "x", tuple(readers().values()))
    found = list(reader.read(ReadRequest(location=tmp_path / "x", scratch=tmp_path / "s")))
    assert [t.private for t in threads(found) if t.space == "Stewards"] == [True]
    assert len(threads(found)) == (2 if beside else 1)


def test_the_name_of_an_images_file_is_not_the_authors(tell) -> None:
    cooked = (
        '<p>Look</p><div class="lightbox-wrapper"><a class="lightbox" href="https://f.org/x.png">'
        '<img alt="a kettle"><div class="meta"><span class="filename">IMG_1.png</span>'
        '<span class="informations">690×300 12 KB</span></div></a></div>'
    )
    found = drafts(tell(topic(post(1, raw=None, cooked=cooked))))
    assert found["7/1"].text == "Look\n\n[a kettle](https://f.org/x.png)"


def test_a_missing_author_or_date_is_left_open(tell) -> None:
    items = tell(topic(post(1, username=None, name=None), post(2, name="", created_at="soon")))
    assert drafts(items)["7/1"].authors == ()
    assert drafts(items)["7/2"].authors[0].name == "ana"
    assert drafts(items)["7/2"].created_at is None


def test_quotes_belong_to_the_quoted_in_raw_and_in_cooked(tell) -> None:
    raw = '[quote="ben, post:1, topic:7"]\nsaid by Ben\n[/quote]\nMine.'
    cooked = (
        '<aside class="quote" data-username="ben"><blockquote>said by Ben</blockquote></aside>'
        "<blockquote><p>said by Chidi</p></blockquote><p>Mine.</p>"
    )
    items = tell(topic(post(1, raw), post(2, raw=None, cooked=cooked)))
    assert [d.text for d in drafts(items).values()] == ["Mine.", "Mine."]
    assert [x.item for x in items if isinstance(x, Noted)] == ["7/1", "7/2"]


def test_a_post_by_mail_loses_its_quoted_mail(tell) -> None:
    raw = "Mine.\n\nOn 1 May 2021 10:00, Ben <ben@example.org> wrote:\n> said by Ben\n"
    assert drafts(tell(topic(post(1, raw, via_email=True))))["7/1"].text == "Mine."


def test_replies_to_missing_posts_stay_and_are_noted(tell) -> None:
    items = tell(topic(post(2, reply_to_post_number=1), announced=[7001, 7002]))
    assert drafts(items)["7/2"].reply_to is None
    assert Noted(what="orphan_reply", item="7/2") in items


def test_wikis_and_other_reactions_are_kept(tell) -> None:
    reactions = [{"id": "heart", "count": 2}, {"id": "clap", "count": 1}]
    found = drafts(tell(topic(post(1, wiki=True, reactions=reactions))))["7/1"]
    assert found.notes == ("wiki",)
    assert found.reactions == (Reaction(name="heart", count=2), Reaction(name="clap", count=1))


def test_tags_are_read_in_both_forms(tell) -> None:
    (thread,) = threads(tell(topic(post(1), tags=[{"id": 1, "name": "rhythm"}, "room", None])))
    assert thread.tags == ("rhythm", "room")


def test_one_bad_post_among_good_ones_fails_alone(tell) -> None:
    bad = post(2)
    del bad["post_number"]
    items = tell(topic(post(1), bad, post(3)))
    assert set(drafts(items)) == {"7/1", "7/3"}
    assert [reason for _, reason in outcomes(items)] == ["malformed"]


def test_fields_of_wrong_types_do_not_raise(tell) -> None:
    wrong = topic(
        post(1, name=5, username=["x"], raw=7, cooked=None, actions_summary="x", version="x"),
        post(2, created_at=5, reply_to_post_number="x", user_id="x", reactions=[1, {}]),
        tags="x", title=None, category_id="x", accepted_answer=3, slug=4,
    )  # fmt: skip
    wrong["post_stream"]["stream"] = "x"
    items = tell(wrong, {"post_stream": 5}, {"categories": "x"}, {"posts": [1, None]}, 5)
    assert set(drafts(items)) == {"7/2"}


def test_a_truncated_file_gives_the_topics_before_the_cut(tmp_path: Path) -> None:
    text = json.dumps([topic(post(1, topic=n), number=n) for n in range(1, 6)])
    path = tmp_path / "topics.json"
    path.write_text(text[: text.index('"id": 3001') + 40])
    items = read(path, tmp_path / "scratch")
    assert [t.external_id for t in threads(items)] == ["1", "2"]
    assert outcomes(items) == [("topics.json", "truncated")]


def test_every_wrapping_is_accepted_and_read_alike(tmp_path: Path) -> None:
    topics = [topic(post(1, topic=n), number=n) for n in range(1, 4)]
    (tmp_path / "list.json").write_text(json.dumps(topics))
    (tmp_path / "lines.jsonl").write_text("\n".join(json.dumps(t) for t in topics))
    with zipfile.ZipFile(tmp_path / "topics.zip", "w") as archive:
        for one in topics:
            archive.writestr(f"{one['id']}.json", json.dumps(one))
    for name in ("list.json", "lines.jsonl", "topics.zip"):
        assert DiscourseTopics().accepts(tmp_path / name), name
        assert len(threads(read(tmp_path / name, tmp_path / "scratch"))) == 3
    (tmp_path / "other.json").write_text('{"messages": []}')
    assert not DiscourseTopics().accepts(tmp_path / "other.json")


def test_a_post_of_hostile_html_fails_alone(tell) -> None:
    items = tell(topic(post(1), post(2, raw=None, cooked="<b>" * 100_000 + "x"), post(3)))
    assert set(drafts(items)) >= {"7/1", "7/3"}
    assert "7/2" in {*drafts(items), *(item for item, _ in outcomes(items))}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 2), st.integers(1, 9), st.sampled_from("ab")), max_size=12),
    st.randoms(),
)
def test_the_order_of_files_does_not_matter_and_nobody_gets_anothers_words(
    tell, rows: list[tuple[int, int, str]], random
) -> None:
    unique = {(number, n): who for number, n, who in rows}
    pages = [topic(number=number, announced=[]) for number in (1, 2)]
    for (number, n), who in unique.items():
        quote = '[quote="x, post:1"]\nwords of x\n[/quote]\n'
        made = post(n, f"{quote}words of {who}", topic=number, who=who)
        pages.append({"post_stream": {"posts": [made]}, "id": number})
    first = sorted(threads(tell(*pages)), key=lambda t: t.external_id)
    random.shuffle(pages)
    assert sorted(threads(tell(*pages)), key=lambda t: t.external_id) == first
    for thread in first:
        for draft in thread.drafts:
            assert draft.text == f"words of {draft.authors[0].handles[0]}"
    assert sum(len(thread.drafts) for thread in first) == len(unique)


SAMPLE = Path(__file__).resolve().parents[3] / "data" / "sample" / "discourse"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample community is not there")
def test_the_sample_forum_adds_up_with_an_independent_count(tmp_path: Path) -> None:
    files = [f for f in SAMPLE.glob("*.json") if f.stem.isdigit()]
    count = sum(len(json.loads(f.read_text())["post_stream"]["posts"]) for f in files)
    items = read(SAMPLE, tmp_path)
    assert len(threads(items)) == len(files)
    assert len(drafts(items)) + len(outcomes(items)) == count
