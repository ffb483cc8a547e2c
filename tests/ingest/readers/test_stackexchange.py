"""Stack Exchange dumps come in whole: questions, answers and comments, each by its author."""

import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ReadError
from assistant.records import Draft, Reaction, ThreadDraft
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.readers.stackexchange import StackExchangeDump


def row(**attributes: object) -> str:
    return "  <row " + " ".join(f"{k}={quoteattr(str(v))}" for k, v in attributes.items()) + " />\n"


def question(number: int, body: str = "<p>Why?</p>", **more: object) -> str:
    date = f"2015-01-01T10:{number:02}:00.000"
    usual = {"Id": number, "PostTypeId": 1, "CreationDate": date, "Score": 3, "Body": body}
    named = {"Title": f"Question {number}", "Tags": "<coffee><beans>", "OwnerUserId": 1}
    return row(**{**usual, **named, **more})


def answer(number: int, of: int, body: str = "<p>So.</p>", **more: object) -> str:
    date = f"2015-01-02T10:{number:02}:00.000"
    usual = {"Id": number, "PostTypeId": 2, "ParentId": of, "CreationDate": date, "Score": 0}
    return row(**{**usual, "Body": body, "OwnerUserId": 2, **more})


def comment(number: int, on: int, text: str = "Indeed.", **more: object) -> str:
    date = f"2015-01-03T10:{number:02}:00.000"
    return row(Id=number, PostId=on, Score=1, Text=text, CreationDate=date, **{"UserId": 3, **more})


USERS = [
    row(Id=1, DisplayName="Ana Silva"),
    row(Id=2, DisplayName="Ben"),
    row(Id=3, DisplayName="Chidi"),
]


def write(
    folder: Path, posts: Sequence[str], comments: Sequence[str] = (), users: Sequence[str] = USERS
) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("Posts", posts), ("Comments", comments), ("Users", users)):
        (folder / f"{name}.xml").unlink(missing_ok=True)
        if rows:
            tag = name.lower()
            text = f'<?xml version="1.0" encoding="utf-8"?>\n<{tag}>\n{"".join(rows)}</{tag}>'
            (folder / f"{name}.xml").write_text(text, encoding="utf-8-sig")
    return folder


def read(path: Path, scratch: Path, base_url: str | None = None) -> list[ReadItem]:
    request = ReadRequest(location=path, scratch=scratch, base_url=base_url)
    return list(StackExchangeDump().read(request))


@pytest.fixture
def tell(tmp_path: Path):
    def tell_rows(*args: Sequence[str], base_url: str | None = None) -> list[ReadItem]:
        return read(write(tmp_path / "coffee", *args), tmp_path / "scratch", base_url)

    return tell_rows


def threads(items: Sequence[ReadItem]) -> list[ThreadDraft]:
    return [item for item in items if isinstance(item, ThreadDraft)]


def drafts(items: Sequence[ReadItem]) -> dict[str, Draft]:
    return {draft.external_id: draft for thread in threads(items) for draft in thread.drafts}


def outcomes(items: Sequence[ReadItem]) -> list[tuple[str, str]]:
    return [(x.item, x.reason) for x in items if isinstance(x, Skipped | Failed)]


def test_a_question_its_answers_and_comments_are_one_thread(tell) -> None:
    items = tell(
        [question(1, AcceptedAnswerId=2), answer(2, 1, ContentLicense="CC BY-SA 4.0")],
        [comment(1, 2, "@AnaSilva @be see this")],
        base_url="https://coffee.example.org/",
    )
    (thread,) = threads(items)
    assert (thread.external_id, thread.title) == ("1", "Question 1")
    assert (thread.tags, thread.url) == (("coffee", "beans"), "https://coffee.example.org/q/1")
    asked, answered, said = thread.drafts
    assert asked.reactions == (Reaction(name="score", count=3),)
    assert asked.created_at == datetime(2015, 1, 1, 10, 1, tzinfo=UTC)
    assert (answered.reply_to, answered.accepted, answered.reactions) == ("1", True, ())
    assert (answered.licence, answered.url) == ("CC BY-SA 4.0", "https://coffee.example.org/a/2")
    assert answered.authors[0].identity == "stackexchange:coffee.example.org/2"
    assert (said.external_id, said.reply_to, said.authors[0].name) == ("c1", "2", "Chidi")
    assert said.url == "https://coffee.example.org/q/1#comment1_2"
    assert [a.name for a in said.mentions] == ["Ana Silva"]


