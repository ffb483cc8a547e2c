"""Makes true sentences out of what colleagues wrote, and false ones out of the true.

Pure and repeatable. A true sentence is one of a post as it stands, told in the third person, told
under its writer's name, or cut to one clause. A false one names somebody else, changes a number,
adds or drops a denial, or cites another source. It does not know what finds them out.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sentences import Unit, spans
from assistant.speech import is_quotable
from assistant.support import Source

AS_IT_STANDS, THIRD_PERSON, UNDER_A_NAME, ONE_CLAUSE = "verbatim", "told", "attributed", "clause"
FORMS = (AS_IT_STANDS, THIRD_PERSON, UNDER_A_NAME, ONE_CLAUSE)
NAME, NUMBER, DENIAL_ADDED, DENIAL_DROPPED, MOVED = (
    "name swapped",
    "number changed",
    "denial added",
    "denial dropped",
    "source swapped",
)
CORRUPTIONS = (NAME, NUMBER, DENIAL_ADDED, DENIAL_DROPPED, MOVED)

_LENGTHS = (30, 260)
_PER_SOURCE = 3
_CLAUSE_WORDS = 6
_PERSONS = {
    "I'm": "they are",
    "I've": "they have",
    "I'd": "they would",
    "I'll": "they will",
    "we're": "they are",
    "we've": "they have",
    "we'd": "they would",
    "we'll": "they will",
    "I": "they",
    "we": "they",
    "me": "them",
    "us": "them",
    "my": "their",
    "our": "their",
    "mine": "theirs",
    "ours": "theirs",
}
_SHORT = {"can't": "cannot", "won't": "will not", "it's": "it is", "that's": "that is"}
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|should|will|would|do|does|did|has|have|had|must|may|could)\b(?! not)",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:not|never|no)\b ?|n't\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d+\b")
_WORDS = {
    "two": "five",
    "three": "seven",
    "four": "nine",
    "five": "three",
    "six": "two",
    "seven": "four",
    "eight": "three",
    "nine": "four",
    "ten": "six",
    "twelve": "thirty",
    "twenty": "fifty",
    "thirty": "twelve",
    "half": "twice",
    "twice": "half",
}


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence, what it cites, and whether that is so."""

    text: str
    cites: int
    sources: tuple[Source, ...]
    kind: str
    """One of `FORMS` where it is true, one of `CORRUPTIONS` where it is not."""

    @property
    def is_true(self) -> bool:
        """True for what a colleague said."""
        return self.kind in FORMS


def claims(
    sources: Sequence[Source], strangers: Sequence[str], seed: str, every: int = 1
) -> list[Claim]:
    """Return true and false sentences about the sources of one answer.

    `strangers` are names of others in the community; `every` takes each n-th sentence. The same
    seed gives the same sentences.
    """
    chance = random.Random(seed)
    given = tuple(sources)
    found: list[Claim] = []
    said = [(source, sentence) for source in given for sentence in _sentences(source)]
    for source, sentence in said[::every]:
        true = [
            Claim(text=text, cites=source.number, sources=given, kind=kind)
            for kind, text in _told(sentence, source)
        ]
        found += true
        told = next((c for c in true if c.kind == THIRD_PERSON), None)
        if told is not None:
            found += _false(told, source, strangers, chance)
    return found


def _sentences(source: Source) -> list[str]:
    pieces = [p for p in spans(source.text) if is_quotable(source.text, p)]
    texts = [source.text[p.start : p.end] for p in pieces if p.unit is Unit.SENTENCE]
    flat = [text for text in texts if "\n" not in text and "@" not in text and "://" not in text]
    return [t for t in flat if _LENGTHS[0] <= len(t) <= _LENGTHS[1] and t[-1] in ".!"][:_PER_SOURCE]


def _told(sentence: str, source: Source) -> Iterator[tuple[str, str]]:
    yield AS_IT_STANDS, sentence
    third = third_person(sentence)
    yield THIRD_PERSON, third
    name = source.speakers[0] if source.speakers else None
    if name:
        yield UNDER_A_NAME, f"According to {name}, {_lowered(third)}"
    clause = _clause(third)
    if clause and name:
        yield ONE_CLAUSE, f"{name} says that {_lowered(clause)}"


def third_person(sentence: str) -> str:
    """Return a sentence as somebody else would tell it."""
    text = sentence.replace("’", "'")
    for word, full in {**_SHORT, **_PERSONS}.items():
        cased = word if word.startswith("I") else f"(?i:{word})"
        text = re.sub(rf"(?<![\w'])(?:{cased})(?![\w'])", full, text)
    text = re.sub(r"\b(they|them) am\b", r"\1 are", text)
    text = re.sub(r"n't\b", " not", text)
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    first = text.split()[0]
    keep = first.isupper() or any(letter.isupper() for letter in first[1:])
    return text if keep else text[:1].lower() + text[1:]


def _clause(text: str) -> str | None:
    for stop in re.finditer(r"[,;:] ", text):
        if len(text[: stop.start()].split()) >= _CLAUSE_WORDS:
            return text[: stop.start()] + "."
    return None


def _false(
    told: Claim, source: Source, strangers: Sequence[str], chance: random.Random
) -> Iterator[Claim]:
    others = [item.number for item in told.sources if item.number != source.number]
    if source.speakers and strangers:
        name = chance.choice([s for s in strangers if s not in source.speakers])
        yield _changed(told, NAME, f"According to {name}, {_lowered(told.text)}")
    if (changed := _other_number(told.text)) is not None:
        yield _changed(told, NUMBER, changed)
    if (dropped := _without_denial(told.text)) is not None:
        yield _changed(told, DENIAL_DROPPED, dropped)
    elif _AUXILIARY.search(told.text):
        yield _changed(told, DENIAL_ADDED, _AUXILIARY.sub(r"\1 not", told.text, count=1))
    if others:
        yield Claim(text=told.text, cites=chance.choice(others), sources=told.sources, kind=MOVED)


def _changed(told: Claim, kind: str, text: str) -> Claim:
    return Claim(text=text, cites=told.cites, sources=told.sources, kind=kind)


def _other_number(text: str) -> str | None:
    found = _NUMBER.search(text)
    if found:
        return f"{text[: found.start()]}{int(found[0]) + 3}{text[found.end() :]}"
    for word, other in _WORDS.items():
        changed, count = re.subn(rf"\b{word}\b", other, text, count=1, flags=re.IGNORECASE)
        if count:
            return changed
    return None


def _without_denial(text: str) -> str | None:
    if len(_DENIAL.findall(text)) != 1:
        return None
    changed = " ".join(_DENIAL.sub("", text).split())
    return changed[:1].upper() + changed[1:]
