"""Learns the community's language from its own threads, and keeps what is proven to help.

The oldest exchanges train a map of the question's vector; the next ones choose among maps and
fusion weights; the newest, which bore on nothing, decide. No passage is embedded again. It does not
know screens, nor who asks for it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product

import numpy as np
from numpy.typing import NDArray

from assistant.adapt_lessons import (
    contributions_of,
    embedded,
    pairs_of,
    put_words,
    worth_learning,
)
from assistant.adapt_map import Floats, Pairs, Training, train_map
from assistant.adapt_rehearsal import METRIC, Rehearsal
from assistant.catalog import Catalog, adaptations, exchanges
from assistant.catalog.adaptations import Adaptation
from assistant.catalog.exchanges import StoredExchange
from assistant.embedder import Embedder
from assistant.index import WordIndex
from assistant.ranking import Recipe
from assistant.records import JsonObject

_LEAST = 100
"""Exchanges below which nothing is tried: twenty questions decide nothing."""
_MOST = 2000
"""Exchanges looked at; embedding the replies of more would take minutes."""
_OLDER, _MIDDLE = 0.5, 0.7
"""Where the exchanges are cut in time: trained on, chosen on, decided on."""
_GAIN = 0.01
"""A smaller gain is not worth a change of everybody's ranking."""
_MAPS = (100.0, 300.0)
"""How strongly a map is held to the identity."""
_HUBS = (0.2, 0.4)
_LEXICAL = ((0.08, 0.25), (0.12, 0.40), (0.25, 0.50))
"""Few: the best of many on a few questions is the luckiest."""
_DRAWS = 2000

Scores = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to rank: a recipe, and a map of the question's vector or none."""

    recipe: Recipe
    matrix: Floats | None = None
    regularisation: float | None = None

    def kind(self, plain: Recipe) -> str:
        """Return what is learned in it: "map", "fusion", "map+fusion" or ""."""
        parts = ["map"] if self.matrix is not None else []
        return "+".join([*parts, "fusion"] if self.recipe != plain else parts)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What came of trying to learn. Scores are nDCG@10 on the newest exchanges."""

    kept: bool
    reason: str
    """Why it was kept or not, in words."""
    kind: str = ""
    """What was tried: "map", "fusion", "map+fusion", or "" for nothing."""
    before: float = 0.0
    after: float = 0.0
    """With what was tried, kept or not."""
    interval: tuple[float, float] = (0.0, 0.0)
    """95 % of after less before, by bootstrap over questions."""
    pairs: int = 0
    """Questions with a reply that trained the map."""
    exchanges: int = 0
    decided_on: int = 0
    """Questions that decided."""
    audience: str | None = None
    regularisation: float | None = None
    hub: float = 0.0
    lexical: tuple[float, float] = (0.0, 0.0)
    seconds: float = 0.0
    version: int | None = None
    """Of the adaptation in the catalog; None when nothing was kept."""


class Adapter:
    """Learns from a catalog's exchanges and stores what helps."""

    def __init__(
        self, catalog: Catalog, embedder: Embedder, words: Callable[[], WordIndex]
    ) -> None:
        """Take the parts; `words` gives an empty word index that is kept nowhere."""
        self._catalog = catalog
        self._embedder = embedder
        self._words = words
        self._plain = Recipe()

    def adapt(self, actor: str) -> Trial:
        """Learn, decide, and store what helps; else take away what stood before."""
        start = time.perf_counter()
        with self._catalog.read() as reading:
            audience = exchanges.audience_to_learn_from(reading)
            found = exchanges.exchanges(reading, audience, _MOST) if audience else []
        lessons = worth_learning(found)
        way = Way(recipe=self._plain)
        if audience is None or len(lessons) < _LEAST:
            reason = f"{len(lessons)} exchanges to learn from, {_LEAST} are needed"
            trial = Trial(kept=False, reason=reason, exchanges=len(lessons), audience=audience)
        else:
            trial, way = self._try(lessons, audience)
        trial = replace(trial, seconds=round(time.perf_counter() - start, 2))
        return self._store(trial, way, contributions_of(lessons), actor)

    def _try(self, lessons: Sequence[StoredExchange], audience: str) -> tuple[Trial, Way]:
        questions, replies = embedded(lessons, self._catalog, self._embedder)
        cut, end = int(_OLDER * len(lessons)), int(_MIDDLE * len(lessons))
        older = pairs_of(questions, replies, cut)
        words = self._words()
        put_words(lessons, words, audience)
        rehearsal = Rehearsal(questions, replies, words, audience)
        plain = Way(recipe=self._plain)
        way = choose(rehearsal, range(cut, end), older, plain)
        newest = range(end, len(lessons))
        before = rehearsal.scores(newest, plain.matrix, plain.recipe)
        after = rehearsal.scores(newest, way.matrix, way.recipe)
        interval = difference_interval(before, after)
        kept, reason = verdict(way.kind(self._plain), before, after)
        trial = Trial(
            kept=kept,
            reason=reason,
            kind=way.kind(self._plain),
            before=float(before.mean()),
            after=float(after.mean()),
            interval=interval,
            pairs=len(older.thread),
            exchanges=len(lessons),
            decided_on=len(newest),
            audience=audience,
            regularisation=way.regularisation,
            hub=way.recipe.hub,
            lexical=(way.recipe.lexical, way.recipe.lexical_most),
        )
        return trial, way

    def _store(self, trial: Trial, way: Way, learned_from: Sequence[str], actor: str) -> Trial:
        with self._catalog.change(actor) as change:
            if not trial.kept or trial.audience is None:
                adaptations.remove(change, "learning again found nothing that helps")
                return trial
            made = Adaptation(
                version=change.revision,
                made_at=datetime.now(UTC),
                kind=trial.kind,
                audience=trial.audience,
                facts={**facts(trial), "embedder": self._embedder.model.fingerprint},
                matrix=way.matrix,
            )
            adaptations.put(change, made, learned_from)
            return replace(trial, version=change.revision)


