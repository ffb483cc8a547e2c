"""Carries out a withdrawal: nothing of a colleague stays, and nothing brings it back.

In this order, so that a crash leaves at least what came before: the keyed ledger, the catalog, the
indexes in a new generation, the catalog's file. Done again, it goes on. It does not know who asked.
"""

import os
from collections.abc import Callable, Collection, Mapping

import numpy as np

from assistant.catalog import Catalog, Change, adaptations, people, texts, threads, traces
from assistant.catalog.people import Person, Register
from assistant.errors import CatalogError, IndexBusy
from assistant.ledger_files import Entry
from assistant.lock import Holder
from assistant.masks import WITHHELD, Company, Masks
from assistant.naming import EVERYWHERE, latest
from assistant.records import Author, JsonObject, Naming
from assistant.shingles import Hashes
from assistant.wiring import Community
from ingest.cover import parts_of
from ingest.earlier import first_at, own_words
from ingest.register import sync_lock
from ingest.rewrite import Changes, naming_threads, rewrite
from ingest.shelve import Shelf

KEPT = (
    "a keyed record without names or words, so that no import and no backup brings anything back",
    "the exports themselves: they are not Firsthand's to change; ask whoever keeps them",
    "backups made before: restoring one withdraws again, from the keyed record",
)


def withdraw(community: Community, person_id: str, scope: str, actor: str) -> JsonObject:
    """Take out all that a contributor wrote in a scope, and return the receipt."""
    holder = Holder(pid=os.getpid(), what="firsthand consent")
    with sync_lock(community.settings.home, holder):
        removed = _take_out(community, person_id, scope, actor)
    state, generations = erase(community)
    receipt: JsonObject = {
        "contributor_id": person_id,
        "state": state,
        "naming": Naming.WITHDRAWN.value,
        "scope": scope,
        "removed": {**removed, "index_generations": generations},
        "kept": list(KEPT),
    }
    community.catalog.ledger.keep_receipt(person_id, receipt)
    return receipt


def keep_out(change: Change, identity: str, how: str) -> None:
    """Withdraw somebody of whom nothing is in yet: nothing ever comes in."""
    people.ensure(change, [Author(identity=identity)])
    person_id = people.resolve(change, identity)
    change.ledger.add(person_id, EVERYWHERE, [identity], [], np.empty(0, dtype=np.uint64))
    people.choose(change, person_id, Naming.WITHDRAWN, EVERYWHERE, how)
    texts.anonymise(change, person_id)


def finish(community: Community, person_id: str) -> JsonObject | None:
    """Return the receipt of a withdrawal; one that is pending is tried again first."""
    receipt = community.catalog.ledger.receipt(person_id)
    if receipt is None or receipt["state"] == "done":
        return receipt
    state, generations = erase(community)
    removed = {**receipt["removed"], "index_generations": generations}
    receipt = {**receipt, "state": state, "removed": removed}
    community.catalog.ledger.keep_receipt(person_id, receipt)
    return receipt


def enforce(community: Community, actor: str) -> list[JsonObject]:
    """Withdraw everybody again whom the ledger knows and the catalog holds: after a restore.

    And whoever chose to leave and is still there: a merge that was cut off.
    """
    with community.catalog.read() as reading:
        register = people.register(reading)
        back = dict.fromkeys(
            (person.id, entry.scope)
            for person in register.people.values()
            for key in person.identities
            for entry in register.ledger.entries_of(key)
            if entry.scope == EVERYWHERE or _chose(person, entry.scope) is not Naming.WITHDRAWN
        ) | dict.fromkeys(
            (person.id, EVERYWHERE)
            for person in register.people.values()
            if person.identities and _chose(person, EVERYWHERE) is Naming.WITHDRAWN
        )
    return [withdraw(community, person_id, scope, actor) for person_id, scope in back]


def _chose(person: Person, scope: str) -> Naming | None:
    return latest(person.choices).get(scope)


def _take_out(community: Community, person_id: str, scope: str, actor: str) -> dict[str, int]:
    """Write the withdrawal down and rewrite everything that shows the person or their words."""
    catalog = community.catalog
    with catalog.read() as reading:
        person = people.register(reading).people[person_id]
        words = _words(catalog, person, scope)
    entry = catalog.ledger.add(
        person_id, scope, person.identities, [person.name or "", *person.names], words
    )
    with catalog.change(actor) as change:
        people.choose(change, person_id, Naming.WITHDRAWN, scope, "command line")
    with catalog.read() as reading:
        register = people.register(reading)
        touched = sorted(
            {*texts.threads_with(reading, person.identities), *naming_threads(reading, register)}
        )
        passages, vectors = texts.passages_of(reading, touched)
    changes = rewrite(catalog, Shelf(catalog, community.embedder, "consent"), register, touched)
    removed = _counts(changes)
    with catalog.read() as reading:
        left = texts.standing(reading, passages, vectors)
    removed |= {"passages": len(passages) - left[0], "vectors": len(vectors) - left[1]}
    return removed | _without_traces(catalog, register, person, entry)


