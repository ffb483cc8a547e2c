"""Ranks passages: vectors and words fused, hubs corrected, neighbours heard, threads counted.

Pure numpy. It knows arrays of numbers only: no text, no store, no embedder, no viewer. All vectors
are float32 rows of length 1. "Candidates" are the union of the 200 nearest passages and the 200
best BM25 passages of the viewer's audiences; every array about candidates has the same order.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """Hold the constants of the ranking; the defaults are the measured ones."""

    candidates: int = 200
    """Hits taken from each of the two lists."""
    bank: int = 1000
    """Passages in the sample against which hubs are measured."""
    hub_neighbours: int = 20
    hub: float = 0.4
    """Share of a passage's hubness taken off its cosine."""
    passage: float = 1.0
    contribution: float = 0.4
    """Weight of the whole contribution beside its passage."""
    lexical: float = 0.12
    """Weight of BM25 where the question's words are seldom found together."""
    lexical_most: float = 0.4
    coverage: float = 0.32
    """Share of the question's word weight above which BM25 earns more."""
    lexical_depth: int = 100
    """Rank whose BM25 score counts as nothing."""
    louder: float = 1.0
    """Factor on the weight of BM25."""
    pool: int = 50
    """Best candidates whose neighbours are heard."""
    neighbours: int = 5
    sharpness: float = 8.0
    smoothing: float = 0.3
    thread: float = 0.5
    """Share of a passage's final score that is its thread's."""
    short: float = 3.0
    """Passages of the middle contribution up to which contributions are read as one thing."""
    long: float = 7.0
    """And from which on each is read as many, see `lengthened`."""
    short_thread: float = 5.0
    """The same of the middle thread."""
    long_thread: float = 9.0
    drift: float = 0.5
    """How long the longest thread counts: its posts are no single contribution."""
    thread_most: float = 0.9
    """`thread` where threads are long."""
    together: float = 0.25
    """Share of a long contribution's words that is what its passages hold together."""
    whole_depth: int = 50
    """Rank among contributions whose words held together count as nothing."""


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Describe the candidates of one question, each array of length n except `vectors` (n, d)."""

    vectors: Floats
    cosine: Floats  # question and passage
    hub: Floats  # of the passage, see `hubness`
    contribution_cosine: Floats  # question and mean vector of the passage's contribution
    contribution_hub: Floats
    bm25: Floats  # 0 where no word matched
    thread: Ints
    contribution: Ints  # number of the passage's contribution
    parts: Ints  # passages that the contribution has, found or not
    thread_parts: Ints  # passages that the thread has at least


def normalise(rows: Floats) -> Floats:
    """Scale each row to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def hubness(rows: Floats, thread: Ints, bank: Floats, bank_thread: Ints, neighbours: int) -> Floats:
    """Measure how near each row is to everything: mean cosine to the nearest of a query-free bank.

    The row's own thread does not count. Conneau et al. 2018 (CSLS), Bogolin et al. 2022 (query
    banks).
    """
    near = rows @ bank.T
    near[thread[:, None] == bank_thread[None, :]] = -1.0
    k = min(neighbours, max(1, bank.shape[0] - 1))
    nearest: Floats = np.partition(near, near.shape[1] - k, axis=1)[:, -k:]
    means: Floats = nearest.mean(axis=1, dtype=np.float32)
    return means


def contribution_vectors(vectors: Floats, contribution: Ints) -> Floats:
    """Average the passages of each contribution; row i belongs to contribution number i."""
    order = np.argsort(contribution, kind="stable")
    numbers, starts = np.unique(contribution[order], return_index=True)
    sums = np.zeros((int(contribution.max()) + 1, vectors.shape[1]), np.float32)
    sums[numbers] = np.add.reduceat(vectors[order], starts, axis=0)
    return normalise(sums)


def coverage(best_bm25: float, idf: Floats, k1: float = 1.2) -> float:
    """Tell which share of the question's word weight its best passage holds, 0 to 1.

    `idf` has one entry for each token of the question that occurs in the index (repeats repeat).
    """
    ideal = float(idf.sum()) * (k1 + 1.0)
    return best_bm25 / ideal if ideal > 0.0 else 0.0


def lexical_scores(bm25: Floats, depth: int) -> Floats:
    """Scale BM25 so that the best passage has 1 and the one at rank `depth` 0."""
    if not len(bm25) or bm25.max() <= 0.0:
        return np.zeros_like(bm25)
    ranked = np.sort(bm25)[::-1]
    floor = ranked[depth] if len(ranked) > depth else 0.0
    scaled: Floats = np.maximum(0.0, (bm25 - floor) / max(ranked[0] - floor, 1e-9))
    return scaled.astype(np.float32)


def nearness(found: Candidates, recipe: Recipe) -> Floats:
    """Add the corrected cosines of passage and contribution."""
    passage = found.cosine - recipe.hub * found.hub
    whole = found.contribution_cosine - recipe.hub * found.contribution_hub
    added = recipe.passage * passage + recipe.contribution * whole
    return np.asarray(added, dtype=np.float32)


