"""Finds the names of many people in a text, by the rules of their spellings.

A book may hold hashes instead of names: then it recognises people whose names are kept nowhere. It
does not know who is masked or who is in the thread (`assistant.masks`).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.spellings import (
    ADDRESS,
    LONGEST,
    TOKEN,
    WORD_NAMES,
    Rule,
    Spelling,
    normal,
    normal_address,
)

_SPACES = re.compile(r"[ \t\u00a0\u202f]*\n?[ \t\u00a0>|*_]*")
_JOINT = re.compile(r"[.\-_'’·・+]")
_HAILED = re.compile(
    r"(?:^|\W)(?:hi|hello|hey|dear|thanks|thank you|thx|cc|ping|merci|danke|gracias|hallo|bonjour"
    r"|hola|obrigad[oa]|ciao|grazie|salut|liebe[r]?)[ ,:]+$",
    re.IGNORECASE,
)
_HANDLE_BEFORE = re.compile(r"(?:@|/u/|/users?/|/people/|~)$")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;\n>*#\-•]\s*|[\"“(\[]\s*)$")
_DATE_BEFORE = re.compile(
    r"(?:\d(?:st|nd|rd|th)?|\b(?:in|since|until|till|by|last|next|this|early|late|mid|of|from"
    r"|every|before|after|during|through|and|or))[\s-]+$",
    re.IGNORECASE,
)
_DATE_AFTER = re.compile(r"^,?\s+\d")
_PERSON_AFTER = re.compile(
    r"^(?:['’]s\b|,?\s+who\b|\s+(?:herself|himself|themself|said|says|wrote|writes|asked|asks|told"
    r"|thinks|thought|knows)\b)"
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an|this|that|any|every|our|your)\s+$", re.IGNORECASE)
_SMALL_WORDS = "van der den de von zu la le du di da del dos das bin ibn al el ter ten te af av"
_PARTICLES = frozenset(_SMALL_WORDS.split())
"""Written small inside a last name."""
_MONTHS = frozenset(["april", "may", "june", "august", "summer", "autumn", "winter", "spring"])
_AS_A_WORD = re.compile(
    r"^\s+(?:you|it|this|that|these|those|they|we|he|she|the|there|i|a|an|any|my|your|our|his|her"
    r"|their|its|be|not|to|by|as|in|of|for|on|up|down|someone|somebody|anybody|anyone|everyone"
    r"|all|each|every|them|us|me|sure|no|one|people|bushes?|gardens?|petals?|gold|wine)\b",
    re.IGNORECASE,
)

Digest = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Match:
    """A place in a text where people may be named."""

    start: int
    end: int
    people: frozenset[str]
    rule: Rule
    key: str = ""


@dataclass(kw_only=True)
class Book:
    """Spellings of many people, by key or by the hash of the key."""

    digest: Digest
    keys: dict[str, set[tuple[str, Rule]]] = field(default_factory=lambda: defaultdict(set))
    """{key: (person, rule) pairs}; keys as `digest` makes them."""
    parts: set[str] = field(default_factory=set)
    """Every single token of every key, as `digest` makes it."""
    _stems: dict[str, str] = field(default_factory=dict)

    def add(self, person: str, found: Iterable[Spelling]) -> None:
        """Learn a person's spellings."""
        for item in found:
            self.keys[self.digest(item.key)].add((person, item.rule))
            if item.rule is not Rule.ADDRESS:
                self.parts.update(self.digest(part) for part in item.key.split())
        self._stems.clear()

    def stem(self, token: str) -> str:
        """Return a token as it stands in some spelling, normalised; empty when in none."""
        found = self._stems.get(token)
        if found is None:
            if len(self._stems) > _MOST_STEMS:
                self._stems.clear()
            found = self._stems[token] = self._stem(normal(token))
        return found

    def _stem(self, token: str) -> str:
        if self.digest(token) in self.parts:
            return token
        # "Gregors Vorschlag": a genitive without an apostrophe.
        short = token[:-1]
        is_genitive = token.endswith("s") and len(short) > 3 and short not in WORD_NAMES
        return short if is_genitive and self.digest(short) in self.parts else ""

    def matches(self, text: str) -> Iterator[Match]:
        """Yield every place where the text may name somebody, also overlapping ones."""
        if not self.keys:
            return
        if "@" in text:
            yield from _addresses(text, self)
        if any(map(self.stem, TOKEN.findall(text))):
            yield from _windows(text, self)

    def who(self, key: str) -> set[tuple[str, Rule]]:
        """Return who is written like this, and when it counts."""
        return self.keys.get(self.digest(key), set())


_MOST_STEMS = 200_000


def _addresses(text: str, book: Book) -> Iterator[Match]:
    for found in ADDRESS.finditer(text):
        people = frozenset(id for id, _ in book.who(normal_address(found.group())))
        if people:
            yield Match(start=found.start(), end=found.end(), people=people, rule=Rule.ADDRESS)


