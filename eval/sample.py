"""Measures the answers of the sample community: every question, asked by its viewer.

It does not know the command line, and nothing outside `data/sample`.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from assistant.catalog import people, threads, viewers
from assistant.records import Answer, Question, Viewer
from assistant.wiring import Community
from eval.abstention import auroc, calibration_error, coverage
from eval.answer_scores import PEOPLE_METRICS, score_answer, score_people
from eval.asking import Answering, Asked, answering, ask, percentiles, stored_texts
from eval.canary import Canary, Watch
from eval.fidelity import ATTRIBUTION, FIDELITY, Truth, share_held, violations
from eval.metrics import means, score_rankings
from eval.noise import auroc_interval, mean_interval
from eval.result import ANSWERABLE, Confidence, Result, Seconds
from eval.sample_truth import SampleQuestion, SampleTruth, read_truth
from ingest.sample import load

NAME = "sample"
STEWARDS_WORD = "zanzibar-quokka-7719"
"""Stands in the stewards' private channel only (data/sample/README.md)."""
WITHDRAWN_WORD = "ochre-pelican-4402"
"""Stands in the posts of the colleague who has withdrawn only."""
_NEAR_MISS, _UNANSWERED = "near_miss", "unanswered"


@dataclass(frozen=True, kw_only=True)
class LoadedSample:
    """The sample community, loaded, with what is true of it."""

    community: Community
    truth: SampleTruth
    viewers: Mapping[str | None, Viewer]
    """By id; None is the public one."""
    contributions: int
    seconds: float
    """Time of loading."""
    prolific: tuple[str, ...] = ()
    """Contributors who may be asked, by how much they wrote, the most first."""


def load_sample(community: Community) -> LoadedSample:
    """Load the sample into a community, if it is not there yet, and read its truth."""
    embedder = community.embedder
    embedder.embed(["warm up"])
    start = time.perf_counter()
    load(community, "eval")
    seconds = time.perf_counter() - start
    with community.catalog.read() as reading:
        register = people.register(reading)
        known = {item.id: item for item in viewers.every(reading)}
        held = sum(threads.count(reading, source)[1] for source in threads.active_sources(reading))
    pseudonyms = {p.id: p.pseudonym for p in register.people.values() if p.pseudonym}
    truth = read_truth(pseudonyms)
    wrote = Counter(id for credit in truth.credits.values() for id in credit.contributor_ids)
    return LoadedSample(
        community=community,
        truth=truth,
        viewers={None: Viewer(), **known},
        contributions=held,
        seconds=seconds,
        prolific=tuple(
            id
            for id, _ in sorted(wrote.items(), key=lambda pair: (-pair[1], pair[0]))
            if (person := register.people.get(id)) and person.ask_channel
        ),
    )


def measure(sample: LoadedSample, answers: Answering | None = None) -> Result:
    """Ask every question of the sample and score what comes back.

    `answers` stands in for the community's own assistant; a test hands in a broken one.
    """
    if answers is None:
        with answering(sample.community) as own:
            return measure(sample, own)
    watch = Watch(answers, _canaries(sample.truth))
    start = time.perf_counter()
    asked = [_ask(watch, sample, item) for item in sample.truth.questions]
    seconds = time.perf_counter() - start
    _probe(watch, sample)
    result = Result(
        dataset=NAME,
        documents=sample.contributions,
        queries=len(asked),
        metrics={},
        intervals={},
        seconds=Seconds(ingest=sample.seconds, queries=seconds, per_question_ms=percentiles(asked)),
        violations=watch.found,
        confidences=_confidences(sample.truth.questions, asked),
        per_question=_scores(sample.truth, asked),
    )
    return _summed(_checked(result, sample, asked))


def _ask(answers: Answering, sample: LoadedSample, item: SampleQuestion) -> Asked:
    question = Question(text=item.text, viewer=sample.viewers[item.viewer])
    return ask(answers, item.id, question, ranked=True, answered=True)


def _canaries(truth: SampleTruth) -> tuple[Canary, ...]:
    gone = (Canary(word=word) for word in (WITHDRAWN_WORD, *sorted(truth.withdrawn_names)))
    return (Canary(word=STEWARDS_WORD, audience="stewards"), *gone)


