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
_A_NUMBER = "number"
_ASKED_BEFORE_GAP = 1.0
_MOST_MISSING = 3
_WORD = re.compile(r"[^\W\d_][\w'’-]{4,}")
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
    told = (MISSING + ",".join(missing),) if missing else ()
    return Reach(status=Status.PARTIAL, confidence=sure, notes=(*asked, *told))


def uncovered(question: str, texts: Sequence[str]) -> list[str]:
    """Return the telling words of a question that none of the texts holds, in order."""
    held = {word[:_STEM].casefold() for text in texts for word in _WORD.findall(text)}
    words = dict.fromkeys(word.casefold() for word in _WORD.findall(question))
    return [word for word in words if word not in PLAIN and word[:_STEM] not in held]


def lowered(confidence: float, gap: float) -> float:
    """Return a confidence, lowered by what speaks for an open question being the nearest."""
    if gap <= 0 or not 0 < confidence < 1:
        return confidence
    odds = math.log(confidence / (1 - confidence)) - _OPEN_WEIGHT * gap
    return 1 / (1 + math.exp(-odds))
