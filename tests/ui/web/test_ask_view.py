"""The Ask page in each of its states, run by Streamlit's AppTest on a real catalog."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from assistant.catalog import Catalog, sources, viewers
from assistant.errors import IndexBusy
from assistant.records import PersonToAsk, SourceState, Standing
from assistant.settings import Settings
from tests.ui.web.houses import (
    HOSTILE,
    TALK,
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
)
from ui.web import words
from ui.web.components import turns
from ui.web.reach import Reach, Serving
from ui.web.session import WIDGETS
from ui.web.wiring import House

QUESTION = "Should taking part be voluntary?"


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def choose(at, widget: str, value):
    at.sidebar.selectbox(key=WIDGETS + widget).set_value(value).run()
    assert not at.exception
    return at


def shown(at) -> str:
    """Return everything that a page shows, words and widgets."""
    native = [e.value for e in (*at.markdown, *at.caption, *at.title, *at.warning, *at.info)]
    labels = [b.label for b in at.button]
    options = [o for box in (*at.selectbox, *at.multiselect) for o in box.options]
    return str([native, labels, options, items(at), [c.value for c in at.code]])


def test_a_new_visitor_is_welcomed_with_questions_of_this_community(made: Catalog):
    at = page(house(made))
    assert at.title[0].value == words.WELCOME
    assert any("Should taking part be voluntary" in b.label for b in at.button)
    assert not at.chat_input[0].disabled


def test_a_starter_is_asked_with_one_click(made: Catalog):
    answers = StandIn(answer(made, QUESTION, "Voluntary, every time."))
    at = page(house(made, answers))
    button = next(b for b in at.button if "Should taking part" in b.label)
    button.click().run()
    assert answers.asked[0].text == QUESTION
    assert said(of_kind(at, "turn")[0]) == "Voluntary, every time."


def test_an_answer_shows_each_statement_under_its_colleagues_name(made: Catalog):
    found = answer(made, QUESTION, "Voluntary, every time.", "The *managers* are obliged.")
    at = ask(page(house(made, StandIn(found))), QUESTION)
    turns = of_kind(at, "turn")
    assert [turn["name"] for turn in turns] == ["Bo Lind", "Chen Wu"]
    assert [turn["chips"][0]["number"] for turn in turns] == ["1", "2"]
    assert turns[0]["when"] == "6 May 2024"
    assert said(of_kind(at, "asked")[0]) == QUESTION


def test_a_question_carries_the_viewers_audiences_and_what_was_said_before(made: Catalog):
    answers = StandIn(
        answer(made, "one", "Voluntary, every time."), answer(made, "two", "We do, in May.")
    )
    at = choose(page(house(made, answers)), "viewer", "steward")
    ask(ask(at, "one"), "two")
    assert answers.asked[0].viewer.audiences == {"public", "stewards"}
    assert [item.question for item in answers.asked[1].conversation] == ["one"]
    assert answers.asked[1].conversation[0].answer == "Voluntary, every time."


def test_filters_narrow_the_next_question_and_are_shown_with_it(made: Catalog):
    answers = StandIn(answer(made, QUESTION))
    at = page(house(made, answers))
    at.sidebar.multiselect[0].set_value(["forum"]).run()
    person = next(p for p in at.sidebar.multiselect[1].options if p == "Bo Lind")
    at.sidebar.multiselect[1].select(person).run()
    choose(at, "filter_time", words.LAST_YEAR)
    ask(at, QUESTION)
    asked = answers.asked[0].filters
    assert asked.sources == ("forum",)
    assert len(asked.contributors) == 1 and asked.contributors[0].startswith("c_")
    assert asked.after is not None
    assert of_kind(at, "asked")[0]["within"] == f"The forum · Bo Lind · {words.LAST_YEAR}"
    at.button(key=WIDGETS + "clear").click().run()
    assert at.sidebar.multiselect[0].value == []


def test_nobody_has_written_that_names_nobody(made: Catalog):
    near = related(made, "in May")
    at = ask(page(house(made, StandIn(answer(made, "x", related=(near,))))), "x")
    assert words.UNANSWERED in notes(at)
    assert of_kind(at, "turn") == []
    assert len(of_kind(at, "threads")[0]["chips"]) == 1
    assert "Bo Lind" not in str(items(at))


def test_standing_and_people_to_ask_are_said_in_words(made: Catalog):
    bo = answer(made, "q", "Voluntary, every time.").citations[0].contributor_id
    person = PersonToAsk(contributor_id=str(bo), contributor="Bo Lind", reasons=("wrote on it",))
    found = answer(
        made, "q", "Voluntary, every time.", people=(person,), standing=Standing.ONE_VOICE
    )
    at = ask(page(house(made, StandIn(found))), "q")
    assert any("One colleague" in text for text in notes(at))
    assert of_kind(at, "people")[0]["people"][0]["name"] == "Bo Lind"


def test_an_answer_can_be_copied_with_its_citations(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "q", "We do, in May.")))), "q")
    next(b for b in at.button if b.label == words.COPY).click().run()
    assert "> We do, in May.\n>\n> — Bo Lind, 6 May 2024 [1]" in at.code[0].value


def test_damaged_indexes_are_told_and_questions_still_answered(made: Catalog):
    answers = StandIn(
        answer(made, "q", "We do, in May.", notes=("degraded",)), problem="the index is torn"
    )
    at = page(house(made, answers))
    assert words.DEGRADED in at.warning[0].value
    ask(at, "q")
    assert of_kind(at, "turn") and words.DEGRADED_ANSWER in notes(at)


@pytest.mark.parametrize(
    ("serving", "heading"),
    [
        (Serving.NOT_SERVED, words.NOT_SERVED),
        (Serving.STARTING, words.STARTING),
        (Serving.BUSY, words.BUSY),
    ],
)
def test_without_an_owner_the_page_says_so_and_takes_no_question(
    made: Catalog, serving: Serving, heading: str
):
    now = Reach(serving=serving, detail="firsthand repair")
    at = page(House(title="Test", catalog=made, reach=lambda: now))
    assert not at.exception
    assert any(heading in box.value for box in (*at.info, *at.warning))
    assert at.chat_input[0].disabled
    assert not any("voluntary" in b.label for b in at.button)


def test_an_empty_community_says_how_to_begin(tmp_path: Path):
    at = page(house(community(tmp_path, {})))
    assert words.EMPTY in at.info[0].value
    assert at.chat_input[0].disabled


def test_a_viewer_for_whom_nothing_is_there_reads_the_same_as_in_an_empty_community(tmp_path: Path):
    at = page(house(community(tmp_path, {"desk": TALK["desk"]})))
    assert words.EMPTY in at.info[0].value
    assert "canary" not in shown(at) and "Stella" not in shown(at)


def test_a_failure_keeps_the_question_and_offers_to_ask_again(made: Catalog):
    answers = StandIn(IndexBusy("the owner went away"), answer(made, "q", "We do, in May."))
    at = ask(page(house(made, answers)), "q")
    assert any(words.FAILED in text for text in notes(at))
    assert said(of_kind(at, "asked")[0]) == "q"
    next(b for b in at.button if b.label == words.ASK_AGAIN).click().run()
    assert [said(turn) for turn in of_kind(at, "turn")] == ["We do, in May."]
    assert len(of_kind(at, "asked")) == 1


def test_looking_as_somebody_else_begins_a_new_conversation(made: Catalog):
    answers = StandIn(answer(made, "q", "The canary leaves in spring."))
    at = choose(page(house(made, answers)), "viewer", "steward")
    ask(at, "q")
    assert "canary" in shown(at) and "Stella Steward" in shown(at)
    choose(at, "viewer", "")
    assert "canary" not in shown(at) and "Stella" not in shown(at) and "desk" not in shown(at)


def test_a_viewer_who_lost_an_audience_sees_nothing_of_it_in_the_next_run(made: Catalog):
    answers = StandIn(answer(made, "q", "The canary leaves in spring."))
    at = ask(choose(page(house(made, answers)), "viewer", "steward"), "q")
    with made.change() as change:
        viewers.put(change, "steward", [])
    at.run()
    assert "canary" not in shown(at) and "Stella" not in shown(at)


def test_words_that_were_taken_back_are_not_shown_again(made: Catalog):
    found = answer(made, "q", "Voluntary, every time.")
    at = ask(page(house(made, StandIn(found))), "q")
    with made.change() as change:
        sources.set_state(change, "forum", SourceState.PAUSED)
    at.run()
    assert "Voluntary, every time" not in shown(at)
    assert words.GONE in notes(at)


def test_two_viewers_of_one_process_share_nothing(made: Catalog):
    first = StandIn(answer(made, "q", "The canary leaves in spring."))
    one = ask(choose(page(house(made, first)), "viewer", "steward"), "q")
    second = StandIn(answer(made, "q", "We do, in May."))
    two = ask(page(house(made, second)), "q")
    assert "canary" in shown(one)
    assert "canary" not in shown(two) and "Stella" not in shown(two)
    assert second.asked[0].viewer.audiences == {"public"}


def test_hostile_words_reach_the_page_only_as_text(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "q", HOSTILE)))), "q")
    native = [e.value for e in (*at.markdown, *at.caption, *at.title, *at.text)]
    assert not any("evil.example" in text or "<script" in text for text in native)
    assert all("![" not in b.label for b in at.button)
    (turn,) = of_kind(at, "turn")
    assert turn["name"] == "<img src=x>"
    assert "<script>" in said(turn)
    assert all(part.proto.html_content.count("<") == 2 for part in at.get("bidi_component"))


def test_a_new_conversation_forgets_the_old(made: Catalog):
    at = ask(page(house(made, StandIn(answer(made, "q", "We do, in May.")))), "q")
    at.button(key=WIDGETS + "restart").click().run()
    assert items(at) == []
    assert at.title[0].value == words.WELCOME


@pytest.mark.parametrize(("chat_model", "drawn"), [("openai:any", 2), ("", 0)])
def test_what_a_model_writes_is_drawn_as_it_comes_and_quotations_all_at_once(
    made: Catalog,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chat_model: str,
    drawn: int,
):
    keys: list[str] = []
    draw = turns.draw

    def noted(items, key, **more):
        keys.append(key)
        return draw(items, key, **more)

    monkeypatch.setattr(turns, "draw", noted)
    found = answer(made, QUESTION, "Voluntary, every time.", "The *managers* are obliged.")
    settings = Settings(home=tmp_path, chat_model=chat_model)
    at = ask(page(replace(house(made, StandIn(found)), settings=settings)), QUESTION)
    assert sum(key.startswith("stream_") for key in keys) == drawn
    assert [said(turn) for turn in of_kind(at, "turn")] == [
        "Voluntary, every time.",
        "The managers are obliged.",
    ]


def test_a_catalog_that_changes_all_the_time_does_not_keep_the_page_from_being_drawn(
    made: Catalog, monkeypatch: pytest.MonkeyPatch
):
    revisions = count(made.revision())
    monkeypatch.setattr(made, "revision", lambda: next(revisions))
    answers = StandIn(answer(made, QUESTION, "Voluntary, every time."))
    at = ask(page(house(made, answers)), QUESTION)
    assert len(answers.asked) == 1 and len(of_kind(at, "turn")) == 1
