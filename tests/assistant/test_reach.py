"""How far an answer reaches, and what it says is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reach import (
    ANSWERED,
    ASKED_BEFORE,
    UNANSWERED,
    UNSURE,
    lowered,
    plainly,
    reach,
    uncovered,
)
from assistant.records import Status

SURE, HALF, LITTLE = ANSWERED + 0.1, (ANSWERED + UNANSWERED) / 2, UNANSWERED - 0.1
SAID = ["Tea, for ten minutes."]


def test_a_sure_answer_is_answered_and_says_nothing_beside():
    found = reach("How do we begin?", SURE, 0.0, SAID, ["begin"])
    assert (found.status, found.notes) == (Status.ANSWERED, ())


def test_little_confidence_or_nothing_to_say_is_unanswered():
    assert reach("?", LITTLE, 0.0, SAID, []).status is Status.UNANSWERED
    assert reach("?", 0.99, 0.0, [], []).status is Status.UNANSWERED


def test_between_both_it_is_in_part_and_says_what_is_missing():
    found = reach("Who signs for the lawyers?", HALF, 0.0, SAID, ["signs", "lawyers", "a", "b"])
    assert found.status is Status.PARTIAL
    assert found.notes == ("missing:signs,lawyers,a",)


def test_in_part_with_nothing_missing_says_that_it_is_unsure():
    assert reach("Who?", HALF, 0.0, SAID, []).notes == (UNSURE,)


@pytest.mark.parametrize(
    "question", ["How many members?", "how long does it take", "Wie viele?", "Combien de temps ?"]
)
def test_a_question_after_a_number_is_answered_in_part_without_one(question):
    found = reach(question, SURE, 0.0, ["It varies a lot."], [])
    assert (found.status, found.notes) == (Status.PARTIAL, ("missing:a number",))
    assert reach(question, SURE, 0.0, ["Ten, in the end."], []).status is Status.ANSWERED


def test_a_question_that_a_colleague_asked_before_in_vain_is_unanswered_and_says_so():
    found = reach("Who pays?", SURE, 3.0, SAID, [])
    assert (found.status, found.notes) == (Status.UNANSWERED, (ASKED_BEFORE,))


def test_words_of_the_question_that_nobody_used_are_uncovered_once_and_without_their_endings():
    question = "Does anybody's lawyer's contract protect the contracts of lawyers?"
    assert uncovered(question, ["We have contracts."]) == ["lawyer", "protect", "lawyers"]


@given(st.floats(0, 1), st.floats(0, 10))
def test_an_open_question_nearby_never_raises_the_confidence(confidence, gap):
    assert 0 <= lowered(confidence, gap) <= confidence + 1e-12


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_what_is_nearer_is_plainer(one, other):
    low, high = sorted((one, other))
    assert plainly(low) <= plainly(high)


def test_only_a_plain_match_answers_where_there_is_nothing_to_compare_with():
    assert plainly(0.6) > ANSWERED > UNANSWERED > plainly(0.3)
