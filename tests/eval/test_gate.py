"""The gate: shut by a deliberate break of each thing that it watches, open otherwise.

The sample is loaded and asked once with the real parts; each break then alters what came back.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Answer, Question, Standing, Status
from assistant.retrieve import Found
from eval.asking import Answering, answering, opened
from eval.fidelity import ATTRIBUTION, CANARY, FIDELITY
from eval.gate import judge
from eval.result import Result, read, write
from eval.sample import STEWARDS_WORD, WITHDRAWN_WORD, LoadedSample, load_sample, measure
from tests.eval.results import LEAK, result

Change = Callable[[Answer], Answer]


class Recorded:
    """Ask the real assistant once, then repeat what it said."""

    def __init__(self, inner: Answering) -> None:
        self._inner = inner
        self._answers: dict[tuple[str, str | None], Answer] = {}
        self._rankings: dict[tuple[str, str | None], Found] = {}

    def ask(self, question: Question) -> Answer:
        key = (question.text, question.viewer.id)
        if key not in self._answers:
            self._answers[key] = self._inner.ask(question)
        return self._answers[key]

    def ranking(self, question: Question) -> Found:
        key = (question.text, question.viewer.id)
        if key not in self._rankings:
            self._rankings[key] = self._inner.ranking(question)
        return self._rankings[key]


class Broken:
    """Alter what a good assistant says."""

    def __init__(
        self, inner: Answering, answer: Change = lambda a: a, ranking: Callable = lambda r: r
    ) -> None:
        self._inner = inner
        self._answer = answer
        self._ranking = ranking

    def ask(self, question: Question) -> Answer:
        return self._answer(self._inner.ask(question))

    def ranking(self, question: Question) -> Found:
        return self._ranking(self._inner.ranking(question))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoadedSample]:
    with opened(tmp_path_factory.mktemp("gate") / "home") as community:
        yield load_sample(community)


@pytest.fixture(scope="module")
def good(loaded: LoadedSample) -> Iterator[Recorded]:
    with answering(loaded.community) as answers:
        yield Recorded(answers)


@pytest.fixture(scope="module")
def baseline(loaded: LoadedSample, good: Recorded) -> Result:
    return measure(loaded, good)


def reasons(loaded: LoadedSample, broken: Answering, baseline: Result) -> str:
    return "\n".join(judge(measure(loaded, broken), baseline).reasons)


def citations(change: Callable) -> Change:
    return lambda answer: replace(answer, citations=tuple(map(change, answer.citations)))


def test_an_undisturbed_run_passes(loaded, good, baseline, tmp_path: Path):
    assert baseline.violations == ()
    assert baseline.metrics["quote_fidelity"] == baseline.metrics["attribution"] == 1.0
    assert baseline.queries == len(loaded.truth.questions)
    write(baseline, tmp_path / "baseline.json")
    verdict = judge(measure(loaded, good), read(tmp_path / "baseline.json"))
    assert verdict.reasons == ()


def test_an_altered_quote_shuts_the_gate(loaded, good, baseline):
    def lie(answer: Answer) -> Answer:
        altered = tuple(replace(c, quote=c.quote.rstrip(".") + "!!") for c in answer.citations)
        by_number = {c.number: c.quote for c in altered}
        statements = tuple(replace(s, text=by_number[s.citations[0]]) for s in answer.statements)
        return replace(answer, citations=altered, statements=statements)

    assert reasons(loaded, Broken(good, lie), baseline).startswith(f"{FIDELITY}:")


def test_a_statement_that_says_more_than_its_quote_shuts_the_gate(loaded, good, baseline):
    def more(answer: Answer) -> Answer:
        return replace(
            answer,
            statements=tuple(replace(s, text=f"Certainly: {s.text}") for s in answer.statements),
        )

    assert FIDELITY in reasons(loaded, Broken(good, more), baseline)


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, contributor_id="c_somebody_else"),
        lambda c: replace(c, contributor="Somebody Else"),
        lambda c: replace(c, url="https://elsewhere.example/1"),
    ],
    ids=["another colleague", "another name", "another link"],
)
def test_a_wrong_attribution_shuts_the_gate(loaded, good, baseline, change):
    said = reasons(loaded, Broken(good, citations(change)), baseline)
    assert f"{ATTRIBUTION}:" in said


@pytest.mark.parametrize("word", [STEWARDS_WORD, WITHDRAWN_WORD])
def test_a_canary_in_any_part_of_one_answer_shuts_the_gate(loaded, good, baseline, word):
    def leak(answer: Answer) -> Answer:
        if not answer.question.startswith("How many people"):
            return answer
        return replace(answer, notes=(*answer.notes, f"see {word.upper()}"))

    said = reasons(loaded, Broken(good, leak), baseline)
    assert f"{CANARY}:" in said
    assert word in said


def test_a_canary_in_the_evidence_shuts_the_gate(loaded, good, baseline):
    def leak(found: Found) -> Found:
        (first, score), *rest = found.ranking
        leaking = replace(first, context=f"{STEWARDS_WORD} {first.context}")
        return replace(found, ranking=((leaking, score), *rest))

    said = reasons(loaded, Broken(good, ranking=leak), baseline)
    assert f"{CANARY}:" in said
    assert f"{STEWARDS_WORD} surfaced in the evidence" in said


def test_a_steward_may_read_what_is_theirs(loaded, good):
    steward = loaded.viewers["steward"]
    found = good.ranking(Question(text=f"What is {STEWARDS_WORD}?", viewer=steward))
    assert any(STEWARDS_WORD in passage.text for passage, _ in found.ranking)


def test_a_shuffled_ranking_shuts_the_gate(loaded, good, baseline):
    def shuffle(found: Found) -> Found:
        order = list(found.ranking)
        random.Random(1).shuffle(order)
        return replace(found, ranking=tuple(order))

    said = reasons(loaded, Broken(good, ranking=shuffle), baseline)
    assert "ndcg@10 fell" in said
    assert "mrr@10 fell" in said


def test_a_confidence_without_meaning_shuts_the_gate(loaded, good, baseline):
    # A baseline that can tell: what the assistant itself can do is measured, not assumed here.
    kinds = {item.question: item.kind for item in baseline.confidences}
    sure = {q.text: kinds[q.id] == "answerable" for q in loaded.truth.questions}

    def knows(answer: Answer) -> Answer:
        return replace(answer, confidence=0.9 if sure.get(answer.question) else 0.1)

    told = measure(loaded, Broken(good, knows))
    blind = Broken(good, lambda answer: replace(answer, confidence=0.5))
    assert "abstention_auroc fell" in reasons(loaded, blind, told)


def test_answering_nothing_shuts_the_gate(loaded, good, baseline):
    def silent(answer: Answer) -> Answer:
        return Answer(question=answer.question, status=Status.UNANSWERED)

    said = reasons(loaded, Broken(good, silent), baseline)
    assert "status_accuracy fell" in said
    assert "contributor_recall fell" in said


def test_hearing_one_side_only_shuts_the_gate(loaded, good, baseline):
    def one_sided(answer: Answer) -> Answer:
        return replace(answer, statements=answer.statements[:1], citations=answer.citations[:1])

    assert "perspective_coverage fell" in reasons(loaded, Broken(good, one_sided), baseline)


def test_losing_the_standing_shuts_the_gate(loaded, good):
    divided = Broken(good, lambda answer: replace(answer, standing=Standing.DIFFERS))
    told = measure(loaded, divided)
    agreed = Broken(good, lambda answer: replace(answer, standing=Standing.AGREED))
    assert "standing_accuracy fell" in reasons(loaded, agreed, told)


def first_only(found: Found) -> Found:
    return replace(found, ranking=found.ranking[:1])


def contested(answer: Answer) -> Answer:
    return replace(answer, standing=Standing.CONTESTED if answer.standing else None)


def differs(answer: Answer) -> Answer:
    return replace(answer, standing=Standing.DIFFERS if answer.standing else None)


def beside_the_point(answer: Answer) -> Answer:
    elsewhere = tuple(replace(c, contribution_id="m_elsewhere") for c in answer.citations)
    return replace(answer, citations=elsewhere)


def blind(answer: Answer) -> Answer:
    return replace(answer, confidence=0.5)


def silent(answer: Answer) -> Answer:
    return Answer(question=answer.question, status=Status.UNANSWERED)


def one_sided(answer: Answer) -> Answer:
    return replace(answer, statements=answer.statements[:1], citations=answer.citations[:1])


def agreed(answer: Answer) -> Answer:
    return replace(answer, standing=Standing.AGREED if answer.standing else None)


BREAKS = {
    "ndcg@10": {"ranking": first_only},
    "recall@10": {"ranking": first_only},
    "recall@100": {"ranking": first_only},
    "mrr@10": {"ranking": lambda found: replace(found, ranking=found.ranking[::-1])},
    "status_accuracy": {"answer": silent},
    "contributor_recall": {"answer": silent},
    "statement_relevance": {"answer": beside_the_point},
    "perspective_coverage": {"answer": one_sided},
    "standing_accuracy": {"answer": agreed},
    "contested_recall": {"answer": differs},
    "undisputed_accuracy": {"answer": contested},
    "abstention_auroc": {"answer": blind},
    "near_miss_auroc": {"answer": blind},
}
"""A break of each metric that the gate compares."""


@pytest.mark.parametrize("metric", BREAKS)
def test_each_metric_has_a_break_that_shuts_the_gate(loaded, good, baseline, metric):
    assert f"{metric} fell" in reasons(loaded, Broken(good, **BREAKS[metric]), baseline)


def test_no_metric_that_the_gate_compares_is_without_a_break(baseline):
    assert {row.metric for row in judge(baseline, baseline).comparisons} == set(BREAKS)


def test_a_fall_within_noise_passes():
    before = result([1.0, 0.0, 1.0, 0.5, 1.0])
    after = result([0.0, 1.0, 1.0, 0.5, 0.9])
    assert judge(after, before).passed


def test_a_fall_beyond_noise_is_told_with_its_interval():
    verdict = judge(result([0.5] * 30), result([0.9] * 30))
    assert not verdict.passed
    assert "ndcg@10 fell from 0.900 to 0.500: by 0.400" in verdict.reasons[0]


def test_a_rise_passes():
    assert judge(result([0.9] * 30), result([0.5] * 30)).passed


def test_one_violation_is_enough_however_good_the_rest():
    verdict = judge(result([0.9] * 30, violations=(LEAK,)), result([0.1] * 30))
    assert len(verdict.reasons) == 1
    assert verdict.reasons[0].startswith("canary: 1 ")


def test_a_metric_or_a_question_that_went_missing_does_not_pass():
    before = result([0.5, 0.5])
    assert not judge(replace(before, metrics={"ndcg@10": 0.5}), before).passed
    assert not judge(replace(before, confidences=before.confidences[1:]), before).passed
    assert not judge(replace(before, dataset="other"), before).passed
