"""How surely a contribution answers: what speaks for it, and what against."""

from dataclasses import replace

import pytest

from assistant.relevance import Signs, relevance, topical

PLAIN = Signs(
    nearness=0.6,
    sentence=0.5,
    topic=0.6,
    words=0.5,
    asks=False,
    superseded=False,
    leads=False,
    by_asker=False,
    prefaces=False,
    length=300,
)


@pytest.mark.parametrize(
    "more",
    [{"nearness": 0.8}, {"sentence": 0.7}, {"topic": 0.8}, {"words": 0.8}, {"leads": True}],
)
def test_what_is_nearer_answers_more_surely(more):
    assert relevance(replace(PLAIN, **more)) > relevance(PLAIN)


@pytest.mark.parametrize(
    "more",
    [{"asks": True}, {"superseded": True}, {"by_asker": True}, {"prefaces": True}, {"length": 20}],
)
def test_questions_superseded_advice_thanks_prefaces_and_applause_answer_less_surely(more):
    assert relevance(replace(PLAIN, **more)) < relevance(PLAIN)


def test_beyond_two_hundred_characters_length_does_not_matter():
    assert relevance(replace(PLAIN, length=5000)) == relevance(PLAIN)
    assert relevance(replace(PLAIN, length=0)) == relevance(replace(PLAIN, length=1))


def test_a_question_is_as_topical_as_what_answers_it():
    assert topical(replace(PLAIN, asks=True)) == topical(PLAIN)
