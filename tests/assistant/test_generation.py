"""The followers: Chroma and Tantivy end where the catalog is, whatever happened on the way."""

import subprocess
import sys
import textwrap

import pytest

from assistant.catalog import passages, sources
from assistant.errors import IndexBroken
from assistant.generation import Generation
from assistant.generations import current, drop_others, following, is_current, point_to
from assistant.records import SourceState
from ingest.prepare import Preparer
from ingest.shelve import Shelf
from tests.builders import CountingEmbedder, catalog, draft, source, thread_draft

PUBLIC = frozenset({"public"})


@pytest.fixture
def stores(tmp_path):
    item = source(tmp_path)
    stored = catalog(tmp_path, item)
    yield (
        stored,
        item,
        Shelf(stored, CountingEmbedder()),
        tmp_path / "indexes" / "generation-000001",
    )
    stored.close()


def put(stores, *texts: str, name: str = "t") -> None:
    from assistant.catalog import people

    stored, item, shelf, _ = stores
    with stored.read() as reading:
        preparer = Preparer(item, people.register(reading))
    made = preparer.prepare(
        thread_draft(name, *(draft(f"{name}/{n}", text) for n, text in enumerate(texts)))
    )
    shelf.put([made.row], made.authors)


def found(generation: Generation, text: str) -> list[str]:
    hits = generation.words.search(text, PUBLIC, 10)
    return [hit.id for hit in hits]


def nearest(generation: Generation, text: str) -> list[str]:
    vector = CountingEmbedder().embed([text])[0]
    return [hit.id for hit in generation.vectors.search(vector, PUBLIC, 10)]


def test_what_the_catalog_holds_is_found_by_words_and_by_vector(stores):
    put(stores, "Pump stations fail in winter.")
    generation = Generation(stores[3])
    generation.catch_up(stores[0], "m")
    assert len(found(generation, "pumps")) == 1
    assert found(generation, "pump") == nearest(
        generation, "A title\nPump stations fail in winter."
    )
    generation.close()


def test_catching_up_twice_changes_nothing(stores):
    put(stores, "Pump stations fail in winter.")
    generation = Generation(stores[3])
    first = generation.catch_up(stores[0], "m")
    assert generation.catch_up(stores[0], "m") == first
    assert len(nearest(generation, "pump")) == 1
    generation.close()


def test_an_edited_text_replaces_the_old_one_in_both(stores):
    put(stores, "Pump stations fail in winter.")
    generation = Generation(stores[3])
    generation.catch_up(stores[0], "m")
    old = found(generation, "pump")
    put(stores, "Bridges fail in summer.")
    generation.catch_up(stores[0], "m")
    assert found(generation, "pump") == []
    assert len(nearest(generation, "bridges")) == 1
    assert found(generation, "bridge") != old
    generation.close()


def test_a_paused_source_is_gone_and_a_resumed_one_is_back(stores):
    put(stores, "Pump stations fail in winter.")
    stored = stores[0]
    generation = Generation(stores[3])
    generation.catch_up(stored, "m")
    for state, expected in ((SourceState.PAUSED, 0), (SourceState.ACTIVE, 1)):
        with stored.change() as change:
            sources.set_state(change, "s", state)
        generation.catch_up(stored, "m")
        assert len(found(generation, "pump")) == len(nearest(generation, "pump")) == expected
    generation.close()


def test_other_audiences_are_never_searched(stores):
    put(stores, "Pump stations fail in winter.")
    generation = Generation(stores[3])
    generation.catch_up(stores[0], "m")
    vector = CountingEmbedder().embed(["pump"])[0]
    assert generation.vectors.search(vector, frozenset({"stewards"}), 5) == []
    assert generation.words.search("pump", frozenset({"stewards"}), 5) == []
    assert generation.words.search("pump", frozenset(), 5) == []
    generation.close()


def test_vectors_of_another_model_are_refused(stores):
    put(stores, "Pump stations fail in winter.")
    generation = Generation(stores[3])
    generation.catch_up(stores[0], "m")
    generation.close()
    again = Generation(stores[3])
    with pytest.raises(IndexBroken, match="other vectors"):
        again.catch_up(stores[0], "other")
    again.close()


def test_a_new_generation_is_built_without_embedding(stores):
    put(stores, "Pump stations fail in winter.")
    indexes = stores[3].parent
    first = Generation(current(indexes))
    first.catch_up(stores[0], "m")
    second = Generation(following(indexes))
    second.catch_up(stores[0], "m")
    point_to(indexes, second.folder)
    first.close()
    assert drop_others(indexes) == 1
    assert current(indexes) == second.folder
    assert len(found(second, "pump")) == 1
    second.close()


KILLED = textwrap.dedent(
    """
    import os, sys
    from pathlib import Path
    from assistant.catalog import Catalog
    from assistant.generation import Generation
    stored = Catalog(sys.argv[1])
    generation = Generation(Path(sys.argv[2]))
    save = generation._save
    generation._save = lambda *a: os.kill(os.getpid(), 9)
    generation.catch_up(stored, "m")
    """
)


def test_killed_before_it_remembers_it_applies_the_same_again(stores, tmp_path):
    put(stores, "Pump stations fail in winter.")
    put(stores, "Bridges hold.", name="t2")
    url = f"sqlite:///{tmp_path}/catalog.sqlite"
    done = subprocess.run([sys.executable, "-c", KILLED, url, str(stores[3])], check=False)
    assert done.returncode == -9
    generation = Generation(stores[3])
    generation.catch_up(stores[0], "m")
    with stores[0].read() as reading:
        expected = passages.count(reading)
    assert len(set(nearest(generation, "x"))) == expected == 2
    generation.close()


def test_indexes_are_known_to_be_current_without_being_opened(stores):
    stored, _, _, folder = stores
    put(stores, "Pump stations fail in winter.")
    assert not is_current(folder.parent, stored.revision(), "m")
    generation = Generation(folder)
    reached = generation.catch_up(stored, "m")
    assert not is_current(folder.parent, reached, "m"), "somebody has them open"
    generation.close()
    assert is_current(folder.parent, reached, "m")
    assert not is_current(folder.parent, reached, "another model")
    put(stores, "In summer, too.", name="u")
    assert not is_current(folder.parent, stored.revision(), "m")


def test_damaged_indexes_are_not_taken_for_current(stores):
    stored, _, _, folder = stores
    put(stores, "Pump stations fail in winter.")
    generation = Generation(folder)
    reached = generation.catch_up(stored, "m")
    generation.close()
    (folder / "state.json").write_text("no json")
    assert not is_current(folder.parent, reached, "m")
    (folder.parent / "current").write_bytes(b"\xff\xfe")
    assert not is_current(folder.parent, reached, "m")
