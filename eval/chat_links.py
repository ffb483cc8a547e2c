"""Train the reply model of flat chat from logs with annotated reply links.

    python -m eval.chat_links FOLDER... [--folds K] [--write FILE]

Maximises the likelihood of the annotated links (softmax over the messages that a message may
answer, and over none) with a Gaussian prior, by full-batch gradient steps (Adam). What earlier
messages were taken to answer is itself guessed, so traits are gathered anew with each round's
weights. With `--folds` it reports link F1 of logs that were kept back. It measures nothing else.
"""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.disentangle import AnnotatedLog, Links, guessed_links, link_score, read_log
from ingest.chat_window import Window
from ingest.conversations import link_replies
from ingest.reply_model import BLOCKS, WEIGHTS, best_reply, new_traits, reply_traits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ROUNDS = 3
STEPS = 250
PRIOR = 3.0
"""Weight of the squared weights in the loss: the larger, the nearer to zero they stay."""

_MODULE = '''"""Weights of the reply model in hundredths, in order of `ingest.reply_model.BLOCKS`.

Written by `python -m eval.chat_links FOLDER... --write FILE`, never by hand; trained on annotated
IRC logs ({logs} logs, {links} links) of the corpus of Kummerfeld et al. (ACL 2019) and Gouravajhala
et al. (ALTA 2023), CC BY 4.0. Holds none of their text and knows no message.
"""

_HUNDREDTHS = """
{numbers}
"""


def trained_weights() -> tuple[float, ...]:
    """Return the weights; `ingest.reply_model.WEIGHTS` of them."""
    return tuple(int(number) / 100 for number in _HUNDREDTHS.split())
'''


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Every annotated message's choices, one after the other."""

    traits: Ints
    """Weight indices of all choices, flat."""
    choice: Ints
    """Which choice each of `traits` belongs to, ascending."""
    starts: Ints
    """First choice of each message."""
    right: NDArray[np.bool_]
    """Whether a choice is annotated, by choice."""


def gather(logs: Sequence[AnnotatedLog], weights: Sequence[float]) -> Choices:
    """Walk through the logs, guessing with the weights, and keep what could have been chosen."""
    rows: list[tuple[int, ...]] = []
    right: list[bool] = []
    starts: list[int] = []
    for log in logs:
        for options, gold in _options(log, weights):
            if gold.isdisjoint(options):
                continue  # the annotated message is out of reach
            starts.append(len(rows))
            rows.extend(options.values())
            right.extend(place in gold for place in options)
    return Choices(
        traits=np.concatenate([np.array(row) for row in rows]),
        choice=np.repeat(np.arange(len(rows)), [len(row) for row in rows]),
        starts=np.array(starts),
        right=np.array(right),
    )


def train(logs: Sequence[AnnotatedLog], rounds: int = ROUNDS) -> list[float]:
    """Return weights trained on the logs."""
    weights = [0.0] * WEIGHTS
    for _ in range(rounds):
        weights = list(fit(gather(logs, weights)))
    return weights


def fit(choices: Choices, prior: float = PRIOR, steps: int = STEPS) -> Floats:
    """Return the weights that explain the choices best under the prior.

    In an ordered block the prior holds the *differences* of neighbours near zero, so that a value
    never seen in training weighs what its neighbour weighs.
    """
    free = np.zeros(WEIGHTS)
    mean, square = np.zeros(WEIGHTS), np.zeros(WEIGHTS)
    for step in range(1, steps + 1):
        slope = _along(_slope(choices, _along(free, back=False)), back=True) + prior * free
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        size = 0.1 * min(1.0, 2 * (1 - step / (steps + 1)))
        free = free - size * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return _along(free, back=False)


def _options(
    log: AnnotatedLog, weights: Sequence[float]
) -> list[tuple[dict[int, tuple[int, ...]], frozenset[int]]]:
    """Return, for each annotated message, traits by choice, and the choices annotated."""
    window = Window()
    found: list[tuple[dict[int, tuple[int, ...]], frozenset[int]]] = []
    for place, message in enumerate(log.messages):
        remark = window.read(message)
        if place in log.links and not message.system:
            options = {place: new_traits(window, remark), **dict(reply_traits(window, remark))}
            found.append((options, log.links[place]))
        window.add(remark, None if message.system else best_reply(window, remark, weights))
    return found


def _slope(choices: Choices, weights: Floats) -> Floats:
    """Return the gradient of the negative log likelihood."""
    scores = np.bincount(choices.choice, weights[choices.traits], len(choices.right))
    sizes = np.diff(np.append(choices.starts, len(choices.right)))
    scores -= np.repeat(np.maximum.reduceat(scores, choices.starts), sizes)
    mass = np.exp(scores)
    right_mass = mass * choices.right
    mass /= np.repeat(np.add.reduceat(mass, choices.starts), sizes)
    right_mass /= np.repeat(np.add.reduceat(right_mass, choices.starts), sizes) + 1e-300
    excess = (mass - right_mass)[choices.choice]
    return np.bincount(choices.traits, excess, WEIGHTS).astype(np.float64)


def _along(values: Floats, *, back: bool) -> Floats:
    """Sum along the columns of ordered blocks (`back`: the transposed sum)."""
    summed = values.copy()
    at = 0
    for block in BLOCKS:
        size = block.rows * block.columns
        if block.ordered:
            table = values[at : at + size].reshape(block.rows, block.columns)
            total = table[:, ::-1].cumsum(axis=1)[:, ::-1] if back else table.cumsum(axis=1)
            summed[at : at + size] = total.ravel()
        at += size
    return summed


def weights_module(weights: Sequence[float], logs: Sequence[AnnotatedLog]) -> str:
    """Return the source of `ingest/reply_weights.py`."""
    numbers = " ".join(str(round(100 * weight)) for weight in weights)
    wrapped = textwrap.fill(numbers, 99, break_on_hyphens=False)
    links = sum(len(parents) for log in logs for parents in log.links.values())
    return _MODULE.format(logs=len(logs), links=links, numbers=wrapped)


def cross_validate(logs: Sequence[AnnotatedLog], folds: int) -> list[Links]:
    """Return guesses for each log by weights trained without its fold."""
    guesses: list[Links] = [{} for _ in logs]
    for fold in range(folds):
        kept = [number for number in range(len(logs)) if number % folds == fold]
        weights = train([log for number, log in enumerate(logs) if number not in kept])
        for number in kept:
            linked = link_replies(logs[number].messages, weights)
            guesses[number] = guessed_links(logs[number], linked)
    return guesses


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on the folders named; report on logs kept back, or write the weights' module."""
    parser = argparse.ArgumentParser(description="Train the reply model of flat chat.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=0, help="report F1 on logs kept back")
    parser.add_argument("--write", type=Path, help="where to write the weights' module")
    options = parser.parse_args(arguments)
    logs = [read_log(path) for f in options.folders for path in sorted(f.glob("*.ascii.txt"))]
    if options.folds:
        guesses = cross_validate(logs, options.folds)
        score = link_score([log.links for log in logs], guesses)
        sys.stdout.write(f"kept back: links F1 {score.f1:.3f}\n")
    if options.write:
        options.write.write_text(weights_module(train(logs), logs), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
