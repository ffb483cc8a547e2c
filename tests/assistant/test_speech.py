"""What a piece of a conversation does: asks, thanks, greets, or says something."""

import pytest

from assistant.masks import WITHHELD
from assistant.records import Contributor
from assistant.sentences import spans
from assistant.speech import (
    asks,
    is_open,
    is_question,
    is_quotable,
    is_small_talk,
    says_something,
)
from tests.builders import contribution

BEN = (Contributor(id="c_ben", name="Ben Okri"),)


@pytest.mark.parametrize(
    "text",
    [
        "Does it work?",
        "Ça marche\u202f?",
        "« Vraiment ? »",
        "newcomers vanish. ideas",
        "Any tips?",
        "I need some advice on a conflict.",
        "We're looking for examples from hospitals.",
        "Please tell me how you do it.",
        "Ich suche Ideen für den Anfang.",
    ],
)
def test_a_question_is_told_with_and_without_its_mark(text):
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    ["We need two rooms.", "Good ideas win.", "I want them to stay.", "Ask for help early."],
)
def test_what_only_sounds_like_one_is_no_question(text):
    assert not is_question(text)


@pytest.mark.parametrize(
    "text", ["Thanks a lot!", "Merci beaucoup !", "+1", ":tada:", "Hallo zusammen"]
)
def test_thanks_greetings_and_cheers_are_small_talk(text):
    assert is_small_talk(text)


@pytest.mark.parametrize("text", ["Same here, we meet on Mondays.", "Agreed, but only in May."])
def test_assent_that_says_more_is_no_small_talk(text):
    assert is_small_talk(text.split(",")[0]) and not is_small_talk(text)


def test_a_long_piece_is_no_small_talk_however_it_begins():
    assert not is_small_talk("Thanks to two nurses " + "who stayed on for the whole week " * 4)


def quotable(text: str) -> list[str]:
    return [text[p.start : p.end] for p in spans(text) if is_quotable(text, p)]


def test_headings_greetings_signatures_and_heads_of_tables_are_not_quotable():
    text = "Dear list,\n\n# Head\n\nWe meet in May.\n\n| a | b |\n| - | - |\n| 1 | x |\n\nAna Silva"
    assert quotable(text) == ["We meet in May.", "| 1 | x |"]


def test_a_row_that_stands_alone_is_not_quotable():
    assert quotable("We tried it.\n\n| line | per year |") == ["We tried it."]


def test_what_names_somebody_who_left_is_not_quotable():
    assert quotable(f"As {WITHHELD} said. We did it.") == ["We did it."]


def test_a_first_post_that_ends_with_a_question_asks():
    assert asks(contribution("Nobody talks in our calls. What do you do?"), None)


def test_a_reply_and_a_section_of_a_document_never_ask():
    assert not asks(contribution("Why not?", 1), None)
    assert not asks(contribution("Why not?", locator="page 2"), None)


def test_a_title_that_asks_is_the_question_of_a_short_post_with_replies():
    post = contribution("See above. " * 40)
    assert asks(post, "Too formal?", replied=True)
    assert not asks(post, "Too formal?")


def test_a_question_is_open_until_somebody_else_says_something():
    question = contribution("Who pays the coffee?")
    thanks = contribution("Thanks for asking!", 1, contributors=BEN)
    own = contribution("To be clear, I mean the coffee on Fridays.", 2)
    reply = contribution("Each site pays in turn, a month at a time.", 3, contributors=BEN)
    assert is_open([question, thanks, own], None)
    assert not is_open([question, thanks, own, reply], None)


@pytest.mark.parametrize(
    "text",
    [
        "Closing isn't failing.",
        "The road did the rest.",
        "Keep meetings short.",
        "Attendance was 96% in 2017.",
        "No slides, no agenda, no minutes, no chair.",
        "If it rains, we meet in the kitchen.",
        "Das ist gut für Anfänger.",
    ],
)
def test_a_statement_has_a_verb_or_words_enough(text):
    assert says_something(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your second question.",
        "Mine included.",
        "Shorter mails.",
        "It helped me.",
        "When the problem has been solved!",
        "So do we.",
    ],
)
def test_a_fragment_is_no_statement(text):
    assert not says_something(text)
