"""The loop closes: the post of an open question is found, and the reply of somebody else."""

from dataclasses import replace

import pytest

from assistant.catalog import open_questions
from assistant.catalog.open_questions import OpenState
from assistant.handoff import hand_off, post
from assistant.records import Viewer
from ingest import replies
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import (
    CountingEmbedder,
    ListReader,
    author,
    catalog,
    draft,
    source,
    thread_draft,
)

QUESTION = "Who has run a retrospective by mail?"


class Place:
    """A forum that grows from import to import."""

    def __init__(self, folder):
        (folder / "forum").mkdir()
        self.source = source(folder / "forum", "forum")
        self.catalog = catalog(folder, self.source)
        self.route = Sync(self.catalog, Shelf(self.catalog, CountingEmbedder()), "m")
        self.n = 0

    def imported(self, *threads):
        self.n += 1
        (self.source_folder / "export.txt").write_text(str(self.n))
        wish = Wish(confirm_removals=True)
        self.route.run(self.source, ListReader(threads), wish)
        return replies.link(self.catalog)

    @property
    def source_folder(self):
        from pathlib import Path

        return Path(self.source.location)

    def now(self, item):
        with self.catalog.read() as reading:
            return open_questions.get(reading, item.id)


@pytest.fixture
def place(tmp_path):
    found = Place(tmp_path)
    yield found
    found.catalog.close()


def asked_in(*drafts, title="A question"):
    return thread_draft("7", *drafts, title=title)


def test_a_question_is_posted_then_answered_and_a_second_sync_changes_nothing(place):
    item = hand_off(place.catalog, Viewer(id="eve"), QUESTION)
    other = thread_draft("1", draft("1/1", "Something else."))
    assert place.imported(other) == 0
    the_post = draft("7/1", post(item), author("Ana Silva"))
    assert place.imported(other, asked_in(the_post)) == 1
    found = place.now(item)
    assert found.state is OpenState.POSTED and found.thread_id and found.reply_id is None
    mine = draft("7/2", "I mean a written one.", author("Ana Silva"))
    assert place.imported(other, asked_in(the_post, mine)) == 0
    reply = draft("7/3", "We did; two weeks were enough.", author("Bo Lind"))
    assert place.imported(other, asked_in(the_post, mine, reply)) == 1
    found = place.now(item)
    assert found.state is OpenState.ANSWERED and found.told_at is None
    with place.catalog.read() as reading:
        from assistant.catalog import threads

        assert threads.contributions(reading, [found.reply_id])[found.reply_id].text == reply.text
    assert replies.link(place.catalog) == 0
    assert place.now(item) == found


def test_post_and_reply_may_come_with_one_import_and_a_title_may_bear_the_marker(place):
    item = hand_off(place.catalog, Viewer(), QUESTION)
    parts = (
        draft("7/1", QUESTION, author("Ana Silva")),
        draft("7/2", "We did.", author("Bo Lind")),
    )
    assert place.imported(asked_in(*parts, title=f"Retrospectives firsthand {item.marker}")) == 1
    assert place.now(item).state is OpenState.ANSWERED


def test_a_bot_and_a_quotation_of_the_post_are_no_reply(place):
    item = hand_off(place.catalog, Viewer(), QUESTION)
    bot = replace(author("Reminder"), is_bot=True)
    parts = (
        draft("7/1", post(item), author("Ana Silva")),
        draft("7/2", "No reply for a week.", bot),
        draft("7/3", f"Fwd: {post(item)}", author("Chen Wu")),
    )
    place.imported(asked_in(*parts))
    assert place.now(item).state is OpenState.POSTED


def test_a_reply_that_is_taken_back_leaves_the_question_open(place):
    item = hand_off(place.catalog, Viewer(), QUESTION)
    parts = (
        draft("7/1", post(item), author("Ana Silva")),
        draft("7/2", "We did.", author("Bo Lind")),
    )
    place.imported(asked_in(*parts))
    assert place.now(item).state is OpenState.ANSWERED
    place.imported(asked_in(parts[0]))
    assert place.now(item).state is OpenState.POSTED
    place.imported(thread_draft("1", draft("1/1", "Something else.")))
    found = place.now(item)
    assert found.state is OpenState.DRAFT and found.thread_id is None
    place.imported(asked_in(*parts))
    assert place.now(item).state is OpenState.ANSWERED


def test_looking_for_replies_wakes_no_follower(place):
    item = hand_off(place.catalog, Viewer(), QUESTION)
    place.imported(asked_in(draft("7/1", post(item), author("Ana Silva"))))
    before = place.catalog.revision()
    replies.link(place.catalog)
    assert place.catalog.revision() == before
