"""The notes of an answer in words, the same on the page and in the terminal."""

from ui.web.words_notes import remarks


def test_what_is_missing_and_what_fitted_nothing_is_said_in_words():
    said = remarks(("missing:lawyers,a number", "unknown:from:Zoe", "unknown:in:attic"))
    assert said[0] == "Not answered here: lawyers, a number."
    assert "“Zoe”" in said[1] and "“attic”" in said[2]


def test_an_unsure_answer_and_a_question_asked_before_are_said():
    assert len(remarks(("unsure", "asked_before"))) == 2


def test_notes_without_words_of_their_own_are_left_out():
    assert remarks(("degraded", "unknown:other:x", "instead:timeout")) == []
    assert remarks(()) == []