def _probe(watch: Watch, sample: LoadedSample) -> None:
    """Ask for the canaries themselves: what could surface at all does so here."""
    for canary in _canaries(sample.truth):
        for viewer in sample.viewers.values():
            question = Question(text=f"What is {canary.word}?", viewer=viewer)
            watch.ranking(question)
            watch.ask(question)


def _scores(truth: SampleTruth, asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    pairs = list(zip(truth.questions, asked, strict=True))
    grades = {q.id: dict.fromkeys(q.contributions, 1) for q, _ in pairs if q.contributions}
    rankings = {q.id: item.ranking for q, item in pairs if q.contributions}
    scores = {name: dict(row) for name, row in score_rankings(grades, rankings).items()}
    for question, item in pairs:
        if item.answer is None:
            continue
        for name, value in score_answer(question, item.answer, truth.credits).items():
            scores.setdefault(name, {})[question.id] = value
    return scores


def _confidences(
    questions: Sequence[SampleQuestion], asked: Sequence[Asked]
) -> tuple[Confidence, ...]:
    def kind(item: SampleQuestion) -> str:
        if item.kind != "unanswered":
            return ANSWERABLE
        return _NEAR_MISS if item.near_miss else _UNANSWERED

    return tuple(
        Confidence(question=question.id, kind=kind(question), value=item.answer.confidence)
        for question, item in zip(questions, asked, strict=True)
        if item.answer is not None
    )


def _checked(result: Result, sample: LoadedSample, asked: Sequence[Asked]) -> Result:
    """Add what is wrong in the answers, and how often it was right."""
    given = [(item.key, item.answer) for item in asked if item.answer is not None]
    texts = stored_texts(sample.community.catalog, [answer for _, answer in given])
    truth = Truth(texts=texts, credits=sample.truth.credits)
    found = [fault for key, answer in given for fault in violations(key, answer, truth)]
    citations = sum(len(answer.citations) for _, answer in given)
    metrics = {
        "quote_fidelity": share_held(FIDELITY, found, citations),
        "attribution": share_held(ATTRIBUTION, found, citations),
    }
    pairs = [(q, a) for q, (_, a) in zip(sample.truth.questions, given, strict=True)]
    facts: dict[str, str | int | float | bool] = dict(_confusion(pairs))
    people = [score_people(q, a, sample.prolific) for q, a in pairs]
    # Who is named turns with the day, so that no gate compares it question by question.
    for name in PEOPLE_METRICS:
        metrics[name] = fmean([row[name] for row in people if row] or [0.0])
    facts["who_to_ask_questions"] = sum(bool(row) for row in people)
    facts["citations"] = citations
    facts["embedder"] = sample.community.embedder.model.fingerprint
    return replace(result, metrics=metrics, facts=facts, violations=(*result.violations, *found))


def _confusion(pairs: Sequence[tuple[SampleQuestion, Answer]]) -> Counter[str]:
    """Count how each kind of question was answered, and how the colleagues were said to stand."""
    found: Counter[str] = Counter()
    for question, answer in pairs:
        found[f"{question.kind}_{answer.status.value}"] += 1
        if answer.standing is not None:
            several = question.kind == "answered" and len(question.people) > 1
            kind = "several" if several else question.kind
            found[f"standing_{kind}_{answer.standing.value}"] += 1
    return found


def _summed(result: Result) -> Result:
    """Add means, intervals and how well unanswered questions are told."""
    metrics = {**means(result.per_question), **result.metrics}
    rows = result.per_question.items()
    intervals = {name: mean_interval(list(row.values())) for name, row in rows}
    facts = dict(result.facts)
    for name, kind in (("abstention", None), (_NEAR_MISS, _NEAR_MISS)):
        sample = result.sample(kind)
        metrics[f"{name}_auroc"] = auroc(sample)
        metrics[f"{name}_coverage@p95"] = coverage(sample)
        intervals[f"{name}_auroc"] = auroc_interval(sample)
        facts[f"{name}_calibration_error"] = round(calibration_error(sample), 4)
    return replace(result, metrics=metrics, intervals=intervals, facts=facts)