def facts(trial: Trial) -> JsonObject:
    """Return a trial as JSON values."""
    return {
        "kept": trial.kept,
        "reason": trial.reason,
        "kind": trial.kind,
        "metric": METRIC,
        "before": round(trial.before, 4),
        "after": round(trial.after, 4),
        "interval": [round(end, 4) for end in trial.interval],
        "pairs": trial.pairs,
        "exchanges": trial.exchanges,
        "decided_on": trial.decided_on,
        "audience": trial.audience,
        "regularisation": trial.regularisation,
        "hub": trial.hub,
        "lexical": list(trial.lexical),
        "seconds": trial.seconds,
        "version": trial.version,
    }


def choose(rehearsal: Rehearsal, middle: Sequence[int], older: Pairs, plain: Way) -> Way:
    """Return the way that is best on the middle exchanges: first the map, then the weights."""
    ways = [plain]
    for strength in _MAPS:
        matrix = train_map(older, Training(regularisation=strength))
        ways.append(Way(recipe=plain.recipe, matrix=matrix, regularisation=strength))
    best = _best(rehearsal, middle, ways)
    recipes = [
        replace(plain.recipe, hub=hub, lexical=least, lexical_most=most)
        for hub, (least, most) in product(_HUBS, _LEXICAL)
    ]
    return _best(rehearsal, middle, [best, *(replace(best, recipe=item) for item in recipes)])


def _best(rehearsal: Rehearsal, rows: Sequence[int], ways: Sequence[Way]) -> Way:
    """Return the first of the best."""
    means = [float(rehearsal.scores(rows, way.matrix, way.recipe).mean()) for way in ways]
    return ways[int(np.argmax(means))]


def verdict(kind: str, before: Scores, after: Scores) -> tuple[bool, str]:
    """Decide whether what was tried is kept, and say why."""
    if not kind:
        return False, "nothing that was tried was better than the ranking as it is"
    gain = float((after - before).mean())
    low, high = difference_interval(before, after)
    found = f"{METRIC} {before.mean():.3f} became {after.mean():.3f} on {len(before)} questions"
    if low <= 0:
        return False, f"{found}, which may be chance ({low:+.3f} to {high:+.3f})"
    if gain < _GAIN:
        return False, f"{found}, too little to change everybody's ranking"
    return True, f"{found} ({low:+.3f} to {high:+.3f})"


def difference_interval(before: Scores, after: Scores) -> tuple[float, float]:
    """Return 95 % of the mean difference over the same questions, by bootstrap."""
    gaps = after - before
    rng = np.random.default_rng(0)
    means = gaps[rng.integers(0, len(gaps), (_DRAWS, len(gaps)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)
