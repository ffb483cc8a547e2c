"""What is quoted of one contribution, as standing and views look at it."""

from dataclasses import dataclass

from assistant.records import Contribution, Vector

OPENING = 160
"""Characters in which somebody who disputes or seconds what was said before says so."""


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


def speaker(item: Contribution) -> str:
    """Return the id of the first contributor, or of the thread where nobody is named."""
    return item.contributors[0].id if item.contributors else item.thread_id


def one_line(text: str) -> str:
    """Return a text in one line."""
    return " ".join(text.split())
