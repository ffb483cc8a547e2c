"""Checks the sample community: its size and features, and that every reference resolves.

Does not know Firsthand's own readers; the files are read by `sample_exports` beside it.
"""

import re
from collections import Counter

from tests.data.sample_exports import (
    SAMPLE,
    canonical,
    community,
    forum_topics,
    mail_posts,
    mails,
    public_posts,
    questions,
    read_json,
    slack_messages,
    steward_posts,
    user_id,
    withdrawn,
)

STEWARDS_CANARY = "zanzibar-quokka-7719"
WITHDRAWN_CANARY = "ochre-pelican-4402"
WITHDRAWN_NAME = "Gregor Vandersteen"


def test_the_community_has_the_size_it_promises() -> None:
    posts = [*public_posts().values(), *steward_posts().values()]
    people = {canonical(w) for post in posts for w in post.writers}
    assert len(people) >= 32
    assert len(posts) >= 350
    assert len({post.thread for post in posts}) >= 90


def test_each_platform_has_its_share() -> None:
    threads = Counter(
        thread.split("/")[0] for thread in {p.thread for p in public_posts().values()}
    )
    assert threads["forum"] >= 25
    assert threads["list"] >= 20
    assert len(read_json(SAMPLE / "slack" / "channels.json")) >= 6
    suffixes = Counter(p.suffix for p in (SAMPLE / "handbook").rglob("*.*"))
    assert suffixes[".md"] >= 6
    assert (suffixes[".html"], suffixes[".docx"], suffixes[".pdf"]) == (2, 2, 1)


def test_no_two_contributions_share_their_words() -> None:
    texts = [p.text.strip() for p in public_posts().values() if p.text.strip()]
    assert len(set(texts)) == len(texts)


def test_the_stewards_canary_stands_only_in_their_channel() -> None:
    assert len(steward_posts()) >= 15
    assert sum(STEWARDS_CANARY in p.text for p in steward_posts().values()) == 1
    assert not any(STEWARDS_CANARY in p.text for p in public_posts().values())


def test_the_withdrawn_colleague_wrote_is_named_and_is_quoted() -> None:
    posts = public_posts().values()
    own = [p for p in posts if withdrawn() in p.writers]
    others = [p for p in posts if withdrawn() not in p.writers]
    mention = f"<@{user_id(WITHDRAWN_NAME)}>"
    assert len(own) >= 6
    assert any(WITHDRAWN_CANARY in p.text for p in own)
    assert not any(WITHDRAWN_CANARY in p.text for p in others)
    assert sum("Gregor" in p.text for p in others) >= 3
    assert any(mention in p.text for p in others)
    assert sum(p.ref.startswith("practice-list/") and WITHDRAWN_NAME in p.text for p in others) == 1


def test_every_identity_in_the_community_file_exists() -> None:
    known = {w for p in (*public_posts().values(), *steward_posts().values()) for w in p.writers}
    rows = community()
    named = {c["contributor"] for c in rows["consent"]}
    named |= {key for row in rows["identity"] for key in row["same"]}
    assert named <= known
    assert {c["state"] for c in rows["consent"]} == {"withdrawn", "pseudonym"}


def test_every_source_path_exists_and_ids_are_unique() -> None:
    sources = community()["source"]
    assert all((SAMPLE / source["path"]).exists() for source in sources)
    assert len({source["id"] for source in sources}) == len(sources) == 4


def test_superseded_advice_exists_and_is_never_an_expected_answer() -> None:
    pairs = community()["supersede"]
    assert len(pairs) >= 6
    assert {row[side] for row in pairs for side in ("old", "new")} <= public_posts().keys()
    expected = {ref for row in questions() for ref in row["contributions"]}
    assert not expected & {row["old"] for row in pairs}
    assert expected & {row["new"] for row in pairs}


def test_the_same_person_and_the_namesake_can_be_told_apart() -> None:
    users = {u["id"]: u for u in read_json(SAMPLE / "slack" / "users.json")}
    tomasz = users[user_id("Tomasz Wiśniewski")]
    addresses = {w for p in mail_posts() for w in p.writers}
    assert f"mail:{tomasz['profile']['email']}" in addresses
    chen = users[user_id("David Chen")]
    namesakes = {
        str(m["From"].addresses[0].addr_spec) for m in mails() if "David Chen" in m["From"]
    }
    assert len(namesakes) == 1
    assert chen["profile"]["email"] not in namesakes


