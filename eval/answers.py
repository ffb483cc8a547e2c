"""Writes an answer to every question of question sets, and checks every quote and every name.

Each set is asked twice: rows of a thread together, and each row alone. What counts is that nothing
is wrong over thousands of answers; how many there are, and how near, stands beside it. It does not
know the command line.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from assistant.records import Answer, JsonObject, Question, Status
from assistant.wiring import Community
from eval.asking import Asked, answering, ask, opened, percentiles, stored_texts
from eval.corpus import Corpus
from eval.dataset import Dataset, Query
from eval.fidelity import ATTRIBUTION, FIDELITY, Truth, Violation, share_held, violations
from eval.holdout import drawn
from eval.run import credits_of


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the questions of one set, asked in one way."""

    dataset: str
    ignore_thread: bool
    questions: int
    statuses: Mapping[str, int]
    standings: Mapping[str, int]
    statements: int
    citations: int
    relevance: float
    """Share of the statements that stand on a document judged relevant; a mean over answers."""
    found: tuple[Violation, ...]
    per_question_ms: Mapping[str, float]

    def as_json(self) -> JsonObject:
        """Return the tally as JSON values."""
        return {
            "dataset": self.dataset,
            "ignore_thread": self.ignore_thread,
            "questions": self.questions,
            "statuses": dict(sorted(self.statuses.items())),
            "standings": dict(sorted(self.standings.items())),
            "statements": self.statements,
            "citations": self.citations,
            "statement_relevance": round(self.relevance, 4),
            "quote_fidelity": share_held(FIDELITY, self.found, self.citations),
            "attribution": share_held(ATTRIBUTION, self.found, self.citations),
            "violations": [f"{item.kind}: {item.question}: {item.detail}" for item in self.found],
            "per_question_ms": {k: round(v, 1) for k, v in self.per_question_ms.items()},
        }


def tallies(
    datasets: Sequence[Dataset], queries: int | None, seed: int, homes: Path | None
) -> Iterator[Tally]:
    """Yield the tally of each set, with threads and with each row alone.

    `queries`: ask only so many of each set, drawn by chance. `homes`: a folder where the
    communities are kept, so that a second run embeds nothing; None: they are removed.
    """
    with tempfile.TemporaryDirectory(prefix="firsthand-eval-") as scratch:
        for dataset in datasets:
            for alone in (False, True):
                name = f"{dataset.name}-{'alone' if alone else 'threads'}"
                with opened((homes or Path(scratch)) / name) as community:
                    chosen = drawn(dataset.queries, queries, seed)
                    yield _tally(community, dataset, alone, chosen)


def _tally(community: Community, dataset: Dataset, alone: bool, chosen: Sequence[Query]) -> Tally:
    corpus = Corpus(community, dataset, alone)
    corpus.put()
    with answering(community) as answers:
        asked = [
            ask(answers, q.id, Question(text=q.text), ranked=False, answered=True) for q in chosen
        ]
    given = [(item.key, item.answer) for item in asked if item.answer is not None]
    return Tally(
        dataset=dataset.name,
        ignore_thread=alone,
        questions=len(chosen),
        statuses=Counter(answer.status.value for _, answer in given),
        standings=Counter(a.standing.value for _, a in given if a.standing is not None),
        statements=sum(len(answer.statements) for _, answer in given),
        citations=sum(len(answer.citations) for _, answer in given),
        relevance=_relevance(dataset, corpus.document_ids(), given),
        found=_found(community, dataset, given),
        per_question_ms=percentiles(_timed(asked)),
    )


def _timed(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Leave the first question out: the model is loaded under it."""
    return asked[1:] if len(asked) > 1 else asked


def _found(
    community: Community, dataset: Dataset, given: Sequence[tuple[str, Answer]]
) -> tuple[Violation, ...]:
    texts = stored_texts(community.catalog, [answer for _, answer in given])
    truth = Truth(texts=texts, credits=credits_of(dataset))
    return tuple(fault for key, answer in given for fault in violations(key, answer, truth))


def _relevance(
    dataset: Dataset, documents: Mapping[str, str], given: Sequence[tuple[str, Answer]]
) -> float:
    shares = []
    for key, answer in given:
        if answer.status is Status.UNANSWERED or not answer.citations:
            continue
        right = dataset.relevant(key)
        cited = [documents.get(item.contribution_id) for item in answer.citations]
        shares.append(sum(id in right for id in cited) / len(cited))
    return fmean(shares) if shares else 0.0
