"""What is being looked up is found again by its own viewer, once, and not for ever."""

from assistant.records import PUBLIC, Viewer
from ui.web.underway import Underway

ANA = Viewer(id="ana", audiences=frozenset({PUBLIC}))
BEN = Viewer(id="ben", audiences=frozenset({PUBLIC}))


def test_a_question_under_way_is_taken_once_and_by_its_viewer_alone():
    underway = Underway()
    lookup = underway.begin("talk", ANA, "Why?")
    assert underway.take("talk", BEN) == underway.take("other", ANA) == ""
    assert not lookup.taken
    assert underway.take("talk", ANA) == "Why?"
    assert lookup.taken and underway.take("talk", ANA) == ""


def test_what_was_answered_is_not_asked_again():
    underway = Underway()
    underway.end("talk", underway.begin("talk", ANA, "Why?"))
    assert underway.take("talk", ANA) == ""


def test_an_answer_that_comes_late_does_not_end_the_next_question():
    underway = Underway()
    late = underway.begin("talk", ANA, "Why?")
    underway.begin("talk", ANA, "And how?")
    underway.end("talk", late)
    assert underway.take("talk", ANA) == "And how?"


def test_what_nobody_waits_for_any_more_is_forgotten():
    now = [0.0]
    underway = Underway(lambda: now[0])
    underway.begin("talk", ANA, "Why?")
    now[0] = 3600.0
    assert underway.take("talk", ANA) == ""
