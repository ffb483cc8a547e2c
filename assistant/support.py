"""Checks whether what a model wrote is carried by the words it cites, sentence by sentence.

Names, numbers, dates and denials must be those of the cited words, and most telling words must
stand there in that order; then an entailment model decides where one is configured, else the
likeness in meaning. It is strict: a sentence that is dropped costs little, since the quotations are
there. It does not know how the sentence was written. Measured: docs/llm.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.alignment import keeps_the_words
from assistant.anchors import (
    denials_match,
    in_order,
    numbers_held,
    proper_names,
    stems,
    words_of,
)
from assistant.embedder import Embedder
from assistant.records import Vectors
from assistant.sentences import Unit, spans

LINK, NO_SOURCE, PERSON, NAME, NUMBER = "link", "no_source", "person", "name", "number"
DENIAL, OTHER_SOURCE, UNSUPPORTED, FORM = "denial", "other_source", "unsupported", "form"
REASONS = (LINK, NO_SOURCE, PERSON, NAME, NUMBER, DENIAL, OTHER_SOURCE, UNSUPPORTED, FORM)
"""Why a sentence is dropped:

link: it holds an address, an image or markup; no_source: it cites nothing that was given; person:
it speaks as "I" or "we", or names a colleague whose words it does not cite; name, number, denial:
one that the cited words do not hold; other_source: words that were given under another number carry
it better; unsupported: the cited words do not say it; form: too short, too long, or a question.
"""

_SHORTEST, _LONGEST = 12, 420
_COVERED = 0.72
"""Share of the telling words of a sentence that its evidence holds, at least."""
_ORDERED = 0.62
"""The same in the order of the evidence."""
_ALIKE = 0.6
"""Cosine of a sentence and its evidence, at least."""
_BETTER = 0.12
"""How much better another source must carry a sentence for the citation to be wrong."""
_ENTAILED = 0.5
_WHOLLY = 0.8
"""Share of the words of its evidence from which a sentence says all of it."""
_LONG = 70
"""Characters from which the clauses of a sentence are looked at one by one too."""
_FEW = 3
"""Telling words of a clause that says something by itself."""
_LINK = re.compile(
    r"\w+://|\bwww\.|!\[|\]\(|<[a-z/!]|\bdata:|\bjavascript:|\b[\w.+-]+@[\w-]+\.\w|\bmailto:"
    r"|\b[\w-]+\.(?:com|org|net|io|ai|xyz|info|biz|co|dev|app|ru|cn|de|uk|eu|me|ly|gg|site|online"
    r"|shop|top|club|example|test|invalid)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[.!…。！][\"'”’»)\]]*\s*$")
"""How a statement ends: a question does not, nor one that was cut off."""
_FRAGMENT = re.compile(r"\W*(?:\.\.\.|…)")
"""How a statement begins whose beginning was cut off."""
_SET_OFF = re.compile(
    r"\bthat[:,]?[ \t]*\n(?:[ \t]*\n)?(?:[ \t]+|>[ \t]*|(?<=\n\n))"
    r"(?!(?:[-*+•]|\d{1,3}[.)])\s)[^\n]+"
)
"""What follows "your claim that" on lines of its own: words that the writer quotes."""
_FIRST_PERSON = re.compile(
    r"(?<![\w'’])(?:I|[Ii]['’](?:m|ve|d|ll)|[Ww]e|[Ww]e['’]\w+|[Mm]y|[Mm]ine|[Oo]ur|[Oo]urs|[Uu]s"
    r"|[Mm]e)(?![\w'’])"
)
_QUOTED = re.compile('[“"]([^“”"]+)[”"]')
_SPEAKS = re.compile(
    r"\W*(?:said|says?|suggests?(?:ed)?|recommends?(?:ed)?|wrote|writes?|advis\w+|warns?|argues?"
    r"|thinks?|explains?|notes|noted|adds|added|according)\b",
    re.IGNORECASE,
)


class Entailment(Protocol):
    """A model that tells whether one text follows from another."""

    def entails(self, premise: str, claims: Sequence[str]) -> list[float]:
        """Return for each claim the probability that it follows from the premise."""
        ...


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a model was given under one number."""

    number: int
    text: str
    speakers: tuple[str, ...] = ()
    """Names of who wrote it, as shown."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of one sentence."""

    reason: str | None
    """Why it is dropped, one of `REASONS`; None: it is kept."""
    sources: tuple[int, ...] = ()
    """The sources it cites that were given."""
    is_quote: bool = False
    """It stands to the letter in the one source it cites."""


