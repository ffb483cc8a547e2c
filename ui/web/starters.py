"""Chooses questions to start with: what this community itself talked about, readable by the viewer.

Threads whose title asks something and that were answered come first. A source with many threads is
looked at in part: the same part as long as the catalog does not change.
"""

import random
from collections.abc import Iterator

from assistant.catalog import Reading, threads
from assistant.records import Source, Thread

_LOOKED_AT = 40
"""Threads read per source."""
_LONGEST, _SHORTEST = 75, 12
_WORDS = 5
"""Titles of fewer words come last."""


def starters(
    reading: Reading, readable: tuple[Source, ...], audiences: frozenset[str], most: int
) -> tuple[str, ...]:
    """Return up to `most` titles of threads that ask something, fewer where there are fewer."""
    found = [sorted(_titles(reading, source.id, audiences), key=_is_brief) for source in readable]
    chosen: list[str] = []
    while any(found) and len(chosen) < most:
        for titles in found:
            if titles and titles[0] not in chosen:
                chosen.append(titles[0])
            del titles[:1]
    return tuple(chosen[:most])


def _titles(reading: Reading, source_id: str, audiences: frozenset[str]) -> Iterator[str]:
    ids = threads.thread_ids(reading, source_id)
    chosen = random.Random(len(ids)).sample(ids, min(_LOOKED_AT, len(ids)))
    for item in threads.threads(reading, chosen):
        readable = [part for part in item.contributions if part.audience in audiences]
        if item.audience in audiences and len(readable) > 1 and _asks(item):
            yield " ".join((item.title or "").split())


def _is_brief(title: str) -> bool:
    """Tell whether a title says little to whoever has not read the thread."""
    return len(title.split()) < _WORDS


def _asks(item: Thread) -> bool:
    text = (item.title or "").strip()
    return _SHORTEST <= len(text) <= _LONGEST and text.endswith("?")