def test_slack_has_the_shapes_of_real_exports() -> None:
    messages = [m for _, m in slack_messages("channels.json")]
    starts = {m["ts"]: m for m in messages}
    replies = [m for m in messages if m.get("thread_ts", m["ts"]) != m["ts"]]
    assert all(starts[m["thread_ts"]].get("reply_count") for m in replies)
    assert all(starts[m["thread_ts"]]["user"] == m["parent_user_id"] for m in replies)
    assert any(not m["text"] and m.get("blocks") for m in messages)
    for field in ("edited", "files", "reactions", "root"):
        assert any(field in m for m in messages)
    assert any(re.search(r"<https://\S+\|", m["text"]) and "&amp;" in m["text"] for m in messages)
    assert any(user["deleted"] for user in read_json(SAMPLE / "slack" / "users.json"))


def test_the_forum_has_what_must_be_left_out_and_what_must_be_kept_apart() -> None:
    topics = forum_topics()
    posts = [post for topic in topics for post in topic["post_stream"]["posts"]]
    assert sum(t["archetype"] == "private_message" for t in topics) == 1
    assert sum(p["hidden"] for p in posts) == 1
    assert any(p["wiki"] for p in posts)
    assert any('<aside class="quote' in p["cooked"] for p in posts)
    assert any(p["accepted_answer"] for p in posts)
    assert any("raw" not in p for p in posts)
    assert all(
        [p["id"] for p in t["post_stream"]["posts"]] == t["post_stream"]["stream"] for t in topics
    )


def test_the_list_has_the_oddities_of_real_mail() -> None:
    assert sum(m["X-No-Archive"] == "yes" for m in mails()) == 1
    assert sum(m["Date"] is None for m in mails()) == 1
    assert sum(m.get_content_type() == "text/html" for m in mails()) == 1
    assert sum(m["Content-Transfer-Encoding"] == "base64" for m in mails()) == 1
    raw = (SAMPLE / "list.mbox").read_bytes()
    assert b"From: =?utf-8?" in raw
    assert b"\n>From " in raw
    bodies = [m.get_body(("plain", "html")).get_content() for m in mails()]
    assert any("\n-- \n" in body for body in bodies)
    assert any(re.search(r"wrote:\n> ", body) for body in bodies)


def test_every_expected_contribution_and_contributor_of_a_question_exists() -> None:
    for row in questions():
        readable = dict(public_posts())
        if row["viewer"] == "steward":
            readable |= steward_posts()
        assert set(row["contributions"]) <= readable.keys(), row["text"]
        writers = {w for ref in row["contributions"] for w in readable[ref].writers}
        assert writers == set(row["contributors"]), row["text"]
        assert withdrawn() not in writers, row["text"]


def test_the_questions_are_a_mix() -> None:
    rows = questions()
    kinds = Counter(row["kind"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows) >= 110
    assert kinds["answered"] >= 60
    assert kinds["contested"] >= 14
    assert kinds["unanswered"] >= 25
    assert sum(row["kind"] == "unanswered" and row["near_miss"] for row in rows) >= 10
    assert {row["viewer"] for row in rows} == {None, "steward"}


def test_each_kind_of_question_has_the_fields_it_needs() -> None:
    for row in questions():
        assert bool(row["contributions"]) == (row["kind"] != "unanswered"), row["text"]
        assert bool(row["views"]) == (row["kind"] == "contested"), row["text"]
        if row["kind"] == "contested":
            assert len(row["views"]) >= 2 and all(row["views"]), row["text"]
            assert {ref for view in row["views"] for ref in view} == set(row["contributions"])


def test_what_only_stewards_may_know_is_unanswered_for_everybody_else() -> None:
    rows = questions()
    private = [row["text"] for row in rows if row["viewer"] == "steward"]
    public = {row["text"] for row in rows if row["viewer"] is None and row["kind"] == "unanswered"}
    assert len(private) >= 4
    assert set(private) <= public


def test_whether_taking_part_should_be_voluntary_has_several_voices() -> None:
    (row,) = [r for r in questions() if r["text"] == "Should taking part be voluntary?"]
    assert len({canonical(c) for c in row["contributors"]}) >= 2
