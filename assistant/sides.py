"""Tells on which side of a question an answer comes down: for or against, this or that.

Pure, by form and everyday words (`assistant.cues`). Many answers come down on no side, and that is
what is said of them then. It does not know how several answers stand to each other.
"""

import re

from assistant.cues import (
    AGAINST,
    AGAINST_IT,
    ASKS_WHAT,
    EITHER,
    FOR_IT,
    IN_FAVOUR,
    PLAIN,
    TAKES_SIDES,
)
from assistant.quoted import BRIEF
from assistant.sentences import spans

_TAKES_UP = 3
"""An answer that opens with so few words, taken from the question, is for what they name."""
_TELLING = 2
"""Words at least of a sentence that asks more than "What do you think?"."""
_MUCH = 3
"""Sentences from which a question without a question mark is taken to ask with its first."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5


def takes_sides(question: str) -> bool:
    """Tell whether one can be for or against: yes or no, this or that, should it be."""
    asking = _asking(question)
    return bool(TAKES_SIDES.search(asking)) or bool(_alternatives(asking))


def side(question: str, answer: str) -> int:
    """Return 1 where an answer is for what is asked about, -1 against, 0 where it does not say.

    Of "this or that", this is 1 and that -1.
    """
    answer = " ".join(answer.split())
    pieces = spans(answer)
    opening = answer[pieces[0].start : pieces[0].end] if pieces else answer
    either = _alternatives(_asking(question))
    if either:
        chosen = _chosen(opening, *either)
        if chosen:
            return chosen
    if AGAINST.match(answer):
        return -1
    if IN_FAVOUR.match(answer) or _takes_up(question, opening):
        return 1
    if len(answer) > BRIEF:
        return 0  # In an essay, a "good idea" is any idea.
    return bool(FOR_IT.search(answer)) - bool(AGAINST_IT.search(answer))


def _asking(question: str) -> str:
    """Return the first sentence that asks something: a long question tells and asks much else."""
    lines = [question[span.start : span.end] for span in spans(question)]
    asking = [line for line in lines if line.rstrip().endswith("?")]
    telling = (line for line in asking if len(_stems(line)) >= _TELLING)
    return next(telling, question if len(lines) < _MUCH else lines[0])


def _alternatives(question: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Return the telling words of this and of that; None where it is not this or that."""
    found = EITHER.search(question)
    if found is None:
        return None
    if ASKS_WHAT.match(question) and not {",", ":"} & set(question[: found.end(1)]):
        return None
    one, other = _stems(found[1]), _stems(found[2])
    return (one - other, other - one) if one - other and other - one else None


def _chosen(opening: str, one: frozenset[str], other: frozenset[str]) -> int:
    said = _stems(opening)
    return bool(said & one and not said & other) - bool(said & other and not said & one)


def _takes_up(question: str, opening: str) -> bool:
    words = _stems(opening)
    return 0 < len(opening.split()) <= _TAKES_UP and bool(words) and words <= _stems(question)


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word.removesuffix("s")[:_STEM] for word in words if word not in PLAIN)
