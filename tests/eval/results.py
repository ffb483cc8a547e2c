"""Small results for tests of what is done with them."""

from dataclasses import replace

from eval.fidelity import Violation
from eval.result import Confidence, Result, Seconds

LEAK = Violation(kind="canary", question="q?", contribution="t_1", detail="a word surfaced")


def result(ndcg: list[float], **changes: object) -> Result:
    """Return a result with these values of nDCG@10, one a question."""
    found = Result(
        dataset="boots",
        documents=9,
        queries=len(ndcg),
        metrics={"ndcg@10": sum(ndcg) / len(ndcg), "quote_fidelity": 1.0},
        intervals={"ndcg@10": (0.4, 0.6)},
        seconds=Seconds(ingest=1.0, queries=0.5, per_question_ms={"p50": 2.0, "p95": 3.0}),
        facts={"seed": 0},
        confidences=(
            *(Confidence(question=f"q{i}", kind="answerable", value=0.9) for i in range(len(ndcg))),
            Confidence(question="n1", kind="near_miss", value=0.3),
            Confidence(question="u1", kind="unanswered", value=0.1),
        ),
        per_question={"ndcg@10": {f"q{i}": value for i, value in enumerate(ndcg)}},
    )
    return replace(found, **changes)
