"""How a person's names may be spelled in text: full, handle, address, initials, first name alone.

Pure. It does not know texts (`assistant.masks` looks for these spellings) or who is masked.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LONGEST = 6
"""Tokens of the longest spelling that is looked for."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff"
)
"""Scripts that write names without spaces around them: there every character is a token."""
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Marks that Python's `\\w` does not count as part of a word."""
TOKEN = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ASIDE = re.compile(r"[(\[|/].*$")
_TITLE = re.compile(r"^(?:(?:dr|prof|mr|mrs|ms|mx|sir|ing|dipl)\.?\s+)+", re.IGNORECASE)

_WORDS = """
amber april art august autumn baker banks bell berry best bill bird bishop black blanche bob brown
buck burns bush carol carpenter case cash chance charity chase chip church claire clay cliff
constance cook cross cruz crystal curry daisy dale dawn day dean dolores don dove down drake drew
dusty earnest east engel english ernest esperance faith faye felix fern field fisher fleur flora
flores ford fox frank franz french fromm frost gates gene ginger glen gold good grace grant gray
green grey gross guy hall happy harmony hart hazel heath heather hill holiday holly honor hope
house hunt hunter iris ivy jack jade jasmine jean joker joy june kaiser kind king klein knight
kurz lake lance lane lang laurel law leaf lily linda little long love luz major mark marsh mason
max may melody mercedes mercy merry miles miller mills minor misty money moody moss nick noble
norm north nut olive page paris park pat patience paz pearl penny peter pierce pierre pope poppy
post pound power price prince prudence rain rainbow ray reed reef rhythm rice rich river rivers
rob robin rocky rosa rose royal ruby rush rusty sage sandy savage scarlet sharp short silver skip
sky small smith snow sol south spring star steel sterling stern stone storm strong sue summer
sunny swan sweet swift taylor terry tiffany trinity ty victor victory vince viola violet wade ward
warren waters weeks west white will winter wise wolf wood woods word words wren young
"""
WORD_NAMES = frozenset(_WORDS.split())
"""Names that are words as well, normalised: alone or in lower case they prove nobody's name."""


class Rule(StrEnum):
    """Where a spelling counts as the name."""

    ANY = "any"
    """In any case: it cannot be anything else."""
    CAPITALS = "capitals"
    """With capitals only: every part of it is a word too, or it holds an initial."""
    JOINED = "joined"
    """In any case, its parts joined without spaces: a handle."""
    AT = "at"
    """Behind an @, or addressed: a handle or name that may be a word."""
    BARE = "bare"
    """A first or last name alone: capitalised, its bearer in the thread."""
    BARE_WORD = "bare_word"
    """The same, and it is a word too: what stands around it must not make it one."""
    COMMA = "comma"
    """The last name first, with a comma."""
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """One way to write somebody's name."""

    key: str
    """Its normalised tokens, joined by spaces; an address as a whole."""
    rule: Rule


@lru_cache(maxsize=100_000)
def normal(token: str) -> str:
    """Return a token without case and accents."""
    plain = token.casefold()
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in parts if not "\u0300" <= c <= "\u036f")
    return bare.translate(_LETTERS)


def tokens(text: str) -> list[str]:
    """Return the normalised tokens of a text."""
    return [normal(token) for token in TOKEN.findall(text)]


def normal_address(address: str) -> str:
    """Return a mail address without case and without what a `+` added."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def spellings(names: Iterable[str], identities: Iterable[str]) -> frozenset[Spelling]:
    """Return every spelling to look for, of a person's names, handles and identities."""
    given = [*names, *(key.partition(":")[2] or key for key in identities)]
    found: set[Spelling] = set()
    for name in given:
        for form in {name, name.translate(_GERMAN)}:
            found |= set(_of(form.strip().lstrip("@").strip()))
    return frozenset(item for item in found if item.key)


def _of(name: str) -> Iterable[Spelling]:
    if ADDRESS.fullmatch(name):
        yield Spelling(key=normal_address(name), rule=Rule.ADDRESS)
        yield from _of(normal_address(name).rpartition("@")[0])
        return
    plain = _TITLE.sub("", _ASIDE.sub("", name)).strip() or name
    last, comma, first = plain.partition(",")
    if comma and first.strip():
        plain = f"{first.strip()} {last.strip()}"
    words = [word for word in plain.split() if TOKEN.search(word)]
    if len(words) > 1:
        yield from _of_full(words)
    elif words:
        yield from _of_word(words[0])


def _of_full(words: list[str]) -> Iterable[Spelling]:
    parts = [tokens(word) for word in words]
    whole = [token for part in parts for token in part]
    first, last = parts[0], [token for part in parts[1:] for token in part]
    are_words = all(token in WORD_NAMES for token in whole)
    rule = Rule.CAPITALS if are_words else Rule.ANY
    for form in (whole, [*first, *parts[-1]], [*first, *last]):
        if len(form) <= LONGEST:
            yield Spelling(key=" ".join(form), rule=rule)
    yield Spelling(key=" ".join([*last, *first]), rule=Rule.COMMA)
    yield Spelling(key=" ".join([*parts[-1], *first]), rule=Rule.COMMA)
    joined = "".join(whole)
    if len(joined) >= 6:
        yield Spelling(key=joined, rule=Rule.AT if are_words else Rule.ANY)
    for end in (last, parts[-1]):
        yield Spelling(key=" ".join([first[0][:1], *end]), rule=Rule.CAPITALS)
        yield from _bare(end)
    yield Spelling(key=" ".join([*first, parts[-1][0][:1]]), rule=Rule.CAPITALS)
    yield from _bare(first)


def _of_word(word: str) -> Iterable[Spelling]:
    """Spell a handle, or a name of one word."""
    parts = tokens(word)
    key, joined = " ".join(parts), "".join(parts)
    is_unspaced = len(parts) > 1 and joined == normal(word)
    if is_unspaced:
        # A name in a script without spaces.
        yield Spelling(key=key, rule=Rule.ANY if len(parts) > 2 else Rule.BARE)
        return
    yield Spelling(key=key, rule=Rule.AT)
    if joined.isdigit() or len(joined) < 3:
        return
    if len(parts) > 1 or any(c.isdigit() for c in joined):
        yield Spelling(key=key, rule=Rule.JOINED)
        if len(joined) >= 6 and not all(part in WORD_NAMES for part in parts):
            yield Spelling(key=joined, rule=Rule.JOINED)
    if word[:1].isupper():
        yield from _bare(parts)


def _bare(parts: list[str]) -> Iterable[Spelling]:
    key = " ".join(parts)
    if len(key) < 2 or key.isdigit():
        return
    is_word = all(part in WORD_NAMES for part in parts)
    yield Spelling(key=key, rule=Rule.BARE_WORD if is_word else Rule.BARE)
