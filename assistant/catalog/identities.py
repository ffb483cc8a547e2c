"""Which identities are one colleague: proposed from addresses, decided by stewards, never guessed.

Merging and splitting are recorded in the audit, and keep the strictest choice of everybody
concerned. It does not know how a choice is carried out in what is stored (`ingest.choice`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from assistant.catalog import people
from assistant.catalog.catalog import Change, Reading
from assistant.catalog.people import Person, Register
from assistant.catalog.tables import consent, contributor, identity, viewer
from assistant.errors import UnknownId, WrongUse
from assistant.ids import contributor_id
from assistant.ledger import Named
from assistant.naming import EVERYWHERE, Choice, latest, strictest
from assistant.records import Naming

SAME_ADDRESS = "same address"
SAME_NAME = "same name, not proposed"
_KeysOf = Callable[[Person], set[str]]
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Contributors that may be one colleague."""

    contributors: tuple[str, ...]
    identities: tuple[str, ...]
    reason: str
    """`SAME_ADDRESS`, or `SAME_NAME` for what is shown and never proposed."""


def proposals(register: Register) -> list[Proposal]:
    """Return contributors who share an address; a steward decides."""
    return _grouped(register, _addresses, SAME_ADDRESS)


def namesakes(register: Register) -> list[Proposal]:
    """Return contributors who share nothing but a name: two colleagues may well do."""
    proposed = {frozenset(item.contributors) for item in proposals(register)}
    return [
        item
        for item in _grouped(register, _names, SAME_NAME)
        if not any(set(item.contributors) <= group for group in proposed)
    ]


def _grouped(register: Register, keys_of: _KeysOf, reason: str) -> list[Proposal]:
    groups: dict[str, dict[str, Person]] = defaultdict(dict)
    for person in register.people.values():
        for key in keys_of(person) if person.identities and not person.is_bot else ():
            groups[key][person.id] = person
    found = {frozenset(group): group for group in groups.values() if len(group) > 1}
    listed = [
        Proposal(
            contributors=tuple(sorted(group)),
            identities=tuple(sorted(key for person in group.values() for key in person.identities)),
            reason=reason,
        )
        for group in found.values()
    ]
    return sorted(listed, key=lambda item: item.identities)


def _addresses(person: Person) -> set[str]:
    spelled = [key.partition(":")[2] for key in person.identities]
    return {name.casefold() for name in (*spelled, *person.names) if _ADDRESS.fullmatch(name)}


def _names(person: Person) -> set[str]:
    return {" ".join(person.name.casefold().split())} if person.name else set()


def merge(change: Change, keep: str, other: str) -> None:
    """Let one contributor hold the other's identities, under the stricter of their choices.

    The other's lines stay in the consent ledger under its own id, for `split`.
    """
    if keep == other:
        return
    register = people.register(change)
    kept, gone = register.people[keep], register.people[other]
    change.connection.execute(
        update(identity).where(identity.c.contributor_id == other).values(contributor_id=keep)
    )
    if gone.identities:
        # Of somebody who withdrew the empty row stays: their ledger leads to it.
        change.connection.execute(delete(contributor).where(contributor.c.id == other))
    change.connection.execute(
        update(contributor)
        .where(contributor.c.id == keep)
        .values(
            name=kept.name or gone.name,
            pseudonym=kept.pseudonym or gone.pseudonym,
            is_bot=kept.is_bot and gone.is_bot,
        )
    )
    change.connection.execute(
        update(viewer).where(viewer.c.contributor_id == other).values(contributor_id=keep)
    )
    _carry(change, keep, (kept.choices, gone.choices), "merge")
    change.audit("identity.merge", keep, merged=other)


def split(change: Change, key: str) -> tuple[str, str]:
    """Give an identity back a contributor of its own; return (that one, the one it left).

    Both keep the strictest of the choices until they choose again. Raises UnknownId; WrongUse when
    the identity stands alone.
    """
    register = people.register(change)
    person = register.person(key)
    if person is None:
        raise UnknownId(f"there is no identity {key!r}; see `firsthand identity list`")
    rest = [other for other in person.identities if other != key]
    if not rest:
        raise WrongUse(
            f"{key!r} is the only identity of its contributor; there is nothing to split"
        )
    own = contributor_id(key)
    # The contributor was named after this identity: then the others leave.
    leaving = rest if own == person.id else [key]
    fresh = contributor_id(leaving[0])
    _found(change, fresh, leaving)
    _name_by_own(change, person.id)
    _carry(change, fresh, (person.choices, _ledger(change, fresh)), "split")
    parted = people.register(change)
    change.ledger.part(_named(parted.people[person.id]), _named(parted.people[fresh]))
    left = fresh if own == person.id else person.id
    change.audit("identity.split", own, left=left)
    return own, left


def _found(change: Change, id: str, keys: Sequence[str]) -> None:
    """Make a contributor of these identities."""
    rows = change.connection.execute(select(identity).where(identity.c.key.in_(keys))).all()
    names = [row.name for row in rows if row.name]
    if id not in people.register(change).people:
        change.connection.execute(
            insert(contributor).values(
                id=id,
                name=names[0] if names else None,
                naming=Naming.NAMED.value,
                pseudonym=people.fresh_pseudonyms(change, [id])[id],
                is_bot=all(row.is_bot for row in rows),
            )
        )
    change.connection.execute(
        update(identity).where(identity.c.key.in_(keys)).values(contributor_id=id)
    )


def _name_by_own(change: Change, id: str) -> None:
    """Name a contributor by the identities that are left: the name may have been another's."""
    left = people.register(change).people[id]
    rows = change.connection.execute(
        select(identity.c.name).where(identity.c.contributor_id == id).order_by(identity.c.key)
    )
    names = [name for name in rows.scalars() if name]
    if left.name not in names:
        change.connection.execute(
            update(contributor).where(contributor.c.id == id).values(name=next(iter(names), None))
        )


def _named(person: Person) -> Named:
    return Named(
        contributor_id=person.id,
        identities=person.identities,
        names=(person.name or "", *person.names),
    )


def _ledger(reading: Reading, id: str) -> tuple[Choice, ...]:
    rows = reading.connection.execute(
        select(consent).where(consent.c.contributor_id == id).order_by(consent.c.id)
    )
    return tuple(Choice(scope=row.scope, naming=Naming(row.naming)) for row in rows)


def _carry(change: Change, id: str, ledgers: Sequence[Iterable[Choice]], how: str) -> None:
    """Write down the strictest of several people's choices where a contributor's own is laxer."""
    own = latest(_ledger(change, id))
    is_new = False
    # Everywhere first: what holds for a source is written anew after it, or it would hold no more.
    for choice in sorted(strictest_choices(ledgers), key=lambda item: item.scope != EVERYWHERE):
        if is_new or own.get(choice.scope) is not choice.naming:
            is_new |= choice.scope == EVERYWHERE
            people.choose(change, id, choice.naming, choice.scope, how)


def strictest_choices(ledgers: Sequence[Iterable[Choice]]) -> list[Choice]:
    """Return for every scope that anybody chose for the strictest of what they hold there."""
    each = [latest(ledger) for ledger in ledgers]
    scopes = dict.fromkeys(scope for held in each for scope in held)
    return [
        Choice(
            scope=scope,
            naming=strictest(held.get(scope, held.get(EVERYWHERE, Naming.NAMED)) for held in each),
        )
        for scope in scopes
    ]
