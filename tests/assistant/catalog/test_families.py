"""What a search found, joined to the catalog: readable, with its vectors, each long text whole."""

from assistant.catalog import families, passages, sources
from assistant.catalog.threads import thread_ids
from assistant.records import SourceState
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, ListReader, catalog, draft, source, thread_draft

PUBLIC = frozenset({"public"})


def stored(folder):
    """Return a catalog of a text in several passages and two in one each, and all of them."""
    (folder / "s").mkdir()
    made_up = source(folder / "s")
    made = catalog(folder, made_up)
    long = " ".join(f"Sentence number {n} says something of its own." for n in range(120))
    talks = [
        thread_draft(t, draft(f"{t}0", text))
        for t, text in zip("abc", (long, "B.", "C."), strict=True)
    ]
    Sync(made, Shelf(made, CountingEmbedder()), "m").run(made_up, ListReader(talks), Wish())
    with made.read() as reading:
        return made, passages.of_threads(reading, thread_ids(reading, made_up.id), PUBLIC)


def test_what_is_located_is_what_is_stored_with_its_vector(tmp_path):
    made, every = stored(tmp_path)
    wanted = [every[0].id, every[-1].id, "p_unknown"]
    with made.read() as reading:
        found = families.located(reading, wanted, PUBLIC)
        vectors = passages.vectors_of(reading, wanted)
        got = passages.get(reading, wanted, PUBLIC)
    assert {id: item.passage for id, item in found.items()} == got
    assert set(got) == {every[0].id, every[-1].id}
    assert all((found[id].vector == vectors[id]).all() for id in found)
    assert all(item.head == item.passage.turns[0].contribution_id for item in found.values())


def test_the_rest_of_a_long_text_are_its_siblings(tmp_path):
    made, every = stored(tmp_path)
    several = next(ids for ids in _by_thread(every).values() if len(ids) > 1)
    with made.read() as reading:
        found = families.located(reading, several[:1], PUBLIC)
        others = families.siblings(reading, found)
        alone = families.siblings(reading, families.located(reading, several, PUBLIC))
    assert len(several) > 2
    assert sorted(others) == sorted(several[1:]) and alone == {}
    assert {item.head for item in others.values()} == {found[several[0]].head}


def _by_thread(every):
    found = {}
    for item in every:
        found.setdefault(item.thread_id, []).append(item.id)
    return found


def test_nothing_is_located_for_others_or_in_a_paused_source(tmp_path):
    made, every = stored(tmp_path)
    ids = [item.id for item in every]
    with made.read() as reading:
        assert families.located(reading, ids, frozenset({"members"})) == {}
    with made.change() as change:
        sources.set_state(change, every[0].source_id, SourceState.PAUSED)
    with made.read() as reading:
        assert families.located(reading, ids, PUBLIC) == {} == families.siblings(reading, {})
