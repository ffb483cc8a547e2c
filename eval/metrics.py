"""Scores rankings question by question. Owner of ir-measures.

Its measures come from trec_eval and the MS MARCO script. nDCG is
`sum(grade_i / log2(i + 1)) / ideal` with *linear* gains (`ndcg_cut`), not `2^grade - 1`.
By hand, grades a = 2, b = 1, c = 0 ranked b, c, a: DCG = 1/1 + 0 + 2/2 = 2; ideal = 2/1 + 1/log2(3)
= 2.631; nDCG = 0.760 (with exponential gains it would be 0.689). A test holds the library to that.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

import ir_measures
from ir_measures import RR, R, nDCG

RANKING_METRICS = ("ndcg@10", "recall@10", "recall@100", "mrr@10")
"""What a ranking is scored by. Recall counts every grade above 0 as relevant."""

PerQuestion = Mapping[str, Mapping[str, float]]
"""{metric: {question id: value}}."""


def score_rankings(
    judgements: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> PerQuestion:
    """Score each question's ranking (document ids, best first, none twice).

    Only questions in `rankings` are scored; an empty ranking scores 0.
    """
    measures = dict(zip((nDCG @ 10, R @ 10, R @ 100, RR @ 10), RANKING_METRICS, strict=True))
    # Strictly falling scores: trec_eval breaks ties by document id, not by order.
    run = {
        query: {id: float(len(ranking) - i) for i, id in enumerate(ranking)}
        for query, ranking in rankings.items()
    }
    grades = {query: dict(judgements[query]) for query in rankings}
    found: dict[str, dict[str, float]] = {
        name: dict.fromkeys(rankings, 0.0) for name in RANKING_METRICS
    }
    for item in ir_measures.iter_calc(list(measures), grades, run):
        found[measures[item.measure]][item.query_id] = float(item.value)
    return found


def means(scores: PerQuestion) -> dict[str, float]:
    """Return the mean over questions of each metric; 0 where none was asked."""
    return {name: fmean(values.values()) if values else 0.0 for name, values in scores.items()}
