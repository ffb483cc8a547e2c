"""How quoted colleagues stand to each other, told by what they wrote."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quoted import Quoted
from assistant.records import Standing
from assistant.standing import disputes, standing
from tests.assistant.voicing import voice
from tests.builders import DAY

HOW = "How do we begin a meeting?"
WHETHER = "Should taking part be voluntary?"


def quoted(text: str, by: str = "Ana", n: int = 1, *, towards: int = 0, **more) -> Quoted:
    """Return a quotation; those whose sentences point in one direction say something alike."""
    vector = np.eye(1, 8, towards, dtype=np.float32)[0]
    return Quoted(contribution=voice(text, by, n, **more).contribution, text=text, vector=vector)


def test_nobody_quoted_stands_nowhere():
    assert standing(HOW, []) is None


def test_one_colleague_is_one_voice_however_often_quoted():
    both = [quoted("Begin with tea."), quoted("End with cake.", n=2, towards=1)]
    assert standing(HOW, both) is Standing.ONE_VOICE


def test_colleagues_who_say_alike_agree():
    both = [quoted("Begin with tea."), quoted("Tea, before anything else.", "Ben", 2)]
    assert standing(HOW, both) is Standing.AGREED


def test_who_says_that_they_agree_agrees():
    both = [
        quoted("Begin with tea."),
        quoted("Ana's right, nothing else works.", "Ben", 2, towards=1),
    ]
    assert standing(HOW, both) is Standing.AGREED


def test_assent_that_is_taken_back_is_none():
    half = quoted("I agree with Ana, but cake is better.", "Ben", 2, towards=1)
    assert standing(HOW, [quoted("Begin with tea."), half]) is Standing.DIFFERS


def test_different_advice_is_not_called_agreement():
    both = [quoted("Begin with tea."), quoted("Write two minutes.", "Ben", 2, towards=1)]
    assert standing(HOW, both) is Standing.DIFFERS


@pytest.mark.parametrize(
    "reply",
    [
        "I disagree, nobody comes then.",
        "I'd push back a little.",
        "That's not my experience.",
        "We found the opposite.",
        "On the contrary.",
        "I have doubts.",
        "Da widerspreche ich.",
        "Je ne suis pas du tout d'accord.",
        "No estoy de acuerdo.",
    ],
)
def test_a_reply_of_dissent_makes_a_question_of_sides_contested(reply):
    both = [quoted("Voluntary, always."), quoted(reply, "Ben", 2)]
    assert standing(WHETHER, both) is Standing.CONTESTED


def test_dissent_broken_over_two_lines_counts():
    both = [quoted("Voluntary, always."), quoted("Well, I\ndisagree with that.", "Ben", 2)]
    assert standing(WHETHER, both) is Standing.CONTESTED


def test_one_dissent_about_how_to_do_something_only_differs():
    both = [quoted("Begin with tea."), quoted("I disagree, with names.", "Ben", 2)]
    assert standing(HOW, both) is Standing.DIFFERS


def test_a_dissent_right_after_a_quotation_counts_though_it_is_not_quoted():
    unquoted = voice("I disagree, nobody comes then.", "Ben", 2).contribution
    assert standing(WHETHER, [quoted("Voluntary.")], [unquoted]) is Standing.CONTESTED


def test_one_for_and_one_against_are_contested_without_a_word_of_dissent():
    both = [quoted("Yes, always."), quoted("No. Some need a push.", "Ben", 2, thread="u")]
    assert standing(WHETHER, both) is Standing.CONTESTED


def test_what_depends_differs():
    both = [quoted("Begin with tea."), quoted("It depends on the hour.", "Ben", 2)]
    assert standing(HOW, both) is Standing.DIFFERS


def test_what_holds_in_one_place_differs():
    both = [quoted("Begin with tea."), quoted("In our case tea is no use.", "Ben", 2)]
    assert standing(HOW, both) is Standing.DIFFERS


def test_other_numbers_differ_and_the_same_do_not():
    ask = "How many people do we need?"
    one = quoted("We began with 6.")
    assert standing(ask, [one, quoted("We had 40.", "Ben", 2)]) is Standing.DIFFERS
    assert standing(ask, [one, quoted("With 6 as well.", "Ben", 2)]) is Standing.AGREED


def test_superseded_advice_differs_even_of_one_colleague():
    old = quoted("Begin with a speech.", superseded_by="m_new")
    assert standing(HOW, [old]) is Standing.DIFFERS


def test_what_replaced_other_advice_differs_from_it():
    new = quoted("Begin with tea.")
    old = replace(voice("A speech.", n=0).contribution, superseded_by=new.contribution.id)
    assert standing(HOW, [new], [old]) is Standing.DIFFERS


def test_a_changed_mind_differs():
    assert standing(HOW, [quoted("I changed my mind about tea.")]) is Standing.DIFFERS


def test_denial_years_later_differs():
    early = quoted("Begin with tea.")
    late = quoted("Tea is not needed.", "Ben", 2, created_at=DAY + timedelta(days=3000))
    assert standing(HOW, [early, late]) is Standing.DIFFERS


def test_nobody_disputes_themselves_or_what_came_later_or_another_thread():
    said, dissent = voice("Tea.", n=1).contribution, voice("I disagree.", "Ben", 2).contribution
    assert disputes(dissent, said)
    assert not disputes(said, dissent)
    assert not disputes(voice("I disagree.", n=2).contribution, said)
    assert not disputes(voice("I disagree.", "Ben", 2, thread="u").contribution, said)


def test_an_essay_disputes_whom_it_names_not_whom_it_stands_under():
    said = voice("Tea, always.", "Ana Silva", n=1).contribution
    essay = "A speech is needed where many are new. " * 15
    assert not disputes(voice(f"I disagree. {essay}", "Ben", 2).contribution, said)
    assert disputes(voice(f"I disagree with Ana. {essay}", "Ben", 2).contribution, said)


@pytest.mark.parametrize("text", ["If I'm not sure, I ask.", "I'm not sure why you ask for tea."])
def test_to_wonder_is_not_to_dispute(text):
    assert not disputes(voice(text, "Ben", 2).contribution, voice("Tea.", n=1).contribution)


TEXTS = st.sampled_from(
    ["Yes.", "No.", "It depends.", "I disagree.", "I agree.", "Tea.", "We had 6.", "Never again."]
)


@given(
    st.sampled_from([HOW, WHETHER]),
    st.lists(st.tuples(TEXTS, st.sampled_from(["Ana", "Ben", "Cleo"])), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_standing_does_not_depend_on_the_order_of_the_quotations(question, parts, chance):
    items = [quoted(text, by, n, towards=n % 3) for n, (text, by) in enumerate(parts)]
    found = standing(question, items)
    assert found is not None
    chance.shuffle(items)
    assert standing(question, items) is found
    if found is Standing.ONE_VOICE:
        assert len({by for _, by in parts}) == 1
    if found in (Standing.AGREED, Standing.CONTESTED):
        assert len({by for _, by in parts}) > 1
