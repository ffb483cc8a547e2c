"""Replaces the names of people who do not want theirs shown, wherever others wrote them.

Pure. Matched are full names, handles, mention codes and addresses; a bare first name only when it
is capitalised and that person wrote or is mentioned in the thread (Will, Rose and April are words
too). It does not know how choices are kept.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.catalog.people import Person, Register
from assistant.records import Naming

WITHHELD = "[name withheld]"
_SHORTEST = 3
"""Handles shorter than this are only matched behind an @."""


@dataclass(frozen=True, kw_only=True)
class Mask:
    """One person's names and what stands in their place."""

    person_id: str
    naming: Naming
    pattern: re.Pattern[str]
    first_names: re.Pattern[str] | None
    shown: str


def masks_for(register: Register, source_id: str) -> tuple[Mask, ...]:
    """Return a mask for everybody who is not named in this source."""
    found = []
    for person in register.people.values():
        naming = register.naming(person.id, source_id)
        pattern = _pattern(person) if naming is not Naming.NAMED else None
        if pattern is not None:
            found.append(
                Mask(
                    person_id=person.id,
                    naming=naming,
                    pattern=pattern,
                    first_names=_first_names(person),
                    shown=_shown(person, naming),
                )
            )
    return tuple(found)


def lasting(masks: Iterable[Mask]) -> tuple[Mask, ...]:
    """Return the masks of people who withdrew: what they cover is never kept anywhere."""
    return tuple(mask for mask in masks if mask.naming is Naming.WITHDRAWN)


def named_in(texts: Iterable[str], masks: Iterable[Mask]) -> frozenset[str]:
    """Return the people whose full name, handle or address stands in one of the texts."""
    every = list(texts)
    return frozenset(
        mask.person_id for mask in masks if any(mask.pattern.search(text) for text in every)
    )


def masked(text: str, masks: Iterable[Mask], present: frozenset[str] = frozenset()) -> str:
    """Return the text with names replaced; `present` are the people of its thread."""
    for mask in masks:
        text = mask.pattern.sub(mask.shown, text)
        if mask.first_names is not None and mask.person_id in present:
            text = mask.first_names.sub(mask.shown, text)
    return text


def _shown(person: Person, naming: Naming) -> str:
    if naming is Naming.PSEUDONYM and person.pseudonym:
        return person.pseudonym
    return WITHHELD


def _pattern(person: Person) -> re.Pattern[str] | None:
    keys = [key.partition(":")[2] for key in person.identities]
    names = {name.lstrip("@").strip() for name in (*person.names, *keys) if name}
    plain = [n for n in names if _is_distinct(n)]
    only_mentioned = [n for n in names if not _is_distinct(n) and n]
    choices = [_spelled(n) for n in sorted(plain, key=len, reverse=True)]
    choices += ["@" + _spelled(n) for n in sorted(only_mentioned, key=len, reverse=True)]
    if not choices:
        return None
    return re.compile(rf"(?<!\w)@?(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)


def _is_distinct(name: str) -> bool:
    """Tell whether a name cannot be taken for a word: several words, or no plain short word."""
    if re.search(r"[\s@._\d-]", name):
        return len(name) >= _SHORTEST
    return False


def _spelled(name: str) -> str:
    return r"[\s\u00a0]+".join(re.escape(part) for part in name.split())


def _first_names(person: Person) -> re.Pattern[str] | None:
    words = (person.name or "").split()
    parts = [word for word in (words[:1] + words[1:][-1:]) if len(word) > 1]
    if not parts:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(p) for p in parts)})(?!\w)")
