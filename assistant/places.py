"""Looks up what the names in a question's filters can stand for, as far as the asker may read.

It does not know how filters are written (`assistant.question_filters`).
"""

from assistant import lookup
from assistant.catalog import Catalog, Reading, sources, threads
from assistant.question_filters import Narrowed, Places, narrowed, parted
from assistant.records import Question


def narrow(catalog: Catalog, question: Question) -> Narrowed:
    """Return a question without the filters in its words, narrowed by them."""
    written = parted(question.text)
    if not written.filters:
        return Narrowed(question=question)
    keys = frozenset(key for key, _ in written.filters)
    with catalog.read() as reading:
        return narrowed(question, written, _places(reading, question.viewer.audiences, keys))


def _places(reading: Reading, audiences: frozenset[str], keys: frozenset[str]) -> Places:
    people = lookup.colleagues(reading, audiences) if "from" in keys else ()
    if not keys & {"in", "tag"}:
        return Places(people=people)
    shelved, spaces, tags = threads.shelfmarks(reading, audiences)
    titles = tuple((item.id, item.title) for item in sources.every(reading) if item.id in shelved)
    return Places(people=people, sources=titles, spaces=spaces, tags=tags)
