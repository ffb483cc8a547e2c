"""What was learned changes the ranking of those whom it may serve, and of nobody else."""

from datetime import UTC, datetime

import numpy as np
import pytest

from assistant.adapted import Adapted
from assistant.catalog import adaptations, staged
from assistant.catalog.adaptations import Adaptation
from assistant.ranking import Recipe
from assistant.records import Question, Viewer
from tests.assistant.language import WordEmbedder, direction
from tests.builders import draft, thread_draft
from tests.ingest.people_place import Home

NOW = datetime(2026, 1, 2, tzinfo=UTC)
THREADS = [
    thread_draft("a", draft("a/0", "cats1 purr1 sleep1"), title=""),
    thread_draft("b", draft("b/0", "dogs2 bark2 fetch2"), title=""),
    thread_draft("c", draft("c/0", "fish3 swim3 dive3"), title=""),
]
ASKED = "unheard1 unknown1"
"""Shares a topic with the cats and no word with anybody."""


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.community.__dict__["embedder"] = WordEmbedder()
    made.sync(THREADS)
    yield made
    made.close()


def swapped():
    """Return the map that takes the first topic for the second (a Householder reflection)."""
    one, two = (direction(name) / np.linalg.norm(direction(name)) for name in ("1", "2"))
    across = (one - two) / np.linalg.norm(one - two)
    return (np.eye(len(one)) - 2 * np.outer(across, across)).astype(np.float32)


def learn(home, *, audience="public", embedder="words-1", matrix=None, hub=0.4):
    made = Adaptation(
        version=0,
        made_at=NOW,
        kind="map",
        audience=audience,
        facts={"embedder": embedder, "hub": hub, "lexical": [0.2, 0.4]},
        matrix=swapped() if matrix is None else matrix,
    )
    with home.catalog.change() as change:
        adaptations.put(change, made, ["m_1", "m_2"])


def first(home, viewer=None):
    question = Question(text=ASKED, **({"viewer": viewer} if viewer else {}))
    with home.community.answers("test") as answers:
        answers.catch_up()
        return answers.search(question, 1)[0].passage.text


def test_a_question_is_searched_for_where_the_map_points(home):
    assert first(home).startswith("cats1")
    learn(home)
    assert first(home).startswith("dogs2")


def test_what_was_removed_no_longer_bears_on_a_question(home):
    learn(home)
    with home.catalog.change() as change:
        assert adaptations.remove(change, "a test")
        assert not adaptations.remove(change, "a test")
    assert first(home).startswith("cats1")


def test_a_running_reader_sees_a_new_version_at_once(home):
    adapted = Adapted(Recipe(), "words-1")
    public = frozenset({"public"})
    with home.catalog.read() as reading:
        assert adapted.of(reading, public).matrix is None
    learn(home)
    with home.catalog.read() as reading:
        assert adapted.of(reading, public).matrix is not None
    learn(home, matrix=np.eye(64, dtype=np.float32), hub=0.1)
    with home.catalog.read() as reading:
        learned = adapted.of(reading, public)
    assert np.array_equal(learned.matrix, np.eye(64, dtype=np.float32))
    assert (learned.recipe.hub, learned.recipe.lexical, learned.recipe.lexical_most) == (
        0.1,
        0.2,
        0.4,
    )


def test_what_was_learned_from_words_that_a_viewer_may_not_read_does_not_serve_them(home):
    learn(home, audience="stewards")
    assert first(home).startswith("cats1")
    both = Viewer(id="v", audiences=frozenset({"public", "stewards"}))
    assert first(home, both).startswith("dogs2")


def test_a_map_of_another_embedder_is_not_applied(home):
    learn(home, embedder="words-0")
    assert first(home).startswith("cats1")


def test_what_is_stored_comes_back_as_it_was(home):
    learn(home)
    with home.catalog.read() as reading:
        found = adaptations.current(reading)
    assert found.made_at == NOW and found.kind == "map" and found.audience == "public"
    assert np.array_equal(found.matrix, swapped())


def test_what_was_learned_on_one_models_vectors_goes_with_them(home):
    learn(home)
    with home.catalog.change() as change:
        staged.adopt(change, "words-2")
    with home.catalog.read() as reading:
        assert adaptations.current(reading) is None
