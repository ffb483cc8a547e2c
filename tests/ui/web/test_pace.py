"""How often one asker may ask: whoever floods the app is told when to go on; others do not wait."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.catalog import Catalog
from tests.ui.web.houses import StandIn, answer, ask, community, house, notes, of_kind, page
from ui.web.pace import Pace

FLOOD = 200


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def test_two_hundred_questions_in_a_minute_are_answered_so_far_and_the_rest_told_when():
    clock = Clock()
    pace = Pace(most=30, span_s=60.0, clock=clock)
    waits = []
    for n in range(FLOOD):
        clock.now = n * 60 / FLOOD
        waits.append(pace.wait_s("a"))
    assert waits[:30] == [0.0] * 30
    assert all(0 < wait <= 60 for wait in waits[30:])
    clock.now += waits[-1]
    assert pace.wait_s("a") == 0.0, "what was told is true"


def test_others_are_not_slowed_by_one_who_floods():
    pace = Pace(most=3, clock=Clock())
    for _ in range(FLOOD):
        pace.wait_s("a")
    assert pace.wait_s("b") == 0.0


def test_whoever_has_not_asked_for_a_while_is_forgotten():
    clock = Clock()
    pace = Pace(most=3, span_s=60.0, clock=clock)
    for n in range(FLOOD):
        pace.wait_s(str(n))
    clock.now = 61.0
    pace.wait_s("last")
    assert list(pace._asked) == ["last"]


def test_an_early_question_is_kept_on_the_page_and_asked_again_when_its_time_has_come(
    made: Catalog,
):
    clock, given = Clock(), answer(made, "q", "We do, in May.")
    answers = StandIn(given, given)
    slow = replace(house(made, answers), pace=Pace(most=1, span_s=60.0, clock=clock))
    at = ask(page(slow), "one")
    clock.now = 20.0
    at = ask(ask(at, "two"), "three")
    assert any("Ask again in 40 seconds" in text for text in notes(at))
    assert len(answers.asked) == 1, "it was not looked up"
    assert len(of_kind(at, "asked")) == 2, "one early question stands there, not all of them"
    other = ask(page(replace(slow, reach=house(made, StandIn(given)).reach)), "mine")
    assert of_kind(other, "turn"), "another tab asks"
    clock.now = 60.0
    next(b for b in at.button if b.label == "Ask again").click().run()
    assert [q.text for q in answers.asked] == ["one", "three"]
