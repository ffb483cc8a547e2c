"""What stands around some places of threads: all of it, in order, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.catalog import people, threads
from assistant.catalog.threads import around
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, ListReader, catalog, draft, source, thread_draft

LONG = 60


def stored(folder):
    """Return a catalog of three threads of sixty posts, and its threads by their length."""
    (folder / "s").mkdir()
    made_up = source(folder / "s")
    made = catalog(folder, made_up)
    talk = [
        thread_draft(t, *(draft(f"{t}{n}", f"Post number {n} of {t}.") for n in range(LONG)))
        for t in "abc"
    ]
    Sync(made, Shelf(made, CountingEmbedder()), "m").run(made_up, ListReader(talk), Wish())
    return made


def test_what_stands_around_places_is_what_a_look_at_whole_threads_finds(tmp_path):
    made = stored(tmp_path)
    with made.read() as reading:
        register = people.register(reading)
        every = {t.id: t for t in threads.threads(reading, threads.thread_ids(reading, "s"))}

        @given(
            st.dictionaries(
                st.sampled_from(sorted(every)), st.lists(st.integers(0, LONG - 1), max_size=5)
            ),
            st.integers(0, 9),
        )
        def holds(places, reach):
            found = [(c.thread_id, c.ordinal) for c in around(reading, places, reach, register)]
            wanted = {
                (id, n)
                for id, near in places.items()
                for n in range(LONG)
                if n == 0 or any(abs(n - place) <= reach for place in near)
            }
            assert found == sorted(wanted)

        holds()
    made.close()


def test_shelfmarks_are_those_of_readable_threads_only(tmp_path):
    made = stored(tmp_path)
    with made.read() as reading:
        assert threads.shelfmarks(reading, frozenset({"public"}))[0] == {"s"}
        assert threads.shelfmarks(reading, frozenset({"stewards"})) == (set(), set(), set())
    made.close()
