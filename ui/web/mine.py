"""What is in of one colleague, how they are named and why, and what they may change.

Each function is for the colleague themself, or for the local profile on their behalf. It does not
know widgets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant import lookup
from assistant.catalog import (
    Catalog,
    Reading,
    bylines,
    feedback,
    invitations,
    people,
    sources,
    supersessions,
)
from assistant.catalog import threads as stored
from assistant.catalog.feedback import Thanks
from assistant.catalog.invitations import Invitation
from assistant.catalog.people import Person, Register
from assistant.errors import UnknownId, WrongUse
from assistant.naming import EVERYWHERE, latest
from assistant.records import Contributor, Naming
from assistant.visitor import Visitor
from ui.web import guard
from ui.web.errands import Errand, Errands
from ui.web.places import Place, places

_MOST_THREADS = 50


@dataclass(frozen=True, kw_only=True)
class InSource:
    """How somebody is named in one source, and why."""

    source_id: str
    title: str
    naming: Naming
    shown_as: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One line of the consent ledger."""

    naming: Naming
    source: str
    """The source's title; empty: everywhere."""
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Quoted:
    """A thread with words of theirs that an answer quoted."""

    place: Place
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Words of theirs that a steward would mark as replaced."""

    contribution_id: str
    old: str
    new: str
    """Empty: they may not read it."""


@dataclass(frozen=True, kw_only=True)
class Mine:
    """All that a colleague is shown about themself."""

    contributor_id: str
    has_left: bool
    sources: tuple[InSource, ...]
    chosen: tuple[Chosen, ...]
    threads: tuple[Place, ...]
    has_more: bool
    """Whether more stands where this viewer may not read."""
    quoted: tuple[Quoted, ...]
    wish: Invitation
    thanks: tuple[Thanks, ...]


def colleagues(catalog: Catalog, visitor: Visitor) -> tuple[Contributor, ...]:
    """Return whose words the local profile may look after; raises NotAllowed for anybody else."""
    guard.require_own(catalog, visitor, "", "my words")
    with catalog.read() as reading:
        register = people.register(reading)
        found = [
            Contributor(id=person.id, name=person.name or register.pseudonym(person))
            for person in register.people.values()
            if person.identities and not person.is_bot
        ]
    return tuple(sorted(found, key=lambda p: ((p.name or "").casefold(), p.id)))


def look(catalog: Catalog, visitor: Visitor, contributor_id: str) -> Mine:
    """Return what is in of a contributor; raises NotAllowed."""
    guard.require_own(catalog, visitor, contributor_id, "my words")
    audiences = visitor.viewer.audiences
    with catalog.read() as reading:
        register = people.register(reading)
        person = register.people.get(contributor_id)
        if person is None:
            raise WrongUse(f"there is no contributor {contributor_id!r}")
        written = stored.contributions(
            reading, stored.written_by(reading, contributor_id), register
        )
        ids = list(dict.fromkeys(item.thread_id for item in written.values()))
        readable = [i for i in written.values() if i.audience in audiences]
        where = places(reading, [i.thread_id for i in readable][:_MOST_THREADS], audiences)
        quoted = bylines.last_quoted(reading, list(written))
        quoted_at: dict[str, datetime] = {}
        for id, at in quoted.items():
            thread_id = written[id].thread_id
            quoted_at[thread_id] = max(at, quoted_at.get(thread_id, at))
        return Mine(
            contributor_id=contributor_id,
            has_left=latest(person.choices).get(EVERYWHERE) is Naming.WITHDRAWN,
            sources=_in_sources(reading, register, person, {i.source_id for i in readable}),
            chosen=_chosen(reading, contributor_id, visitor),
            threads=tuple(where.values()),
            has_more=len(where) < len(ids),
            quoted=_quoted(reading, quoted_at, audiences),
            wish=invitations.get(reading, contributor_id),
            thanks=feedback.thanked(reading, contributor_id),
        )


def _quoted(
    reading: Reading, quoted_at: Mapping[str, datetime], audiences: frozenset[str]
) -> tuple[Quoted, ...]:
    newest = sorted(quoted_at, key=lambda id: quoted_at[id], reverse=True)[:_MOST_THREADS]
    where = places(reading, newest, audiences)
    return tuple(Quoted(place=where[id], last_at=quoted_at[id]) for id in newest if id in where)


def _in_sources(
    reading: Reading, register: Register, person: Person, held: set[str]
) -> tuple[InSource, ...]:
    chosen, found = latest(person.choices), []
    for source in sources.every(reading):
        if source.id not in held:
            continue
        naming = register.naming(person.id, source.id)
        name = person.name if naming is Naming.NAMED else register.pseudonym(person)
        found.append(
            InSource(
                source_id=source.id,
                title=source.title,
                naming=naming,
                shown_as=name or "",
                why="source"
                if source.id in chosen
                else "everywhere"
                if EVERYWHERE in chosen
                else "default",
            )
        )
    return tuple(found)


def _chosen(reading: Reading, contributor_id: str, visitor: Visitor) -> tuple[Chosen, ...]:
    named = {source.id: source.title for source in sources.every(reading)}
    return tuple(
        Chosen(
            naming=Naming(naming),
            source="" if scope == EVERYWHERE else named.get(scope, scope),
            by="you" if by == visitor.actor else "steward",
            at=at,
        )
        for scope, naming, by, _, at in people.ledger(reading, contributor_id)
    )


def choose(
    catalog: Catalog,
    errands: Errands,
    visitor: Visitor,
    contributor_id: str,
    naming: Naming,
    scope: str = EVERYWHERE,
) -> Errand:
    """Begin to carry out a choice, or a withdrawal; raises NotAllowed, WrongUse."""
    guard.require_own(catalog, visitor, contributor_id, "consent")
    with catalog.read() as reading:
        person = people.resolve(reading, contributor_id)
        if scope != EVERYWHERE:
            sources.get(reading, scope)
    arguments = ["consent", "set", person, naming.value, f"--scope={scope}"]
    return errands.start(arguments, subject=person, by=visitor.actor)


def receipt(catalog: Catalog, errands: Errands, visitor: Visitor, contributor_id: str) -> Errand:
    """Begin to fetch the receipt of a withdrawal, finishing it first; raises NotAllowed."""
    guard.require_own(catalog, visitor, contributor_id, "consent")
    arguments = ["consent", "receipt", contributor_id]
    return errands.start(arguments, subject=contributor_id, by=visitor.actor)


def wish(catalog: Catalog, visitor: Visitor, contributor_id: str, wanted: Invitation) -> None:
    """Keep how somebody wishes to be asked and thanked; raises NotAllowed, WrongUse."""
    guard.require_own(catalog, visitor, contributor_id, "consent")
    with catalog.change(visitor.actor) as change:
        invitations.put(change, contributor_id, wanted)


def proposals(catalog: Catalog, visitor: Visitor, contributor_id: str) -> tuple[Proposal, ...]:
    """Return what stewards ask a contributor to let be replaced; raises NotAllowed."""
    guard.require_own(catalog, visitor, contributor_id, "my words")
    with catalog.read() as reading:
        return tuple(
            Proposal(
                contribution_id=item.contribution_id,
                old=_words(reading, visitor, item.contribution_id),
                new=_words(reading, visitor, item.by_id),
            )
            for item in supersessions.put_to(reading, contributor_id)
        )


def answer(
    catalog: Catalog, visitor: Visitor, contributor_id: str, contribution_id: str, agreed: bool
) -> None:
    """Let the author say whether their words are replaced; raises NotAllowed, UnknownId."""
    guard.require_own(catalog, visitor, contributor_id, "supersession")
    with catalog.change(visitor.actor) as change:
        if contributor_id not in supersessions.authors_of(change, contribution_id):
            raise UnknownId(f"nobody asked about {contribution_id!r}")
        supersessions.settle(change, contribution_id, agreed=agreed)


def _words(reading: Reading, visitor: Visitor, contribution_id: str) -> str:
    """Return the words of a contribution as this visitor may read them; empty: they may not."""
    try:
        return lookup.contribution(reading, contribution_id, visitor.viewer.audiences).text
    except UnknownId:
        return ""
