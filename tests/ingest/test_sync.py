"""Syncing: every item counted once, nothing lost, nothing twice, whatever happens."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import feed, passages, people, runs, threads
from assistant.errors import UnreadableFile
from assistant.ids import contribution_id
from assistant.naming import EVERYWHERE
from assistant.records import Naming
from ingest.outcome import Failed, Skipped
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import (
    CountingEmbedder,
    ListReader,
    author,
    catalog,
    counts_add_up,
    draft,
    source,
    thread_draft,
)


class Place:
    """A source in a folder whose bytes change with what its reader yields."""

    def __init__(self, folder, **facts):
        self.folder = folder / "export"
        self.folder.mkdir(parents=True)
        self.source = source(self.folder, **facts)
        self.catalog = catalog(folder, self.source)
        self.embedder = CountingEmbedder()
        self.sync_route = Sync(self.catalog, Shelf(self.catalog, self.embedder), "m")

    def sync(self, *items, **wish):
        (self.folder / "export.txt").write_text(repr(items))
        return self.sync_route.run(self.source, ListReader(items), Wish(**wish))

    def texts(self):
        with self.catalog.read() as reading:
            found = threads.threads(reading, threads.thread_ids(reading, "s"))
            return sorted(c.text for thread in found for c in thread.contributions)

    def passage_texts(self):
        with self.catalog.read() as reading:
            ids = [id for id, _, _ in feed.sample(reading, 0)]
            found = passages.get(reading, ids, frozenset({"public", "stewards"}))
            return sorted(item.text for item in found.values())


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    made.catalog.close()


TALK = thread_draft("t1", draft("1", "Shall we meet?"), draft("2", "Yes, on Tuesday."))


def test_the_first_sync_brings_everything_in(place):
    report = place.sync(TALK, Skipped(item="x", reason="bot"), Failed(item="y", reason="malformed"))
    assert (report["indexed"], report["seen"], report["contributions"]) == (2, 4, 2)
    assert report["skipped"] == {"bot": 1} and report["failed"] == {"malformed": 1}
    assert report["failures"][0]["item"] == "y"
    assert counts_add_up(report)
    assert place.passage_texts() == ["Shall we meet?\nYes, on Tuesday."]


def test_syncing_again_changes_nothing_and_embeds_nothing(place):
    place.sync(TALK)
    revision, embedded = place.catalog.revision(), len(place.embedder.embedded)
    report = place.sync(TALK)
    assert (report["indexed"], report["unchanged"], report["removed"]) == (0, 2, 0)
    assert counts_add_up(report)
    assert place.catalog.revision() == revision
    assert len(place.embedder.embedded) == embedded


def test_new_edited_and_vanished_items_are_told_apart(place):
    place.sync(TALK, thread_draft("t2", draft("3", "Alone.")))
    edited = thread_draft("t1", draft("1", "Shall we meet again?"), draft("4", "A new reply."))
    report = place.sync(edited, thread_draft("t2", draft("3", "Alone.")))
    assert (report["indexed"], report["unchanged"], report["proposed_removals"]) == (2, 1, 1)
    assert place.texts() == ["A new reply.", "Alone.", "Shall we meet again?", "Yes, on Tuesday."]
    confirmed = place.sync(edited, thread_draft("t2", draft("3", "Alone.")), confirm_removals=True)
    assert (confirmed["removed"], confirmed["proposed_removals"]) == (1, 0)
    assert place.texts() == ["A new reply.", "Alone.", "Shall we meet again?"]
    assert not any("Tuesday" in text for text in place.passage_texts())


def test_a_shorter_export_wipes_nothing_and_what_returns_is_no_longer_proposed(place):
    place.sync(TALK, thread_draft("t2", draft("3", "Alone.")))
    assert place.sync(TALK)["proposed_removals"] == 1
    assert "Alone." in place.texts()
    again = place.sync(
        TALK, thread_draft("t2", draft("3", "Alone.")), Skipped(item="z", reason="bot")
    )
    assert again["proposed_removals"] == 0


def test_deletions_apply_at_once_where_the_source_says_so(tmp_path):
    place = Place(tmp_path, deletions="apply")
    place.sync(TALK)
    report = place.sync(thread_draft("t1", draft("1", "Shall we meet?")))
    assert (report["removed"], report["contributions"]) == (1, 1)


def test_a_damaged_file_never_wipes_what_it_held_before(tmp_path):
    place = Place(tmp_path, deletions="apply")
    place.sync(TALK)
    report = place.sync(Failed(item="day.json", reason="truncated"))
    assert (report["removed"], report["proposed_removals"], report["contributions"]) == (0, 2, 2)


def test_a_location_that_cannot_be_read_is_a_named_failure(place):
    place.sync(TALK)

    class Broken(ListReader):
        def read(self, request):
            raise UnreadableFile("export.zip", "truncated", "no end of directory")
            yield

    (place.folder / "export.txt").write_text("other")
    report = place.sync_route.run(place.source, Broken([]), Wish())
    assert report["failures"] == [
        {"item": "export.zip", "reason": "truncated", "detail": "no end of directory"}
    ]
    assert place.texts() == ["Shall we meet?", "Yes, on Tuesday."]


def test_private_threads_stay_out_unless_their_space_is_mapped(tmp_path):
    private = thread_draft("p", draft("9", "The budget is cut."), private=True, space="#leads")
    out = Place(tmp_path / "a")
    report = out.sync(private)
    assert report["skipped"] == {"private": 1} and out.texts() == []
    mapped = Place(tmp_path / "b", map_audience=(("#leads", "stewards"),))
    assert mapped.sync(private)["indexed"] == 1
    with mapped.catalog.read() as reading:
        [(id, audience, _)] = feed.sample(reading, 0)
    assert audience == "stewards"


def test_a_space_made_private_is_taken_out_at_once(place):
    place.sync(thread_draft("p", draft("9", "The budget is cut."), space="#leads"))
    now = thread_draft("p", draft("9", "The budget is cut."), space="#leads", private=True)
    report = place.sync(now)
    assert report["removed"] == 1 and place.texts() == [] and place.passage_texts() == []


def test_two_colleagues_who_wrote_the_same_both_keep_their_credit(place):
    bob = author("Bob")
    place.sync(
        thread_draft("t1", draft("1", "Same words.")),
        thread_draft("t2", draft("2", "Same words.", bob)),
    )
    with place.catalog.read() as reading:
        ids = [contribution_id("s", n) for n in ("1", "2")]
        found = threads.contributions(reading, ids)
    assert [found[id].contributors[0].name for id in ids] == ["Ana Silva", "Bob"]
    assert len(set(place.embedder.embedded)) == len(place.embedder.embedded)


def test_words_of_somebody_who_withdrew_never_come_in(place):
    bob = author("Bob Berg")
    with place.catalog.change() as change:
        people.ensure(change, [bob])
        people.choose(
            change, people.resolve(change, bob.identity), Naming.WITHDRAWN, EVERYWHERE, "test"
        )
    report = place.sync(
        thread_draft("t", draft("1", "I am Bob.", bob), draft("2", "Bob Berg is right."))
    )
    assert report["skipped"] == {"withdrawn": 1} and counts_add_up(report)
    assert place.texts() == ["[name withheld] is right."]


def test_an_item_that_is_twice_in_an_export_counts_once(place):
    twice = thread_draft("t", draft("1", "One."), draft("1", "One."))
    report = place.sync(twice)
    assert report["skipped"] == {"duplicate": 1} and report["indexed"] == 1


def test_a_thread_that_is_yielded_twice_loses_nothing(place):
    report = place.sync(
        thread_draft("t", draft("1", "One.")), thread_draft("t", draft("2", "Two."))
    )
    assert report["indexed"] == 2 and place.texts() == ["One.", "Two."]


def test_a_contribution_that_moved_to_another_thread_stands_there_only(place):
    place.sync(thread_draft("a", draft("1", "One."), draft("2", "Two.")))
    place.sync(thread_draft("a", draft("1", "One.")), thread_draft("b", draft("2", "Two.")))
    assert place.texts() == ["One.", "Two."]
    assert place.passage_texts() == ["One.", "Two."]


def test_vectors_that_nobody_uses_any_more_are_dropped(place):
    place.sync(thread_draft("t", draft("1", "One.")))
    place.sync(thread_draft("t", draft("1", "Other.")))
    with place.catalog.read() as reading:
        assert len(feed.sample(reading, 0)) == 1
        held = passages.known_vectors(reading, [])
    assert held == {}


def test_the_report_is_kept_in_the_catalog(place):
    report = place.sync(TALK)
    with place.catalog.read() as reading:
        _, kept = runs.last(reading, "s")
    assert kept == report


TEXTS = st.sampled_from(["One.", "Two.", "A longer one with words.", "", "Drei"])
EXPORTS = st.dictionaries(
    st.sampled_from("abc"),
    st.dictionaries(st.sampled_from(["1", "2", "3"]), TEXTS, min_size=1),
    min_size=1,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(EXPORTS, min_size=1, max_size=4))
def test_any_row_of_exports_ends_as_the_last_one_alone_would(tmp_path_factory, exports):
    def items(export):
        return [
            thread_draft(name, *(draft(f"{name}/{key}", text) for key, text in parts.items()))
            for name, parts in export.items()
        ]

    place = Place(tmp_path_factory.mktemp("a"), deletions="apply")
    for export in exports:
        assert counts_add_up(place.sync(*items(export)))
    alone = Place(tmp_path_factory.mktemp("b"), deletions="apply")
    alone.sync(*items(exports[-1]))
    assert place.texts() == alone.texts()
    assert place.passage_texts() == alone.passage_texts()
    place.catalog.close()
    alone.catalog.close()


def test_a_source_that_says_pseudonym_shows_no_names(tmp_path):
    place = Place(tmp_path, attribution=Naming.PSEUDONYM)
    place.sync(TALK)
    with place.catalog.read() as reading:
        found = threads.contributions(reading, [contribution_id("s", "1")])
    [person] = next(iter(found.values())).contributors
    assert person.name != "Ana Silva"
    assert replace(person, name="Ana Silva").naming is Naming.PSEUDONYM
