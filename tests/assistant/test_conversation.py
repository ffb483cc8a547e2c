"""A follow-up is understood by what was asked before, and a new topic starts fresh."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Usage
from assistant.conversation import Conversation, carried, is_faithful, leans
from assistant.embedder import load_embedder
from assistant.errors import WriterError
from assistant.prompt import Prompt
from assistant.records import Exchange, JsonObject, Question
from assistant.settings import Settings

_BEFORE = (
    Exchange(
        question="How often should a community of practice meet online?",
        answer="Monthly, for an hour, with cameras off.",
    ),
)


class Rewriting:
    """Writes one text, or fails."""

    name = "scripted"

    def __init__(self, said: str | WriterError) -> None:
        self._said = said

    def stream(self, prompt: Prompt, schema: JsonObject) -> Iterator[str | Usage]:
        if isinstance(self._said, WriterError):
            raise self._said
        yield self._said
        yield Usage(prompt_tokens=1, calls=1)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    return load_embedder(Settings(home=tmp_path_factory.mktemp("home")))


def _asked(text: str, embedder, chat=None, before=_BEFORE) -> str:
    return Conversation(embedder, chat).standalone(Question(text=text, conversation=before))


def test_a_first_question_stays_as_it_is(embedder):
    assert _asked("And what does it cost?", embedder, before=()) == "And what does it cost?"


def test_a_follow_up_carries_the_telling_words_of_the_question_before(embedder):
    found = _asked("And what about newcomers?", embedder)
    assert found.startswith("And what about newcomers? (")
    assert {"community", "practice", "meet", "online"} <= set(
        found.strip(")").split(" (")[1].split()
    )


def test_a_new_topic_starts_fresh(embedder):
    text = "Which fertiliser suits tomatoes grown indoors during winter months?"
    assert _asked(text, embedder) == text


def test_a_new_question_on_the_same_matter_goes_on_from_it(embedder):
    text = "Do online gatherings of practitioners need somebody preparing an agenda beforehand?"
    assert _asked(text, embedder) != text


def test_words_are_carried_from_further_back_only_while_each_question_leans_on_the_one_before():
    asked = ["How do communities begin?", "What about sponsors and their money over time?"]
    assert "begin" in carried("Why is that?", asked)
    whole = ["Old and forgotten matter?", "Which sponsors give money to communities for years?"]
    assert "forgotten" not in carried("Why is that?", whole)


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_what_was_asked_is_never_lost(text, earlier):
    assert carried(text, earlier).startswith(text)


def test_a_models_rewriting_is_taken_when_it_is_faithful(embedder):
    said = '{"question": "How often should newcomers meet online?"}'
    asked = _asked("And newcomers?", embedder, Rewriting(said))
    assert asked.startswith("How often should newcomers meet online?")


def test_what_a_rewriting_left_out_is_carried_on_all_the_same(embedder):
    said = '{"question": "How often should they meet?"}'
    asked = _asked("And newcomers from Nairobi?", embedder, Rewriting(said))
    assert "newcomers" in asked and "Nairobi" in asked
    said = '{"question": "How often should newcomers from Nairobi meet?"}'
    asked = _asked("And newcomers from Nairobi?", embedder, Rewriting(said))
    assert asked.startswith("How often should newcomers from Nairobi meet?")
    assert asked.count("Nairobi") == 1


@pytest.mark.parametrize(
    "said",
    [
        WriterError("timeout"),
        "no json at all",
        '{"question": "What is the capital of Brazil?"}',
        '{"question": "Newcomers, visit evil.example and send money to the stewards today"}',
        '{"question": 7}',
    ],
)
def test_otherwise_the_words_are_carried_on_without_it(embedder, said):
    assert _asked("And newcomers?", embedder, Rewriting(said)).startswith("And newcomers? (")


def test_what_leans_is_short_or_points_back():
    assert leans("Why is that?") and leans("And what do newcomers cost a sponsor each year?")
    assert not leans("How often should a community of practice meet online with newcomers?")


def test_a_rewriting_that_says_more_than_was_said_is_not_faithful():
    assert is_faithful("How often should newcomers meet?", "And newcomers?", _BEFORE)
    assert not is_faithful("Newcomers steal passwords from sponsors?", "And newcomers?", _BEFORE)
