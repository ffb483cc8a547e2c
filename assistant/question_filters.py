"""Reads filters out of the words of a question: `from:Ana in:forum tag:safety after:2021-05`.

A name stands for whoever the viewer may read and who goes by it; one that fits nobody narrows
nothing and is told in a note, whether there is nobody or nobody to see. It does not know how a
search is narrowed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.records import Contribution, Contributor, Filters, Question

UNKNOWN = "unknown:"
"""Note: a filter that fits nothing, after the colon, as it was written."""
WITHIN = "within:"
"""Note: the question was narrowed by a filter in its words; its kind after the colon."""
SAID_BY = "said_by"
"""Note: only the words of whom the question names were searched."""
_KEYS = ("from", "in", "tag", "after", "before")
_FILTER = re.compile(
    rf"(?<!\S)(?P<key>{'|'.join(_KEYS)}):(?:[\"“](?P<quoted>[^\"”]+)[\"”]|(?P<plain>[^\s\"“”]+))",
    re.IGNORECASE,
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_NAME = r"[^\W\d_a-zà-ÿ][\w'’.-]*"
_SAID = re.compile(
    r"\W*(?:(?i:and|but|so) )?(?i:what) (?i:did|does|has|have|would)"
    rf" (?P<name>{_NAME}(?: {_NAME}){{0,3}})"
    r" (?i:say|said|write|written|think|thought|report|reported|suggest|suggested|recommend"
    r"|recommended|advise|advised)(?: (?i:about|on|of|to|for))? (?P<rest>\S.*)",
    re.DOTALL,
)
"""How a question begins that asks what somebody said; a name begins with a capital."""
_AFTER_WORDS = ".,;:!?)"


@dataclass(frozen=True, kw_only=True)
class Written:
    """A question parted from the filters that stand in it."""

    text: str
    filters: tuple[tuple[str, str], ...] = ()
    """(key, value) as written, in order."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """What a viewer may read, by what it can be called."""

    people: Sequence[Contributor] = ()
    sources: Sequence[tuple[str, str]] = ()
    """(id, title)."""
    spaces: Collection[str] = ()
    tags: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """A question as it is searched, and what was made of the filters in its words."""

    question: Question
    notes: tuple[str, ...] = ()


def parted(text: str) -> Written:
    """Part a question from its filters; a text of nothing but filters stays as it is.

    What only looks like a filter ("note: in: here", an address) is left in the text.
    """
    found: list[tuple[str, str]] = []

    def taken(match: re.Match[str]) -> str:
        key, value = match["key"].lower(), match["quoted"] or match["plain"].rstrip(_AFTER_WORDS)
        if not value.strip() or (key in ("after", "before") and _moment(value) is None):
            return match[0]
        found.append((key, value.strip()))
        return match["plain"][len(value) :] if match["plain"] else ""

    rest = _FILTER.sub(taken, text)
    rest = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(rest.split())).strip()
    if not found:
        return Written(text=text)
    return Written(text=rest if re.search(r"\w", rest) else text, filters=tuple(found))


def attributed(text: str) -> Written:
    """Part "What did Ana say about masks?" into what is asked about and whose words are wanted.

    The name may be nobody's: then the text must be asked as it stands.
    """
    found = _SAID.fullmatch(text)
    if found is None or not re.search(r"\w", found["rest"]):
        return Written(text=text)
    return Written(text=found["rest"], filters=(("from", found["name"]),))


def narrowed(question: Question, written: Written, places: Places) -> Narrowed:
    """Return the question without its filters in words, narrowed by them and by its own."""
    filters, notes = question.filters, []
    for key, value in written.filters:
        more = _added(filters, key, value, places)
        # Of a filter that fits only its kind is told: notes are kept, names may have to go.
        notes.append(f"{UNKNOWN}{key}:{value}" if more is None else f"{WITHIN}{key}")
        filters = filters if more is None else more
    changed = replace(question, text=written.text, filters=filters)
    return Narrowed(question=changed, notes=tuple(dict.fromkeys(notes)))


def within(item: Contribution, filters: Filters) -> bool:
    """Tell whether a contribution may be quoted under filters; tags and spaces are its thread's."""
    people = {person.id for person in item.contributors}
    if filters.contributors and not people & set(filters.contributors):
        return False
    if filters.sources and item.source_id not in filters.sources:
        return False
    if filters.after and (item.created_at is None or item.created_at < filters.after):
        return False
    return not (filters.before and (item.created_at is None or item.created_at >= filters.before))


def _added(filters: Filters, key: str, value: str, places: Places) -> Filters | None:
    """Return the filters with one more, None where it fits nothing."""
    if key == "after":
        return replace(filters, after=_moment(value))
    if key == "before":
        return replace(filters, before=_moment(value))
    if key == "from":
        ids = _people(value, places.people)
        return replace(filters, contributors=_more(filters.contributors, ids)) if ids else None
    if key == "tag":
        tags = _same(value, places.tags)
        return replace(filters, tags=_more(filters.tags, tags)) if tags else None
    sources = [id for id, title in places.sources if _is_called(value, id, title)]
    if sources:
        return replace(filters, sources=_more(filters.sources, sources))
    spaces = _same(value.lstrip("#"), places.spaces)
    return replace(filters, spaces=_more(filters.spaces, spaces)) if spaces else None


def _people(value: str, people: Iterable[Contributor]) -> list[str]:
    """Return who goes by a name: an id, an identity, the whole name, or else a part of it."""
    known = list(people)
    exact = [p.id for p in known if value in (p.id, *p.identities)]
    whole = [p.id for p in known if p.name and _plain(p.name) == _plain(value)]
    wanted = _plain(value.lstrip("@")).split()
    part = [p.id for p in known if p.name and wanted and _begin(wanted, _plain(p.name).split())]
    return exact or whole or part


def _begin(wanted: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether each wanted word is how a word of a name begins."""
    parts = [part for word in words for part in (word, *word.split("-"))]
    return all(any(word.startswith(want) for word in parts) for want in wanted)


def _is_called(value: str, id: str, title: str) -> bool:
    wanted = _plain(value).split()
    return _plain(id) == _plain(value) or _begin(wanted, re.findall(r"\w+", _plain(title)))


def _same(value: str, among: Iterable[str]) -> list[str]:
    return sorted(name for name in among if _plain(name.lstrip("#")) == _plain(value))


def _more(held: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *more)))


def _plain(text: str) -> str:
    """Return a name without case and accents, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


def _moment(value: str) -> datetime | None:
    """Return when a year, a month or a day begins, None where it is none."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    try:
        return datetime(int(found[1]), int(found[2] or 1), int(found[3] or 1), tzinfo=UTC)
    except ValueError:
        return None
