"""Gathers who may be quoted: what the best passages say, and what stands around in their threads.

A reply is often understood, and found, only by the question above it. Only what the viewer may
read is looked at. It does not know which of it answers (`assistant.relevance`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.catalog import Reading, threads
from assistant.catalog.people import Register
from assistant.records import Contribution, Evidence, Passage
from assistant.speech import asks, is_open, replies

_THREADS = 5
"""Threads whose neighbouring contributions are looked at, best first."""
_REACH = 8
"""Contributions before and after a found one."""
_DEPTH = 36
"""Passages of the ranking that count as found."""
_PREFACE = 700
"""Characters of the longest preface of a document."""
_UNFOUND = -0.2
"""Nearness of what was not found itself."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One contribution that may be quoted, and what its thread says about it."""

    contribution: Contribution
    title: str | None
    nearness: float
    """From 1 (the best passage) down to 0; below 0 where only its thread was found."""
    leads: bool
    """It stands in the thread of the best passage."""
    asks: bool
    """It opens its thread with a question."""
    is_open: bool = False
    """It does, and nobody else has said anything yet."""
    opening: Contribution | None = None
    """The question that its thread opens with; None where it does not, or nobody may read it."""
    by_asker: bool = False
    """Whoever opened the thread with a question wrote it later on."""
    prefaces: bool = False
    """It is what a document says before its sections: mostly of itself."""
    found: tuple[tuple[int, int], ...] = ()
    """Where the found passages stand in its text; none: anywhere."""

    @property
    def speaker(self) -> str:
        """Who says it: the first contributor, or the thread where nobody is named."""
        people = self.contribution.contributors
        return people[0].id if people else self.contribution.thread_id


def gather_voices(
    reading: Reading,
    register: Register,
    ranking: Sequence[tuple[Passage, float]],
    evidence: Sequence[Evidence],
    audiences: frozenset[str],
) -> list[Voice]:
    """Return the contributions that may be quoted, nearest first."""
    head = ranking[:_DEPTH]
    later = _successors(reading, register, evidence, audiences)
    places = _places(
        head,
        [*(c for item in evidence for c in (*item.contributions, *item.alike)), *later.values()],
    )
    nearness = _nearness(head, later)
    titles = threads.titles(reading, places)
    talks: dict[str, list[Contribution]] = defaultdict(list)
    for item in threads.around(reading, places, _REACH, register):
        if item.audience in audiences:
            talks[item.thread_id].append(item)
    found = _found(head)
    best = head[0][0].thread_id if head else ""
    voices = [
        voice
        for id, talk in talks.items()
        for voice in _of_thread(talk, titles[id][0], nearness, found, leads=id == best)
    ]
    return sorted(voices, key=lambda v: (-v.nearness, v.contribution.id))


def _successors(
    reading: Reading, register: Register, evidence: Sequence[Evidence], audiences: frozenset[str]
) -> dict[str, Contribution]:
    """Return what replaced the superseded of the evidence, as far as the viewer may read it."""
    wanted = {
        item.id: item.superseded_by
        for found in evidence
        for item in found.contributions
        if item.superseded_by is not None
    }
    if not wanted:
        return {}
    active = threads.active_sources(reading)
    known = threads.contributions(reading, wanted.values(), register)
    return {
        old: known[new]
        for old, new in wanted.items()
        if new in known and known[new].audience in audiences and known[new].source_id in active
    }


def _places(
    head: Sequence[tuple[Passage, float]], found: Sequence[Contribution]
) -> dict[str, list[int]]:
    """Return where to look: ordinals by thread, the best threads first."""
    order = list(dict.fromkeys(passage.thread_id for passage, _ in head))[:_THREADS]
    places = {id: [0] for id in order}
    for item in found:
        places.setdefault(item.thread_id, []).append(item.ordinal)
    return places


def _nearness(
    head: Sequence[tuple[Passage, float]], later: Mapping[str, Contribution]
) -> dict[str, float]:
    """Return how near each contribution's best passage is, between the last and the best.

    What replaced another is as near as that at least.
    """
    best, least = (head[0][1], head[-1][1]) if head else (0.0, 0.0)
    found: dict[str, float] = {}
    for passage, score in head:
        for turn in passage.turns:
            near = (score - least) / (best - least) if best > least else 1.0
            found.setdefault(turn.contribution_id, near)
    for old, new in later.items():
        found[new.id] = max(found.get(old, 0.0), found.get(new.id, 0.0))
    return found


def _found(head: Sequence[tuple[Passage, float]]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for passage, _ in head:
        for turn in passage.turns:
            found[turn.contribution_id].append((turn.offset, turn.offset + turn.end - turn.start))
    return found


def _of_thread(
    talk: Sequence[Contribution],
    title: str | None,
    nearness: Mapping[str, float],
    found: Mapping[str, Sequence[tuple[int, int]]],
    *,
    leads: bool,
) -> list[Voice]:
    first = talk[0]
    replied = replies(talk)
    opening = first if asks(first, title, replied=bool(replied)) else None
    others = {item.id for item in replied}
    return [
        Voice(
            contribution=item,
            title=title,
            nearness=nearness.get(item.id, _UNFOUND),
            leads=leads,
            asks=item is opening,
            is_open=item is opening and is_open(talk, title),
            opening=opening,
            by_asker=opening is not None and item is not opening and item.id not in others,
            prefaces=_prefaces(item, talk),
            found=tuple(found.get(item.id, ())),
        )
        for item in talk
    ]


def _prefaces(item: Contribution, talk: Sequence[Contribution]) -> bool:
    is_first = item.locator is not None and item.ordinal == 0 and len(talk) > 1
    return is_first and len(item.text) <= _PREFACE