def _windows(text: str, book: Book) -> Iterator[Match]:
    """Yield what runs of tokens name, by each rule on its own."""
    found = list(TOKEN.finditer(text))
    for i, token in enumerate(found):
        stem = book.stem(token.group())
        if not stem:
            continue
        run = _Run(text=text, tokens=(token,), stems=(stem,), gaps=())
        yield from _named_by(run, book)
        for following in found[i + 1 : i + LONGEST]:
            stem = book.stem(following.group())
            gap = _gap(text, run.tokens[-1], following)
            if not stem or gap is None:
                break
            run = _Run(
                text=text,
                tokens=(*run.tokens, following),
                stems=(*run.stems, stem),
                gaps=(*run.gaps, gap),
            )
            yield from _named_by(run, book)


class _Gap(StrEnum):
    """What stands between two tokens of a name."""

    NOTHING = "nothing"
    SPACE = "space"
    JOINT = "joint"
    COMMA = "comma"
    INITIAL = "initial"
    """A full stop and a space, after a single letter."""


def _gap(text: str, left: re.Match[str], right: re.Match[str]) -> _Gap | None:
    """Return what stands between two tokens; None when no name goes across it."""
    between = text[left.end() : right.start()]
    if not between:
        return _Gap.NOTHING
    if _JOINT.fullmatch(between):
        return _Gap.JOINT
    if _SPACES.fullmatch(between):
        return _Gap.SPACE
    if between.startswith(".") and len(left.group()) == 1 and _SPACES.fullmatch(between[1:]):
        return _Gap.INITIAL
    if between.startswith(",") and _SPACES.fullmatch(between[1:]):
        return _Gap.COMMA
    return None


@dataclass(frozen=True, kw_only=True)
class _Run:
    """Neighbouring tokens that may be a name."""

    text: str
    tokens: tuple[re.Match[str], ...]
    stems: tuple[str, ...]
    gaps: tuple[_Gap, ...]

    @property
    def start(self) -> int:
        return self.tokens[0].start()

    @property
    def end(self) -> int:
        return self.tokens[-1].end()

    @property
    def before(self) -> str:
        return self.text[max(0, self.start - 24) : self.start]

    @property
    def after(self) -> str:
        return self.text[self.end : self.end + 24]

    @property
    def is_capitalised(self) -> bool:
        *before, last = self.tokens
        small = [token.group() for token in before if token.group()[0].islower()]
        return not last.group()[0].islower() and _PARTICLES.issuperset(small)

    @property
    def is_hailed(self) -> bool:
        return _HAILED.search(self.before) is not None


def _named_by(run: _Run, book: Book) -> Iterator[Match]:
    key = " ".join(run.stems)
    by_rule: dict[Rule, set[str]] = defaultdict(set)
    for id, rule in book.who(key):
        by_rule[rule].add(id)
    for rule, people in by_rule.items():
        if _counts(rule, run):
            start = run.start - 1 if run.before.endswith("@") else run.start
            yield Match(start=start, end=run.end, people=frozenset(people), rule=rule, key=key)


def _counts(rule: Rule, run: _Run) -> bool:
    """Tell whether a run of tokens is a name by the rule of its spelling."""
    if rule is Rule.COMMA:
        return run.gaps.count(_Gap.COMMA) == 1 and run.is_capitalised
    if _Gap.COMMA in run.gaps:
        return False
    if rule is Rule.CAPITALS:
        return run.is_capitalised and _may_be_initials(run)
    if rule is Rule.JOINED:
        return all(gap is _Gap.JOINT for gap in run.gaps)
    if rule is Rule.AT:
        return _HANDLE_BEFORE.search(run.before) is not None
    if rule is Rule.BARE:
        return run.is_capitalised or run.is_hailed
    if rule is Rule.BARE_WORD:
        return run.is_hailed or (run.is_capitalised and not _is_word_here(run))
    return rule is Rule.ANY


def _may_be_initials(run: _Run) -> bool:
    """Refuse "A rose" and "May I": one letter that is a word needs its full stop."""
    if run.stems[0] in ("a", "i") and run.gaps[:1] != (_Gap.INITIAL,):
        return False
    return run.stems[-1] not in ("a", "i") or run.after.startswith(".")


def _is_word_here(run: _Run) -> bool:
    """Tell whether what stands around a name that is a word too makes it one."""
    if _PERSON_AFTER.match(run.after):
        return False
    if _ARTICLE_BEFORE.search(run.before):
        return True
    if run.stems[0] in _MONTHS and (
        _DATE_BEFORE.search(run.before) or _DATE_AFTER.match(run.after)
    ):
        return True
    line = run.text[run.text.rfind("\n", 0, run.start) + 1 :].partition("\n")[0]
    if line.isupper() and len(line.split()) > 2:
        return True
    return bool(_SENTENCE_START.search(run.before) and _AS_A_WORD.match(run.after))
