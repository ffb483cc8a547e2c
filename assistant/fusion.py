"""How the two lists of hits become one ranking. Pure: ids and scores in, ids and scores out."""

from collections.abc import Mapping, Sequence

DENSE_WEIGHT = 0.7
"""Share of the vector score; the rest is the words'. Measured: docs/retrieval.md."""


def fuse(
    dense: Mapping[str, float], words: Mapping[str, float], weight: float = DENSE_WEIGHT
) -> dict[str, float]:
    """Return weighted scores, each list divided by its best; between 0 and 1."""
    scaled_dense, scaled_words = _by_best(dense), _by_best(words)
    return {
        id: weight * scaled_dense.get(id, 0.0) + (1 - weight) * scaled_words.get(id, 0.0)
        for id in {**dense, **words}
    }


def _by_best(scores: Mapping[str, float]) -> dict[str, float]:
    best = max(scores.values(), default=0.0)
    if best <= 0:
        return dict.fromkeys(scores, 0.0)
    return {id: max(score, 0.0) / best for id, score in scores.items()}


def ranked(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return (id, score) best first; equal scores in the order of their ids."""
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def with_threads(
    scores: Mapping[str, float], thread_of: Mapping[str, str], shares: Sequence[float]
) -> dict[str, float]:
    """Return passage scores lifted by their thread's next best passages.

    `shares` are what the second, third ... passage of the thread add to it.
    """
    members: dict[str, list[float]] = {}
    for id, score in scores.items():
        members.setdefault(thread_of[id], []).append(score)
    lift = {}
    for thread, values in members.items():
        rest = sorted(values, reverse=True)[1:]
        lift[thread] = sum(share * value for share, value in zip(shares, rest, strict=False))
    return {id: score + lift[thread_of[id]] for id, score in scores.items()}