@dataclass(frozen=True, kw_only=True)
class _Window:
    """One sentence of a source, or a clause of it."""

    source: int
    text: str
    sentence: str
    stems: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """How a window carries a sentence."""

    window: _Window
    covered: float
    ordered: float
    alike: float
    said_back: float
    """Share of the window's telling words that the sentence holds."""

    @property
    def carries(self) -> bool:
        return self.covered >= _COVERED and self.ordered >= _ORDERED and self.alike >= _ALIKE

    @property
    def score(self) -> float:
        return (self.covered + self.ordered + self.alike) / 3


class Support:
    """Checks sentences against the sources that a model was given."""

    def __init__(
        self,
        embedder: Embedder,
        sources: Sequence[Source],
        colleagues: frozenset[str] = frozenset(),
        entailment: Entailment | None = None,
    ) -> None:
        """Take the sources, and the names of everybody in the community."""
        self._embedder = embedder
        self._entailment = entailment
        self._sources = {source.number: source for source in sources}
        self._windows = [window for source in sources for window in _windows(source)]
        self._rows: Vectors = embedder.embed([window.text for window in self._windows])
        self._people = colleagues | {name for s in sources for name in s.speakers}
        self._parts = frozenset(part for name in self._people for part in _parts(name))

    def check(self, text: str, cited: Sequence[int]) -> Verdict:
        """Return whether a sentence may be shown, and with which of its citations."""
        known = tuple(dict.fromkeys(n for n in cited if n in self._sources))
        if _LINK.search(text) or "`" in text:
            return Verdict(reason=LINK, sources=known)
        if not known:
            return Verdict(reason=NO_SOURCE)
        if not _SHORTEST <= len(text) <= _LONGEST or not _WHOLE.search(text):
            return Verdict(reason=FORM, sources=known)
        holding = tuple(n for n in known if _is_verbatim(text, self._sources[n]))[:1]
        is_quote, known = bool(holding), holding or known
        if _FRAGMENT.match(text) and not is_quote:
            return Verdict(reason=FORM, sources=known)
        sources = [self._sources[n] for n in known]
        named = self._named(text)
        reason = self._wrong_person(text, named, sources, is_quote=is_quote)
        if reason:
            return Verdict(reason=reason, sources=known)
        speaking = [s for s in sources if named & _names(s)] or sources
        reason, carrying = self._carried(text, speaking)
        return Verdict(reason=reason, sources=carrying or known, is_quote=is_quote)

    def _named(self, text: str) -> frozenset[str]:
        """Return the parts of colleagues' names that a sentence holds."""
        words = words_of(text)
        return frozenset(
            word.text
            for word in words
            if _bare(word.text) in self._parts
            and (word.stem or word.start or _SPEAKS.match(text, word.end))
        )

    def _wrong_person(
        self, text: str, named: frozenset[str], sources: Sequence[Source], *, is_quote: bool
    ) -> str | None:
        evidence = " ".join(source.text for source in sources)
        if _FIRST_PERSON.search(_outside_quotes(text, evidence)) and not is_quote:
            return PERSON
        speakers = frozenset(part for source in sources for part in _names(source))
        there = {_bare(word.text).casefold() for word in words_of(evidence)}
        for name in named:
            bare = _bare(name)
            if bare not in speakers and (
                bare.casefold() not in there or _is_credited(name, text, evidence)
            ):
                return PERSON
        for name in proper_names(text):
            low = _bare(name).casefold()
            if low not in there and _bare(name) not in speakers | _initials(sources):
                return NAME
        return None

    def _carried(self, text: str, sources: Sequence[Source]) -> tuple[str | None, tuple[int, ...]]:
        """Return why the sources do not carry a sentence, or None and those that do."""
        said = stems(_without(text, sources))
        if not said:
            return FORM, ()
        fits = self._fits(text, said)
        numbers_cited = {source.number for source in sources}
        mine = max((f for f in fits if f.window.source in numbers_cited), key=lambda f: f.score)
        if not numbers_held(_unnamed(text, sources), mine.window.text):
            return NUMBER, ()
        others = [f.score for f in fits if f.window.source not in numbers_cited]
        if others and max(others) > mine.score + _BETTER:
            return OTHER_SOURCE, ()
        whole = mine.said_back >= _WHOLLY
        if mine.carries and not denials_match(text, mine.window.text, wholly=whole):
            return DENIAL, ()
        if not self._follows(text, sources, mine):
            return UNSUPPORTED, ()
        carrying = {f.window.source for f in fits if f.carries} | {mine.window.source}
        return None, tuple(s.number for s in sources if s.number in carrying)

    def _follows(self, text: str, sources: Sequence[Source], mine: _Fit) -> bool:
        if self._entailment is not None:
            premise = " ".join(source.text for source in sources)
            return self._entailment.entails(premise, [text])[0] >= _ENTAILED
        return mine.carries and keeps_the_words(_without(text, sources), mine.window.sentence)

    def _fits(self, text: str, said: Sequence[str]) -> list[_Fit]:
        near = self._rows @ self._embedder.embed([text])[0]
        held = frozenset(said)
        return [
            _Fit(
                window=window,
                covered=sum(stem in window.stems for stem in said) / len(said),
                ordered=in_order(said, window.stems),
                alike=float(near[i]),
                said_back=sum(stem in held for stem in window.stems) / max(1, len(window.stems)),
            )
            for i, window in enumerate(self._windows)
        ]