def test_the_site_is_named_by_its_folder_when_no_address_is_known(tmp_path: Path) -> None:
    plain = read(write(tmp_path / "coffee", [question(1)]), tmp_path / "s")
    assert drafts(plain)["1"].authors[0].identity == "stackexchange:coffee/1"
    assert drafts(plain)["1"].url is None
    hosted = read(write(tmp_path / "coffee.meta.example.com", [question(1)]), tmp_path / "s")
    assert drafts(hosted)["1"].url == "https://coffee.meta.example.com/q/1"


def test_both_spellings_of_tags_are_read(tell) -> None:
    items = tell([question(1, Tags="|a|c++|"), question(2, Tags="<a><b-c>"), question(3, Tags="")])
    assert [thread.tags for thread in threads(items)] == [("a", "c++"), ("a", "b-c"), ()]


def test_missing_authors_and_dates_are_left_open(tell) -> None:
    nobody = row(Id=3, PostTypeId=2, ParentId=1, Body="x")
    gone = row(Id=4, PostTypeId=2, ParentId=1, Body="y", OwnerDisplayName="user77")
    items = tell([question(1, OwnerUserId=99), nobody, gone])
    assert drafts(items)["1"].authors[0].identity == "stackexchange:coffee/99"
    assert drafts(items)["1"].authors[0].name is None
    assert (drafts(items)["3"].authors, drafts(items)["3"].created_at) == ((), None)
    assert drafts(items)["4"].authors[0].identity == "stackexchange:coffee/name:user77"


def test_other_posts_and_the_sites_own_words_are_skipped(tell) -> None:
    wiki = row(Id=5, PostTypeId=5, Body="about a tag")
    items = tell([question(1), wiki, answer(2, 1, OwnerUserId=-1), answer(3, 1, Body="")])
    items += tell([question(1)], [comment(9, 1, UserId=-1)])
    assert outcomes(items) == [
        ("5", "unsupported"), ("2", "bot"), ("3", "empty"), ("c9", "bot"),
    ]  # fmt: skip


def test_edits_and_community_wikis_are_noted_and_editors_are_no_authors(tell) -> None:
    edited = answer(
        2, 1, LastEditorUserId=3, LastEditDate="2016-01-01T00:00:00.000",
        CommunityOwnedDate="2016-01-01T00:00:00.000",
    )  # fmt: skip
    found = drafts(tell([question(1), edited]))["2"]
    assert found.edited_at == datetime(2016, 1, 1, tzinfo=UTC)
    assert found.notes == ("community_wiki", "edited_by_another")
    assert [a.name for a in found.authors] == ["Ben"]


def test_quotes_are_left_out_and_noted_and_code_is_kept(tell) -> None:
    body = (
        "<blockquote><p>said by Ben</p></blockquote><p>Mine</p><pre><code>a &lt; b\n</code></pre>"
    )
    items = tell([question(1, body)])
    assert drafts(items)["1"].text == "Mine\n\n```\na < b\n```"
    assert Noted(what="quote_removed", item="1") in items


def test_answers_and_comments_whose_post_is_missing_are_noted(tell) -> None:
    items = tell([answer(2, 1)], [comment(1, 2), comment(2, 44)])
    assert {t.external_id: [d.external_id for d in t.drafts] for t in threads(items)} == {
        "1": ["2", "c1"],
        "44": ["c2"],
    }
    notes = [x.item for x in items if isinstance(x, Noted)]
    assert sorted(notes) == ["2", "c2"]


def test_a_bad_row_among_good_ones_fails_alone(tell) -> None:
    broken = '  <row Id="2" PostTypeId="2" Body="a < b" />\n'
    nameless = row(PostTypeId=1, Body="x")
    strange = row(Id=8, PostTypeId=77, Body="x")
    items = tell([question(1), broken, nameless, strange, answer(3, 1)])
    assert set(drafts(items)) == {"1", "3"}
    assert [reason for _, reason in outcomes(items)] == ["malformed"] * 3


def test_a_truncated_dump_gives_the_rows_before_the_cut(tmp_path: Path) -> None:
    folder = write(tmp_path / "coffee", [question(n) for n in range(1, 6)])
    data = (folder / "Posts.xml").read_bytes()
    (folder / "Posts.xml").write_bytes(data[: data.index(b'Id="4"') + 30])
    items = read(folder, tmp_path / "scratch")
    assert set(drafts(items)) == {"1", "2", "3"}
    assert ("Posts.xml", "truncated") in outcomes(items)


def test_a_dump_with_entities_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "coffee", [question(1)])
    text = (folder / "Posts.xml").read_text("utf-8-sig")
    bomb = '<!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<posts>'
    (folder / "Posts.xml").write_text(text.replace("<posts>", bomb))
    assert ("Posts.xml", "unsafe") in outcomes(read(folder, tmp_path / "scratch"))


