"""What is quoted of one contribution, as standing and views look at it."""

import re
from dataclasses import dataclass

from assistant.records import Contribution, Vector

OPENING = 160
"""Characters in which somebody who disputes or seconds what was said before says so."""
BRIEF = 480
"""Characters of a message. A longer text is an essay: it speaks of much, and to whoever asked."""
_NAME = 3
"""Letters of a part of a name, at least, by which somebody is addressed."""


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """What is quoted of one contribution."""

    contribution: Contribution
    text: str
    vector: Vector
    """Of the sentence that the quotation was cut around."""
    near: float = 0.0
    """Cosine of that sentence and the question; 0 where it is not known."""

    @property
    def speaker(self) -> str:
        """Who says it: the first contributor, or the thread where nobody is named."""
        return speaker(self.contribution)

    @property
    def line(self) -> str:
        """The whole contribution in one line: mail breaks its lines in the middle of cues."""
        return one_line(self.contribution.text)

    @property
    def is_brief(self) -> bool:
        """Whether it is a message of a conversation rather than an essay."""
        return is_brief(self.contribution)


def speaker(item: Contribution) -> str:
    """Return the id of the first contributor, or of the thread where nobody is named."""
    return item.contributors[0].id if item.contributors else item.thread_id


def one_line(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())


def is_brief(item: Contribution) -> bool:
    """Tell whether a contribution is a message of a conversation rather than an essay."""
    return len(item.text) <= BRIEF


def addresses(item: Contribution, other: Contribution) -> bool:
    """Tell whether a contribution speaks to what another says.

    A message does in its own thread; anything else only where it replies to it or names who wrote
    it: an essay speaks to whoever asked, and "same here" to the conversation it stands in.
    """
    if item.reply_to == other.id or (is_brief(item) and item.thread_id == other.thread_id):
        return True
    opening = one_line(item.text)[:OPENING]
    parts = (part for who in other.contributors for part in (who.name or "").split())
    return any(
        len(part) >= _NAME and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", opening)
        for part in parts
    )
