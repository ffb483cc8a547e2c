"""Decides whether anybody in the community has written an answer.

Pure: scores in, a calibrated probability out. Source of the constants: docs/retrieval.md.
"""

import math

from assistant.retrieve import Found

THRESHOLD = 0.5
"""Below this confidence the answer is: nobody has written that."""


def confidence(question: str, found: Found) -> float:
    """Return the probability that the ranking holds an answer."""
    if not found.ranking:
        return 0.0
    best = max((hit.score for hit in found.dense), default=0.0)
    return 1.0 / (1.0 + math.exp(-(best - 0.42) / 0.05))
