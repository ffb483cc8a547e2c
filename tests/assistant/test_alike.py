"""Questions that ask for the same come together, whatever comes after."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.alike import SHARED_WORDS, by_words, groups

QUESTIONS = [
    "How do we start a community of practice?",
    "Should taking part be voluntary?",
    "What is a good way to start a community?",
    "Is participation voluntary or may managers oblige people?",
    "Which coffee machine is best for the office?",
    "Starting communities: how?",
]


def test_questions_about_one_matter_come_together_and_others_stay_apart():
    found = groups(by_words(QUESTIONS), SHARED_WORDS)
    assert [0, 2, 5] in found and [4] in found


def test_a_text_without_words_is_like_nothing():
    vectors = by_words(["???", "", "Visits?"])
    assert np.all(np.isfinite(vectors))
    assert groups(vectors, 0.3) == [[0], [1], [2]]
    assert groups(by_words([]), 0.3) == []


@given(st.lists(st.text(max_size=40), max_size=12), st.integers(0, 12))
def test_each_stands_in_one_group_and_a_group_begins_with_its_oldest(texts, cut):
    vectors = by_words(texts)
    found = groups(vectors, 0.4)
    assert sorted(n for rows in found for n in rows) == list(range(len(texts)))
    assert [rows[0] for rows in found] == sorted(rows[0] for rows in found)
    earlier = groups(vectors[:cut], 0.4)
    assert earlier == [[n for n in rows if n < cut] for rows in found if any(n < cut for n in rows)]
