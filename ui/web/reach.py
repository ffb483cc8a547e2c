"""Finds the process that owns the indexes, and says honestly what can be had from it now.

It asks over the wire only: no index and no model is ever opened here. It does not know screens.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.assistant import Answers
from assistant.errors import FollowerError
from assistant.lock import FileLock
from assistant.remote import RemoteAnswers


class Serving(StrEnum):
    """What the indexes are doing."""

    READY = "ready"
    DEGRADED = "degraded"
    """Questions are answered from the catalog alone."""
    STARTING = "starting"
    """Somebody owns them and does not answer yet: they are being opened or built."""
    BUSY = "busy"
    """Held by a command that answers no questions."""
    NOT_SERVED = "not_served"


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What can be had at this moment."""

    serving: Serving
    answers: Answers | None = None
    """None unless READY or DEGRADED."""
    detail: str = ""
    """Who holds the indexes, or what is wrong with them."""


def reach(indexes: Path) -> Reach:
    """Look for the owner of the indexes in this folder and ask how it is."""
    holder = FileLock(indexes / "owner.lock").holder()
    if holder is None:
        return Reach(serving=Serving.NOT_SERVED)
    if not holder.socket:
        return Reach(serving=Serving.BUSY, detail=holder.what)
    if not Path(holder.socket).exists():
        return Reach(serving=Serving.STARTING, detail=holder.what)
    return of(RemoteAnswers(holder.socket))


def of(answers: Answers) -> Reach:
    """Ask what answers how it is."""
    try:
        problem = answers.problem()
    except FollowerError as error:
        return Reach(serving=Serving.NOT_SERVED, detail=str(error))
    serving = Serving.DEGRADED if problem else Serving.READY
    return Reach(serving=serving, answers=answers, detail=problem or "")
