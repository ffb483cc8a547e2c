"""Decides how far an answer reaches: answered, in part, or not at all, and what is missing.

Pure. Two things are weighed: how likely it is that somebody has written the answer
(`assistant.abstain`), and whether what comes nearest is itself only a question that nobody has
replied to yet. It does not know how either was measured.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.cues import COUNTS, NUMBER, PLAIN
from assistant.records import Status

UNANSWERED = 0.38
"""Below this confidence the answer is: nobody has written that."""
ANSWERED = 0.48
"""Below this confidence an answer is shown as one in part."""
_OPEN_WEIGHT = 0.6
"""How much the confidence falls for each log odd by which an open question is nearer."""
ASKED_BEFORE = "asked_before"
"""Note: a colleague has asked the same, and nobody has replied."""
MISSING = "missing:"
"""Note: what the answer does not say, after the colon, parted by commas."""
UNSURE = "unsure"
"""Note: nothing is known to be missing, and yet this may not be what was asked for."""
_A_NUMBER = "a number"
_ASKED_BEFORE_GAP = 1.0
_MOST_MISSING = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]{4,}")
_POSSESSIVE = re.compile(r"['’]s?$")
_MIDDLE = 0.4
"""Cosine of question and sentence from which one thread is more likely to answer than not."""
_STEEP = 12.0
_STEM = 5
"""Letters by which two forms of a word are taken for one."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far an answer reaches."""

    status: Status
    confidence: float
    """Calibrated probability that somebody has written the answer."""
    notes: tuple[str, ...]


def reach(
    question: str,
    confidence: float,
    gap: float,
    statements: Sequence[str],
    absent: Sequence[str],
) -> Reach:
    """Return status, confidence and notes of an answer.

    `confidence` comes from `assistant.abstain`; `gap` is by how many log odds an open question is
    nearer than the best quotation; `absent` are words of the question that no quoted thread holds
    (`uncovered`).
    """
    sure = lowered(confidence, gap)
    asked = (ASKED_BEFORE,) if gap >= _ASKED_BEFORE_GAP else ()
    if not statements or sure < UNANSWERED:
        return Reach(status=Status.UNANSWERED, confidence=sure, notes=asked)
    no_number = bool(COUNTS.search(question)) and not any(map(NUMBER.search, statements))
    if sure >= ANSWERED and not no_number:
        return Reach(status=Status.ANSWERED, confidence=sure, notes=())
    missing = [_A_NUMBER] if no_number else []
    missing += absent[:_MOST_MISSING]
    told = (MISSING + ",".join(missing),) if missing else (UNSURE,)
    return Reach(status=Status.PARTIAL, confidence=sure, notes=(*asked, *told))


def uncovered(question: str, texts: Sequence[str]) -> list[str]:
    """Return the telling words of a question that none of the texts holds, in order."""
    held = {word[:_STEM].casefold() for text in texts for word in _WORD.findall(text)}
    found = (_POSSESSIVE.sub("", word.casefold()) for word in _WORD.findall(question))
    words = dict.fromkeys(word for word in found if len(word) >= _STEM)
    return [word for word in words if word not in PLAIN and word[:_STEM] not in held]


def plainly(nearness: float) -> float:
    """Return the confidence where there is nothing to compare with: a community of one thread.

    `nearness` is the cosine of the question and the best sentence. A plain match answers, what
    only touches the topic does not.
    """
    return 1 / (1 + math.exp(-_STEEP * (nearness - _MIDDLE)))


def lowered(confidence: float, gap: float) -> float:
    """Return a confidence, lowered by what speaks for an open question being the nearest."""
    if gap <= 0:
        return confidence
    weight = confidence * math.exp(-_OPEN_WEIGHT * gap)
    return weight / (weight + 1 - confidence)
