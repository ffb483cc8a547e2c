"""Checks an answer before anybody sees it: every statement stands on words that were written.

Pure. A citation holds when its contribution was in the evidence, its quote is in the contribution
to the letter, and the person shown is the one who wrote it. A statement without a citation that
holds is dropped and counted. It does not know how the answer was written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.records import Citation, Contribution, Naming, Statement


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What is left of a draft."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    dropped: int
    """Statements that nothing carried."""


def check(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    contributions: Mapping[str, Contribution],
) -> Checked:
    """Return the statements that hold with their citations, numbered anew from 1 in order."""
    found = left(statements, citations, contributions)
    by_number = {item.number: item for item in found.citations}
    used = dict.fromkeys(n for item in found.statements for n in item.citations)
    numbers = {n: new for new, n in enumerate(used, start=1)}
    return Checked(
        statements=tuple(
            replace(item, citations=tuple(numbers[n] for n in item.citations))
            for item in found.statements
        ),
        citations=tuple(replace(by_number[n], number=new) for n, new in numbers.items()),
        dropped=found.dropped,
    )


def left(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    contributions: Mapping[str, Contribution],
) -> Checked:
    """Return the statements that hold with their citations, under the numbers that they have."""
    held = {item.number for item in citations if holds(item, contributions)}
    kept: list[Statement] = []
    for statement in statements:
        carrying = tuple(n for n in statement.citations if n in held)
        # What a model wrote rests on all that it cites, and may hold the words of each of them.
        whole = not statement.written or carrying == statement.citations
        if carrying and whole and statement.text.strip():
            kept.append(replace(statement, citations=carrying))
    used = {n for item in kept for n in item.citations}
    return Checked(
        statements=tuple(kept),
        citations=tuple(item for item in citations if item.number in used),
        dropped=len(statements) - len(kept),
    )


def holds(citation: Citation, contributions: Mapping[str, Contribution]) -> bool:
    """Tell whether a citation quotes what its contributor wrote, to the letter."""
    found = contributions.get(citation.contribution_id)
    if found is None or not citation.quote.strip() or citation.quote not in found.text:
        return False
    if any(person.naming is Naming.WITHDRAWN for person in found.contributors):
        return False
    return citation.contributor_id in [person.id for person in found.contributors] or (
        citation.contributor_id is None and not found.contributors
    )


def cite(number: int, item: Contribution, quote: str, thread_title: str | None) -> Citation:
    """Return the citation of a span of a contribution; names, link and date from the catalog."""
    people = item.contributors
    return Citation(
        number=number,
        contribution_id=item.id,
        contributor_id=people[0].id if people else None,
        contributor=people[0].name if people else None,
        quote=quote,
        url=item.url,
        created_at=item.created_at,
        source_id=item.source_id,
        thread_id=item.thread_id,
        thread_title=thread_title,
        co_authors=tuple(person.name for person in people[1:] if person.name),
        locator=item.locator,
        superseded_by=item.superseded_by,
    )
