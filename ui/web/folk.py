"""Colleagues and what they have written about, as one viewer may know it. No counts, no ranking.

Pure of widgets. Whoever is named in one source and not in another stands here once under each name,
with the threads of that name only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant import lookup
from assistant.catalog import Catalog, Reading, bylines, people
from assistant.records import Contributor
from assistant.visitor import Role, Visitor
from ui.web import guard
from ui.web.places import Place, places

_THREADS = 4
"""Threads shown of each colleague."""


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody, and the threads that they last wrote in."""

    person: Contributor
    threads: tuple[Place, ...]


def find(catalog: Catalog, visitor: Visitor, query: str) -> tuple[Contributor, ...]:
    """Return colleagues by name, or by the title of a thread that they wrote in, by name.

    Raises NotAllowed.
    """
    guard.require(catalog, visitor, Role.PRACTITIONER, "people")
    wanted = " ".join(query.split()).casefold()
    with catalog.read() as reading:
        everybody = lookup.colleagues(reading, visitor.viewer.audiences)
        found = [person for person in everybody if not person.is_bot and person.name]
        if not wanted:
            return tuple(found)
        by_topic = _by_topic(reading, visitor, wanted)
    return tuple(p for p in found if wanted in (p.name or "").casefold() or p.id in by_topic)


def _by_topic(reading: Reading, visitor: Visitor, words: str) -> frozenset[str]:
    register = people.register(reading)
    pairs = bylines.wrote_about(reading, words, visitor.viewer.audiences)
    return frozenset(register.shown(identity, source).id for identity, source in pairs)


def with_threads(
    catalog: Catalog, visitor: Visitor, chosen: Sequence[Contributor]
) -> tuple[Colleague, ...]:
    """Return these colleagues with what they wrote about; raises NotAllowed."""
    guard.require(catalog, visitor, Role.PRACTITIONER, "people")
    audiences = visitor.viewer.audiences
    with catalog.read() as reading:
        register = people.register(reading)
        written = {
            person.id: bylines.written_in(
                reading, register.written_as([person.id]), audiences, _THREADS
            )
            for person in chosen
        }
        where = places(reading, [id for ids in written.values() for id in ids], audiences)
    return tuple(
        Colleague(person=p, threads=tuple(where[id] for id in written[p.id] if id in where))
        for p in chosen
    )
