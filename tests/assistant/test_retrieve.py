"""Finding passages: the viewer's only, the catalog's last word, filters, and indexes that broke."""

from contextlib import contextmanager
from datetime import timedelta

import numpy as np
import pytest

from assistant.bank import Banks
from assistant.catalog import sources
from assistant.errors import IndexBroken
from assistant.exact_vectors import ExactVectors
from assistant.records import Filters, Question, SourceState, Viewer
from assistant.retrieve import Indexes, Retriever
from assistant.tantivy_words import TantivyWords
from tests.assistant.language import WordEmbedder
from tests.builders import DAY, author, draft, thread_draft
from tests.ingest.people_place import Home

STEWARDS = Viewer(id="v", audiences=frozenset({"public", "stewards"}))
PUBLIC = frozenset({"public"})


def post(id: str, text: str, name: str = "Ana Silva", **more):
    return thread_draft(id, draft(f"{id}/0", text, author(name)), title="", **more)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.community.__dict__["embedder"] = WordEmbedder()
    closed = post("c", "tea money is secret", "Cy Dahl", space="leads", private=True)
    made.sync(
        [post("a", "tea wants soft water"), post("b", "bread wants time", "Bo Lind"), closed],
        map_audience=(("leads", "stewards"),),
    )
    made.sync([post("d", "tea likes a warm pot", "Bo Lind", tags=("tea",))], id="other")
    yield made
    made.close()


def found(home, text="tea", **more):
    with home.community.answers("test") as answers:
        answers.catch_up()
        items = answers.search(Question(text=text, **more), 10)
    return [item.passage.text for item in items]


def test_a_viewer_finds_what_their_audiences_hold_and_nothing_else(home):
    assert set(found(home)) == {
        "tea wants soft water",
        "bread wants time",
        "tea likes a warm pot",
    }
    assert "tea money is secret" in found(home, viewer=STEWARDS)


def test_words_that_others_wrote_do_not_move_a_viewer_s_ranking(home):
    """The sample that hubs are measured by holds the viewer's passages only."""
    banks = Banks(home.catalog, 100)
    with home.catalog.read() as reading:
        narrow, wide = banks.of(reading, PUBLIC), banks.of(reading, STEWARDS.audiences)
        again = banks.of(reading, PUBLIC)
    assert (len(narrow.threads), len(wide.threads)) == (3, 4)
    assert again is narrow, "kept while the catalog stands still"


def test_a_sample_is_taken_anew_when_the_catalog_changed(home):
    banks = Banks(home.catalog, 100)
    with home.catalog.read() as reading:
        before = banks.of(reading, PUBLIC)
    home.sync([post("d", "tea likes a warm pot", "Bo Lind"), post("e", "new")], id="other")
    with home.catalog.read() as reading:
        assert len(banks.of(reading, PUBLIC).threads) == len(before.threads) + 1


def test_the_catalog_has_the_last_word_about_what_an_index_returns(home):
    assert "tea likes a warm pot" in found(home)
    words = TantivyWords(None)
    retriever = Retriever(home.catalog, WordEmbedder(), lending(home, words))
    with home.catalog.change() as change:
        sources.set_state(change, "other", SourceState.PAUSED)
    texts = {passage.text for passage, _ in retriever.find(Question(text="tea")).ranking}
    assert texts == {"tea wants soft water", "bread wants time"}


def lending(home, words, broken=()):
    """Lend exact search and these words; the first calls raise what is in `broken`."""
    left = list(broken)

    @contextmanager
    def indexes():
        if left:
            raise left.pop(0)
        yield Indexes(vectors=ExactVectors(home.catalog), words=words, degraded=bool(broken))

    return indexes


def test_an_index_that_breaks_under_a_question_does_not_break_the_answer(home):
    lend = lending(home, None, broken=[IndexBroken("gone")])
    got = Retriever(home.catalog, WordEmbedder(), lend).find(Question(text="tea soft water"))
    assert got.degraded and got.ranking[0][0].text == "tea wants soft water"


def test_without_words_vectors_alone_decide(home):
    got = Retriever(home.catalog, WordEmbedder(), lending(home, None)).find(Question(text="tea"))
    assert len(got.ranking) == 3 and not got.degraded
    assert got.features is not None and got.features.unknown_terms == 0.0


def test_where_nothing_is_in_reach_nothing_is_found(home):
    nobody = Viewer(id="n", audiences=frozenset({"nobody"}))
    got = Retriever(home.catalog, WordEmbedder(), lending(home, None)).find(
        Question(text="tea", viewer=nobody)
    )
    assert got.ranking == () and got.features is None


@pytest.mark.parametrize(
    ("filters", "texts"),
    [
        (Filters(sources=("other",)), {"tea likes a warm pot"}),
        (Filters(tags=("tea",)), {"tea likes a warm pot"}),
        (Filters(after=DAY + timedelta(days=1)), set()),
        (Filters(before=DAY + timedelta(days=1)), {"tea wants soft water", "tea likes a warm pot",
                                                   "bread wants time"}),
    ],
)  # fmt: skip
def test_filters_narrow_what_is_found(home, filters, texts):
    assert set(found(home, filters=filters)) == texts


def test_filters_do_not_widen_what_may_be_read(home):
    everything = Filters(sources=("s", "other"))
    assert "tea money is secret" not in found(home, filters=everything)
    assert "tea money is secret" in found(home, filters=everything, viewer=STEWARDS)


def test_the_same_question_gets_the_same_ranking(home):
    retriever = Retriever(home.catalog, WordEmbedder(), lending(home, TantivyWords(None)))
    first, second = (retriever.find(Question(text="tea water")) for _ in range(2))
    assert first.ranking == second.ranking and np.array_equal(first.vector, second.vector)
