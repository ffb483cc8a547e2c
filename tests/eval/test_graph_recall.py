"""Recall of an approximate index: against exact search, and of what it holds itself."""

import pytest

from assistant.exact_vectors import ExactVectors
from eval.graph_recall import graph_recall
from tests.durability.home import PUBLIC, HashEmbedder, made_home, opened, text_of


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    home = made_home(tmp_path_factory.mktemp("recalled") / "home", 250)
    community = opened(home)
    yield community.catalog
    community.close()


class Short:
    """An index that never finds the nearest."""

    def __init__(self, exact):
        self._exact = exact

    def search(self, vector, audiences, k):
        return self._exact.search(vector, audiences, k + 1)[1:]


def test_an_exact_index_finds_everything(catalog):
    questions = HashEmbedder().embed([f"asked {n}" for n in range(5)])
    found = graph_recall(catalog, ExactVectors(catalog), questions, PUBLIC)
    assert (found.itself, found.first_10, found.first_200) == (1.0, 1.0, 1.0)


def test_what_is_not_found_is_counted(catalog):
    questions = HashEmbedder().embed([text_of(n) for n in range(5)])
    found = graph_recall(catalog, Short(ExactVectors(catalog)), questions, PUBLIC)
    assert found.itself == 0.0
    assert found.first_10 == 0.9
