"""What can be done with an answer: share it, say what is wrong, thank, bring it elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from assistant.catalog import Catalog, feedback, open_questions
from assistant.catalog.feedback import Reason
from assistant.catalog.open_questions import OpenState
from assistant.catalog.tables import contributor
from assistant.records import Statement
from tests.builders import DAY
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
    related,
    said,
    written,
)
from tests.ui.web.test_ask_view import choose, shown
from ui.web import words, words_ask
from ui.web.session import WIDGETS

VOLUNTARY = "Voluntary, every time."
CANARY = "The canary leaves in spring."


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def click(at: AppTest, label: str) -> AppTest:
    next(b for b in at.button if b.label == label).click().run()
    assert not at.exception
    return at


def shared(made: Catalog) -> str:
    """Let the steward share an answer that rests on two audiences; return the link's id."""
    answers = StandIn(answer(made, "Who leaves?", VOLUNTARY, CANARY))
    at = ask(choose(page(house(made, answers)), "viewer", "steward"), "Who leaves?")
    click(click(at, words_ask.SHARE), words_ask.SHARE_MAKE)
    return at.code[0].value.partition("share=")[2]


def opened(made: Catalog, link: str, viewer: str = "") -> AppTest:
    at = page(house(made, StandIn(answer(made, "Who leaves?", VOLUNTARY))))
    if viewer:
        choose(at, "viewer", viewer)
    at.query_params["share"] = link
    at.run()
    assert not at.exception
    return at


def test_a_reader_with_fewer_rights_opens_a_link_and_sees_what_is_theirs(made: Catalog):
    link = shared(made)
    at = opened(made, link)
    assert [said(item) for item in of_kind(at, "turn")] == [VOLUNTARY]
    assert "canary" not in shown(at) and "Stella" not in shown(at)
    assert words_ask.hidden(1, 2) in notes(at)
    assert "canary" in shown(opened(made, link, "steward"))


def test_a_shared_question_can_be_asked_by_its_reader(made: Catalog):
    at = click(opened(made, shared(made)), words_ask.SHARED_ASK)
    assert "share" not in at.query_params
    assert said(of_kind(at, "asked")[0]) == "Who leaves?"
    assert any(b.label == words_ask.SHARE for b in at.button)


def test_a_link_that_was_taken_back_leads_nowhere(made: Catalog):
    answers = StandIn(answer(made, "q", VOLUNTARY))
    at = ask(page(house(made, answers)), "q")
    click(click(at, words_ask.SHARE), words_ask.SHARE_MAKE)
    link = at.code[0].value.partition("share=")[2]
    click(at, words_ask.SHARE_REVOKE)
    at = opened(made, link)
    assert at.title[0].value == words_ask.SHARED_GONE and items(at) == []
    click(at, words_ask.SHARED_LEAVE)
    assert at.title[0].value == words.WELCOME


def test_what_is_wrong_reaches_the_stewards_without_who_said_it(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "q", VOLUNTARY)))), "q")
    click(at, words_ask.WRONG)
    at.radio[0].set_value(Reason.OUTDATED)
    at.text_area[0].set_value("That was before the merger.")
    click(at, words_ask.WRONG_SEND)
    assert at.success[0].value == words_ask.WRONG_THANKS
    with made.read() as reading:
        (found,) = feedback.every(reading)
    assert (found.reason, found.words) == (Reason.OUTDATED, "That was before the merger.")


def test_thanks_are_offered_only_where_somebody_wishes_to_hear_them(made: Catalog):
    given = answer(made, "q", VOLUNTARY)
    at = ask(page(house(made, StandIn(given))), "q")
    assert not any(b.label == words_ask.THANK for b in at.button)
    with made.change() as change:
        bo = change.connection.execute(
            update(contributor)
            .where(contributor.c.name == "Bo Lind")
            .values(wants_thanks=True)
            .returning(contributor.c.id)
        ).scalar_one()
    at.run()
    click(at, words_ask.THANK)
    at.text_area[0].set_value("We opened the meeting with it.")
    click(at, words_ask.THANK_SEND)
    assert at.success[0].value == words_ask.THANK_DONE
    with made.read() as reading:
        (found,) = feedback.thanked(reading, bo)
    assert (found.topic, found.words) == ("q", "We opened the meeting with it.")


def handed_off(made: Catalog, how: str = words_ask.HAND_OFF_MYSELF) -> AppTest:
    at = ask(page(house(made, StandIn(answer(made, "Who visits whom?")))), "Who visits whom?")
    click(at, words_ask.HAND_OFF)
    at.radio[0].set_value(how)
    return click(at, words_ask.HAND_OFF_MAKE)


def test_a_question_that_nobody_answered_gets_a_text_to_post(made: Catalog):
    at = handed_off(made)
    with made.read() as reading:
        (item,) = open_questions.of_viewer(reading, "")
    assert f"[firsthand {item.marker}]" in at.code[0].value
    assert "Who visits whom?" in at.code[0].value and item.asked_id
    at.radio[0].set_value(words_ask.HAND_OFF_ANONYMOUS).run()
    assert "not be named" in at.code[0].value and item.marker in at.code[0].value


def test_its_asker_finds_the_answer_waiting_once(made: Catalog):
    handed_off(made)
    reply, _ = written(made, "We do, in May.")
    with made.note() as change:
        (item,) = open_questions.of_viewer(change, "")
        where = (reply.thread_id, reply.id)
        open_questions.settle(change, item.id, OpenState.ANSWERED, DAY, where)
    at = page(house(made))
    assert f"**{words_ask.WAITING}**" in [e.value for e in at.markdown]
    click(at, words_ask.WAITING_READ)
    assert any(said(item) == "We do, in May." for item in of_kind(at, "turn"))
    at = page(house(made))
    assert f"**{words_ask.WAITING}**" not in [e.value for e in at.markdown]
    assert any("answered" in e.value for e in at.sidebar.caption)


def test_a_reply_that_the_asker_may_not_read_is_none(made: Catalog):
    handed_off(made)
    reply, _ = written(made, CANARY)
    with made.note() as change:
        (item,) = open_questions.of_viewer(change, "")
        where = (reply.thread_id, reply.id)
        open_questions.settle(change, item.id, OpenState.ANSWERED, DAY, where)
    at = page(house(made))
    assert f"**{words_ask.WAITING}**" not in [e.value for e in at.markdown]
    assert any(words_ask.STATES[OpenState.POSTED] in e.value for e in at.sidebar.caption)


def test_questions_that_colleagues_asked_nearby_are_one_click_away(made: Catalog):
    near = related(made, VOLUNTARY)
    answers = StandIn(
        answer(made, "q", "We do, in May.", related=(near,)), answer(made, "x", VOLUNTARY)
    )
    at = ask(page(house(made, answers)), "q")
    at.button(key=f"{WIDGETS}further_1_0").click().run()
    assert answers.asked[1].text == "Should taking part be voluntary?"


def test_what_a_language_model_wrote_stands_under_nobodys_name(made: Catalog):
    given = answer(made, "q", VOLUNTARY, "I disagree.")
    wrote = Statement(text="Some say yes, some no.", citations=(1, 2), written=True)
    at = ask(page(house(made, StandIn(replace(given, statements=(wrote,))))), "q")
    (turn,) = of_kind(at, "turn")
    assert turn["name"] == words_ask.summed_up("Bo Lind and Chen Wu")
    assert turn["initials"] == "" and len(turn["chips"]) == 2
