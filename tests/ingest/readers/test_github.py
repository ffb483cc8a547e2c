"""GitHub Discussions come in whole, from any number of pages in any order."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.records import Draft, Reaction, ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.github import GithubDiscussions, discussions_query


def said(
    name: str, body: str = "Words.", *, who: str | None = "ana", hour: int = 1, **more: object
) -> dict:
    return {
        "id": name,
        "body": body,
        "url": f"https://github.com/o/r/discussions/1#{name}",
        "createdAt": f"2024-01-01T{hour:02}:00:00Z",
        "lastEditedAt": None,
        "author": {"__typename": "User", "login": who, "name": who.title()} if who else None,
        **more,
    }


def connection(*nodes: dict, total: int | None = None, more: bool = False) -> dict:
    return {
        "totalCount": len(nodes) if total is None else total,
        "pageInfo": {"hasNextPage": more, "endCursor": "x"},
        "nodes": list(nodes),
    }


def discussion(name: str, *comments: dict, total: int | None = None, **more: object) -> dict:
    return {
        **said(name),
        "number": 1,
        "title": f"About {name}",
        "category": {"name": "Q&A"},
        "labels": {"nodes": [{"name": "help"}]},
        "comments": connection(*comments, total=total),
        **more,
    }


def page(*nodes: dict, private: bool = False, total: int | None = None) -> dict:
    owner = {"nameWithOwner": "o/r", "isPrivate": private}
    return {"data": {"repository": {**owner, "discussions": connection(*nodes, total=total)}}}


def node(name: str, field: str, *nodes: dict, total: int | None = None) -> dict:
    return {"data": {"node": {"id": name, field: connection(*nodes, total=total)}}}


@pytest.fixture
def tell(tmp_path: Path):
    def tell_pages(*values: object) -> list[ReadItem]:
        path = tmp_path / "discussions.json"
        path.write_text("\n".join(json.dumps(value, indent=1) for value in values))
        return read(path, tmp_path / "scratch")

    return tell_pages


def read(path: Path, scratch: Path) -> list[ReadItem]:
    return list(GithubDiscussions().read(ReadRequest(location=path, scratch=scratch)))


def threads(items: Sequence[ReadItem]) -> list[ThreadDraft]:
    return [item for item in items if isinstance(item, ThreadDraft)]


def drafts(items: Sequence[ReadItem]) -> dict[str, Draft]:
    return {draft.external_id: draft for thread in threads(items) for draft in thread.drafts}


def outcomes(items: Sequence[ReadItem]) -> list[tuple[str, str]]:
    return [(x.item, x.reason) for x in items if isinstance(x, Skipped | Failed)]


def test_an_ordinary_discussion_becomes_a_thread(tell) -> None:
    reply = said("R1", "Thanks @ben!", hour=3)
    groups = [{"content": "HEART", "reactors": {"totalCount": 2}}]
    comment = said(
        "C1", "Two weeks.", who="ben", hour=2, isAnswer=True, upvoteCount=3,
        reactionGroups=groups, lastEditedAt="2024-02-01T00:00:00Z", replies=connection(reply),
    )  # fmt: skip
    items = tell(page(discussion("D1", comment)))
    (thread,) = threads(items)
    assert (thread.external_id, thread.title, thread.space) == ("D1", "About D1", "Q&A")
    assert (thread.tags, thread.private) == (("help",), False)
    answered = drafts(items)["C1"]
    assert (answered.authors[0].identity, answered.authors[0].name) == ("github:ben", "Ben")
    assert (answered.reply_to, answered.accepted) == ("D1", True)
    assert answered.reactions == (Reaction(name="heart", count=2), Reaction(name="upvote", count=3))
    assert answered.edited_at == datetime(2024, 2, 1, tzinfo=UTC)
    assert drafts(items)["R1"].reply_to == "C1"
    assert [a.identity for a in drafts(items)["R1"].mentions] == ["github:ben"]
    assert [x for x in items if not isinstance(x, ThreadDraft)] == []


def test_the_answer_is_also_known_by_its_id(tell) -> None:
    items = tell(page(discussion("D1", said("C1"), answer={"id": "C1"})))
    assert drafts(items)["C1"].accepted and not drafts(items)["D1"].accepted


def test_further_pages_join_their_discussion_in_any_order(tell, tmp_path: Path) -> None:
    pages = [
        node("C1", "replies", said("R2", hour=6), total=2),
        node("D1", "comments", said("C2", hour=4), total=2),
        page(
            discussion(
                "D1", said("C1", hour=2, replies=connection(said("R1", hour=5), total=2)), total=2
            )
        ),
    ]
    for order in (pages, pages[::-1]):
        items = tell(*order)
        (thread,) = threads(items)
        assert [d.external_id for d in thread.drafts] == ["D1", "C1", "C2", "R1", "R2"]
        assert not [x for x in items if isinstance(x, Noted)]
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, one in enumerate(pages):
        (folder / f"{number}.json").write_text(json.dumps(one))
    assert GithubDiscussions().accepts(folder)
    assert len(drafts(read(folder, tmp_path / "scratch"))) == 5


def test_what_was_not_fetched_is_noted(tell) -> None:
    comment = said("C1", replies=connection(said("R1"), total=60))
    items = tell(page(discussion("D1", comment, total=120), total=3))
    assert [(x.item, x.count) for x in items if isinstance(x, Noted)] == [
        ("discussions", 2), ("D1", 119), ("C1", 59),
    ]  # fmt: skip


def test_deleted_accounts_are_nobody(tell) -> None:
    items = tell(page(discussion("D1", said("C1", who=None))))
    assert drafts(items)["C1"].authors == ()


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"isMinimized": True, "minimizedReason": "off-topic"}, "hidden"),
        ({"deletedAt": "2024-01-01T00:00:00Z"}, "deleted"),
        ({"author": {"__typename": "Bot", "login": "helper"}}, "bot"),
        ({"author": {"login": "helper[bot]"}}, "bot"),
        ({"body": ""}, "empty"),
        ({"body": "> only a quote"}, "empty"),
    ],
)
def test_posts_that_are_not_to_be_read_are_skipped_with_their_reason(tell, more, reason) -> None:
    items = tell(page(discussion("D1", said("C1", **more), said("C2"))))
    assert outcomes(items) == [("C1", reason)]
    assert set(drafts(items)) == {"D1", "C2"}


def test_private_repositories_are_private(tell) -> None:
    (thread,) = threads(tell(page(discussion("D1"), private=True)))
    assert (thread.private, thread.space) == (True, "o/r")


def test_comments_without_their_discussion_are_not_taken_for_public(tell) -> None:
    (thread,) = threads(tell(node("D9", "comments", said("C1"))))
    assert thread.private


def test_quotes_and_quoted_mails_are_left_out(tell) -> None:
    mailed = "Mine.\n\nOn 1 May 2024, Ben <ben@example.org> wrote:\n> said by Ben\n"
    items = tell(
        page(
            discussion(
                "D1",
                said("C1", "> said by Ben\n\nMine."),
                said("C2", mailed, createdViaEmail=True),
                said("C3", "", bodyHTML="<blockquote>said by Ben</blockquote><p>Mine.</p>"),
            )
        )
    )
    assert [drafts(items)[name].text for name in ("C1", "C2", "C3")] == ["Mine."] * 3


def test_the_same_post_again_is_skipped_and_its_later_version_counts(tell) -> None:
    newer = said("C1", "New", lastEditedAt="2024-05-01T00:00:00Z")
    items = tell(page(discussion("D1", said("C1", "Old"))), page(discussion("D1", newer)))
    assert drafts(items)["C1"].text == "New"
    assert sorted(outcomes(items)) == [("C1", "duplicate"), ("D1", "duplicate")]


def test_one_bad_record_among_good_ones_fails_alone(tell) -> None:
    bad = said("C1")
    del bad["id"]
    items = tell(page(discussion("D1", bad, said("C2"))), {"errors": [{"message": "rate limit"}]})
    assert set(drafts(items)) == {"D1", "C2"}
    assert [reason for _, reason in outcomes(items)] == ["malformed", "malformed"]


def test_fields_of_wrong_types_do_not_raise(tell) -> None:
    wrong = discussion("D1", said("C1", author="x", createdAt=5, reactionGroups="x", replies=[]))
    wrong.update(category="x", labels=[1], answer="x", title=None)
    items = tell(page(wrong), {"data": None}, {"data": {"repository": None}}, {"data": {"node": 3}})
    assert set(drafts(items)) == {"D1", "C1"}


def test_a_truncated_export_gives_the_pages_before_the_cut(tmp_path: Path) -> None:
    text = json.dumps(page(discussion("D1"))) + json.dumps(page(discussion("D2")))
    path = tmp_path / "x.json"
    path.write_text(text[:-20])
    items = read(path, tmp_path / "scratch")
    assert set(drafts(items)) == {"D1"}
    assert outcomes(items) == [("x.json", "truncated")]


def test_only_discussions_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(page(discussion("D1"))))
    (tmp_path / "b.json").write_text('{"messages": [], "nodes": []}')
    assert GithubDiscussions().accepts(tmp_path / "a.json")
    assert not GithubDiscussions().accepts(tmp_path / "b.json")


def test_the_shipped_query_pages_and_asks_for_every_field_that_is_read() -> None:
    query = discussions_query()
    assert "$endCursor: String" in query and "query Discussions(" in query
    for text in re.findall(
        r"(?:discussions|comments|replies)\(first: \d+, after.*?nodes", query, re.S
    ):
        assert "pageInfo" in text or "...Page" in text
    read_of_a_post = ("body", "url", "createdAt", "lastEditedAt", "createdViaEmail", "deletedAt")
    marks = ("isAnswer", "isMinimized", "upvoteCount", "reactionGroups", "reactors", "answer")
    about = ("nameWithOwner", "isPrivate", "totalCount", "title", "category", "labels")
    for field in (*read_of_a_post, *marks, *about, "login", "name", "__typename"):
        assert re.search(rf"\b{field}\b", query), field
    assert query.count("{") == query.count("}")


def test_a_post_of_hostile_html_fails_alone(tell) -> None:
    hostile = said("C1", "", bodyHTML="<b>" * 100_000 + "x")
    items = tell(page(discussion("D1", hostile, said("C2"))))
    assert set(drafts(items)) >= {"D1", "C2"}
    assert "C1" in {*drafts(items), *(item for item, _ in outcomes(items))}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), min_size=1, max_size=6), st.randoms()
)
def test_the_order_of_pages_does_not_matter_and_nobody_gets_anothers_words(
    tell, rows: list[tuple[str, bool]], random
) -> None:
    pages = [page(discussion("D1", total=len(rows)))]
    for n, (who, replied) in enumerate(rows):
        body = f"> words of x\n\nwords of {who}"
        pages.append(
            node("D1", "comments", said(f"C{n}", body, who=who, hour=n + 1), total=len(rows))
        )
        if replied:
            pages.append(node(f"C{n}", "replies", said(f"R{n}", body, who=who, hour=n + 9)))
    first = threads(tell(*pages))
    random.shuffle(pages)
    assert threads(tell(*pages)) == first
    for draft in first[0].drafts[1:]:
        assert draft.text == f"words of {draft.authors[0].handles[0]}"
