"""Learns a linear map that brings a community's questions nearer to the replies they get.

Pure numpy. It knows vectors and thread numbers, no text and no store. The loss is InfoNCE over the
batch (van den Oord et al. 2018) with a pull towards the identity, so that a community with little
to learn from stays where the embedder is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Training:
    """Hold the constants of the training."""

    temperature: float = 0.05
    regularisation: float = 100.0
    """Weight of the squared distance to the identity, divided by d."""
    steps: int = 120
    batch: int = 256
    rate: float = 1e-3
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Hold questions and replies row by row, float32 of length 1, and each pair's thread."""

    questions: Floats
    replies: Floats
    thread: Ints


def mapped(questions: Floats, matrix: Floats | None) -> Floats:
    """Apply the map to question vectors, (n, d) or (d,), and scale them to length 1 again."""
    if matrix is None:
        return questions
    moved = questions @ matrix
    scaled = moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9)
    return np.asarray(scaled, dtype=np.float32)


def train_map(pairs: Pairs, training: Training) -> Floats:
    """Learn a (d, d) map by Adam (Kingma and Ba 2015) with a rate that falls from half-way on."""
    rng = np.random.default_rng(training.seed)
    matrix = np.eye(pairs.questions.shape[1], dtype=np.float32)
    mean, square = np.zeros_like(matrix), np.zeros_like(matrix)
    size = min(training.batch, len(pairs.thread))
    for step in range(1, training.steps + 1):
        rows = rng.choice(len(pairs.thread), size, replace=False)
        batch = Pairs(
            questions=pairs.questions[rows], replies=pairs.replies[rows], thread=pairs.thread[rows]
        )
        slope = gradient(matrix, batch, training)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        rate = training.rate * min(1.0, 2 * (training.steps - step + 1) / training.steps)
        corrected = np.sqrt(square / (1 - 0.99**step)) + 1e-6
        matrix = (matrix - rate * mean / (1 - 0.9**step) / corrected).astype(np.float32)
    return matrix


def loss(matrix: Floats, pairs: Pairs, training: Training) -> float:
    """Return the value that `gradient` is the slope of."""
    logits = _logits(mapped(pairs.questions, matrix), pairs, training)
    highest = logits.max(axis=1)
    spread = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    away = matrix - np.eye(len(matrix), dtype=np.float32)
    pull = training.regularisation / len(matrix) * float((away * away).sum())
    return float((spread - np.diagonal(logits)).mean()) + pull


def gradient(matrix: Floats, pairs: Pairs, training: Training) -> Floats:
    """Return the slope of `loss` at this map, (d, d)."""
    d, n = len(matrix), len(pairs.questions)
    moved = pairs.questions @ matrix
    length = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)
    unit = moved / length
    logits = _logits(unit, pairs, training)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    share[np.arange(n), np.arange(n)] -= 1.0
    by_unit = share @ pairs.replies / training.temperature / n
    by_moved = (by_unit - unit * (by_unit * unit).sum(axis=1, keepdims=True)) / length
    pull = 2 * training.regularisation / d * (matrix - np.eye(d, dtype=np.float32))
    return np.asarray(pairs.questions.T @ by_moved + pull, dtype=np.float32)


def _logits(unit: Floats, pairs: Pairs, training: Training) -> Floats:
    logits = unit @ pairs.replies.T / training.temperature
    same = pairs.thread[:, None] == pairs.thread[None, :]
    np.fill_diagonal(same, False)
    # Another reply of the same thread is no negative.
    logits[same] = -1e9
    return np.asarray(logits)
