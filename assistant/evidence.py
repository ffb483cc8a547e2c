"""Turns a ranking into evidence: a few passages in which several voices come through.

What says the same as a better passage of another thread is folded into it. It reads the catalog for
who said what; it does not know how the ranking was made.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.catalog import Catalog, passages, threads, who
from assistant.records import Contribution, Evidence, Passage, Vector, Vectors, numbered

_PER_CONTRIBUTOR = 3
_PER_THREAD = 3
_DEPTH = 3
"""Passages looked at for each one that is wanted."""
_SAME = 0.97
"""Cosine from which two passages say the same."""


def gather(catalog: Catalog, ranked: Sequence[tuple[Passage, float]], k: int) -> list[Evidence]:
    """Return the k best passages as evidence, no contributor and no thread too often."""
    head = _looked_at(ranked, k)
    with catalog.read() as reading:
        ids = [turn.contribution_id for passage, _ in head for turn in passage.turns]
        known = threads.contributions(reading, ids, who.known(reading))
        titles = threads.titles(reading, [passage.thread_id for passage, _ in head])
        vectors = passages.vectors_of(reading, [passage.id for passage, _ in head])
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
    return _diverse(folded(items, vectors), k)


def _looked_at(ranked: Sequence[tuple[Passage, float]], k: int) -> list[tuple[Passage, float]]:
    """Return the head of the ranking, no thread too often as long as there are others."""
    spaces: Counter[str] = Counter()
    chosen: list[tuple[Passage, float]] = []
    left: list[tuple[Passage, float]] = []
    for passage, score in ranked:
        spaces[passage.thread_id] += 1
        (left if spaces[passage.thread_id] > _PER_THREAD else chosen).append((passage, score))
        if len(chosen) == _DEPTH * k:
            break
    short = max(0, k - len(chosen))
    return sorted(chosen + left[:short], key=lambda pair: -pair[1])


def folded(items: Sequence[Evidence], vectors: Mapping[str, Vector]) -> list[Evidence]:
    """Return the evidence with what says the same as a better one, in another thread, folded in.

    `vectors` are those of the passages by id; without one only equal words count as the same.
    Whoever wrote what is folded keeps the credit in `alike`.
    """
    if not items:
        return []
    words = [item.passage.text.casefold().split() for item in items]
    near = _nearness([vectors.get(item.passage.id) for item in items])
    kept: dict[int, Evidence] = {}
    for i, item in enumerate(items):
        place = next(
            (
                j
                for j, first in kept.items()
                if first.passage.thread_id != item.passage.thread_id
                and (words[i] == words[j] or near[i, j] > _SAME)
            ),
            i,
        )
        first = kept.setdefault(place, item)
        if first is not item:
            kept[place] = replace(first, alike=(*first.alike, *item.contributions))
    return list(kept.values())


def _nearness(vectors: Sequence[Vector | None]) -> Vectors:
    """Return the cosine of each pair, 0 where a vector is missing."""
    size = next((len(row) for row in vectors if row is not None), 1)
    rows = np.stack([np.zeros(size, np.float32) if row is None else row for row in vectors])
    near: Vectors = rows @ rows.T
    return near


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
