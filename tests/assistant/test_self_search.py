"""Searching for what is stored: what the graph cannot reach is linked again, a loss is told."""

import pytest

from assistant import self_search
from assistant.catalog import feed
from assistant.catalog.checks import Probe
from assistant.generation import Generation
from tests.durability.home import made_home, opened

SIZE = 300


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return made_home(tmp_path_factory.mktemp("searched") / "home", SIZE)


@pytest.fixture
def parts(place):
    community = opened(place)
    generation = Generation(place / "indexes" / "generation-000001")
    yield community.catalog, generation
    generation.close()
    community.close()


class Unreached:
    """A vector index that does not reach some passages, until they are put in again."""

    def __init__(self, vectors, lost, *, mends=True):
        self._vectors, self._lost, self._mends = vectors, set(lost), mends
        self.again = []

    def search_each(self, vectors, audience, k):
        found = self._vectors.search_each(vectors, audience, k)
        return [[hit for hit in hits if hit.id not in self._lost] for hits in found]

    def upsert(self, items):
        self.again += [item.id for item in items]
        if self._mends:
            self._lost -= {item.id for item in items}


def some_ids(catalog, n):
    with catalog.read() as reading:
        return sorted(row[0] for row in feed.sample(reading, 0))[:n]


def lost_in(parts, index):
    catalog, generation = parts
    pages = self_search.missing(catalog, index, generation.words, 0, generation.applied)
    return sorted(id for page in pages for id in page)


def test_a_passage_that_the_graph_cannot_reach_is_linked_again(parts):
    ids = some_ids(parts[0], 3)
    index = Unreached(parts[1].vectors, ids)
    assert lost_in(parts, index) == []
    assert sorted(index.again) == ids


def test_what_cannot_be_found_even_then_is_lost(parts):
    ids = some_ids(parts[0], 3)
    assert lost_in(parts, Unreached(parts[1].vectors, ids, mends=False)) == ids


def test_many_at_once_are_damage_and_nothing_is_papered_over(parts):
    ids = some_ids(parts[0], 30)
    index = Unreached(parts[1].vectors, ids)
    assert lost_in(parts, index) == ids
    assert not index.again


def test_putting_passages_in_again_changes_nothing_that_is_found(parts):
    catalog, generation = parts
    with catalog.read() as reading:
        rows = feed.sample(reading, 20)
    before = [generation.vectors.search(row[2], frozenset({row[1]}), 5) for row in rows]
    generation.vectors.upsert(
        [Probe(id=id, audience=audience, vector=v) for id, audience, v in rows]
    )
    after = [generation.vectors.search(row[2], frozenset({row[1]}), 5) for row in rows]
    assert [[h.id for h in hits] for hits in before] == [[h.id for h in hits] for hits in after]
