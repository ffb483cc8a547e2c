"""The steward's decisions about people's words: identities, what is replaced, feedback.

Each function is for stewards and asks its visitor again. It does not know widgets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant import lookup
from assistant.catalog import (
    Reading,
    asked,
    bylines,
    feedback,
    identities,
    people,
    supersessions,
    viewers,
)
from assistant.catalog.feedback import Feedback, FeedbackState
from assistant.catalog.people import Register
from assistant.catalog.supersessions import Step, Supersession
from assistant.errors import UnknownId, WrongUse
from assistant.records import Contribution, Naming
from ui.web.claims import Listed
from ui.web.desk_sources import Desk
from ui.web.errands import Errand

_MOST_FOUND = 8


@dataclass(frozen=True, kw_only=True)
class Group:
    """Contributors that may be one colleague."""

    contributors: tuple[str, ...]
    names: tuple[str, ...]
    """As a steward may know them: of whoever withdrew there is none."""
    identities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Splittable:
    """An identity that stands beside others under one colleague."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """What is, or is to be, replaced."""

    facts: Supersession
    old: str
    """How the words begin; empty where this steward may not read them."""
    new: str


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A piece of feedback with what it is about."""

    feedback: Feedback
    question: str
    words_about: str
    """The words it is about, as far as this steward may read them."""


def same_address(desk: Desk) -> tuple[Group, ...]:
    """Return who shares an address, to be confirmed; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        register = people.register(reading)
    return _groups(register, identities.proposals(register))


def same_name(desk: Desk) -> tuple[Group, ...]:
    """Return who shares a name only; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        register = people.register(reading)
    return _groups(register, identities.namesakes(register))


def _groups(register: Register, found: Sequence[identities.Proposal]) -> tuple[Group, ...]:
    return tuple(
        Group(
            contributors=item.contributors,
            names=tuple(dict.fromkeys(register.people[id].name or "" for id in item.contributors)),
            identities=item.identities,
        )
        for item in found
    )


def splittable(desk: Desk) -> tuple[Splittable, ...]:
    """Return the identities that stand beside others under one colleague; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        register = people.register(reading)
    return tuple(
        Splittable(key=key, name=person.name or "")
        for person in register.people.values()
        if len(person.identities) > 1
        for key in person.identities
    )


def merge(desk: Desk, contributors: Sequence[str]) -> Errand:
    """Begin to make one colleague of several; raises NotAllowed, UnknownId, WrongUse."""
    desk.require()
    with desk.catalog.read() as reading:
        known = [people.resolve(reading, id) for id in contributors]
    arguments = ["identity", "merge", *known]
    return desk.errands.start(arguments, subject="identities", by=desk.visitor.actor)


def split(desk: Desk, key: str) -> Errand:
    """Begin to give an identity a colleague of its own; raises NotAllowed, UnknownId, WrongUse."""
    if key not in {item.key for item in splittable(desk)}:
        raise UnknownId(f"there is no identity {key!r} that stands beside another")
    arguments = ["identity", "split", "--", key]
    return desk.errands.start(arguments, subject="identities", by=desk.visitor.actor)


def find(desk: Desk, words: str) -> tuple[Contribution, ...]:
    """Return contributions by id or words, as this steward may read them; raises NotAllowed."""
    desk.require()
    wanted = words.strip()
    if len(wanted) < 3:
        return ()
    audiences = desk.visitor.viewer.audiences
    with desk.catalog.read() as reading:
        if wanted.startswith("m_"):
            try:
                return (lookup.contribution(reading, wanted, audiences),)
            except UnknownId:
                return ()
        ids = bylines.with_words(reading, wanted, audiences, _MOST_FOUND)
        return tuple(lookup.contribution(reading, id, audiences) for id in ids)


def can_be_asked(desk: Desk, listed: Listed, contribution_id: str) -> bool:
    """Tell whether an author of a contribution is linked with somebody who comes in.

    Raises NotAllowed.
    """
    desk.require()
    with desk.catalog.read() as reading:
        authors = set(supersessions.authors_of(reading, contribution_id))
        return bool(authors & _linked(reading, listed))


def _linked(reading: Reading, listed: Listed) -> set[str]:
    found = {v.contributor_id for v in viewers.visitors(reading) if v.contributor_id}
    for person in listed.person:
        for name in (person.contributor, f"mail:{person.email.strip().lower()}"):
            try:
                found.add(people.resolve(reading, name))
            except UnknownId:
                continue
    return found


def replace(desk: Desk, listed: Listed, old: str, new: str, *, looked_for_author: bool) -> Step:
    """Ask an author whether their words are replaced, or decide where nobody can be asked.

    Raises NotAllowed, UnknownId; WrongUse where nobody can be asked and was looked for.
    """
    is_asked = can_be_asked(desk, listed, old)
    if not is_asked and not looked_for_author:
        raise WrongUse("look for the author first: nobody is linked with them here")
    audiences = desk.visitor.viewer.audiences
    step = Step.ASKED if is_asked else Step.DECIDED
    with desk.catalog.change(desk.visitor.actor) as change:
        for id in (old, new):
            lookup.contribution(change, id, audiences)
        supersessions.propose(change, old, new, step)
    return step


def take_back(desk: Desk, contribution_id: str) -> None:
    """Take back that something is replaced; raises NotAllowed, UnknownId."""
    desk.require()
    with desk.catalog.change(desk.visitor.actor) as change:
        supersessions.withdraw(change, contribution_id)


def replacements(desk: Desk) -> tuple[Replacement, ...]:
    """Return all proposals, the newest first; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        return tuple(
            Replacement(
                facts=item,
                old=_words(reading, desk, item.contribution_id),
                new=_words(reading, desk, item.by_id),
            )
            for item in supersessions.every(reading)
        )


def remarks(desk: Desk, states: Sequence[FeedbackState]) -> tuple[Remark, ...]:
    """Return what askers found wrong, the newest first, without who; raises NotAllowed."""
    desk.require()
    with desk.catalog.read() as reading:
        found = feedback.every(reading, states)
        questions: Mapping[str, asked.Asked] = asked.some(reading, [f.asked_id for f in found])
        return tuple(
            Remark(
                feedback=item,
                question=questions[item.asked_id].question if item.asked_id in questions else "",
                words_about=_words(reading, desk, item.contribution_id or ""),
            )
            for item in found
        )


def settle(desk: Desk, id: int, state: FeedbackState) -> None:
    """Say what became of a piece of feedback; raises NotAllowed, UnknownId."""
    desk.require()
    with desk.catalog.note(desk.visitor.actor) as change:
        feedback.settle(change, id, state)


def _words(reading: Reading, desk: Desk, contribution_id: str) -> str:
    try:
        found = lookup.contribution(reading, contribution_id, desk.visitor.viewer.audiences)
    except UnknownId:
        return ""
    return found.text


def by(item: Contribution) -> str:
    """Return who wrote something, as they wish to be named."""
    named = [p.name for p in item.contributors if p.name and p.naming is not Naming.WITHDRAWN]
    return ", ".join(named)
