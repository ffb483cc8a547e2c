"""Sentences are read out of what a model writes as soon as they are whole, and never before."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.written import Sentence, SentenceStream


def _read(text: str, size: int = 5) -> list[Sentence]:
    stream = SentenceStream()
    found = [s for i in range(0, len(text), size) for s in stream.feed(text[i : i + size])]
    return [*found, *stream.rest()]


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30), st.lists(st.integers(1, 9), max_size=3)),
        max_size=4,
    ),
    st.integers(1, 40),
)
def test_the_pieces_make_no_difference(items, size):
    text = json.dumps({"sentences": [{"sources": n, "text": t} for t, n in items]})
    assert _read(text, size) == _read(text, len(text))


def test_a_sentence_is_given_out_when_its_object_closes():
    stream = SentenceStream()
    assert list(stream.feed('{"sentences": [{"sources": [1], "text": "Begin sm')) == []
    assert list(stream.feed('all."}')) == [Sentence(text="Begin small.", sources=(1,))]


def test_half_a_sentence_is_never_given_out():
    assert _read('{"sentences": [{"sources": [1], "text": "Begin small.') == []


def test_marks_in_the_text_are_taken_out_and_stand_in_where_no_sources_are_given():
    found = _read('{"sentences": [{"text": "Begin small [2].", "sources": []}]}')
    assert found == [Sentence(text="Begin small.", sources=(2,))]


def test_a_fence_around_it_does_no_harm():
    found = _read('```json\n{"sentences": [{"text": "Begin small.", "sources": ["1"]}]}\n```')
    assert found == [Sentence(text="Begin small.", sources=(1,))]


def test_lines_with_marks_are_read_where_there_is_no_json():
    assert _read("- Begin small [1].\n- Grow later (2, 3)") == [
        Sentence(text="Begin small.", sources=(1,)),
        Sentence(text="Grow later.", sources=(2, 3)),
    ]


@pytest.mark.parametrize("text", ["", "Nothing at all.", "{", '{"sentences": 3}', "}{][", "null"])
def test_nonsense_is_no_sentence(text):
    assert _read(text) == []


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_without_an_error(text):
    _read(text)
