"""Checks an answer that was given before against what its viewer may read now.

Somebody may have withdrawn, changed their name or their words, or the viewer lost an audience:
what no longer holds is not shown again. Names, titles, links and dates are taken from the catalog
anew.
"""

from collections.abc import Mapping
from dataclasses import replace

from assistant import lookup
from assistant.catalog import Reading, bylines, people, threads
from assistant.cite import cite, left
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    PersonToAsk,
    Related,
    Statement,
    Status,
)


def recheck(
    answer: Answer, reading: Reading, audiences: frozenset[str], *, is_kept: bool = True
) -> Answer:
    """Return what still holds of an answer, cited as of now; unchanged when all does.

    One that is not kept any more may name somebody who left: what a model wrote of it goes.
    """
    ids = [item.contribution_id for item in answer.citations]
    known = lookup.contributions(reading, ids, audiences)
    checked = left(
        _still_said(answer, reading, is_kept=is_kept), _renewed(answer, reading, known), known
    )
    # Follow-ups are words of others too, and only an offer: they go rather than being looked up.
    return replace(
        answer,
        statements=checked.statements,
        citations=checked.citations,
        people=_still_there(answer.people, reading, audiences),
        related=_still_near(answer.related, reading, audiences),
        follow_ups=(),
        status=answer.status if checked.statements else Status.UNANSWERED,
        standing=answer.standing if len(checked.statements) == len(answer.statements) else None,
    )


def _still_said(answer: Answer, reading: Reading, *, is_kept: bool) -> list[Statement]:
    if not any(item.written for item in answer.statements):
        return list(answer.statements)
    register = people.register(reading)
    return [
        item
        for item in answer.statements
        if not item.written or (is_kept and not register.hides_in(item.text))
    ]


def _renewed(answer: Answer, reading: Reading, known: Mapping[str, Contribution]) -> list[Citation]:
    titles = threads.titles(reading, [item.thread_id for item in known.values()])
    found = [(citation, known.get(citation.contribution_id)) for citation in answer.citations]
    return [
        cite(citation.number, item, citation.quote, titles[item.thread_id][0])
        for citation, item in found
        if item is not None
    ]


def _still_there(
    asked: tuple[PersonToAsk, ...], reading: Reading, audiences: frozenset[str]
) -> tuple[PersonToAsk, ...]:
    """Leave out whoever left, is named otherwise now, or does not wish to be asked any more."""
    if not asked:
        return ()
    register = people.register(reading)
    behind = (register.behind(person.contributor_id) for person in asked)
    identities = {key for person in behind if person is not None for key in person.identities}
    shown = {item.id: item for item in lookup.colleagues(reading, audiences, identities)}
    reasons = [reason for person in asked for reason in person.reasons]
    titles = bylines.still_titles(reading, reasons, audiences)
    return tuple(
        replace(
            person,
            channel=register.channel(now),
            reasons=tuple(reason for reason in person.reasons if reason in titles),
        )
        for person in asked
        if (now := shown.get(person.contributor_id)) is not None
        and now.name == person.contributor
        and register.channel(now)
    )


def _still_near(
    related: tuple[Related, ...], reading: Reading, audiences: frozenset[str]
) -> tuple[Related, ...]:
    ids = [item.thread_id for item in related]
    active = threads.active_sources(reading)
    read_by, heads = threads.audiences(reading, ids), threads.titles(reading, ids)
    return tuple(
        replace(item, title=heads[item.thread_id][0], url=heads[item.thread_id][1])
        for item in related
        if item.thread_id in heads
        and read_by[item.thread_id][0] in audiences
        and read_by[item.thread_id][1] in active
    )
