"""What was asked survives a reload, belongs to who asked it, and shows no more than it may."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assistant.catalog import Catalog, asked, sources, viewers
from assistant.courtesy import COURTESY
from assistant.records import Answer, SourceState, Status
from tests.ui.web.houses import (
    StandIn,
    answer,
    ask,
    community,
    house,
    items,
    notes,
    of_kind,
    page,
    said,
)
from tests.ui.web.test_ask_view import choose, shown
from ui.web import words, words_ask
from ui.web.session import WIDGETS

QUESTION = "Should taking part be voluntary?"
VOLUNTARY = "Voluntary, every time."
CANARY = "The canary leaves in spring."


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def reloaded(at: AppTest, made: Catalog, answers: StandIn | None = None, viewer: str = ""):
    """Open the same address in a new tab, as this viewer."""
    new = page(house(made, answers))
    if viewer:
        choose(new, "viewer", viewer)
    for key, value in at.query_params.items():
        new.query_params[key] = value
    new.run()
    assert not new.exception
    return new


def test_a_conversation_survives_a_reload_with_what_its_question_was_narrowed_to(made: Catalog):
    at = page(house(made, StandIn(answer(made, QUESTION, VOLUNTARY), answer(made, "And?"))))
    at.sidebar.multiselect[0].set_value(["forum"]).run()
    ask(ask(at, QUESTION), "And?")
    assert at.query_params["c"]
    new = reloaded(at, made)
    assert [said(item) for item in of_kind(new, "asked")] == [QUESTION, "And?"]
    assert of_kind(new, "asked")[0]["within"] == "The forum"
    assert said(of_kind(new, "turn")[0]) == VOLUNTARY
    assert words.UNANSWERED in notes(new)


def test_what_was_said_before_a_reload_is_context_of_the_next_question(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, QUESTION, VOLUNTARY)))), QUESTION)
    answers = StandIn(answer(made, "And?", "We do, in May."))
    new = ask(reloaded(at, made, answers), "And?")
    assert [item.answer for item in answers.asked[0].conversation] == [VOLUNTARY]
    assert len(of_kind(reloaded(new, made), "asked")) == 2


def test_nobody_else_can_open_a_conversation_by_its_address(made: Catalog):
    at = choose(page(house(made, StandIn(answer(made, "q", CANARY)))), "viewer", "steward")
    ask(at, "q")
    assert "canary" in shown(reloaded(at, made, viewer="steward"))
    new = reloaded(at, made)
    assert "canary" not in shown(new) and items(new) == []
    assert "c" not in new.query_params


def test_what_is_taken_back_is_not_there_after_a_reload(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, QUESTION, VOLUNTARY)))), QUESTION)
    with made.change() as change:
        sources.set_state(change, "forum", SourceState.PAUSED)
    new = reloaded(at, made)
    assert "Voluntary, every time" not in shown(new)


def test_an_audience_that_was_lost_is_lost_after_a_reload_too(made: Catalog):
    answers = StandIn(answer(made, "q", CANARY, VOLUNTARY))
    at = ask(choose(page(house(made, answers)), "viewer", "steward"), "q")
    with made.change() as change:
        viewers.put(change, "steward", [])
    new = reloaded(at, made, viewer="steward")
    assert "canary" not in shown(new) and words.GONE in notes(new)
    assert [said(item) for item in of_kind(new, "turn")] == [VOLUNTARY]


def test_earlier_conversations_stand_in_the_sidebar_and_can_be_forgotten(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "one", VOLUNTARY)))), "one")
    at.button(key=WIDGETS + "restart").click().run()
    assert items(at) == [] and "c" not in at.query_params
    next(b for b in at.sidebar.button if b.label == "one").click().run()
    assert said(of_kind(at, "asked")[0]) == "one"
    at.sidebar.button(key=WIDGETS + "forget").click().run()
    assert items(at) == [] and not any(b.label == "one" for b in at.sidebar.button)
    with made.read() as reading:
        assert asked.conversations(reading, "", 9) == ()


def test_a_question_asked_again_or_edited_stands_once(made: Catalog):
    answers = StandIn(*(answer(made, name, VOLUNTARY) for name in ("q", "q", "Q2")))
    at = ask(page(house(made, answers)), "q")
    next(b for b in at.button if b.label == words.ASK_AGAIN).click().run()
    assert len(of_kind(at, "asked")) == 1
    next(b for b in at.button if b.label == words_ask.EDIT).click().run()
    assert at.text_area[0].value == "q"
    at.text_area[0].set_value("Q2")
    next(b for b in at.button if b.label == words_ask.EDIT_ASK).click().run()
    assert [said(item) for item in of_kind(at, "asked")] == ["Q2"]
    assert [q.text for q in answers.asked] == ["q", "q", "Q2"]
    assert [said(item) for item in of_kind(reloaded(at, made), "asked")] == ["Q2"]


def test_an_edit_can_be_left(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "q", VOLUNTARY)))), "q")
    next(b for b in at.button if b.label == words_ask.EDIT).click().run()
    next(b for b in at.button if b.label == words_ask.EDIT_CANCEL).click().run()
    assert not at.text_area and len(of_kind(at, "asked")) == 1


def test_where_the_catalog_cannot_be_written_the_answer_is_there_all_the_same(made: Catalog):
    made.remember_damage(["a page is torn"])
    at = ask(page(house(made, StandIn(answer(made, "q", VOLUNTARY)))), "q")
    assert said(of_kind(at, "turn")[0]) == VOLUNTARY
    assert not any(b.label == words_ask.SHARE for b in at.button)
    assert "c" not in at.query_params


def test_a_greeting_begins_no_conversation(made: Catalog):
    greeting = Answer(question="Hello", status=Status.UNANSWERED, notes=(COURTESY,))
    at = ask(page(house(made, StandIn(greeting))), "Hello")
    assert words.COURTESY in notes(at) and "c" not in at.query_params
    assert not any(button.label == words_ask.HAND_OFF for button in at.button)
    with made.read() as reading:
        assert not asked.conversations(reading, "", 5)
