"""Decides whether a measurement may pass: what continuous integration blocks on.

A quote that was not written, a name that is wrong or a word that must not surface fails always. A
metric fails when it fell below the baseline beyond noise: the whole 95 % interval of the paired
difference lies below 0. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.compare import Comparison, compare
from eval.fidelity import ATTRIBUTION, CANARY, FIDELITY, Violation
from eval.result import Result, rounded

_EXAMPLES = 5
_MEANING = {
    FIDELITY: "quotes that are not in their contribution to the letter",
    ATTRIBUTION: "quotes under a wrong name or link",
    CANARY: "words that surfaced for somebody who may not read them",
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the gate opens, and why not."""

    reasons: tuple[str, ...]
    """In plain words; empty when it opens."""
    comparisons: tuple[Comparison, ...]

    @property
    def passed(self) -> bool:
        """True when nothing speaks against it."""
        return not self.reasons


def judge(result: Result, baseline: Result) -> Verdict:
    """Hold a result against the baseline of the same question set."""
    now, before = rounded(result), rounded(baseline)
    rows = compare(before, now)
    reasons = (*_broken(now.violations), *_incomparable(now, before), *_falls(rows))
    return Verdict(reasons=tuple(reasons), comparisons=rows)


def _broken(violations: Sequence[Violation]) -> Iterator[str]:
    for kind, meaning in _MEANING.items():
        found = [item for item in violations if item.kind == kind]
        if found:
            examples = "; ".join(
                f"question {item.question!r}, {item.contribution or 'the answer'}: {item.detail}"
                for item in found[:_EXAMPLES]
            )
            yield f"{kind}: {len(found)} {meaning} ({examples})"


def _incomparable(now: Result, before: Result) -> Iterator[str]:
    """Refuse to compare what is not the same: a metric or a question must not go unnoticed."""
    if now.dataset != before.dataset:
        yield f"the baseline is of {before.dataset!r}, the result of {now.dataset!r}"
        return
    for name in before.metrics:
        if name not in now.metrics:
            yield f"{name} is in the baseline and was not measured"
    if {item.question for item in now.confidences} != {c.question for c in before.confidences}:
        yield "other questions were asked than for the baseline: write it anew with --update"


def _falls(rows: Sequence[Comparison]) -> Iterator[str]:
    for row in rows:
        if row.difference.is_fall:
            low, high = row.difference.interval
            yield (
                f"{row.metric} fell from {row.before:.3f} to {row.after:.3f}: by"
                f" {-row.difference.mean:.3f}, 95 % between {-high:.3f} and {-low:.3f},"
                f" over {row.questions} questions"
            )
