"""Scores answers against what colleagues really wrote: who is named, what is quoted, which sides.

Pure, question by question; every figure lies between 0 and 1, and more is better. A figure that
means nothing for a question is not there for it.
"""

from collections.abc import Collection, Mapping, Sequence

from assistant.records import Answer, Standing, Status
from eval.fidelity import Credit
from eval.sample_truth import SampleQuestion

ANSWER_METRICS = (
    "status_accuracy",
    "contributor_recall",
    "statement_relevance",
    "perspective_coverage",
    "standing_accuracy",
    "contested_recall",
    "undisputed_accuracy",
)
PEOPLE_METRICS = ("who_to_ask", "who_to_ask_prior")
_DIVIDED = (Standing.DIFFERS, Standing.CONTESTED)


def score_answer(
    question: SampleQuestion, answer: Answer, credit: Mapping[str, Credit]
) -> dict[str, float]:
    """Return the figures of one answer, by metric.

    - status_accuracy: answered (or in part) where there is an answer, unanswered where there is
      none; for a near miss a partial answer is right too;
    - contributor_recall: share of the colleagues who answer it that the answer names;
    - statement_relevance: share of the statements that stand on a contribution which answers it;
    - perspective_coverage: share of the sides that have a statement, where colleagues differ;
    - standing_accuracy: 1 when a contested question is shown as differing or contested;
    - contested_recall: 1 when it is shown as contested;
    - undisputed_accuracy: 1 when an answer that nobody disputes is not shown as contested.
    """
    scores = {"status_accuracy": float(_status_is_right(question, answer))}
    if question.kind == "unanswered":
        return scores
    cited = {item.number: item.contribution_id for item in answer.citations}
    named = {id for key in cited.values() if key in credit for id in credit[key].contributor_ids}
    if question.people:
        scores["contributor_recall"] = len(question.people & named) / len(question.people)
    if answer.statements:
        right = [
            any(cited.get(n) in question.contributions for n in statement.citations)
            for statement in answer.statements
        ]
        scores["statement_relevance"] = sum(right) / len(right)
    if question.views:
        heard = [bool(view & set(cited.values())) for view in question.views]
        scores["perspective_coverage"] = sum(heard) / len(heard)
        scores["standing_accuracy"] = float(answer.standing in _DIVIDED)
        scores["contested_recall"] = float(answer.standing is Standing.CONTESTED)
    elif answer.statements:
        scores["undisputed_accuracy"] = float(answer.standing is not Standing.CONTESTED)
    return scores


def _status_is_right(question: SampleQuestion, answer: Answer) -> bool:
    if question.kind != "unanswered":
        return answer.status is not Status.UNANSWERED
    right = {Status.UNANSWERED, Status.PARTIAL} if question.near_miss else {Status.UNANSWERED}
    return answer.status in right


def score_people(
    question: SampleQuestion, answer: Answer, prolific: Sequence[str]
) -> dict[str, float]:
    """Return how many of the colleagues named as to be asked have answered the question.

    Beside it what as many of the `prolific` would give: those who may be asked, by how much they
    wrote. Nothing where nobody is named, or none of those who answered it may be asked.
    """
    named = [person.contributor_id for person in answer.people]
    if not named or not question.people & set(prolific):
        return {}
    return {
        "who_to_ask": _share(named, question.people),
        "who_to_ask_prior": _share(prolific[: len(named)], question.people),
    }


def _share(of: Sequence[str], among: Collection[str]) -> float:
    return sum(id in among for id in of) / len(of)
