"""Checks answers against what was really written: every quote to the letter, every name right.

A second opinion on `assistant.cite`: it compares with what is stored and with the source itself,
never with what the answer says of itself. Pure. It does not know how truth was looked up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Answer, Citation

FIDELITY, ATTRIBUTION, CANARY = "fidelity", "attribution", "canary"


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One thing that must never happen, and where it did."""

    kind: str
    """`FIDELITY`, `ATTRIBUTION` or `CANARY`."""
    question: str
    """Id of the question."""
    contribution: str
    """Id of the contribution cited; empty where none was."""
    detail: str
    """What is wrong, without any text of the contribution."""


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Who wrote a contribution, looked up in its source."""

    contributor_ids: frozenset[str]
    """Empty where the source names nobody."""
    names: frozenset[str | None]
    """Names under which they may be shown."""
    url: str | None


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is known of every contribution, by id."""

    texts: Mapping[str, str]
    """As stored: read from the catalog anew."""
    credits: Mapping[str, Credit]
    """As the source says."""


def violations(question: str, answer: Answer, truth: Truth) -> list[Violation]:
    """Return everything in an answer that was not written so, or not by the person shown."""
    found = [
        Violation(kind=kind, question=question, contribution=item.contribution_id, detail=detail)
        for item in answer.citations
        for kind, detail in (*_quote_faults(item, truth), *_name_faults(item, truth))
    ]
    quotes = {item.number: item for item in answer.citations}
    for statement in answer.statements:
        cited = [quotes[n] for n in statement.citations if n in quotes]
        if len(cited) != len(statement.citations) or not cited:
            found.append(_fault(question, cited, "a statement cites what is not there"))
        elif statement.text not in [item.quote for item in cited]:
            found.append(_fault(question, cited, "a statement is not the quote of its citation"))
    return found


def share_held(kind: str, found: Iterable[Violation], citations: int) -> float:
    """Return the share of citations without a violation of a kind; 1 where nothing was cited."""
    bad = len({(item.question, item.contribution) for item in found if item.kind == kind})
    return max(0.0, 1.0 - bad / citations) if citations else float(bad == 0)


def _fault(question: str, cited: Sequence[Citation], detail: str) -> Violation:
    where = cited[0].contribution_id if cited else ""
    return Violation(kind=FIDELITY, question=question, contribution=where, detail=detail)


def _quote_faults(item: Citation, truth: Truth) -> list[tuple[str, str]]:
    text = truth.texts.get(item.contribution_id)
    if text is None:
        return [(FIDELITY, "the contribution is not stored")]
    if not item.quote.strip() or item.quote not in text:
        return [(FIDELITY, "the quote is not in the contribution")]
    return []


def _name_faults(item: Citation, truth: Truth) -> list[tuple[str, str]]:
    credit = truth.credits.get(item.contribution_id)
    if credit is None:
        return [(ATTRIBUTION, "the source does not hold the contribution")]
    faults = []
    nobody = item.contributor_id is None and not credit.contributor_ids
    if item.contributor_id not in credit.contributor_ids and not nobody:
        faults.append((ATTRIBUTION, "another contributor wrote it"))
    elif {item.contributor, *item.co_authors} - (credit.names or {None}):
        faults.append((ATTRIBUTION, "the name shown is not its writer's"))
    if item.url != credit.url:
        faults.append((ATTRIBUTION, "the link is not the contribution's"))
    return faults
