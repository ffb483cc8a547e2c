"""Turns a ranking into evidence: a few passages in which several voices come through.

It reads the catalog for who said what; it does not know how the ranking was made.
"""

from collections import Counter
from collections.abc import Sequence

from assistant.catalog import Catalog, people, threads
from assistant.records import Contribution, Evidence, Passage, numbered

_PER_CONTRIBUTOR = 3
_PER_THREAD = 3
_DEPTH = 3
"""Passages looked at for each one that is wanted."""


def gather(catalog: Catalog, ranked: Sequence[tuple[Passage, float]], k: int) -> list[Evidence]:
    """Return the k best passages as evidence, no contributor and no thread too often."""
    head = ranked[: _DEPTH * k]
    with catalog.read() as reading:
        ids = [turn.contribution_id for passage, _ in head for turn in passage.turns]
        known = threads.contributions(reading, ids, people.register(reading))
        titles = threads.titles(reading, [passage.thread_id for passage, _ in head])
    best = max((score for _, score in head), default=0.0)
    least = min((score for _, score in head), default=0.0)
    items = [
        Evidence(
            passage=passage,
            score=_shown_score(score, least, best),
            rank=1,
            contributions=_speakers(passage, known),
            thread_title=titles.get(passage.thread_id, (None, None, ""))[0],
        )
        for passage, score in head
    ]
    return _diverse(items, k)


def _shown_score(score: float, least: float, best: float) -> float:
    """Return a score between 0 and 1: where it stands between the best and the last looked at."""
    return (score - least) / (best - least) if best > least else 1.0


def _speakers(passage: Passage, known: dict[str, Contribution]) -> tuple[Contribution, ...]:
    ids = dict.fromkeys(turn.contribution_id for turn in passage.turns)
    return tuple(known[id] for id in ids if id in known)


def _diverse(items: Sequence[Evidence], k: int) -> list[Evidence]:
    """Take the best k, no contributor and no thread too often; the rest only fills up."""
    voices: Counter[str] = Counter()
    spaces: Counter[str] = Counter()
    chosen: list[Evidence] = []
    left: list[Evidence] = []
    for item in items:
        speakers = {person.id for c in item.contributions for person in c.contributors}
        full = spaces[item.passage.thread_id] >= _PER_THREAD or any(
            voices[id] >= _PER_CONTRIBUTOR for id in speakers
        )
        if full:
            left.append(item)
            continue
        voices.update(speakers)
        spaces[item.passage.thread_id] += 1
        chosen.append(item)
    return numbered((chosen + left)[:k])
