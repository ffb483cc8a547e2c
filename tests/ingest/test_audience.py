"""Who may read a source may change later, and holds at once in what is stored and indexed."""

from datetime import UTC, datetime

import pytest

from assistant.catalog import adaptations, sources
from assistant.catalog.adaptations import Adaptation
from assistant.errors import UnknownId, WrongUse
from assistant.records import Question, Viewer
from ingest.audience import open_to
from tests.builders import author, draft, thread_draft
from tests.ingest.people_place import Home

ANA = author()
TALK = [
    thread_draft("a", draft("1", "The amberly hall is open.", ANA), space="general"),
    thread_draft("b", draft("2", "The amberly budget is small.", ANA), space="leads", private=True),
]


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.sync(TALK, map_audience=(("#leads", "leads"),))
    yield made
    made.close()


def found(home, *audiences):
    question = Question(text="amberly hall", viewer=Viewer(audiences=frozenset(audiences)))
    with home.community.answers("test") as answers:
        answers.catch_up()
        return sorted(item.passage.text for item in answers.search(question, 9))


def test_a_source_that_is_closed_is_closed_at_once(home):
    assert found(home, "public") == ["The amberly hall is open."]
    done = open_to(home.community, "s", "field", [("leads", "leads")], "test")
    assert (done["threads_moved"], done["threads_taken_out"]) == (1, 0)
    assert found(home, "public") == []
    assert found(home, "public", "field") == ["The amberly hall is open."]
    assert found(home, "public", "leads") == ["The amberly budget is small."]


def test_a_space_that_is_mapped_no_longer_goes_out_and_comes_back_when_it_is(home):
    assert open_to(home.community, "s", "public", [], "test")["threads_taken_out"] == 1
    assert found(home, "public", "leads") == ["The amberly hall is open."]
    open_to(home.community, "s", "public", [("#leads", "stewards")], "test")
    with home.catalog.read() as reading:
        home.sources["s"] = sources.get(reading, "s")
    home.sync(TALK)
    assert found(home, "public", "leads") == ["The amberly hall is open."]
    assert len(found(home, "public", "stewards")) == 2


def test_the_next_sync_finds_everything_where_it_is(home):
    open_to(home.community, "s", "field", [("leads", "field")], "test")
    with home.catalog.read() as reading:
        home.sources["s"] = sources.get(reading, "s")
    home.sync(TALK)
    assert found(home, "public") == [] and len(found(home, "field")) == 2


def test_an_audience_needs_a_name_and_a_source_must_be_there(home):
    with pytest.raises(WrongUse):
        open_to(home.community, "s", " ", [], "test")
    with pytest.raises(UnknownId):
        open_to(home.community, "nowhere", "field", [], "test")


def test_what_was_learned_from_words_serves_nobody_once_others_read_them(home):
    with home.catalog.change() as change:
        facts = {"kind": "fusion", "audience": "public", "facts": {}, "matrix": None}
        made = Adaptation(version=0, made_at=datetime.now(UTC), **facts)
        [hall, _] = sorted(home.threads().values(), key=lambda item: item.external_id)
        adaptations.put(change, made, [hall.contributions[0].id])
    open_to(home.community, "s", "public", [("leads", "field")], "test")
    with home.catalog.read() as reading:
        assert adaptations.current(reading) is not None, "it was not learned from the leads"
    open_to(home.community, "s", "field", [("leads", "field")], "test")
    with home.catalog.read() as reading:
        assert adaptations.current(reading) is None
