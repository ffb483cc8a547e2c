"""Asks the community's own questions again and looks where the replies they got come out.

The real ranking over replies without their context: with it every reply would be found by its own
question's words. It does not know what is being tried, nor where the exchanges come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant import ranking
from assistant.adapt_map import Floats, Ints, mapped
from assistant.index import WordIndex
from assistant.ranking import Candidates, Recipe

METRIC = "ndcg@10"
_DEPTH = 10


@dataclass(frozen=True, kw_only=True)
class Questions:
    """What is asked, row by row."""

    texts: Sequence[str]
    vectors: Floats
    thread: Ints


@dataclass(frozen=True, kw_only=True)
class Replies:
    """What can be found, row by row."""

    ids: Sequence[str]
    vectors: Floats
    thread: Ints


@dataclass(frozen=True, kw_only=True)
class _Words:
    """What the word index says of one question: the same for every map and every recipe."""

    rows: Ints
    scores: Floats
    covered: float


class Rehearsal:
    """Questions whose replies are known, ready to be ranked again and again."""

    def __init__(
        self, questions: Questions, replies: Replies, words: WordIndex, audience: str
    ) -> None:
        """Take the questions, all replies, and an index of the replies' words by their ids."""
        self._questions, self._replies = questions, replies
        place = {id: i for i, id in enumerate(replies.ids)}
        self._words = [_words(text, words, place, audience) for text in questions.texts]
        # A reply counts alone: a bonus for a thread's other replies would measure the label.
        self._alone = np.arange(len(replies.ids), dtype=np.int64)
        self._hub = _hubs(replies)

    def scores(
        self, rows: Sequence[int], matrix: Floats | None, recipe: Recipe
    ) -> NDArray[np.float64]:
        """Return the nDCG@10 of these questions under a map of their vectors and a recipe."""
        asked = mapped(self._questions.vectors, matrix)
        return np.array([self._score(row, asked[row], recipe) for row in rows])

    def _score(self, row: int, asked: Floats, recipe: Recipe) -> float:
        cosine = self._replies.vectors @ asked
        words = self._words[row]
        depth = min(recipe.candidates, len(cosine))
        nearest = np.argpartition(-cosine, depth - 1)[:depth]
        chosen = np.union1d(nearest, words.rows[: recipe.candidates])
        bm25 = np.zeros(len(cosine), np.float32)
        bm25[words.rows] = words.scores
        found = Candidates(
            vectors=self._replies.vectors[chosen],
            cosine=cosine[chosen],
            hub=self._hub[chosen],
            contribution_cosine=cosine[chosen],
            contribution_hub=self._hub[chosen],
            bm25=bm25[chosen],
            thread=self._alone[chosen],
            contribution=self._alone[chosen],
            parts=np.ones(len(chosen), np.int64),
            thread_parts=np.ones(len(chosen), np.int64),
        )
        order = np.argsort(-ranking.rank(found, words.covered, recipe), kind="stable")
        own = self._replies.thread == self._questions.thread[row]
        return ndcg(own[chosen[order[:_DEPTH]]], int(own.sum()))


def ndcg(relevant: NDArray[np.bool_], total: int) -> float:
    """Return the nDCG of a ranking's head with grades 0 and 1; `total` are all that are relevant.

    Järvelin and Kekäläinen 2002. 0 where nothing is relevant.
    """
    shares = 1.0 / np.log2(np.arange(2, len(relevant) + 2))
    ideal = float(shares[: min(total, len(relevant))].sum())
    return float(shares[relevant].sum()) / ideal if ideal else 0.0


def _words(text: str, words: WordIndex, place: dict[str, int], audience: str) -> _Words:
    hits = words.search(text, frozenset({audience}), Recipe().candidates)
    rarity = np.array([value for value in words.rarity(words.terms(text)) if value], np.float32)
    return _Words(
        rows=np.array([place[hit.id] for hit in hits], np.int64),
        scores=np.array([hit.score for hit in hits], np.float32),
        covered=ranking.coverage(max((hit.score for hit in hits), default=0.0), rarity),
    )


def _hubs(replies: Replies) -> Floats:
    """Measure every reply's hubness against one reply of each of the first threads."""
    recipe = Recipe()
    _, first = np.unique(replies.thread, return_index=True)
    bank = first[: recipe.bank]
    return ranking.hubness(
        replies.vectors,
        replies.thread,
        replies.vectors[bank],
        replies.thread[bank],
        recipe.hub_neighbours,
    )
