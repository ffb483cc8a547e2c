"""Contributors, their identities and their choices (the append-only consent ledger)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update

from assistant.catalog.catalog import Change, Reading
from assistant.catalog.tables import (
    authorship,
    consent,
    contribution,
    contributor,
    identity,
    source,
)
from assistant.errors import UnknownId, WrongUse
from assistant.ids import contributor_id
from assistant.naming import EVERYWHERE, Choice, effective, shown_name
from assistant.records import Author, Contributor, Naming

_CHUNK = 500
"""Values in one IN clause; databases limit them."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A contributor with all that names them, for masking: never shown as it is."""

    id: str
    name: str | None
    pseudonym: str | None
    names: tuple[str, ...]
    """Every name and handle of every identity."""
    identities: tuple[str, ...]
    is_bot: bool
    choices: tuple[Choice, ...]
    ask_channel: str | None = None
    """How they wish to be asked; None: they have not opted in."""


class Register:
    """A snapshot of all contributors, asked while contributions are read or written."""

    def __init__(self, people: Iterable[Person], defaults: Mapping[str, Naming]) -> None:
        """Take the people and each source's default naming."""
        self.people = {person.id: person for person in people}
        self._by_identity = {key: p for p in self.people.values() for key in p.identities}
        self._defaults = dict(defaults)

    def naming(self, person_id: str, source_id: str) -> Naming:
        """Return how a contributor is named in a source."""
        default = self._defaults.get(source_id, Naming.NAMED)
        return effective(self.people[person_id].choices, source_id, default)

    def shown(self, identity_key: str, source_id: str) -> Contributor:
        """Return the contributor behind an identity as this community may see them."""
        person = self._by_identity[identity_key]
        naming = self.naming(person.id, source_id)
        name = shown_name(naming, person.name, person.pseudonym, identity_key)
        return Contributor(
            id=person.id,
            name=None if naming is Naming.WITHDRAWN else name,
            naming=naming,
            identities=person.identities if naming is Naming.NAMED else (),
            is_bot=person.is_bot,
        )

    def learn(self, author: Author) -> bool:
        """Add the names that a source gives somebody already known; tell whether any is new."""
        person = self._by_identity.get(author.identity)
        given = [name for name in (author.name, *author.handles) if name]
        if person is None or set(given) <= set(person.names):
            return False
        better = replace(
            person,
            name=person.name or author.name,
            names=tuple(dict.fromkeys((*person.names, *given))),
        )
        self.people[person.id] = better
        for key in person.identities:
            self._by_identity[key] = better
        return True

    def person(self, identity_key: str) -> Person | None:
        """Return who is behind an identity, None when it is new."""
        return self._by_identity.get(identity_key)


def register(reading: Reading) -> Register:
    """Read all contributors with their identities and choices."""
    choices: dict[str, list[Choice]] = defaultdict(list)
    for row in reading.connection.execute(select(consent).order_by(consent.c.id)):
        choices[row.contributor_id].append(Choice(scope=row.scope, naming=Naming(row.naming)))
    names: dict[str, list[str]] = defaultdict(list)
    keys: dict[str, list[str]] = defaultdict(list)
    for row in reading.connection.execute(select(identity).order_by(identity.c.key)):
        keys[row.contributor_id].append(row.key)
        names[row.contributor_id] += [name for name in (row.name, *row.handles) if name]
    people = [
        Person(
            id=row.id,
            name=row.name,
            pseudonym=row.pseudonym,
            names=tuple(dict.fromkeys(names[row.id])),
            identities=tuple(keys[row.id]),
            is_bot=row.is_bot,
            choices=tuple(choices[row.id]),
            ask_channel=row.ask_channel,
        )
        for row in reading.connection.execute(select(contributor))
    ]
    defaults = {
        row.id: Naming(row.attribution)
        for row in reading.connection.execute(select(source.c.id, source.c.attribution))
    }
    return Register(people, defaults)


def ensure(change: Change, authors: Iterable[Author]) -> None:
    """Make sure every author has an identity and a contributor; names follow the source."""
    wanted = {author.identity: author for author in authors}
    known = _known_identities(change, wanted)
    fresh = [author for key, author in wanted.items() if key not in known]
    if fresh:
        change.connection.execute(insert(contributor), [_contributor_row(a) for a in fresh])
        change.connection.execute(insert(identity), [_identity_row(a) for a in fresh])
    for key, author in wanted.items():
        if key in known and known[key] != _naming_facts(author) and author.name:
            _rename(change, author)


def _known_identities(reading: Reading, keys: Iterable[str]) -> dict[str, tuple[object, ...]]:
    known: dict[str, tuple[object, ...]] = {}
    wanted = list(keys)
    for i in range(0, len(wanted), _CHUNK):
        chosen = identity.c.key.in_(wanted[i : i + _CHUNK])
        for row in reading.connection.execute(select(identity).where(chosen)):
            known[row.key] = (row.name, tuple(row.handles), row.is_bot)
    return known


