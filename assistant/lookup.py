"""Finds one stored thing by its id, as a viewer may read it.

"Not yours to see" and "there is no such thing" are the same error with the same words.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.catalog import Reading, passages, people, threads
from assistant.errors import UnknownId
from assistant.records import Contribution, Contributor, Naming, Passage, Thread


def contribution(reading: Reading, id: str, audiences: frozenset[str]) -> Contribution:
    """Return a contribution; raises UnknownId."""
    found = threads.contributions(reading, [id]).get(id)
    if found is None or not _readable(reading, found.audience, found.source_id, audiences):
        raise _unknown(id)
    return found


def contributions(
    reading: Reading, ids: Sequence[str], audiences: frozenset[str]
) -> dict[str, Contribution]:
    """Return those of these contributions that there are and that the viewer may read, by id."""
    active = threads.active_sources(reading)
    return {
        id: item
        for id, item in threads.contributions(reading, ids).items()
        if item.audience in audiences and item.source_id in active
    }


def thread(reading: Reading, id: str, audiences: frozenset[str]) -> Thread:
    """Return a thread with the contributions that the viewer may read; raises UnknownId."""
    found = threads.threads(reading, [id])
    if not found or not _readable(reading, found[0].audience, found[0].source_id, audiences):
        raise _unknown(id)
    parts = tuple(c for c in found[0].contributions if c.audience in audiences)
    return replace(found[0], contributions=parts)


def passage(reading: Reading, id: str, audiences: frozenset[str]) -> Passage:
    """Return a passage; raises UnknownId."""
    found = passages.get(reading, [id], audiences).get(id)
    if found is None:
        raise _unknown(id)
    return found


def colleagues(
    reading: Reading, audiences: frozenset[str], identities: Collection[str] | None = None
) -> tuple[Contributor, ...]:
    """Return everybody with words the viewer may read, as they wish to be named, by name.

    With `identities`, only whoever wrote under one of these.

    Somebody named in one source and not in another is shown once under each name, with an id each:
    putting both side by side would give the pseudonym away. Identities are those whose words the
    viewer may read: that somebody writes elsewhere too is not for everybody to know.
    """
    register = people.register(reading)
    shown: dict[tuple[str, str | None], Contributor] = {}
    read: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for identity, source_id in people.visible(reading, audiences, identities):
        person = register.shown(identity, source_id)
        if person.naming is not Naming.WITHDRAWN:
            key = (person.id, person.name)
            read[key].append(identity)
            shown.setdefault(key, person)
    for key, person in shown.items():
        known = [item for item in person.identities if item in read[key]]
        shown[key] = replace(person, identities=tuple(known))
    return tuple(sorted(shown.values(), key=lambda p: ((p.name or "").casefold(), p.id)))


def _readable(reading: Reading, audience: str, source_id: str, audiences: frozenset[str]) -> bool:
    return audience in audiences and source_id in threads.active_sources(reading)


def _unknown(id: str) -> UnknownId:
    return UnknownId(f"there is no {id!r} that you may read")
