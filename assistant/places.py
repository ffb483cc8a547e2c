"""Looks up what the names in a question's filters can stand for, as far as the asker may read.

It does not know how filters are written (`assistant.question_filters`).
"""

from dataclasses import replace

from assistant import lookup
from assistant.catalog import Catalog, Reading, sources, threads
from assistant.question_filters import SAID_BY, Narrowed, Places, attributed, narrowed, parted
from assistant.records import Question


def narrow(catalog: Catalog, question: Question) -> Narrowed:
    """Return a question without the filters in its words, narrowed by them."""
    written = parted(question.text)
    if not written.filters:
        return _attributed(catalog, question)
    keys = frozenset(key for key, _ in written.filters)
    with catalog.read() as reading:
        return narrowed(question, written, _places(reading, question.viewer.audiences, keys))


def _attributed(catalog: Catalog, question: Question) -> Narrowed:
    """Narrow "What did Ana say about masks?" to Ana, if the asker may read somebody so called."""
    written = attributed(question.text)
    if not written.filters:
        return Narrowed(question=question)
    with catalog.read() as reading:
        audiences = question.viewer.audiences
        found = narrowed(question, written, _places(reading, audiences, frozenset({"from"})))
    is_known = found.question.filters != question.filters
    return replace(found, notes=(SAID_BY,)) if is_known else Narrowed(question=question)


def _places(reading: Reading, audiences: frozenset[str], keys: frozenset[str]) -> Places:
    people = lookup.colleagues(reading, audiences) if "from" in keys else ()
    if not keys & {"in", "tag"}:
        return Places(people=people)
    shelved, spaces, tags = threads.shelfmarks(reading, audiences)
    titles = tuple((item.id, item.title) for item in sources.every(reading) if item.id in shelved)
    return Places(people=people, sources=titles, spaces=spaces, tags=tags)
