"""What a sentence may not get wrong is found by form alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.anchors import (
    denials_match,
    denied,
    in_order,
    numbers_held,
    proper_names,
    stems,
    words_of,
)


def test_telling_words_leave_out_small_ones_numbers_and_who_said_it():
    assert stems("Ana says that the 12 meetings were facilitated well.") == [
        "ana",
        "meet",
        "facili",
        "well",
    ]


def test_numbers_in_words_and_digits_are_the_same():
    assert numbers_held("They were twelve people.", "We were 12 people.")
    assert numbers_held("It cost 4,000 euros.", "The 4000 euros it cost were gone.")


@pytest.mark.parametrize("said", ["They were 15 people.", "They were twelve months there."])
def test_another_number_and_the_number_of_something_else_are_not_held(said):
    assert not numbers_held(said, "We were 12 people.")


def test_a_denial_reaches_to_the_end_of_its_clause():
    assert denied("We do not meet in July; nobody comes.") == [["meet", "july"], ["com"]]


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("They do not meet in July.", "We don't meet in July."),
        ("They meet in July.", "We meet in July. We never talk about money."),
        ("They meet monthly.", "We do not meet weekly; we meet monthly."),
        ("Nobody reads long mails.", "I know that nobody reads long mails."),
    ],
)
def test_denials_that_say_the_same_match(said, evidence):
    assert denials_match(said, evidence)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        ("They meet in July.", "We don't meet in July."),
        ("They do not meet in July.", "We meet in July."),
        ("There is a budget.", "There is no budget."),
        ("Everybody reads long mails.", "Nobody reads long mails."),
    ],
)
def test_denials_that_say_the_opposite_do_not(said, evidence):
    assert not denials_match(said, evidence)


def test_who_says_all_of_it_denies_as_often():
    said, evidence = "Please do that any more.", "Please don't do that any more."
    assert denials_match(said, evidence)
    assert not denials_match(said, evidence, wholly=True)


def test_names_are_words_with_a_capital_inside_a_sentence():
    assert proper_names("Later Ana asked Bo. Nobody in Kenya knew.") == ["Ana", "Bo", "Kenya"]


def test_order_is_the_share_that_stands_in_the_same_order():
    assert in_order(["a", "b", "c"], ["a", "x", "b", "c"]) == 1.0
    assert in_order(["c", "b", "a"], ["a", "b", "c"]) == pytest.approx(1 / 3)
    assert in_order([], ["a"]) == 0.0


@given(st.text(max_size=80))
def test_a_text_holds_its_own_numbers_denials_and_order(text):
    assert numbers_held(text, text)
    assert denials_match(text, text, wholly=True)
    assert in_order(stems(text), stems(text)) == (1.0 if stems(text) else 0.0)


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text):
    assert all(text[word.start : word.end] == word.text for word in words_of(text))