def _without_traces(
    catalog: Catalog, register: Register, person: Person, entry: Entry
) -> dict[str, int]:
    """Take out what names the person beside texts: identities, reports, what stewards wrote."""
    with catalog.change("consent") as change:
        gone = {"adaptations": int(adaptations.drop_stale(change))}
        if entry.scope != EVERYWHERE:
            cover = cover_in(register, entry.scope, {person.id, entry.id})
            told = traces.drop_telling(change, cover, entry.scope)
            return gone | _sum(told, traces.drop_stale(change))
        own = traces.drop_own(change, person.id, WITHHELD)
        cover = cover_for(register, {entry.id}, register.masks("").lasting())
        gone |= {
            "reports": texts.cover_reports(change, cover),
            "sources": texts.cover_sources(change, cover),
            "identities": texts.anonymise(change, person.id),
            "names": len(set(person.names) | ({person.name} if person.name else set())),
        }
        told = {"accounts": traces.cover_accounts(change, cover)}
        return gone | _sum(own, traces.drop_stale(change), traces.cover(change, cover), told)


def cover_for(
    register: Register, people: Collection[str], masks: Masks, source_id: str = ""
) -> Callable[[str], str]:
    """Return what hides somebody in texts that belong to no thread.

    `people` are the contributors or ledger entries that `masks` know them by. A first name alone is
    hidden too, unless a colleague who is named, in the source if there is one, bears it.
    """
    bearers = set[str]()
    for other in register.people.values():
        if other.identities and register.naming(other.id, source_id) is Naming.NAMED:
            bearers |= parts_of(other.name or "")
    company, ledger = (
        Company(present=frozenset(people), bearers=frozenset(bearers)),
        register.ledger,
    )
    return lambda text: masks.masked(ledger.without_quotes(text), company)


def cover_in(
    register: Register, source_id: str, people: Collection[str] | None = None
) -> Callable[[str], str]:
    """Return what hides these people, or all who are not named, in texts that rest on a source."""
    masks = register.masks(source_id)
    return cover_for(register, masks.shown if people is None else people, masks, source_id)


def _sum(*counts: Mapping[str, int]) -> dict[str, int]:
    names = dict.fromkeys(name for item in counts for name in item)
    return {name: sum(item.get(name, 0) for item in counts) for name in names}


def _words(catalog: Catalog, person: Person, scope: str) -> Hashes:
    """Return shingles of all that a person wrote in a scope, but for what others wrote before."""
    hashes = catalog.ledger.shingler.hashes
    first: dict[int, float] = {}
    with catalog.read() as reading:
        written = set(threads.written_by(reading, person.id))
        opened = set(texts.opened_by(reading, person.id))
        for item in texts.every(reading):
            is_title = item.kind is texts.Kind.TITLE and item.thread_id in opened
            is_theirs = is_title or (item.id in written and item.kind is not texts.Kind.FACT)
            if scope in (EVERYWHERE, item.source_id) and is_theirs:
                at = first_at(item.created_at)
                for value in hashes(item.text).tolist():
                    first[value] = min(at, first.get(value, np.inf))
        return own_words(reading, first, written)


def erase(community: Community) -> tuple[str, int]:
    """Rebuild the indexes in a new generation and rewrite the catalog's file.

    Return the state ("done" or "pending") and how many generations went.
    """
    folder = community.settings.indexes
    before = {path.name for path in folder.glob("generation-*")}
    try:
        with community.answers("firsthand consent") as answers:
            answers.rebuild()
        community.catalog.vacuum()
    except (IndexBusy, CatalogError):
        return "pending", 0
    return "done", len(before - {path.name for path in folder.glob("generation-*")})


def _counts(changes: Changes) -> dict[str, int]:
    return {
        "contributions": changes.contributions,
        "threads": len(changes.emptied),
        "titles": changes.titles,
        "mentions": changes.mentions,
        "masked": changes.masked,
        "quotations": changes.quotations,
    }
