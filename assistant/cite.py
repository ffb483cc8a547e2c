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
    by_number = {item.number: item for item in citations if holds(item, contributions)}
    kept: list[Statement] = []
    numbers: dict[int, int] = {}
    for statement in statements:
        carrying = [n for n in statement.citations if n in by_number]
        # What a model wrote rests on all that it cites, and may hold the words of each of them.
        whole = not statement.written or len(carrying) == len(statement.citations)
        if not carrying or not whole or not statement.text.strip():
            continue
        for n in carrying:
            numbers.setdefault(n, len(numbers) + 1)
        kept.append(replace(statement, citations=tuple(numbers[n] for n in carrying)))
    return Checked(
        statements=tuple(kept),
        citations=tuple(replace(by_number[n], number=new) for n, new in numbers.items()),
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
