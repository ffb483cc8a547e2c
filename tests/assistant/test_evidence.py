"""Evidence lets several voices come through, and shows what was said twice only once."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import people
from assistant.evidence import folded, gather
from assistant.records import Evidence, Question
from assistant.voices import gather_voices
from ingest.split import split
from tests.assistant.language import WordEmbedder
from tests.builders import author, contribution, draft, thread_draft
from tests.builders import thread as thread_of
from tests.ingest.people_place import Home


def evidence(text: str, thread: str) -> Evidence:
    passage, _ = split(thread_of(text, name=thread), lambda texts: [len(t.split()) for t in texts])[
        0
    ]
    return Evidence(
        passage=passage, score=1.0, rank=1, contributions=(contribution(text, 0, thread),)
    )


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.community.__dict__["embedder"] = WordEmbedder()
    yield made
    made.close()


def found(home, text, k=6):
    with home.community.answers("test") as answers:
        answers.catch_up()
        return answers.search(Question(text=text), k)


def post(id: str, text: str, name: str = "Ana Silva"):
    """Return a thread of one contribution."""
    return thread_draft(id, draft(f"{id}/0", text, author(name)), title="")


def long_post(n: int) -> str:
    """Return a contribution of several passages, all about tea."""
    return "\n\n".join(" ".join(f"tea{n}{i} water{n}{i} tea" for _ in range(60)) for i in range(8))


def test_one_prolific_colleague_does_not_fill_the_evidence(home):
    ana = [post(f"a{n}", f"tea tea tea pot{n} leaf{n}") for n in range(12)]
    others = [
        post(f"o{n}", f"tea kettle{n} cup{n} mug{n}", name)
        for n, name in enumerate(("Bo Lind", "Cy Dahl", "Dora Ek"))
    ]
    home.sync([*ana, *others])
    items = found(home, "tea tea")
    voices = Counter(p.name for item in items for c in item.contributions for p in c.contributors)
    assert voices == {"Ana Silva": 3, "Bo Lind": 1, "Cy Dahl": 1, "Dora Ek": 1}


def test_one_long_thread_does_not_fill_the_evidence(home):
    posts = [draft(f"l/{n}", long_post(n), author(f"Writer {n}")) for n in range(5)]
    short = [post(f"s{n}", f"tea {n}kettle", f"Other {n}") for n in range(3)]
    home.sync([thread_draft("long", *posts, title=""), *short])
    items = found(home, "tea")
    spaces = Counter(item.passage.thread_id for item in items)
    assert max(spaces.values()) == 3 and len(spaces) == 4


def test_where_only_one_colleague_has_written_they_fill_the_evidence(home):
    home.sync([post(f"a{n}", f"tea pot{n} leaf{n}") for n in range(9)])
    assert len(found(home, "tea")) == 6


def test_what_was_posted_twice_is_shown_once_and_both_keep_the_credit(home):
    home.sync(
        [
            post("1", "Tea is best  with soft water", "Ana Silva"),
            post("2", "tea is best with soft water", "Bo Lind"),
            post("3", "coffee wants hard water", "Cy Dahl"),
        ]
    )
    items = found(home, "tea soft water")
    assert len(items) == 2
    names = [p.name for c in (*items[0].contributions, *items[0].alike) for p in c.contributors]
    assert sorted(names) == ["Ana Silva", "Bo Lind"]
    assert items[1].alike == ()


def test_a_colleague_whose_words_were_folded_may_still_be_quoted(home):
    said = "Tea is best with soft water"
    home.sync([post("1", said, "Ana Silva"), post("2", said, "Bo Lind")])
    public = frozenset({"public"})
    items = found(home, "tea")
    with home.catalog.read() as reading:
        voices = gather_voices(reading, people.register(reading), (), items, public)
    names = {person.name for voice in voices for person in voice.contribution.contributors}
    assert len(items) == 1 and names == {"Ana Silva", "Bo Lind"}


def test_near_words_fold_only_across_threads_and_only_when_very_near():
    one, two, same = evidence("soft water", "a"), evidence("softer waters", "b"), evidence("x", "a")
    axis = np.array([1.0, 0.0], np.float32)
    near = np.array([0.98, np.sqrt(1 - 0.98**2)], np.float32)
    far = np.array([0.96, np.sqrt(1 - 0.96**2)], np.float32)
    assert len(folded([one, two], {one.passage.id: axis, two.passage.id: near})) == 1
    assert len(folded([one, two], {one.passage.id: axis, two.passage.id: far})) == 2
    assert len(folded([one, same], {one.passage.id: axis, same.passage.id: axis})) == 2
    assert len(folded([one, two], {})) == 2


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=8))
def test_folding_loses_no_contribution_and_keeps_the_order(pairs):
    items = [evidence(f"{word} {word}", f"{thread}{i}") for i, (thread, word) in enumerate(pairs)]
    after = folded(items, {})
    credited = [c.id for item in after for c in (*item.contributions, *item.alike)]
    assert sorted(credited) == sorted(c.id for item in items for c in item.contributions)
    assert [item.passage.text for item in after] == list(
        dict.fromkeys(item.passage.text for item in items)
    )
    assert folded(after, {}) == after


def test_nothing_found_is_no_evidence(home):
    assert gather(home.catalog, (), 5) == []
