"""Compares two results question by question, with the chance that the difference is none.

Pure. Only questions that both asked count; a metric that one of them lacks is not compared.
"""

from collections.abc import Iterator, Sequence
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
    if _asked(before) == _asked(after):
        rows += [_abstention(name, kind, before, after) for name, kind in _kinds(before)]
    return tuple(rows)


def _kinds(result: Result) -> Iterator[tuple[str, str | None]]:
    """Yield the abstention metrics of a result, each with its kind; None: all kinds together."""
    if len(result.kinds) > 1:
        yield ABSTENTION, None
    for kind in result.kinds:
        if f"{kind}_auroc" in result.metrics:
            yield f"{kind}_auroc", kind


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


def _abstention(name: str, kind: str | None, before: Result, after: Result) -> Comparison:
    return Comparison(
        metric=name,
        before=before.metrics.get(name, 0.0),
        after=after.metrics.get(name, 0.0),
        questions=len(before.confidences),
        difference=auroc_difference(before.sample(kind), after.sample(kind)),
    )


def _asked(result: Result) -> set[tuple[str, str]]:
    return {(item.kind, item.question) for item in result.confidences}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
