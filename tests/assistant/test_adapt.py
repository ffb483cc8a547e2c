"""Learning the community's language: kept when newer threads prove it, gone when its words go."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.adapt import difference_interval, verdict
from assistant.adapt_rehearsal import ndcg
from assistant.catalog import adaptations, sources
from assistant.records import SourceState
from tests.assistant.language import WordEmbedder, exchange
from tests.builders import author, draft, thread_draft
from tests.ingest.people_place import Home


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.community.__dict__["embedder"] = WordEmbedder()
    yield made
    made.close()


def standing(home):
    with home.catalog.read() as reading:
        return adaptations.current(reading)


def learned(home, count=200):
    home.sync([exchange(n) for n in range(count)])
    trial = home.community.adapter().adapt("test")
    assert trial.kept, trial
    return trial


def test_a_community_that_answers_in_other_words_than_it_asks_in_is_learned(home):
    trial = learned(home)
    assert "map" in trial.kind
    assert trial.after > trial.before + 0.05 and trial.interval[0] > 0
    assert trial.pairs == 2 * 100 and trial.exchanges == 200 and trial.decided_on == 60
    found = standing(home)
    assert found.version == trial.version and found.matrix.shape == (64, 64)
    assert found.facts["reason"] == trial.reason


def test_where_nothing_is_to_be_learned_nothing_is_kept(home):
    home.sync([exchange(n, same=True) for n in range(120)])
    trial = home.community.adapter().adapt("test")
    assert not trial.kept and trial.version is None
    assert standing(home) is None


def test_a_small_community_is_told_how_much_is_needed(home):
    home.sync([exchange(n) for n in range(20)])
    trial = home.community.adapter().adapt("test")
    assert not trial.kept and trial.reason == "20 exchanges to learn from, 100 are needed"


def test_learning_again_finds_the_same(home):
    first = learned(home)
    second = home.community.adapter().adapt("test")
    assert (second.after, second.interval) == (first.after, first.interval)
    assert second.version > first.version
    assert standing(home).version == second.version


def test_what_no_longer_helps_goes_when_learning_again(home):
    learned(home)
    home.sync([exchange(n, same=True) for n in range(120)])
    assert not home.community.adapter().adapt("test").kept
    assert standing(home) is None


def test_the_map_leaves_with_one_who_withdraws_and_it_says_so(home):
    threads = [exchange(n) for n in range(199)]
    home.sync([*threads, exchange(199, repliers=("Dora Ek", "Bo Lind"))])
    assert home.community.adapter().adapt("test").kept
    receipt = home.choose("slack:DoraEk", "withdrawn")
    assert receipt["removed"]["adaptations"] == 1
    assert standing(home) is None
    with home.catalog.read() as reading:
        _, why = adaptations.last_drop(reading)
    assert why == "a contribution that it was learned from is gone"


def test_the_map_stays_when_somebody_withdraws_who_bore_nothing_on_it(home):
    alone = thread_draft("alone", draft("a/0", "Nobody replied to this.", author("Eva Holm")))
    home.sync([*(exchange(n) for n in range(200)), alone])
    assert home.community.adapter().adapt("test").kept
    receipt = home.choose("slack:EvaHolm", "withdrawn")
    assert receipt["removed"]["adaptations"] == 0
    assert standing(home) is not None


def test_the_map_goes_when_what_it_was_learned_from_vanishes_at_the_source(home):
    learned(home)
    home.sync([exchange(n) for n in range(199)])
    assert standing(home) is None


def test_the_map_stays_when_new_threads_come(home):
    learned(home)
    home.sync([exchange(n) for n in range(205)])
    assert standing(home) is not None


def test_the_map_goes_with_a_retired_source(home):
    learned(home)
    with home.catalog.change() as change:
        sources.set_state(change, "s", SourceState.PAUSED)
    assert standing(home) is not None
    with home.catalog.change() as change:
        sources.set_state(change, "s", SourceState.RETIRED)
    assert standing(home) is None


def test_the_map_goes_when_what_it_was_learned_from_moves_to_another_audience(home):
    threads = [exchange(n) for n in range(200)]
    home.sync(threads, map_audience=(("leads", "stewards"),))
    assert home.community.adapter().adapt("test").kept
    home.sync([replace(threads[0], space="leads", private=True), *threads[1:]])
    assert standing(home) is None


@pytest.mark.parametrize(
    ("after", "kept", "said"),
    [
        (0.5 + 0.2 * np.ones(50), True, "0.500 became 0.700 on 50 questions"),
        (0.5 + 0.004 * np.ones(50), False, "too little"),
        (0.5 + 0.5 * (-1.0) ** np.arange(50), False, "may be chance"),
    ],
)
def test_a_gain_is_kept_when_it_is_neither_chance_nor_too_little(after, kept, said):
    decided, reason = verdict("map", 0.5 * np.ones(50), after)
    assert decided is kept and said in reason


def test_the_interval_holds_the_mean_difference():
    rng = np.random.default_rng(0)
    before, after = rng.random(80), rng.random(80)
    low, high = difference_interval(before, after)
    assert low < (after - before).mean() < high


def test_ndcg_is_what_it_is_by_hand():
    ranked = np.array([False, True, False, True])
    by_hand = (1 / np.log2(3) + 1 / np.log2(5)) / (1 + 1 / np.log2(3))
    assert ndcg(ranked, 2) == pytest.approx(by_hand)
    assert ndcg(ranked, 0) == 0.0
