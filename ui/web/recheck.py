"""Checks an answer that was given before against what its viewer may read now.

Somebody may have withdrawn, changed their name or their words, or the viewer lost an audience:
what no longer holds is not shown again. Names, links and dates are taken from the catalog anew.
"""

from collections.abc import Mapping
from dataclasses import replace

from assistant.catalog import Reading, people, threads
from assistant.cite import cite, left
from assistant.records import Answer, Citation, Contribution, PersonToAsk, Status


def recheck(answer: Answer, reading: Reading, audiences: frozenset[str]) -> Answer:
    """Return what still holds of an answer, cited as of now; unchanged when all does."""
    ids = [citation.contribution_id for citation in answer.citations]
    known = _readable(reading, ids, audiences)
    citations = [
        _renewed(citation, known[citation.contribution_id])
        for citation in answer.citations
        if citation.contribution_id in known
    ]
    near = _readable_threads(reading, [item.thread_id for item in answer.related], audiences)
    checked = left(answer.statements, citations, known)
    # Follow-ups are words of others too, and only an offer: they go rather than being looked up.
    return replace(
        answer,
        statements=checked.statements,
        citations=checked.citations,
        people=_still_there(answer.people, reading),
        related=tuple(item for item in answer.related if item.thread_id in near),
        follow_ups=(),
        status=answer.status if checked.statements else Status.UNANSWERED,
        standing=answer.standing if len(checked.statements) == len(answer.statements) else None,
    )


def _readable(
    reading: Reading, ids: list[str], audiences: frozenset[str]
) -> Mapping[str, Contribution]:
    active = threads.active_sources(reading)
    found = threads.contributions(reading, ids)
    return {
        id: item
        for id, item in found.items()
        if item.audience in audiences and item.source_id in active
    }


def _renewed(citation: Citation, item: Contribution) -> Citation:
    return cite(citation.number, item, citation.quote, citation.thread_title)


def _still_there(asked: tuple[PersonToAsk, ...], reading: Reading) -> tuple[PersonToAsk, ...]:
    """Leave out whoever is named otherwise now: how they wish to be asked may have changed too."""
    if not asked:
        return ()
    register = people.register(reading)
    return tuple(
        person
        for person in asked
        if (now := register.behind(person.contributor_id)) is not None
        and person.contributor in (now.name, now.pseudonym)
        and not any(choice.naming.value == "withdrawn" for choice in now.choices)
    )


def _readable_threads(
    reading: Reading, ids: list[str], audiences: frozenset[str]
) -> frozenset[str]:
    active = threads.active_sources(reading)
    found = threads.audiences(reading, ids)
    return frozenset(
        id
        for id, (audience, source_id) in found.items()
        if audience in audiences and source_id in active
    )
