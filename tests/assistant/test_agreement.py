"""Who says the same: likeness beyond the question, assent, what was taken up, sides, amounts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agreement import agree, amounts_differ, likeness
from assistant.quoted import Quoted
from tests.assistant.voicing import voice

HOW = "How do we keep goats away from apple trees?"
WHETHER = "Should apprentices use the lathe?"


def quoted(text: str, by: str = "Ana", n: int = 1, row=(1.0, 0.0, 0.0), near=0.0, **more) -> Quoted:
    vector = np.asarray(row, np.float32)
    return Quoted(
        contribution=voice(text, by, n, **more).contribution, text=text, vector=vector, near=near
    )


def test_likeness_is_what_is_left_without_the_question():
    # Both lie at 60 degrees to the question, on opposite sides of it: alike only by the question.
    half, rest = 0.5, 0.75**0.5
    one = quoted("Mesh.", row=(half, rest, 0), near=half)
    other = quoted("Soap.", row=(half, -rest, 0), near=half)
    assert likeness(one, one) == pytest.approx(1, abs=1e-5)
    assert likeness(one, other) == pytest.approx(-1, abs=1e-5)
    across = quoted("Dogs.", row=(half, 0, rest), near=half)
    assert likeness(one, across) == pytest.approx(0, abs=1e-5)


def near(text: str, by: str, likeness: float, n: int = 2) -> Quoted:
    """Return a quotation that is so much like one that points along the first axis."""
    return quoted(text, by, n, row=(likeness, (1 - likeness**2) ** 0.5, 0))


def test_middling_likeness_needs_a_telling_word_that_the_question_lacks():
    one = quoted("Put wire mesh around the trunk.")
    assert agree(HOW, [one, near("A mesh cylinder does it.", "Ben", 0.45)], sides=False)
    assert not agree(HOW, [one, near("Soap bars, hung high.", "Ben", 0.45)], sides=False)
    assert not agree(HOW, [one, near("Keep goats from apple trees.", "Ben", 0.45)], sides=False)


def test_the_same_words_count_only_by_somebody_else():
    one = quoted("Put wire mesh around the trunk.")
    assert not agree(HOW, [one, near("A mesh cylinder.", "Ana", 0.9)], sides=False)


def test_other_amounts_of_the_same_thing_are_not_the_same_advice():
    one = quoted("Run 5 bar in winter.")
    assert not agree(HOW, [one, near("Run seven bar in winter.", "Ben", 0.9)], sides=False)
    assert agree(HOW, [one, near("Five bar in winter.", "Ben", 0.9)], sides=False)


def test_numbers_in_words_are_numbers():
    assert amounts_differ([quoted("Take six."), quoted("Take 8.", "Ben", 2)])
    assert not amounts_differ([quoted("Take six."), quoted("6, always.", "Ben", 2)])
    assert not amounts_differ([quoted("Take six."), quoted("Take 8.", n=2)])


@pytest.mark.parametrize(
    ("reply", "agrees"),
    [
        ("Did that on Thursday. 17 trees stand.", True),
        ("We tried the soap. Not one leaf was left.", False),
        ("Copied.", True),
        ("We use Ana's cylinders, but the goats jump.", False),
        ("Did nothing.", False),
    ],
)
def test_who_did_what_was_said_agrees_unless_it_failed(reply, agrees):
    one = quoted("Put wire mesh around the trunk.", n=1)
    assert agree(HOW, [one, near(reply, "Ben", 0.0)], sides=False) is agrees


def test_what_was_done_elsewhere_takes_up_nothing():
    one = quoted("Put wire mesh around the trunk.", n=1)
    later = near("Did that on Thursday.", "Ben", 0.0)
    moved = quoted("Did that on Thursday.", "Ben", 2, row=later.vector, thread="u")
    assert agree(HOW, [one, later], sides=False)
    assert not agree(HOW, [one, moved], sides=False)


def test_two_telling_words_in_a_row_said_again_take_them_up():
    one = quoted("Write it on half a page, with the names of all.", n=1)
    assert agree(HOW, [one, near("Half a page did it.", "Ben", 0.0)], sides=False)
    assert not agree(HOW, [one, near("Half a page was not enough.", "Ben", 0.0)], sides=False)


def test_those_on_one_side_agree_and_silence_is_no_side():
    yes, also = quoted("Yes, with somebody beside them."), near("Yes.", "Ben", 0.0)
    beside = near("Ours is from 1970.", "Cleo", 0.0, n=3)
    more = quoted("Oil it first.", "Dora", 4, row=(0, 0, 1))
    assert agree(WHETHER, [yes, also], sides=True)
    assert agree(WHETHER, [yes, also, beside], sides=True)
    assert not agree(WHETHER, [yes, also, beside, more], sides=True)
    assert not agree(WHETHER, [yes, beside], sides=True)


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3))
def test_likeness_is_a_cosine(values):
    row = np.asarray(values, np.float32)
    row = row / np.linalg.norm(row) if np.linalg.norm(row) > 1e-3 else np.eye(3, dtype="f")[0]
    asked = np.eye(3, dtype=np.float32)[1]
    items = [
        quoted("A.", row=row, near=float(row @ asked)),
        quoted("B.", "Ben", 2, row=(0.6, 0.8, 0), near=0.8),
    ]
    assert -1.001 <= likeness(*items) <= 1.001


ESSAY = "Goats climb and nibble whatever stands in the open. " * 12


def test_an_essay_seconds_only_whom_it_names_or_replies_to():
    one = quoted("Put wire mesh around the trunk.", "Ana Silva", n=1)
    essay = f"I agree that this is hard. {ESSAY}"
    assert not agree(HOW, [one, near(essay, "Ben", 0.0)], sides=False)
    assert agree(HOW, [one, near(f"I agree with Ana. {ESSAY}", "Ben", 0.0)], sides=False)
    replies = quoted(essay, "Ben", 2, row=(0, 1, 0), reply_to=one.contribution.id)
    assert agree(HOW, [one, replies], sides=False)
    assert agree(HOW, [one, near("I agree, this is hard.", "Ben", 0.0)], sides=False)
    elsewhere = quoted("I agree, this is hard.", "Ben", 2, row=(0, 1, 0), thread="u")
    assert not agree(HOW, [one, elsewhere], sides=False)


def test_essays_are_alike_only_in_telling_words_and_both_to_the_point():
    def essay(text: str, by: str, n: int, toward: float) -> Quoted:
        item = quoted(text, by, n, row=(0.6, 0.8, 0) if n == 1 else (0.6, 0.5, 0.625), near=toward)
        long = voice(f"{text} {ESSAY}", by, n).contribution
        return Quoted(contribution=long, text=text, vector=item.vector, near=toward)

    one = essay("Galvanised cylinders around each trunk keep them off.", "Ana", 1, 0.6)
    same = essay("A galvanised fence, in cylinders, did it here.", "Ben", 2, 0.6)
    assert likeness(one, same) == pytest.approx(0.625, abs=1e-2)
    assert agree(HOW, [one, same], sides=False)
    other = essay("A cylinder of soap did it here.", "Ben", 2, 0.6)
    assert not agree(HOW, [one, other], sides=False)
    denied = essay("Galvanised cylinders did not help here.", "Ben", 2, 0.6)
    assert not agree(HOW, [one, denied], sides=False)
    beside = essay("A galvanised fence, in cylinders, did it here.", "Ben", 2, 0.3)
    assert not agree(HOW, [one, beside], sides=False)
