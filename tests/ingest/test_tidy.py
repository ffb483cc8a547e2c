"""Tidying beside the main process: what is pure is done once, and everything stays in its place."""

import pickle

from assistant import ids
from assistant.catalog import people
from assistant.records import Author
from ingest import run
from ingest.outcome import Skipped
from ingest.prepare import Preparer
from ingest.reader import ReadRequest
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from ingest.tidy import Tidier, TidyReader, TidyThread
from tests.builders import (
    CountingEmbedder,
    ListReader,
    author,
    catalog,
    draft,
    source,
    thread_draft,
)

KEY = "ghp_" + "a1B2" * 10


def tidied(tmp_path, *items):
    reader = TidyReader(reader=ListReader(items), tidier=Tidier(source(tmp_path)))
    return list(reader.read(ReadRequest(location=tmp_path, scratch=tmp_path)))


def test_what_is_no_thread_comes_as_it_came_and_order_stays(tmp_path):
    skipped = Skipped(item="x", reason="bot")
    first, between, last = tidied(
        tmp_path, thread_draft("t", draft("a", "One.")), skipped, thread_draft("u")
    )
    assert (first.draft.external_id, between, last.draft.external_id) == ("t", skipped, "u")


def test_a_tidied_thread_survives_the_way_between_processes(tmp_path):
    [thread] = tidied(tmp_path, thread_draft("t", draft("a", f"See {KEY}."), draft("b", "Fine.")))
    assert pickle.loads(pickle.dumps(thread)) == thread
    assert KEY not in repr(thread) and thread.counts == ({"key": 1}, {})


def test_preparing_in_one_step_or_two_comes_to_the_same(tmp_path):
    item = source(tmp_path)
    found = thread_draft("t", draft("a", "Zero\u200b width."), draft("b", f"My key is {KEY}."))
    held = catalog(tmp_path, item)
    with held.read() as reading:
        register = people.register(reading)
    held.close()
    [thread] = tidied(tmp_path, found)
    assert Preparer(item, register).settle(thread) == Preparer(item, register).prepare(found)


def test_items_left_out_take_all_that_goes_with_them_along(tmp_path):
    ana, bo = author("Ana Silva"), author("Bo Li")
    [thread] = tidied(
        tmp_path,
        thread_draft("t", draft("a", "One.", ana), draft("b", f"Two {KEY}.", bo), draft("c", "3.")),
    )
    kept = thread.keeping([1])
    assert [item.external_id for item in kept.draft.drafts] == ["b"]
    assert kept.ids == (ids.contribution_id("s", "b"),) and kept.names == ("b",)
    assert kept.people == (bo,) and kept.counts == ({"key": 1},)
    assert kept.digests == (thread.digests[1],)
    assert thread.keeping([0, 1, 2]) is thread


def test_somebody_who_is_named_otherwise_further_down_is_told_again(tmp_path):
    one = Author(identity="chat:1", name="Ana")
    other = Author(identity="chat:1", name="Ana Silva")
    said = [draft(str(n), "Hm.", who) for n, who in enumerate([one, one, other, one])]
    [thread] = tidied(tmp_path, thread_draft("t", *said))
    assert thread.people == (one, other, one)


def test_an_item_whose_name_shows_what_is_masked_goes_by_its_id(tmp_path):
    [thread] = tidied(tmp_path, thread_draft("t", draft(f"mail {KEY}", "Hello."), draft("b", "B.")))
    id = ids.contribution_id("s", f"mail {KEY}")
    assert thread.names == (id, "b") and thread.hidden() == {f"mail {KEY}": id}


def test_a_renamed_thread_has_the_id_of_its_new_name(tmp_path):
    tidier = Tidier(source(tmp_path))
    again = tidier.renamed(tidier.tidy(thread_draft("t", draft("a", "One."))), "t~2")
    assert (again.id, again.name) == (ids.thread_id("s", "t~2"), "t~2")
    assert again == tidier.tidy(thread_draft("t~2", draft("a", "One.")))


def test_long_threads_come_in_pieces(tmp_path):
    many = thread_draft("t", *(draft(str(n), "Hm.") for n in range(2001)))
    parts = [item for item in tidied(tmp_path, many) if isinstance(item, TidyThread)]
    assert [(part.name, len(part.ids)) for part in parts] == [("t", 2000), ("t~2", 1)]


def test_embedding_begins_with_a_small_part_and_changes_grow(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "_FIRST_BATCH", 2)
    monkeypatch.setattr(run, "_BATCH", 5)
    sizes = []

    class Watching(CountingEmbedder):
        def embed(self, texts):
            sizes.append(len(texts))
            return super().embed(texts)

    place = source(tmp_path)
    held = catalog(tmp_path, place)
    threads = [thread_draft(str(n), draft(f"{n}/0", f"Number {n}.")) for n in range(20)]
    report = Sync(held, Shelf(held, Watching()), "m").run(place, ListReader(threads), Wish())
    held.close()
    assert report["indexed"] == 20
    assert sizes == [2, 4, 5, 5, 4]