def _is_verbatim(text: str, source: Source) -> bool:
    """Tell whether a sentence stands to the letter in a source, from the start of a sentence."""
    return any(source.text.startswith(text, span.start) for span in spans(source.text))


def _windows(source: Source) -> list[_Window]:
    set_off = [found.span() for found in _SET_OFF.finditer(source.text)]
    own = [p for p in spans(source.text) if not any(a < p.start < b for a, b in set_off)]
    pieces = [p for p in own if p.unit is not Unit.HEADING] or own
    sentences = [source.text[p.start : p.end] for p in pieces] or [source.text]
    return [
        _Window(source=source.number, text=text, sentence=sentence, stems=tuple(stems(text)))
        for sentence in sentences
        for text in [sentence, *_clauses(sentence)]
    ]


def _clauses(text: str) -> list[str]:
    """Return the clauses of a long sentence that say something by themselves."""
    parts = re.split(r"(?<=[,;:–—])\s+", text) if len(text) >= _LONG else []
    return [part for part in parts if len(parts) > 1 and len(stems(part)) >= _FEW]


def _parts(name: str) -> list[str]:
    """Return the words of a name by which somebody is known: those with a capital, if any has."""
    words = [_bare(w.text) for w in words_of(name) if w.is_word and len(w.text) > 1]
    return [word for word in words if word[0].isupper()] or words


def _names(source: Source) -> frozenset[str]:
    return frozenset(part for name in source.speakers for part in _parts(name))


def _initials(sources: Sequence[Source]) -> frozenset[str]:
    """Return the single letters in the names of who is cited: "Mark C. Wallace"."""
    words = [w.text for s in sources for name in s.speakers for w in words_of(name)]
    return frozenset(word for word in words if len(word) == 1 and word.isupper())


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _outside_quotes(text: str, evidence: str) -> str:
    """Return a sentence without what it puts in quotation marks to the letter."""
    return _QUOTED.sub(lambda found: "" if found[1] in evidence else found[0], text)


def _is_credited(name: str, text: str, evidence: str) -> bool:
    """Tell whether a sentence says that somebody said it, and the evidence does not."""
    after = re.compile(re.escape(name) + _SPEAKS.pattern, re.IGNORECASE)
    before = re.compile(r"\b(?:according to|says|said) \W*" + re.escape(name), re.IGNORECASE)
    return any(p.search(text) and not p.search(evidence) for p in (after, before))


def _unnamed(text: str, sources: Sequence[Source]) -> str:
    """Return a sentence without whole names of who is cited: one may hold a number ("user230")."""
    for name in (name for source in sources for name in source.speakers):
        text = text.replace(name, "")
    return text


def _without(text: str, sources: Sequence[Source]) -> str:
    """Return a sentence without the names of who is cited: they are the catalog's to say."""
    names = {part for source in sources for part in _names(source)} | _initials(sources)
    kept = [w for w in words_of(text) if _bare(w.text) not in names]
    return " ".join(word.text for word in kept)
