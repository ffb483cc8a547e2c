"""Records survive the wire between processes: what went in comes out."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.codec import from_json, to_json
from assistant.records import (
    Answer,
    Citation,
    Evidence,
    Filters,
    PersonToAsk,
    Question,
    Related,
    Statement,
    Status,
    Viewer,
)

_COUNTS = st.lists(st.tuples(st.text(min_size=1), st.integers(0, 99)), max_size=3).map(tuple)
_VALUES = st.one_of(
    st.none(),
    st.text(),
    st.integers(-(2**50), 2**50),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text(), max_size=3).map(tuple),
    _COUNTS,
)
_TRACES = st.lists(st.tuples(st.text(min_size=1), _VALUES), max_size=4).map(tuple)


def _tuples(of: type) -> st.SearchStrategy:
    return st.lists(st.from_type(of), max_size=2).map(tuple)


@given(
    st.builds(
        Answer,
        statements=_tuples(Statement),
        citations=_tuples(Citation),
        people=_tuples(PersonToAsk),
        related=_tuples(Related),
        confidence=st.floats(0, 1),
        timings_ms=st.just((("total", 1.5),)),
        trace=_TRACES,
    )
)
def test_an_answer_with_its_trace_comes_back_as_it_was(answer):
    again = from_json(Answer, to_json(answer))
    assert again == answer
    assert [type(value) for _, value in again.trace] == [type(value) for _, value in answer.trace]


@given(st.text(), st.sets(st.text(), max_size=3), st.builds(Filters))
def test_a_question_with_its_filters_comes_back_as_it_was(text, audiences, filters):
    question = Question(text=text, viewer=Viewer(audiences=frozenset(audiences)), filters=filters)
    assert from_json(Question, to_json(question)) == question


def test_what_crosses_is_plain_json():
    answer = to_json(
        Answer(question="?", status=Status.UNANSWERED, trace=(("dropped", (("a", 1),)),))
    )
    assert answer["trace"] == [["dropped", [["a", 1]]]]
    assert from_json(list[Evidence], []) == []
