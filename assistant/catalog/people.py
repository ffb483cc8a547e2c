"""Contributors, their identities and their choices (the append-only consent ledger)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, update

from assistant.catalog.catalog import Change, Reading, write_fact
from assistant.catalog.register import Person as Person
from assistant.catalog.register import Register as Register
from assistant.catalog.tables import (
    authorship,
    consent,
    contribution,
    contributor,
    fact,
    identity,
    source,
)
from assistant.errors import UnknownId
from assistant.ids import contributor_id, veiled_id
from assistant.naming import EVERYWHERE, Choice
from assistant.records import Author, Naming

_RETURNING = "returning:"
"""Of facts that say who somebody was before they withdrew."""
_CHUNK = 500
"""Values in one IN clause; databases limit them."""


def register(reading: Reading) -> Register:
    """Read all contributors with their identities and choices, and who withdrew."""
    reading.ledger.refresh()
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
            ask_every_days=row.ask_every_days,
        )
        for row in reading.connection.execute(select(contributor))
    ]
    defaults = {
        row.id: Naming(row.attribution)
        for row in reading.connection.execute(select(source.c.id, source.c.attribution))
    }
    return Register(people, defaults, reading.ledger, _returning(reading))


def expect(change: Change, digests: Iterable[str], person_id: str) -> None:
    """Note that whoever comes in under one of these identities, by keyed hash, is a contributor.

    They withdrew as one person, and their choice on coming back is for all of their identities.
    """
    for digest in digests:
        write_fact(change, f"{_RETURNING}{digest}", person_id)


def _returning(reading: Reading) -> dict[str, str]:
    """Return {keyed hash of an identity: contributor} of whoever withdrew and came back."""
    chosen = fact.c.key.startswith(_RETURNING, autoescape=True)
    rows = reading.connection.execute(select(fact.c.key, fact.c.value).where(chosen))
    return {row.key.removeprefix(_RETURNING): row.value for row in rows}


def ensure(change: Change, authors: Iterable[Author]) -> None:
    """Make sure every author has an identity and a contributor; names follow the source.

    What it called somebody before is kept among their handles, as others' posts call them so. Of
    somebody who withdrew nothing is written.
    """
    wanted = {
        author.identity: author
        for author in authors
        if change.ledger.person(author.identity) is None
    }
    known = _known_identities(change, wanted)
    fresh = [author for key, author in wanted.items() if key not in known]
    if fresh:
        owners = _owners(change, fresh)
        _found(change, owners, fresh)
        rows = [_identity_row(author, owners[author.identity]) for author in fresh]
        change.connection.execute(insert(identity), rows)
    for key, earlier in known.items():
        author = wanted[key].after(earlier)
        if author != earlier:
            _rename(change, author)


def _owners(reading: Reading, authors: Sequence[Author]) -> dict[str, str]:
    """Return {identity: contributor}, as it was where somebody withdrew and is back."""
    returning = _returning(reading)
    return {
        key: returning.get(reading.ledger.digest(key) if returning else "", contributor_id(key))
        for key in (author.identity for author in authors)
    }


def _found(change: Change, owners: Mapping[str, str], authors: Sequence[Author]) -> None:
    """Make contributors of these authors; who once withdrew and is back gets their name again."""
    rows: dict[str, dict[str, object]] = {}
    for author in authors:
        rows.setdefault(owners[author.identity], _contributor_row(author, owners[author.identity]))
    for id, name in fresh_pseudonyms(change, rows).items():
        rows[id]["pseudonym"] = name
    for id in _standing_ids(change, list(rows)):
        row = rows.pop(id)
        back = {key: func.coalesce(contributor.c[key], row[key]) for key in ("name", "pseudonym")}
        change.connection.execute(
            update(contributor).where(contributor.c.id == id).values(**back, is_bot=row["is_bot"])
        )
    if rows:
        change.connection.execute(insert(contributor), list(rows.values()))


def _standing_ids(reading: Reading, ids: Sequence[str]) -> list[str]:
    found: list[str] = []
    for i in range(0, len(ids), _CHUNK):
        chosen = contributor.c.id.in_(ids[i : i + _CHUNK])
        found += reading.connection.execute(select(contributor.c.id).where(chosen)).scalars()
    return found


def fresh_pseudonyms(reading: Reading, ids: Iterable[str]) -> dict[str, str]:
    """Return a pseudonym for each contributor that nobody else has, as pseudonym or as name."""
    found: dict[str, str] = {}
    waiting, attempt = list(ids), 0
    while waiting:
        wanted = {id: reading.ledger.pseudonym(id, attempt) for id in waiting}
        taken = set(found.values()) | _names_in_use(reading, wanted)
        for id, name in wanted.items():
            if name not in taken:
                found[id] = name
                taken.add(name)
        waiting, attempt = [id for id in waiting if id not in found], attempt + 1
    return found


def _names_in_use(reading: Reading, wanted: Mapping[str, str]) -> set[str]:
    """Return which of these {contributor: name} somebody else has."""
    names = list(wanted.values())
    used: set[str] = set()
    for i in range(0, len(names), _CHUNK):
        chunk = names[i : i + _CHUNK]
        chosen = contributor.c.pseudonym.in_(chunk) | contributor.c.name.in_(chunk)
        for row in reading.connection.execute(select(contributor).where(chosen)):
            used |= {name for name in (row.name, row.pseudonym) if wanted.get(row.id) != name}
    return used


def _known_identities(reading: Reading, keys: Iterable[str]) -> dict[str, Author]:
    known: dict[str, Author] = {}
    wanted = list(keys)
    for i in range(0, len(wanted), _CHUNK):
        chosen = identity.c.key.in_(wanted[i : i + _CHUNK])
        for row in reading.connection.execute(select(identity).where(chosen)):
            known[row.key] = Author(
                identity=row.key, name=row.name, handles=tuple(row.handles), is_bot=row.is_bot
            )
    return known


def _contributor_row(author: Author, id: str) -> dict[str, object]:
    return {
        "id": id,
        "name": author.name,
        "naming": Naming.NAMED.value,
        "pseudonym": None,
        "is_bot": author.is_bot,
    }


def _identity_row(author: Author, owner: str) -> dict[str, object]:
    return {
        "key": author.identity,
        "contributor_id": owner,
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

    The id that somebody has under a pseudonym leads to them, an id that was merged into another to
    that one; an identity that withdrew, to what is left of it: an id. Raises UnknownId. Names are
    not accepted: two colleagues may share one.
    """
    if name.startswith("c_"):
        found = _standing(reading, name)
    else:
        query = select(identity.c.contributor_id).where(identity.c.key == name)
        found = reading.connection.execute(query).scalar() or reading.ledger.person(name)
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
    rows = reading.connection.execute(select(contributor.c.id, contributor.c.pseudonym))
    for row in rows:
        if row.pseudonym and veiled_id(row.pseudonym) == id:
            return str(row.id)
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


def _close(change: Change, person_id: str) -> None:
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == person_id)
        .values(ask_channel=None, asked_at=None, ask_every_days=None, wants_thanks=False)
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


def visible(
    reading: Reading, audiences: frozenset[str], identities: Collection[str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return (identity, source id) pairs of everybody with words a viewer may read.

    With `identities`, of these alone: then the rest is not looked at.
    """
    wanted = select(authorship.c.identity, contribution.c.source_id)
    if identities is not None:
        wanted = wanted.where(authorship.c.identity.in_(identities))
    rows = reading.connection.execute(
        wanted.join(contribution, contribution.c.id == authorship.c.contribution_id)
        .join(source, source.c.id == contribution.c.source_id)
        .where(contribution.c.audience.in_(audiences), source.c.state == "active")
        .group_by(authorship.c.identity, contribution.c.source_id)
        .order_by(func.min(contribution.c.created_at))
    )
    return tuple((row.identity, row.source_id) for row in rows)
