"""Says in words where something was written: the thread, the space, the source.

A chat's conversation has no title: its first words stand for it. It reads only what the viewer may
read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.catalog import Reading, sources, threads
from assistant.records import Answer, Source, SourceState, Thread
from ui.web import words, words_ask
from ui.web.safe_text import clean

_TITLE_CHARS = 70


@dataclass(frozen=True, kw_only=True)
class Place:
    """A thread in words."""

    thread_id: str
    title: str
    source: str
    """The source's title, with the space in it: "Practice chat, #launching"."""
    role: str = ""
    """What kind of place it is: "forum"; empty where that is not known."""


def places(
    reading: Reading, thread_ids: Iterable[str], audiences: frozenset[str]
) -> Mapping[str, Place]:
    """Return the places of those threads that the viewer may read."""
    named = {source.id: source for source in sources.every(reading)}
    found = threads.threads(reading, list(dict.fromkeys(thread_ids)))
    return {item.id: place(item, named, audiences) for item in found if item.audience in audiences}


def place(thread: Thread, named: Mapping[str, Source], audiences: frozenset[str]) -> Place:
    """Return a thread in words."""
    source = named.get(thread.source_id)
    where = source.title if source else thread.source_id
    parts = [where, thread.space] if thread.space and thread.space.startswith("#") else [where]
    return Place(
        thread_id=thread.id,
        title=title(thread, audiences),
        source=", ".join(clean(part) for part in parts if part),
        role=words_ask.ROLES.get(source.kind, "") if source else "",
    )


def title(thread: Thread, audiences: frozenset[str]) -> str:
    """Return a thread's title, or its first words where it has none."""
    if thread.title:
        return clean(thread.title)
    readable = [item.text for item in thread.contributions if item.audience in audiences]
    first = " ".join(clean(readable[0]).split()) if readable else ""
    return words.quoted_title(_shortened(first)) if first else words.NO_TITLE


def _shortened(text: str) -> str:
    if len(text) <= _TITLE_CHARS:
        return text
    return text[:_TITLE_CHARS].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"


def thread_ids(answer: Answer) -> list[str]:
    """Return every thread that an answer speaks of."""
    return [c.thread_id for c in answer.citations] + [r.thread_id for r in answer.related]


def readable_sources(reading: Reading, audiences: frozenset[str]) -> tuple[Source, ...]:
    """Return the active sources that hold something for these audiences."""
    return tuple(
        source
        for source in sources.every(reading)
        if source.state is SourceState.ACTIVE
        and ({source.audience} | {audience for _, audience in source.map_audience}) & audiences
    )
