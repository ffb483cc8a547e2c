"""Measures one question set: its ranking, and if wanted its answers and its abstention.

The set becomes a community (`eval.corpus`) and is asked like one. It does not know the command
line, and no question set in particular.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from assistant.ids import contribution_id, contributor_id
from assistant.records import Question
from assistant.wiring import Community
from eval.abstention import Sample, auroc, calibration_error, coverage
from eval.asking import Answering, Asked, answering, ask, percentiles, stored_texts
from eval.corpus import SOURCE, Corpus, author_of
from eval.dataset import Dataset, Query
from eval.fidelity import ATTRIBUTION, FIDELITY, Credit, Truth, Violation, share_held, violations
from eval.holdout import HoldOut, drawn, hold_out, judgements_left, leave_community
from eval.metrics import RANKING_METRICS, means, score_rankings
from eval.noise import auroc_interval, mean_interval
from eval.result import ANSWERABLE, Confidence, Result, Seconds
from ingest.split import SPLITTER

HELD_OUT, OTHER, UNANSWERABLE = "held_out", "other", "unanswerable"
"""Kinds of questions without an answer: documents taken out, another community's, labelled so."""


@dataclass(frozen=True, kw_only=True)
class RunWish:
    """What is to be measured."""

    ignore_thread: bool = False
    hold_out: float | None = None
    """Share of the questions whose relevant documents are taken out."""
    splits: int = 1
    """How often that is done, with the seeds `seed`, `seed + 1` ..."""
    without: str | None = None
    """A community of the set that is taken out, so that its questions have no answer."""
    other: Dataset | None = None
    """Questions of another community, which have no answer here."""
    answers: bool = False
    """Write and check an answer to every question."""
    queries: int | None = None
    """Ask only so many questions, drawn by chance."""
    seed: int = 0

    @property
    def needs_answers(self) -> bool:
        """True when the ranking alone will not do."""
        return bool(self.answers or self.hold_out or self.without or self.other)


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """Every question asked once of one corpus."""

    out: HoldOut
    prefix: str
    asked: Mapping[str, Sequence[Asked]]
    """By kind."""
    violations: tuple[Violation, ...]
    ingest: float
    queries: float


def metric_names(wish: RunWish, dataset: Dataset) -> tuple[str, ...]:
    """Return the metrics that such a run of this set reports."""
    kinds = [HELD_OUT] if wish.hold_out or wish.without else []
    kinds += [OTHER] if wish.other else []
    kinds += [UNANSWERABLE] if wish.needs_answers and dataset.unanswerable else []
    checks = ("quote_fidelity", "attribution") if wish.needs_answers else ()
    return (
        *RANKING_METRICS,
        *checks,
        *(f"{kind}_{name}" for kind in kinds for name in ("auroc", "coverage@p95")),
    )


def measure(community: Community, dataset: Dataset, wish: RunWish) -> Result:
    """Put the set into the community, ask its questions and score what comes back."""
    corpus = Corpus(community, dataset, wish.ignore_thread)
    # Loaded first: reading the model is neither ingest nor an answer.
    fingerprint = community.embedder.model.fingerprint
    trials = [_trial(community, corpus, dataset, wish, out) for out in _outs(dataset, wish)]
    known = corpus.document_ids()
    scores = _ranking_scores(dataset, trials, known)
    every = [item for trial in trials for items in trial.asked.values() for item in items]
    result = Result(
        dataset=dataset.name,
        documents=len(dataset.documents),
        queries=len(drawn(dataset.queries, wish.queries, wish.seed)),
        metrics=means(scores),
        intervals={name: mean_interval(list(row.values())) for name, row in scores.items()},
        seconds=Seconds(
            ingest=sum(trial.ingest for trial in trials),
            queries=sum(trial.queries for trial in trials),
            per_question_ms=percentiles(every),
        ),
        facts=_facts(wish, trials, fingerprint),
        violations=tuple(fault for trial in trials for fault in trial.violations),
        confidences=tuple(_confidences(trials)),
        per_question=scores,
    )
    return _with_answers(result, trials)


def _outs(dataset: Dataset, wish: RunWish) -> list[HoldOut]:
    if wish.without:
        return [leave_community(dataset, wish.without)]
    if wish.hold_out:
        seeds = range(wish.seed, wish.seed + wish.splits)
        return [hold_out(dataset, wish.hold_out, seed) for seed in seeds]
    return [HoldOut(seed=wish.seed)]


def _trial(
    community: Community, corpus: Corpus, dataset: Dataset, wish: RunWish, out: HoldOut
) -> _Trial:
    start = time.perf_counter()
    corpus.put(out.documents)
    prefix = f"{out.seed}/" if wish.splits > 1 else ""
    with answering(community) as answers:
        ready = time.perf_counter()
        asked = {
            kind: _ask_all(answers, questions, prefix, kind, wish.needs_answers)
            for kind, questions in _questions(dataset, wish, out).items()
        }
        done = time.perf_counter()
    return _Trial(
        out=out,
        prefix=prefix,
        asked=asked,
        violations=_checked(community, dataset, asked),
        ingest=ready - start,
        queries=done - ready,
    )