def lexical_weight(covered: float, recipe: Recipe) -> float:
    """Return what BM25 weighs: more where one passage covers more of the question."""
    earned = recipe.lexical + max(0.0, covered - recipe.coverage)
    return recipe.louder * min(earned, recipe.lexical_most)


def fuse(found: Candidates, covered: float, recipe: Recipe) -> Floats:
    """Add nearness and the share of BM25."""
    words = lexical_scores(found.bm25, recipe.lexical_depth)
    fused: Floats = nearness(found, recipe) + lexical_weight(covered, recipe) * words
    return fused.astype(np.float32)


def length(of: Ints, parts: Ints, short: float, long: float) -> float:
    """Tell how long the contributions or threads are among which is searched, 0 to 1.

    `of` numbers each candidate's, `parts` is how many passages that has. By the middle one: a few
    long ones among short ones change nothing.
    """
    _, first = np.unique(of, return_index=True)
    middle = float(np.median(parts[first]))
    return min(max((middle - short) / (long - short), 0.0), 1.0)


def lengthened(recipe: Recipe, length: float) -> Recipe:
    """Return the recipe for contributions or threads of this length.

    The mean vector of a long contribution, its hubs and its likeness to others blur, and its words
    are many: up to half is taken off the former, and BM25 weighs up to twice as much.
    """
    off = length / 2
    return replace(
        recipe,
        hub=recipe.hub * (1 - off),
        passage=recipe.passage + recipe.contribution * off,
        contribution=recipe.contribution * (1 - off),
        louder=recipe.louder * (1 + length),
        smoothing=recipe.smoothing * (1 - off),
    )


def lifts(found: Candidates, wholes: Ints, covered: float, recipe: Recipe) -> Floats:
    """Return by how much each passage's whole, a contribution or a thread, beats its best passage.

    A whole has the nearness of one of its passages, the words of another, and what they all hold
    together: the root of the sum of their squared BM25 scores, which length alone lifts little.
    """
    names, place = np.unique(wholes, return_inverse=True)

    def best(values: Floats) -> Floats:
        most = np.full(len(names), -np.inf, np.float32)
        np.maximum.at(most, place, values)
        return most

    near, words = nearness(found, recipe), lexical_scores(found.bm25, recipe.lexical_depth)
    weight = lexical_weight(covered, recipe)
    held = np.sqrt(np.bincount(place, found.bm25.astype(np.float64) ** 2, len(names)))
    together = lexical_scores(held.astype(np.float32), recipe.whole_depth)
    said = (1 - recipe.together) * best(words) + recipe.together * together
    lift = best(near) + weight * said - best(near + weight * words)
    return np.asarray(lift[place], dtype=np.float32)


def regularise(scores: Floats, vectors: Floats, recipe: Recipe) -> Floats:
    """Let the best candidates share their scores with their nearest neighbours among them.

    Score regularisation, Diaz 2005. What is outside the pool stays below the pool.
    """
    pool = np.argsort(-scores, kind="stable")[: recipe.pool]
    if len(pool) < 3:
        return scores
    near = np.maximum(vectors[pool] @ vectors[pool].T, 0.0)
    np.fill_diagonal(near, 0.0)
    k = min(recipe.neighbours, len(pool) - 1)
    near[near < np.partition(near, -k, axis=1)[:, -k][:, None]] = 0.0
    near = near**recipe.sharpness
    near /= near.sum(axis=1, keepdims=True) + 1e-9
    smoothed = (1 - recipe.smoothing) * scores[pool] + recipe.smoothing * (near @ scores[pool])
    ranked = scores - max(0.0, float(np.delete(scores, pool).max(initial=-9.0) - smoothed.min()))
    ranked[pool] = smoothed
    return ranked.astype(np.float32)


def thread_scores(scores: Floats, thread: Ints, recipe: Recipe) -> Floats:
    """Move each passage towards the best passage of its thread; alone in its thread it stays."""
    names, place = np.unique(thread, return_inverse=True)
    best = np.full(len(names), -np.inf, np.float32)
    np.maximum.at(best, place, scores)
    moved: Floats = (1 - recipe.thread) * scores + recipe.thread * best[place]
    return moved.astype(np.float32)


def rank(found: Candidates, covered: float, recipe: Recipe) -> Floats:
    """Score the candidates of one question; the higher the better."""
    posts = length(found.contribution, found.parts, recipe.short, recipe.long)
    threads = length(found.thread, found.thread_parts, recipe.short_thread, recipe.long_thread)
    long = max(posts, recipe.drift * threads)
    wholes = found.contribution if long == posts else found.thread
    eased = lengthened(recipe, long)
    heard = regularise(fuse(found, covered, eased), found.vectors, eased)
    whole = heard + long * lifts(found, wholes, covered, eased)
    share = recipe.thread + threads * (recipe.thread_most - recipe.thread)
    return thread_scores(whole, found.thread, replace(eased, thread=share))
