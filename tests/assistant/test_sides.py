"""On which side of a question an answer comes down."""

import pytest

from assistant.sides import side, takes_sides

PRUNE = "Should members who never post be removed?"
AGENDA = "fixed agenda or open agenda?"


@pytest.mark.parametrize(
    "question",
    [
        PRUNE,
        AGENDA,
        "is it ok to pay people",
        "annual survey, worth doing?",
        "How formal should the rules be?",
        "Soll man Beiträge bezahlen?",
        "Faut-il obliger les débutants ?",
    ],
)
def test_one_can_be_for_or_against_it(question):
    assert takes_sides(question)


@pytest.mark.parametrize(
    "question",
    [
        "What should I do before the first meeting?",
        "how do we begin",
        "Which food should we serve?",
    ],
)
def test_nobody_can_be_against_how_to_do_something(question):
    assert not takes_sides(question)


@pytest.mark.parametrize(
    "answer, expected",
    [
        ("No. They read, and that is enough.", -1),
        ("I'd not. Ask them first.", -1),
        ("I wouldn't.", -1),
        ("Yes, once a year.", 1),
        ("I do prune, but by asking.", 1),
        ("Nein, auf keinen Fall.", -1),
        ("Oui, une fois par an.", 1),
        ("We tried that for a year. I would not do it again.", -1),
        ("It took a year. I'd\ndo it again.", 1),
        ("It cost us thirty readers.", -1),
        ("We have eight hundred members.", 0),
    ],
)
def test_an_answer_is_for_against_or_does_not_say(answer, expected):
    assert side(PRUNE, answer) == expected


def test_of_this_or_that_the_opening_chooses_one():
    assert side(AGENDA, "Fixed. People come for a named topic.") == 1
    assert side(AGENDA, "Open, honestly. Things change.") == -1
    assert side(AGENDA, "Half and half.") == 0


def test_an_opening_of_a_word_from_the_question_is_for_it():
    assert side("Are term limits a good thing?", "Terms. Two years, then one off.") == 1


def test_an_empty_answer_says_nothing():
    assert side(PRUNE, "") == 0


@pytest.mark.parametrize(
    "question",
    [
        "Has anybody kept goats off a hill?",
        "Is there a rule about aprons?",
        "What do I need from a lathe or a mill to turn a goblet?",
        "How do I measure the wear? We should know before winter. Or is 3 mm worth a stop?",
        "Broken belt. The old one was better, but mine broke. It should last a year.",
    ],
)
def test_a_long_question_has_the_sides_of_what_it_asks_first(question):
    assert not takes_sides(question)


def test_what_is_good_or_bad_far_into_an_essay_is_no_side():
    essay = (
        "The belt matters most. " * 30 + "A chart on the wall is a good idea. No oil is a mistake."
    )
    assert side(PRUNE, essay) == 0
    assert side(PRUNE, "I would add that goats jump.") == 0
    assert side(PRUNE, "A good idea, after a year.") == 1