def test_a_harmless_doctype_is_tolerated(tmp_path: Path) -> None:
    folder = write(tmp_path / "coffee", [question(1)])
    text = (folder / "Posts.xml").read_text("utf-8-sig")
    (folder / "Posts.xml").write_text(
        text.replace("<posts>", "<!DOCTYPE posts SYSTEM 'posts.dtd'>\n<posts>")
    )
    assert set(drafts(read(folder, tmp_path / "scratch"))) == {"1"}


def test_a_packed_dump_says_that_it_must_be_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "coffee.stackexchange.com.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50))
    assert StackExchangeDump().accepts(path)
    with pytest.raises(ReadError, match="unpack it"):
        read(path, tmp_path / "scratch")


def test_a_zip_is_read_as_a_folder_is(tmp_path: Path) -> None:
    folder = write(tmp_path / "coffee", [question(1), answer(2, 1)], [comment(1, 1)])
    (folder / "Votes.xml").write_text("<votes></votes>")
    with zipfile.ZipFile(tmp_path / "coffee.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    reader = StackExchangeDump()
    assert reader.accepts(folder) and reader.accepts(tmp_path / "coffee.zip")
    assert not reader.accepts(tmp_path)
    packed, plain = read(tmp_path / "coffee.zip", tmp_path / "s"), read(folder, tmp_path / "s")
    assert threads(packed) == threads(plain)
    assert outcomes(plain) == [("Votes.xml", "unsupported")]


def test_a_post_of_hostile_html_fails_alone(tell) -> None:
    items = tell([question(1), answer(2, 1, "<b>" * 100_000 + "x"), answer(3, 1)])
    assert set(drafts(items)) >= {"1", "3"}
    assert "2" in {*drafts(items), *(item for item, _ in outcomes(items))}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 3), min_size=1, max_size=6), st.randoms())
def test_the_order_of_rows_does_not_matter_and_nobody_gets_anothers_words(
    tmp_path: Path, users: list[int], random
) -> None:
    posts = [question(1, "words of 1", OwnerUserId=1)]
    comments = []
    for n, user in enumerate(users, start=2):
        body = f"<blockquote>words of 9</blockquote><p>words of {user}</p>"
        posts.append(answer(n, 1, body, OwnerUserId=user))
        comments.append(comment(n, n, f"words of {4 - user}", UserId=4 - user))
    found = []
    for _ in range(2):
        items = read(write(tmp_path / "coffee", posts, comments), tmp_path / "scratch")
        found.append(threads(items))
        random.shuffle(posts)
        random.shuffle(comments)
        for draft in drafts(items).values():
            assert draft.text == f"words of {draft.authors[0].identity.rsplit('/', 1)[1]}"
        assert len(drafts(items)) == 1 + 2 * len(users)
    assert found[0] == found[1]


SAMPLES = Path(__file__).resolve().parents[3] / "../shared/samples/stackexchange"


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample dumps are not there")
@pytest.mark.parametrize("site", ["french-meta", "conlang-meta", "history-meta", "coffee-2015"])
def test_counts_of_real_dumps_agree_with_an_independent_count(site: str, tmp_path: Path) -> None:
    posts = list(ElementTree.parse(SAMPLES / site / "Posts.xml").getroot())
    kinds = Counter(post.get("PostTypeId") for post in posts)
    path = SAMPLES / site / "Comments.xml"
    comments = len(ElementTree.parse(path).getroot()) if path.exists() else 0
    assert StackExchangeDump().accepts(SAMPLES / site)
    items = read(SAMPLES / site, tmp_path)
    skipped = [item for item, reason in outcomes(items) if not item.endswith(".xml")]
    assert len(drafts(items)) + len(skipped) == len(posts) + comments
    left_out = Counter(reason for item, reason in outcomes(items) if not item.endswith(".xml"))
    assert left_out["unsupported"] == sum(n for kind, n in kinds.items() if kind not in "12")
    answers = {p.get("Id"): p.get("ParentId") for p in posts if p.get("PostTypeId") == "2"}
    for thread in threads(items):
        for draft in thread.drafts:
            if draft.external_id in answers:
                assert answers[draft.external_id] == thread.external_id
    accepted = {p.get("AcceptedAnswerId") for p in posts} - {None}
    marked = {d.external_id for d in drafts(items).values() if d.accepted}
    assert marked == accepted & set(drafts(items))
    licences = {p.get("Id"): p.get("ContentLicense") for p in posts}
    kept = [d for d in drafts(items).values() if d.external_id in licences]
    assert kept and all(d.licence == licences[d.external_id] for d in kept)
