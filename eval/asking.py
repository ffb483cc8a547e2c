"""Opens a community for measuring, asks it questions and takes the time.

Both a data set and the sample are asked here, through the same parts that answer a colleague.
"""

import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.assistant import Assistant
from assistant.catalog import Catalog, threads
from assistant.chat import Chat
from assistant.errors import WrongUse
from assistant.lock import FileLock, Holder
from assistant.owner import Owner, wait_for
from assistant.records import Answer, Question
from assistant.retrieve import Found
from assistant.settings import read_settings
from assistant.wiring import Community

_OWNER_WAIT_S = 10.0
DEPTH = 100
"""Contributions kept of a ranking."""


class Answering(Protocol):
    """What is measured: `assistant.assistant.Assistant`, or a broken one in a test."""

    def ask(self, question: Question) -> Answer:
        """Return the checked answer."""
        ...

    def ranking(self, question: Question) -> Found:
        """Return the bare ranking."""
        ...


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question and what came back."""

    key: str
    """Id of the question, unique in this measurement."""
    ranking: tuple[str, ...] = ()
    """Contribution ids, nearest first, none twice, at most `DEPTH`."""
    answer: Answer | None = None
    """None where only the ranking was wanted."""
    ms: float
    """Time of the answer, or of the ranking where only that was wanted."""


@contextmanager
def opened(home: Path | None) -> Iterator[Community]:
    """Give a community in a home folder; None: in a temporary one that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="firsthand-eval-") as scratch:
        community = Community(read_settings(home or Path(scratch) / "home"), create=True)
        try:
            yield community
        finally:
            community.close()


@contextmanager
def owning(community: Community) -> Iterator[Owner]:
    """Give the community's indexes, up to date.

    Raises WrongUse when another process owns them: the bare ranking is not for others.
    """
    settings = community.settings
    lock = FileLock(settings.indexes / "owner.lock")
    holder = Holder(pid=os.getpid(), what="eval", socket="")
    if wait_for(lock, holder, _OWNER_WAIT_S) is not None:
        raise WrongUse(
            f"another process owns the indexes of {settings.home}; stop it, or give another --home"
        )
    with Owner(lock, community.catalog, settings.indexes, settings.chroma_url) as owner:
        owner.catch_up()
        if owner.problem:
            raise WrongUse(f"the indexes of {settings.home} cannot be used: {owner.problem}")
        yield owner


@contextmanager
def answering(community: Community, chat: Chat | None = None) -> Iterator[Assistant]:
    """Give the community's assistant with indexes that are up to date; raises as `owning`.

    `chat` stands in for the chat model of the settings.
    """
    with owning(community) as owner:
        yield community.assistant(owner, chat)


def ask(answers: Answering, key: str, question: Question, *, ranked: bool, answered: bool) -> Asked:
    """Ask one question for its ranking, its answer, or both."""
    ranking: tuple[str, ...] = ()
    answer: Answer | None = None
    ms = 0.0
    if ranked:
        start = time.perf_counter()
        found = answers.ranking(question)
        ms = _since(start)
        ranking = contributions_in(found)
    if answered:
        start = time.perf_counter()
        answer = answers.ask(question)
        ms = _since(start)
    return Asked(key=key, ranking=ranking, answer=answer, ms=ms)


def contributions_in(found: Found) -> tuple[str, ...]:
    """Return the ranked contributions, each at the rank of its best passage."""
    order = (turn.contribution_id for passage, _ in found.ranking for turn in passage.turns)
    return tuple(dict.fromkeys(order))[:DEPTH]


def stored_texts(catalog: Catalog, answers: Sequence[Answer]) -> Mapping[str, str]:
    """Return the stored text of everything that the answers cite, read anew."""
    cited = [item.contribution_id for answer in answers for item in answer.citations]
    with catalog.read() as reading:
        found = threads.contributions(reading, cited)
    return {id: item.text for id, item in found.items()}


def percentiles(asked: Sequence[Asked]) -> dict[str, float]:
    """Return the middle and the 95th percentile of the times, in milliseconds."""
    times = [item.ms for item in asked] or [0.0]
    return {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))}


def _since(start: float) -> float:
    return 1000 * (time.perf_counter() - start)
