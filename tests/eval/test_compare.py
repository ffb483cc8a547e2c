"""Two runs are compared on the questions that both asked."""

from dataclasses import replace

import pytest

from eval.compare import compare
from tests.eval.results import result


def test_a_run_compared_with_itself_changes_nothing():
    rows = compare(result([0.1, 0.9]), result([0.1, 0.9]))
    assert [row.metric for row in rows] == ["ndcg@10", "abstention_auroc"]
    assert all(row.difference.mean == 0 and not row.difference.is_fall for row in rows)


def test_only_shared_questions_count():
    (row, *_) = compare(result([0.2, 0.4, 0.9]), result([0.3, 0.5]))
    assert row.questions == 2
    assert row.difference.mean == pytest.approx(0.1)
    assert (row.before, row.after) == (pytest.approx(0.3), pytest.approx(0.4))


def test_a_kind_that_has_a_figure_of_its_own_is_compared_too():
    before = result([0.5, 0.5])
    before = replace(before, metrics={**before.metrics, "near_miss_auroc": 1.0})
    blind = tuple(replace(item, value=0.5) for item in before.confidences)
    after = replace(before, confidences=blind)
    falls = {row.metric: row.difference.is_fall for row in compare(before, after)}
    assert falls == {"ndcg@10": False, "abstention_auroc": True, "near_miss_auroc": True}


def test_the_abstention_is_compared_only_over_the_same_questions():
    names = [row.metric for row in compare(result([0.2, 0.4]), result([0.2]))]
    assert names == ["ndcg@10"]