def _questions(dataset: Dataset, wish: RunWish, out: HoldOut) -> dict[str, tuple[Query, ...]]:
    chosen = drawn(dataset.queries, wish.queries, wish.seed)
    kinds = {ANSWERABLE: tuple(query for query in chosen if query.id not in out.queries)}
    if out.queries:
        kinds[HELD_OUT] = tuple(query for query in chosen if query.id in out.queries)
    if wish.needs_answers and dataset.unanswerable:
        kinds[UNANSWERABLE] = drawn(dataset.unanswerable, wish.queries, wish.seed)
    if wish.other:
        kinds[OTHER] = drawn(wish.other.queries, len(chosen), out.seed)
    return kinds


def _ask_all(
    answers: Answering, questions: Sequence[Query], prefix: str, kind: str, answered: bool
) -> list[Asked]:
    # Without a relevant document there is no ranking to score.
    ranked = kind == ANSWERABLE
    return [
        ask(answers, prefix + q.id, Question(text=q.text), ranked=ranked, answered=answered)
        for q in questions
    ]


def _ranking_scores(
    dataset: Dataset, trials: Sequence[_Trial], known: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = {name: {} for name in RANKING_METRICS}
    for trial in trials:
        left = judgements_left(dataset, trial.out)
        asked = trial.asked[ANSWERABLE]
        rows = score_rankings(
            {item.key: left[item.key.removeprefix(trial.prefix)] for item in asked},
            {item.key: [known[id] for id in item.ranking] for item in asked},
        )
        for name, row in rows.items():
            scores[name].update(row)
    return scores


def _checked(
    community: Community, dataset: Dataset, asked: Mapping[str, Sequence[Asked]]
) -> tuple[Violation, ...]:
    """Return what is wrong in the answers, while what they cite is still stored."""
    every = (item for items in asked.values() for item in items)
    pairs = [(item.key, item.answer) for item in every if item.answer is not None]
    truth = Truth(
        texts=stored_texts(community.catalog, [answer for _, answer in pairs]),
        credits=credits_of(dataset),
    )
    return tuple(fault for key, answer in pairs for fault in violations(key, answer, truth))


def credits_of(dataset: Dataset) -> dict[str, Credit]:
    """Return who wrote each contribution, by its id, as the rows of the corpus say."""
    credits = {}
    for item in dataset.documents:
        author = author_of(item)
        credits[contribution_id(SOURCE, item.id)] = Credit(
            contributor_ids=frozenset({contributor_id(author.identity)} if author else ()),
            names=frozenset({item.author} if author else ()),
            url=item.url or None,
        )
    return credits


def _confidences(trials: Sequence[_Trial]) -> Iterator[Confidence]:
    for trial in trials:
        for kind, items in trial.asked.items():
            for item in items:
                if item.answer is not None:
                    yield Confidence(question=item.key, kind=kind, value=item.answer.confidence)


def _with_answers(result: Result, trials: Sequence[_Trial]) -> Result:
    """Add what only answers tell: fidelity, attribution, abstention."""
    if not result.confidences:
        return result
    metrics = dict(result.metrics)
    citations = _citations(trials)
    intervals, facts = dict(result.intervals), dict(result.facts)
    metrics["quote_fidelity"] = share_held(FIDELITY, result.violations, citations)
    metrics["attribution"] = share_held(ATTRIBUTION, result.violations, citations)
    for kind in result.kinds:
        each = [_sample(trial, kind) for trial in trials]
        # Questions of several splits are compared within their split only.
        metrics[f"{kind}_auroc"] = fmean(auroc(sample) for sample in each)
        metrics[f"{kind}_coverage@p95"] = fmean(coverage(sample) for sample in each)
        intervals[f"{kind}_auroc"] = auroc_interval(result.sample(kind))
        facts[f"{kind}_calibration_error"] = round(calibration_error(result.sample(kind)), 4)
    return replace(result, metrics=metrics, intervals=intervals, facts=facts)


def _citations(trials: Sequence[_Trial]) -> int:
    every = (item for trial in trials for items in trial.asked.values() for item in items)
    return sum(len(item.answer.citations) for item in every if item.answer)


def _sample(trial: _Trial, kind: str) -> Sample:
    def values(of: str) -> tuple[float, ...]:
        return tuple(item.answer.confidence for item in trial.asked.get(of, ()) if item.answer)

    return Sample(answerable=values(ANSWERABLE), unanswerable=values(kind))


def _facts(
    wish: RunWish, trials: Sequence[_Trial], embedder: str
) -> dict[str, str | int | float | bool]:
    facts: dict[str, str | int | float | bool] = {
        "ignore_thread": wish.ignore_thread,
        "seed": wish.seed,
        "embedder": embedder,
        "splitter": SPLITTER,
    }
    if wish.hold_out or wish.without:
        facts |= {"hold_out": wish.hold_out or 0.0, "without": wish.without or ""}
        facts |= {"splits": len(trials), "taken_out": len(trials[0].out.documents)}
    if wish.other:
        facts["other"] = wish.other.name
    if wish.needs_answers:
        facts["citations"] = _citations(trials)
    for kind in sorted({kind for trial in trials for kind in trial.asked}):
        items = [item for trial in trials for item in trial.asked.get(kind, ())]
        facts[f"{kind}_questions"] = len(items)
        if wish.needs_answers:
            given = [item for item in items if item.answer and item.answer.statements]
            facts[f"{kind}_answered"] = len(given)
    return facts
