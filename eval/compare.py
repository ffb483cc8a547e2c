"""Compares two results question by question, with the chance that the difference is none.

Pure. Only questions that both asked count; a metric that one of them lacks is not compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.noise import Difference, auroc_difference, difference
from eval.result import Result

ABSTENTION = "abstention_auroc"


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One metric of two runs."""

    metric: str
    before: float
    after: float
    questions: int
    """How many questions both asked."""
    difference: Difference


def compare(before: Result, after: Result) -> tuple[Comparison, ...]:
    """Compare every metric that both results hold for each question, and the abstention."""
    rows = [
        _one(name, before, after)
        for name in before.per_question
        if before.per_question[name].keys() & after.per_question.get(name, {}).keys()
    ]
    if before.kinds and _asked(before) == _asked(after):
        rows.append(_abstention(before, after))
    return tuple(rows)


def _one(name: str, before: Result, after: Result) -> Comparison:
    old, new = before.per_question[name], after.per_question[name]
    shared = sorted(old.keys() & new.keys())
    left, right = [old[id] for id in shared], [new[id] for id in shared]
    return Comparison(
        metric=name,
        before=_mean(left),
        after=_mean(right),
        questions=len(shared),
        difference=difference(left, right),
    )


def _abstention(before: Result, after: Result) -> Comparison:
    gap = auroc_difference(before.sample(), after.sample())
    kinds = before.kinds
    name = ABSTENTION if len(kinds) > 1 else f"{kinds[0]}_auroc"
    return Comparison(
        metric=name,
        before=before.metrics.get(name, 0.0),
        after=after.metrics.get(name, 0.0),
        questions=len(before.confidences),
        difference=gap,
    )


def _asked(result: Result) -> set[tuple[str, str]]:
    return {(item.kind, item.question) for item in result.confidences}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
