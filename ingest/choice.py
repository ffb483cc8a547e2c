"""Carries out a colleague's choice: named, pseudonym or withdrawn, in everything that is stored.

Names stand in text, titles, passages, vectors and both indexes; a choice rewrites them all. What a
withdrawal takes beside that stands in `ingest.withdrawal`.
"""

import os
from collections.abc import Iterable

from assistant.catalog import Change, Reading, people, texts, traces
from assistant.catalog.people import Register
from assistant.lock import Holder
from assistant.naming import EVERYWHERE, latest
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest.register import sync_lock
from ingest.rewrite import naming_threads, rewrite
from ingest.shelve import Shelf
from ingest.withdrawal import cover_for, cover_in, withdraw


def choose(
    community: Community, person_id: str, naming: Naming, scope: str, actor: str
) -> JsonObject:
    """Write the choice down, apply it to everything stored, and return the receipt."""
    if naming is Naming.WITHDRAWN:
        return withdraw(community, person_id, scope, actor)
    holder = Holder(pid=os.getpid(), what="firsthand consent")
    with sync_lock(community.settings.home, holder):
        changes = _rename(community, person_id, naming, scope, actor)
    return {
        "contributor_id": person_id,
        "state": "done",
        "naming": naming.value,
        "scope": scope,
        "removed": {"threads_rewritten": changes[0], "masked": changes[1]},
        "kept": ["what the source says, so that the choice can be taken back"],
    }


def _rename(
    community: Community, person_id: str, naming: Naming, scope: str, actor: str
) -> tuple[int, int]:
    """Show a contributor under another name; return how many (threads, texts) changed."""
    catalog = community.catalog
    with catalog.read() as reading:
        before = people.register(reading)
        person = before.people[person_id]
        touched = dict.fromkeys(texts.threads_with(reading, person.identities))
        touched.update(dict.fromkeys(naming_threads(reading, before)))
    with catalog.change(actor) as change:
        if naming is Naming.PSEUDONYM and person.pseudonym is None:
            fresh = people.fresh_pseudonyms(change, [person_id])
            people.set_pseudonym(change, person_id, fresh[person_id])
        people.choose(change, person_id, naming, scope, "command line")
    for key in person.identities:
        catalog.ledger.forget(key, scope)
    if naming is Naming.NAMED:
        catalog.ledger.forget_person(person_id, scope)
    with catalog.read() as reading:
        register = people.register(reading)
        touched.update(dict.fromkeys(naming_threads(reading, register)))
    shelf = Shelf(catalog, community.embedder, "consent")
    changes = rewrite(catalog, shelf, register, sorted(touched))
    with catalog.change("consent") as change:
        if scope != EVERYWHERE or naming is Naming.NAMED:
            _drop_told(change, register, person_id, naming, scope)
        else:
            cover = cover_for(register, {person_id}, register.masks(""))
            traces.cover(change, cover)
            texts.cover_reports(change, cover)
    return changes.threads, changes.masked


def _drop_told(
    change: Change, register: Register, person_id: str, naming: Naming, scope: str
) -> None:
    """Take out what a model wrote under the name that somebody had in a scope.

    It would stand beside the other name, and say who is behind the pseudonym.
    """
    source_id = None if scope == EVERYWHERE else scope
    if naming is Naming.PSEUDONYM:
        traces.drop_telling(change, cover_in(register, scope, {person_id}), source_id)
    else:
        pseudonym = register.pseudonym(register.people[person_id])
        traces.drop_telling(change, lambda text: text.replace(pseudonym, ""), source_id)


def veiled(reading: Reading) -> list[tuple[str, str]]:
    """Return (identity, scope) of every pseudonym that somebody chose and that holds."""
    return [
        (key, scope)
        for person in people.register(reading).people.values()
        for scope, naming in latest(person.choices).items()
        if naming is Naming.PSEUDONYM
        for key in person.identities
    ]


def veil_again(community: Community, wanted: Iterable[tuple[str, str]], actor: str) -> None:
    """Choose these pseudonyms again where the catalog, put back from a backup, names somebody."""
    for key, scope in wanted:
        with community.catalog.read() as reading:
            person = people.register(reading).person(key)
        if person is not None:
            held = latest(person.choices)
            if held.get(scope, held.get(EVERYWHERE, Naming.NAMED)) is Naming.NAMED:
                choose(community, person.id, Naming.PSEUDONYM, scope, actor)


def take_back(community: Community, identity: str, naming: Naming, actor: str) -> JsonObject:
    """Undo a withdrawal for an identity that was named; the words come with the next import.

    Whoever comes back under a pseudonym is known by it before their own words are in.
    """
    catalog = community.catalog
    person_id = catalog.ledger.person(identity) or ""
    entries = [e for e in catalog.ledger.entries_of(identity) if e.scope == EVERYWHERE]
    with catalog.change(actor) as change:
        for entry in entries:
            people.expect(change, entry.identities, person_id)
        if naming is Naming.PSEUDONYM:
            fresh = people.fresh_pseudonyms(change, [person_id])[person_id]
            people.set_pseudonym(change, person_id, fresh)
        people.choose(change, person_id, naming, EVERYWHERE, "command line")
    if naming is Naming.PSEUDONYM:
        catalog.ledger.cover(identity, fresh)
    else:
        catalog.ledger.forget(identity, EVERYWHERE)
    return {
        "contributor_id": person_id,
        "state": "done",
        "naming": naming.value,
        "scope": EVERYWHERE,
        "removed": {"ledger": 1},
        "kept": [],
    }
