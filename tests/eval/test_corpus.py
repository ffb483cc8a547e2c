"""Documents become threads as a sync would make them, and can be taken out and put back."""

from pathlib import Path

import pytest

from assistant.catalog import passages, threads
from assistant.errors import WrongUse
from assistant.settings import read_settings
from assistant.wiring import Community
from eval.corpus import SOURCE, Corpus, thread_drafts
from eval.dataset import Dataset, Document, Query
from tests.builders import CountingEmbedder

ROWS = (
    Document(id="a", title="Boots", text="How do you wax boots?", author="Ana", thread="t"),
    Document(id="b", title="Boots", text="Twice a year.", author="Ben", thread="t", votes=3),
    Document(id="c", title="", text="Use a soft cloth.", thread="t", accepted=True),
    Document(id="d", title="Alone", text="Nobody answers me."),
)
DATASET = Dataset(
    name="boots", documents=ROWS, queries=(Query(id="q", text="?"),), judgements={"q": {"b": 1}}
)


@pytest.fixture
def community(tmp_path: Path):
    found = Community(read_settings(tmp_path / "home"), create=True)
    found.__dict__["embedder"] = CountingEmbedder()
    yield found
    found.close()


def test_rows_of_one_thread_are_one_thread_in_file_order():
    drafts = thread_drafts(ROWS, ignore_thread=False)
    assert [(d.title, [x.external_id for x in d.drafts]) for d in drafts] == [
        ("Boots", ["a", "b", "c"]),
        ("Alone", ["d"]),
    ]


def test_each_row_stands_alone_when_threads_are_ignored():
    drafts = thread_drafts(ROWS, ignore_thread=True)
    assert [(d.title, [x.external_id for x in d.drafts]) for d in drafts] == [
        ("Boots", ["a"]),
        ("Boots", ["b"]),
        (None, ["c"]),
        ("Alone", ["d"]),
    ]


def test_a_row_keeps_its_author_its_votes_and_that_it_was_accepted():
    a, b, c = thread_drafts(ROWS[:3], ignore_thread=False)[0].drafts
    assert [author.name for author in a.authors] == ["Ana"]
    assert [(r.name, r.count) for r in b.reactions] == [("score", 3)]
    assert c.accepted and c.authors == ()


def held(community: Community) -> set[str]:
    with community.catalog.read() as reading:
        found = threads.threads(reading, threads.thread_ids(reading, SOURCE))
        return {item.external_id for thread in found for item in thread.contributions}


def test_what_is_taken_out_is_gone_and_comes_back(community: Community):
    corpus = Corpus(community, DATASET, ignore_thread=False)
    corpus.put()
    assert held(community) == {"a", "b", "c", "d"}
    corpus.put(without=frozenset({"b", "d"}))
    assert held(community) == {"a", "c"}
    with community.catalog.read() as reading:
        assert passages.count(reading, SOURCE) > 0
    corpus.put()
    assert held(community) == {"a", "b", "c", "d"}


def test_putting_twice_embeds_nothing_again(community: Community):
    corpus = Corpus(community, DATASET, ignore_thread=False)
    corpus.put()
    embedded = len(community.embedder.embedded)
    Corpus(community, DATASET, ignore_thread=False).put()
    assert len(community.embedder.embedded) == embedded


def test_a_home_with_another_corpus_is_refused(community: Community):
    Corpus(community, DATASET, ignore_thread=False)
    with pytest.raises(WrongUse, match="holds something else"):
        Corpus(community, DATASET, ignore_thread=True)


def test_every_contribution_is_known_by_its_row(community: Community):
    corpus = Corpus(community, DATASET, ignore_thread=False)
    corpus.put()
    with community.catalog.read() as reading:
        found = threads.threads(reading, threads.thread_ids(reading, SOURCE))
    known = corpus.document_ids()
    for item in (item for thread in found for item in thread.contributions):
        assert known[item.id] == item.external_id
