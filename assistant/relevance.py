"""Says how surely a contribution answers a question.

Pure arithmetic: a logistic regression over ten signs, fitted on labelled questions of three
communities (docs/answers.md). What matters is that a post which itself only asks is no answer,
however near it is. It does not know how the numbers were measured.
"""

import math
from dataclasses import dataclass

_PLENTY = 200
"""Characters from which it does not matter how long a contribution is."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What speaks for a contribution."""

    nearness: float
    """Of its best passage, as ranked: 1 the best, 0 the last looked at."""
    sentence: float
    """Cosine of the question and its best sentence."""
    topic: float
    """Cosine of the question and what its thread asks, or its title; 0.5 where neither is known."""
    words: float
    """Share of the question's words that stand in it."""
    asks: bool
    """It opens its thread with a question."""
    superseded: bool
    leads: bool
    """It stands in the thread of the best passage."""
    by_asker: bool
    """Whoever asked in its thread wrote it: often thanks, or what came of it."""
    prefaces: bool
    """It stands before a document's sections and mostly says what the document is."""
    length: int
    """Characters: a very short one often only applauds what another said."""


def relevance(signs: Signs) -> float:
    """Return the log odds that it answers."""
    against = 3.7 * signs.asks + 3.4 * signs.superseded + 0.9 * signs.by_asker
    return topical(signs) - against - 1.7 * signs.prefaces


def topical(signs: Signs) -> float:
    """Return the log odds that it would answer, whoever wrote it and were it not a question."""
    return (
        3.7 * signs.nearness
        + 2.7 * signs.sentence
        + 1.15 * (signs.topic - 0.5)
        + 0.8 * signs.words
        + 1.6 * signs.leads
        + 0.7 * math.log(max(1, min(signs.length, _PLENTY)) / _PLENTY)
        - 5.35
    )
