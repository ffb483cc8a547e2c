"""Words of somebody else in a post are found by how they are set off."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.borrowed import borrowed, held_off, is_borrowed, is_unmarked
from assistant.sentences import spans


def lent(text: str) -> list[str]:
    found = borrowed(text)
    return [text[p.start : p.end] for p in spans(text) if is_borrowed(text, p, found)]


@pytest.mark.parametrize(
    "text",
    [
        "As Bo wrote:\n\nWe never met.\n\nI see it differently.",
        "I would doubt your claim that\n\nWe never met.\n\nWe did.",
        "Your assertion is plain.\n We never met.\nThat is not how I remember it.",
        "The old guide says:\n\n- We never met.\n\nThat was before my time.",
        "We never met.\nThis ^^ is the heart of it.",
        "We never met.\n^ so true, and it was worse here.",
        "We never met.\n— Michel de Montaigne\nIt became our motto.",
        "We never met.\nI completely disagree with that, we did.",
        "We never met.\n\nThat is simply not true.",
        "> We never met.\n\nNo.",
        'My boss has a saying: "All is well. We never met." I left.',
        "Er schrieb:\n\nWe never met.\n\nDas stimmt nicht.",
    ],
)
def test_words_set_off_as_somebody_elses_are_found(text):
    assert [said.strip('->" ') for said in lent(text)] == ["We never met."]


@pytest.mark.parametrize(
    "text",
    [
        "We never met.\n\nIt rained. Nobody came.",
        "I wrote to the board:\n\nWe never met.\n\nThey did not answer.",
        "What I would suggest:\n\n- We never met.\n- It rained.",
        "We found that\nmeetings tire people. We never met.",
        "To answer your question:\n\nWe never met.",
        "It stands in the last paragraph. \n\nWe never met.",
        "We never met.\n\nI agree with Bo that it rained.",
        "## Anonymous posts\n\nWe never met.",
        "He asked what we had, then made us do what we ought to have done long before:\n\n- eat",
        "We do this:\n\n- meet weekly\n  in the kitchen\n- eat",
        'We call it "the kitchen" since it smells of soup.',
        " We never met.\n It rained.\n Nobody came.",
        "We meet - and eat - on Mondays.\nIt helps.",
    ],
)
def test_the_writers_own_words_stay_theirs(text):
    assert lent(text) == []


def test_a_piece_that_keeps_its_marks_shows_whose_it_is():
    text = 'She said so. "We never met." Then: "It rained. Nobody came." I left.'
    found = borrowed(text)
    unmarked = [text[p.start : p.end] for p in spans(text) if is_unmarked(text, p, found)]
    assert unmarked == ['Nobody came."']


@given(st.text(alphabet='ab .:\n"“”>^—-', max_size=80))
def test_what_is_found_lies_in_the_text(text):
    for start, end in borrowed(text):
        assert 0 <= start < end <= len(text)


def test_a_long_text_takes_no_long_time():
    for text in ("he said:\n x\n" * 4000, "only if:\n x\n" * 4000, '"a b. “c ' * 4000):
        start = time.process_time()
        borrowed(text)
        held_off(text)
        assert time.process_time() - start < 3
