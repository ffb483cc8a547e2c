"""A question goes back to the community with a marker, once, and as its asker wishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import handoff
from assistant.catalog import open_questions
from assistant.catalog.agenda_items import Form
from assistant.catalog.open_questions import OpenState
from assistant.errors import NotAllowed, UnknownId
from assistant.handoff import MARKED, hand_off, marker_line, post, seen, take_back
from assistant.records import Related, Viewer
from tests.builders import catalog

EVE = Viewer(id="eve")


@pytest.fixture
def made(tmp_path):
    found = catalog(tmp_path)
    yield found
    found.close()


def test_the_post_holds_the_question_and_its_marker_and_nobodys_name(made):
    item = hand_off(made, EVE, "Who  visits\nwhom?", anonymous=True)
    text = post(item)
    assert "Who visits whom?" in text and "not be named" in text
    assert MARKED.findall(text) == [item.marker]
    assert "eve" not in text


def test_the_same_question_is_opened_once_and_keeps_its_marker(made):
    first = hand_off(made, EVE, "Who visits whom?")
    again = hand_off(made, EVE, "who visits  whom?", anonymous=True)
    other = hand_off(made, Viewer(), "Who visits whom?")
    assert again.marker == first.marker and again.anonymous
    assert other.marker != first.marker
    with made.read() as reading:
        assert len(open_questions.of_viewer(reading, "eve")) == 1


def test_only_who_asked_may_take_a_question_back_or_say_that_they_saw_the_reply(made):
    item = hand_off(made, EVE, "Who visits whom?")
    for change in (take_back, seen):
        with pytest.raises(NotAllowed):
            change(made, Viewer(id="bo"), item.id)
        with pytest.raises(UnknownId):
            change(made, EVE, "q_nothing")
    take_back(made, EVE, item.id)
    seen(made, EVE, item.marker)
    with made.read() as reading:
        found = open_questions.get(reading, item.id)
    assert found.state is OpenState.CLOSED and found.told_at is not None
    assert hand_off(made, EVE, "Who visits whom?").id != item.id


@pytest.mark.parametrize(
    "said", ["[firsthand q-7f3k2]", "FIRSTHAND Q-7F3K2", "(firsthand\nq-7f3k2)"]
)
def test_a_marker_is_found_however_a_platform_wrote_it(said):
    assert [found.lower() for found in MARKED.findall(f"We wonder. {said}, thanks")] == ["q-7f3k2"]


@given(st.text(alphabet=handoff._LETTERS, min_size=5, max_size=5))
def test_every_marker_that_can_be_given_out_is_found_again(letters):
    assert MARKED.findall(f"x {marker_line('q-' + letters)} y") == ["q-" + letters]


def test_an_invitation_names_what_there_is_and_assigns_nobody():
    near = [
        Related(thread_id="t_1", title="Visits", url="https://forum.example/1", source_id="forum"),
        Related(thread_id="t_2", title=None, url=None, source_id="forum"),
    ]
    for form in Form:
        text = handoff.invitation(form, "Who visits\nwhom?", near)
        assert "Who visits whom?" in text and "- Visits https://forum.example/1" in text
        assert not MARKED.search(text)
