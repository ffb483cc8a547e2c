"""Syncing: every item counted once, nothing lost, nothing twice, whatever happens."""

import json
import os
import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.catalog import feed, passages, people, runs, threads
from assistant.errors import CatalogError, UnreadableFile
from assistant.ids import contribution_id
from assistant.naming import EVERYWHERE
from assistant.records import Author, Naming
from ingest import run
from ingest.outcome import Failed, Noted, Skipped
from ingest.readers.folder import Folder
from ingest.readers.markdown import MarkdownDocument
from ingest.readers.slack import SlackExport
from ingest.readers.text import TextDocument
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import (
    DAY,
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
    assert (report["removed"], report["proposed_removals"], report["contributions"]) == (0, 0, 2)
    assert report["notes"] == {"missing_with_failed_file": 2}


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
        [(_, audience, _)] = feed.sample(reading, 0)
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


def test_an_export_again_with_one_edited_and_one_deleted_post_is_told_apart(place):
    before = [thread_draft(f"t{n}", draft(f"{n}", f"Word {n} stands here.")) for n in range(9)]
    place.sync(*before)
    assert place.sync(*before)["indexed"] == 0
    after = [*before[:4], thread_draft("t4", draft("4", "Another word.")), *before[5:8]]
    report = place.sync(*after, confirm_removals=True)
    assert report["since_last_time"] == {"new": 0, "edited": 1, "vanished": 1, "returned": 0}
    assert (report["indexed"], report["removed"]) == (1, 1)
    answerable = " ".join(place.passage_texts())
    assert "Word 4" not in answerable and "Word 8" not in answerable
    assert "Another word." in answerable and "Word 7" in answerable


def test_a_new_reply_to_an_old_thread_is_found(place):
    old = [thread_draft(f"t{n}", draft(f"{n}", f"Question {n}?")) for n in range(3)]
    place.sync(*old)
    revision = place.catalog.revision()
    answered = thread_draft("t0", draft("0", "Question 0?"), draft("0b", "Ask the porter."))
    report = place.sync(answered, *old[1:])
    assert report["since_last_time"]["new"] == 1 and report["unchanged"] == 3
    with place.catalog.read() as reading:
        fed = feed.feed(reading, revision, 100)
    assert ["Ask the porter." in item.text for item in fed] == [True]


def test_what_returns_is_told(place):
    alone = thread_draft("t2", draft("3", "Alone."))
    place.sync(TALK, alone)
    assert place.sync(TALK)["since_last_time"]["vanished"] == 1
    assert place.sync(TALK, Noted(what="x", item="y"))["since_last_time"]["vanished"] == 0
    assert place.sync(TALK, alone)["since_last_time"]["returned"] == 1


def test_a_file_of_6000_passages_goes_in_and_out_again(place):
    """SQLite allows 32,766 variables in one statement; no index takes part here."""
    words = " ".join(["practice"] * 100)
    sections = [draft(str(n), f"{n} {words}", locator=f"Section {n}") for n in range(6000)]
    report = place.sync(thread_draft("book", *sections))
    assert (report["indexed"], report["passages"]) == (6000, 6000)
    smaller = place.sync(thread_draft("book", *sections[:10]), confirm_removals=True)
    assert (smaller["removed"], smaller["passages"]) == (5990, 10)


def test_an_item_that_stands_in_two_threads_counts_once(place):
    report = place.sync(
        thread_draft("a", draft("1", "One.")),
        thread_draft("b", draft("1", "One."), draft("2", "Two.")),
    )
    assert report["skipped"] == {"duplicate": 1} and report["indexed"] == 2
    assert counts_add_up(report)
    assert place.texts() == ["One.", "Two."]


def test_what_another_try_may_read_is_tried_again_although_the_bytes_are_the_same(place):
    """A file without permission, or a child that was too slow on a busy machine."""
    location = place.folder / "export.txt"
    location.write_text("the same")
    closed = ListReader([TALK, Failed(item="day.md", reason="unreadable")])
    assert place.sync_route.run(place.source, closed, Wish())["failed"] == {"unreadable": 1}
    opened = ListReader([TALK, thread_draft("t2", draft("3", "Now open."))])
    report = place.sync_route.run(place.source, opened, Wish())
    assert report["failed"] == {} and "Now open." in place.texts()


def test_trying_the_same_again_adds_no_report(place):
    (place.folder / "export.txt").write_text("the same")
    closed = ListReader([TALK, Failed(item="day.md", reason="unreadable")])
    for _ in range(2):
        place.sync_route.run(place.source, closed, Wish())
    revision = place.catalog.revision()
    place.sync_route.run(place.source, closed, Wish())
    assert place.catalog.revision() == revision


def test_the_report_says_what_was_put_together_and_what_was_lost(place):
    nameless = Author(identity="slack:U9")
    report = place.sync(
        thread_draft(
            "t1",
            draft("1", "Shall we meet?", attachments=2, edited_at=DAY),
            draft("2", "Yes.", nameless),
        ),
        thread_draft("t2", draft("3", "Alone.")),
        Noted(what="orphan_reply", item="t1"),
        Skipped(item="x", reason="bot"),
        Skipped(item="y", reason="attachment_only"),
    )
    assert report["fidelity"] == {
        "threads_rebuilt": 1,
        "orphan_replies": 1,
        "edited_at_source": 1,
        "unknown_authors": 1,
        "without_author": 0,
        "without_link": 3,
        "bots": 1,
        "attachments_not_read": 3,
    }
    assert report["examples"]["bot"] == ["x"] and report["examples"]["edited"] == ["1"]


def test_a_long_batch_is_stored_in_parts_by_its_characters(place, monkeypatch):
    monkeypatch.setattr(run, "_BATCH_CHARACTERS", 100)
    before = place.catalog.revision()
    place.sync(*(thread_draft(f"t{n}", draft(str(n), "word " * 15)) for n in range(6)))
    # Three batches and the report.
    assert place.catalog.revision() - before == 4


def test_a_failure_while_storing_ends_the_sync_and_the_next_one_finishes(place, monkeypatch):
    monkeypatch.setattr(run, "_BATCH", 1)
    items = [thread_draft(f"t{n}", draft(str(n), f"Word {n}.")) for n in range(5)]
    embed = place.embedder.embed

    def break_down(texts):
        if "A title\nWord 3." in texts:
            raise CatalogError("the disk is full")
        return embed(texts)

    monkeypatch.setattr(place.embedder, "embed", break_down)
    with pytest.raises(CatalogError, match="disk is full"):
        place.sync(*items)
    monkeypatch.setattr(place.embedder, "embed", embed)
    report = place.sync(*items)
    assert place.texts() == [f"Word {n}." for n in range(5)]
    assert (report["indexed"], report["unchanged"]) == (2, 3)


def test_pipes_loops_and_files_that_vanish_never_hang_a_sync(tmp_path, monkeypatch):
    place = Place(tmp_path)
    for name in ("a.md", "b.md", "c.md"):
        (place.folder / name).write_text(f"# {name}\n\nWords of {name}.")
    os.mkfifo(place.folder / "pipe.md")
    (place.folder / "loop").symlink_to("loop")

    class Vanishing(MarkdownDocument):
        def read(self, request):
            (place.folder / "b.md").unlink(missing_ok=True)
            yield from super().read(request)

    report = place.sync_route.run(place.source, Folder((Vanishing(), TextDocument())), Wish())
    named = {failure["item"]: failure["reason"] for failure in report["failures"]}
    assert named == {"pipe.md": "unreadable", "loop": "unsafe", "b.md": "unreadable"}
    assert report["indexed"] == 2 and counts_add_up(report)


def test_a_location_that_is_gone_wipes_nothing(tmp_path):
    place = Place(tmp_path, deletions="apply")
    place.sync(TALK)
    shutil.rmtree(place.folder)
    report = place.sync_route.run(place.source, Folder((TextDocument(),)), Wish())
    assert report["failed"] == {"unreadable": 1} and report["removed"] == 0
    assert len(place.texts()) == 2


def day(*posts):
    return json.dumps(
        [
            {"type": "message", "user": "U1", "ts": ts, "text": text, "thread_ts": root}
            for ts, root, text in posts
        ]
    )


@pytest.fixture
def channel(tmp_path):
    """Return a Slack export of one channel: a thread over two days, and a post of the first."""
    held = Place(tmp_path, deletions="apply")
    (held.folder / "users.json").write_text(json.dumps([{"id": "U1", "real_name": "Ana Reyes"}]))
    (held.folder / "channels.json").write_text(json.dumps([{"id": "C1", "name": "general"}]))
    (held.folder / "general").mkdir()
    held.first, held.second = (held.folder / f"general/2024-01-0{n}.json" for n in (1, 2))
    held.first.write_text(day(("1.0", "1.0", "Who chairs?"), ("2.0", "2.0", "A post to delete.")))
    held.second.write_text(day(("3.0", "1.0", "I do, on Monday.")))
    held.read = lambda **wish: held.sync_route.run(held.source, SlackExport(), Wish(**wish))
    assert held.read()["indexed"] == 3
    yield held
    held.catalog.close()


def test_no_removal_is_confirmed_of_what_a_damaged_file_may_still_hold(channel):
    good = channel.second.read_text()
    channel.second.write_text(good[:40])
    channel.first.write_text(day(("1.0", "1.0", "Who chairs?")))
    report = channel.read(confirm_removals=True)
    assert report["failed"] and (report["removed"], report["proposed_removals"]) == (0, 0)
    assert report["notes"]["missing_with_failed_file"] == 2
    assert "I do, on Monday." in channel.texts() and "A post to delete." in channel.texts()

    channel.second.write_text(good)
    assert channel.read()["removed"] == 1
    assert channel.texts() == ["I do, on Monday.", "Who chairs?"]


def test_what_vanished_before_a_file_was_damaged_can_still_be_confirmed(channel):
    channel.source = replace(channel.source, deletions="propose")
    channel.first.write_text(day(("1.0", "1.0", "Who chairs?")))
    assert channel.read()["proposed_removals"] == 1
    channel.second.write_text("[")
    assert channel.read(confirm_removals=True)["removed"] == 1
    assert channel.texts() == ["I do, on Monday.", "Who chairs?"]


def test_a_damaged_document_hides_its_own_sections_only(tmp_path):
    place = Place(tmp_path)
    for name in ("kept", "damaged", "deleted"):
        (place.folder / f"{name}.md").write_text(f"# About {name}\n\nWords of {name}.\n")
    folder = Folder((MarkdownDocument(), TextDocument()))
    place.sync_route.run(place.source, folder, Wish())
    (place.folder / "deleted.md").unlink()
    (place.folder / "damaged.md").write_bytes(b"\x00\x01\x02" * 50)
    (place.folder / "link").symlink_to("nowhere")
    report = place.sync_route.run(place.source, folder, Wish(confirm_removals=True))
    assert report["failed"] == {"not_that_format": 1, "unsafe": 1} and report["removed"] == 1
    assert [text for text in place.texts() if "deleted" in text] == []
    assert any("Words of damaged." in text for text in place.texts())


def test_a_thread_of_any_length_is_stored_in_pieces_and_syncs_unchanged_again(place, monkeypatch):
    posts = [draft(f"p{n}", f"Post {n} of many.", reply_to=f"p{n - 1}") for n in range(1, 4501)]
    sizes = []
    put = Shelf.put

    def watched(self, rows, *others):
        sizes.append(sum(len(row.rows) for row in rows))
        put(self, rows, *others)

    monkeypatch.setattr(Shelf, "put", watched)
    report = place.sync(thread_draft("long", *posts), TALK)
    assert (report["indexed"], report["threads"]) == (4502, 4) and counts_add_up(report)
    assert max(sizes) <= 5000
    again = place.sync(thread_draft("long", *posts), TALK, Noted(what="x", item="y"))
    assert (again["indexed"], again["unchanged"], again["threads"]) == (0, 4502, 4)
