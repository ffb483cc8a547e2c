"""Thresholds are read, refused and held."""

import pytest

from assistant.errors import WrongUse
from eval.thresholds import Threshold, failed, read_threshold, spread


def test_a_threshold_names_a_metric_and_its_least_value():
    assert read_threshold("ndcg@10=0.6", ["ndcg@10"]) == Threshold(metric="ndcg@10", least=0.6)


@pytest.mark.parametrize("text", ["ndcg@10=high", "ndcg@10", "ndcg@10="])
def test_a_threshold_without_a_number_is_refused(text: str):
    with pytest.raises(WrongUse, match="METRIC=NUMBER"):
        read_threshold(text, ["ndcg@10"])


def test_a_metric_that_is_not_measured_is_refused_with_those_that_are():
    with pytest.raises(WrongUse, match="it measures: ndcg@10, mrr@10"):
        read_threshold("held_out_auroc=0.7", ["ndcg@10", "mrr@10"])


def test_only_what_is_below_fails():
    limits = [Threshold(metric="a", least=0.5), Threshold(metric="b", least=0.5)]
    assert failed({"a": 0.5, "b": 0.49}, limits) == (limits[1],)
    assert failed({"a": float("nan"), "b": 1.0}, limits) == (limits[0],)


def test_several_thresholds_may_follow_one_option():
    words = ["run", "D", "--fail-under", "a=1", "b=2", "--json", "c=3"]
    assert spread(words) == [
        "run",
        "D",
        "--fail-under",
        "a=1",
        "--fail-under",
        "b=2",
        "--json",
        "c=3",
    ]