def _naming_facts(author: Author) -> tuple[object, ...]:
    return (author.name, author.handles, author.is_bot)


def _contributor_row(author: Author) -> dict[str, object]:
    return {
        "id": contributor_id(author.identity),
        "name": author.name,
        "naming": Naming.NAMED.value,
        "pseudonym": None,
        "is_bot": author.is_bot,
    }


def _identity_row(author: Author) -> dict[str, object]:
    return {
        "key": author.identity,
        "contributor_id": contributor_id(author.identity),
        "name": author.name,
        "handles": list(author.handles),
        "is_bot": author.is_bot,
    }


def _rename(change: Change, author: Author) -> None:
    change.connection.execute(
        update(identity)
        .where(identity.c.key == author.identity)
        .values(name=author.name, handles=list(author.handles), is_bot=author.is_bot)
    )
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == contributor_id(author.identity))
        .values(name=author.name)
    )


def resolve(reading: Reading, name: str) -> str:
    """Return the contributor id for a `c_…` id or a platform identity.

    An id that was merged into another leads to that one. Raises UnknownId. Names are not accepted:
    two colleagues may share one.
    """
    if name.startswith("c_"):
        found = _standing(reading, name)
    else:
        query = select(identity.c.contributor_id).where(identity.c.key == name)
        found = reading.connection.execute(query).scalar()
    if found is None:
        raise UnknownId(
            f"there is no contributor {name!r}; give an id (c_…) or an identity (slack:U123,"
            " mail:ana@example.org), see `firsthand people`"
        )
    return found


def _standing(reading: Reading, id: str) -> str | None:
    """Return a contributor's id, or that of whoever holds the identity that it was made from."""
    query = select(contributor.c.id).where(contributor.c.id == id)
    if reading.connection.execute(query).first() is not None:
        return id
    rows = reading.connection.execute(select(identity.c.key, identity.c.contributor_id))
    return next((row.contributor_id for row in rows if contributor_id(row.key) == id), None)


def choose(change: Change, person_id: str, naming: Naming, scope: str, how: str) -> None:
    """Add a line to the consent ledger; nothing is ever taken out of it."""
    change.connection.execute(
        insert(consent).values(
            contributor_id=person_id,
            scope=scope,
            naming=naming.value,
            set_by=change.actor,
            how=how,
            at=datetime.now(UTC),
        )
    )
    if scope == EVERYWHERE:
        change.connection.execute(
            update(contributor).where(contributor.c.id == person_id).values(naming=naming.value)
        )
        if naming is Naming.WITHDRAWN:
            _close(change, person_id)
    change.audit("consent.set", person_id, naming=naming.value, scope=scope)


def opt_in(change: Change, person_id: str, channel: str) -> None:
    """Let a contributor be named as somebody to ask, in the way they wish to be asked.

    Raises WrongUse when there is nothing to write down, or they have withdrawn.
    """
    told = " ".join(channel.split())
    if not told:
        raise WrongUse("say how they wish to be asked, such as --channel 'a message on Slack'")
    row = change.connection.execute(
        select(contributor.c.naming).where(contributor.c.id == person_id)
    ).one()
    if row.naming == Naming.WITHDRAWN.value:
        raise WrongUse(f"{person_id} has withdrawn and cannot be asked")
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == person_id)
        .values(ask_channel=told, asked_at=datetime.now(UTC))
    )
    change.audit("consent.ask", person_id, asked=True)


def opt_out(change: Change, person_id: str) -> None:
    """Name a contributor as somebody to ask no more; the channel is forgotten."""
    _close(change, person_id)
    change.audit("consent.ask", person_id, asked=False)


def _close(change: Change, person_id: str) -> None:
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == person_id)
        .values(ask_channel=None, asked_at=None)
    )


def set_pseudonym(change: Change, person_id: str, pseudonym: str) -> None:
    """Give a contributor the name they are shown under instead of their own."""
    change.connection.execute(
        update(contributor).where(contributor.c.id == person_id).values(pseudonym=pseudonym)
    )


def ledger(reading: Reading, person_id: str) -> tuple[tuple[str, str, str, str, datetime], ...]:
    """Return (scope, naming, set_by, how, at) of every choice of a contributor, oldest first."""
    rows = reading.connection.execute(
        select(consent).where(consent.c.contributor_id == person_id).order_by(consent.c.id)
    )
    return tuple((row.scope, row.naming, row.set_by, row.how, row.at) for row in rows)


def visible(reading: Reading, audiences: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return (identity, source id) pairs of everybody with words a viewer may read."""
    rows = reading.connection.execute(
        select(authorship.c.identity, contribution.c.source_id)
        .join(contribution, contribution.c.id == authorship.c.contribution_id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(contribution.c.audience.in_(audiences), source.c.state == "active")
        .group_by(authorship.c.identity, contribution.c.source_id)
        .order_by(func.min(contribution.c.created_at))
    )
    return tuple((row.identity, row.source_id) for row in rows)
