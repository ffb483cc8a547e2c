"""What one viewer finds in the community before anything is asked: made once per change of it.

It reads only what the viewer may read. It does not know widgets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import lookup
from assistant.catalog import Catalog, asked, tags, threads
from assistant.records import Citation, Contributor, Source, Viewer
from ui.web.choices import offered
from ui.web.places import Place, places, readable_sources, thread_ids
from ui.web.recheck import recheck
from ui.web.session import Turn
from ui.web.starters import starters

_STARTERS = 5
_TAGS = 200


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a viewer may choose from."""

    sources: tuple[Source, ...] = ()
    people: tuple[Contributor, ...] = ()
    starters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_empty: bool = True


def look(catalog: Catalog, viewer: Viewer) -> Room:
    """Look round as this viewer."""
    with catalog.read() as reading:
        sources = readable_sources(reading, viewer.audiences)
        if not any(threads.count(reading, source.id)[1] for source in sources):
            return Room()
        return Room(
            sources=sources,
            people=offered(lookup.colleagues(reading, viewer.audiences)),
            starters=starters(reading, sources, viewer.audiences, _STARTERS),
            tags=tags.offered(reading, viewer.audiences, _TAGS),
            is_empty=False,
        )


def held(catalog: Catalog, viewer: Viewer, turn: Turn, revision: int) -> Turn:
    """Return a turn with what its viewer may still be shown at this revision of the catalog."""
    if turn.answer is None or turn.checked == revision:
        return turn
    with catalog.read() as reading:
        is_kept = turn.asked_id is not None and asked.get(reading, turn.asked_id) is not None
        answer = recheck(turn.answer, reading, viewer.audiences, is_kept=is_kept)
    lost = len(answer.statements) < len(turn.answer.statements)
    return replace(turn, answer=answer, checked=revision, gone=turn.gone or lost)


def whereabouts(catalog: Catalog, viewer: Viewer, turn: Turn) -> Mapping[str, Place]:
    """Return the threads that an answer speaks of, in words."""
    if turn.answer is None:
        return {}
    with catalog.read() as reading:
        return places(reading, thread_ids(turn.answer), viewer.audiences)


def named(catalog: Catalog, viewer: Viewer, citations: Sequence[Citation]) -> Mapping[str, Place]:
    """Return the threads that citations stand in, in words."""
    with catalog.read() as reading:
        ids = [citation.thread_id for citation in citations]
        return places(reading, ids, viewer.audiences)
