"""What one measurement found, to JSON and back, so that runs can be compared later.

It does not know how anything was measured.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.errors import WrongUse
from assistant.records import JsonObject
from eval.abstention import Sample
from eval.fidelity import Violation
from eval.noise import Interval

ANSWERABLE = "answerable"
"""Kind of a question that has an answer."""
_DIGITS = 4


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How sure one answer was."""

    question: str
    kind: str
    """`ANSWERABLE`, or why it has no answer: "held_out", "other", "unanswered", "near_miss"."""
    value: float


@dataclass(frozen=True, kw_only=True)
class Seconds:
    """How long it took."""

    ingest: float
    """Splitting, embedding, storing, indexing."""
    queries: float
    per_question_ms: Mapping[str, float]
    """Percentiles: "p50", "p95"."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was measured on one question set."""

    dataset: str
    documents: int
    queries: int
    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval]
    """95 % bootstrap intervals of the metrics that have one."""
    seconds: Seconds
    facts: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """How it was measured: settings, seeds, counts."""
    violations: tuple[Violation, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    per_question: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def sample(self, kind: str | None = None) -> Sample:
        """Return the confidences of answerable questions and of one other kind, by question id.

        None: of all that have no answer.
        """
        ordered = sorted(self.confidences, key=lambda item: (item.kind, item.question))
        others = {kind} if kind else set(self.kinds)
        return Sample(
            answerable=tuple(item.value for item in ordered if item.kind == ANSWERABLE),
            unanswerable=tuple(item.value for item in ordered if item.kind in others),
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of questions without an answer."""
        return tuple(sorted({item.kind for item in self.confidences} - {ANSWERABLE}))


def as_json(result: Result) -> JsonObject:
    """Return the result as JSON values, the contract's keys first."""
    values = TypeAdapter(Result).dump_python(rounded(result), mode="json")
    return dict(values)


def write(result: Result, path: Path) -> None:
    """Write a result as a file that people can read in a diff: one line for each key."""
    lines = [
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in as_json(result).items()
    ]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read(path: Path) -> Result:
    """Read a result; raises WrongUse when the file is none."""
    try:
        return TypeAdapter(Result).validate_json(path.read_bytes())
    except OSError as error:
        raise WrongUse(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        raise WrongUse(
            f"{path} is no result of `python -m eval run --json` or `sample --json`:"
            f" {error.errors()[0]['msg']} at {error.errors()[0]['loc']}"
        ) from error


def rounded(result: Result) -> Result:
    """Return the result as a file keeps it, so that reading it back changes nothing."""

    def short(values: Mapping[str, float]) -> dict[str, float]:
        return {key: round(value, _DIGITS) for key, value in values.items()}

    return Result(
        dataset=result.dataset,
        documents=result.documents,
        queries=result.queries,
        metrics=short(result.metrics),
        intervals={
            key: (round(low, _DIGITS), round(high, _DIGITS))
            for key, (low, high) in result.intervals.items()
        },
        seconds=Seconds(
            ingest=round(result.seconds.ingest, 3),
            queries=round(result.seconds.queries, 3),
            per_question_ms={k: round(v, 2) for k, v in result.seconds.per_question_ms.items()},
        ),
        facts=result.facts,
        violations=result.violations,
        confidences=tuple(
            Confidence(question=c.question, kind=c.kind, value=round(c.value, 6))
            for c in result.confidences
        ),
        per_question={key: short(values) for key, values in result.per_question.items()},
    )
