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
from assistant.anchors import denials_match, in_order, numbers_held, stems
from assistant.borrowed import in_marks
from assistant.embedder import Embedder
from assistant.mentions import NAME, PERSON, Mentions, names_of, unnamed, without_names
from assistant.records import Vectors
from assistant.speech import says_something
from assistant.windows import Source, Window, is_verbatim, windows

__all__ = ["REASONS", "Entailment", "Source", "Support", "Verdict"]

LINK, NO_SOURCE, NUMBER = "link", "no_source", "number"
DENIAL, OTHER_SOURCE, UNSUPPORTED, FORM = "denial", "other_source", "unsupported", "form"
REASONS = (LINK, NO_SOURCE, PERSON, NAME, NUMBER, DENIAL, OTHER_SOURCE, UNSUPPORTED, FORM)
"""Why a sentence is dropped:

link: it holds an address, an image or markup; no_source: it cites nothing that was given; person:
it speaks as "I" or "we", or names a colleague whose words it does not cite; name, number, denial:
one that the cited words do not hold; other_source: words that were given under another number carry
it better; unsupported: the cited words do not say it, or are somebody else's; form: too short, too
long, a question, or no statement by itself.
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
_LINK = re.compile(
    r"\w+://|\bwww\.|!\[|\]\(|<[a-z/!]|\bdata:|\bjavascript:|\b[\w.+-]+@[\w-]+\.\w|\bmailto:"
    r"|\b[\w-]+\.(?:com|org|net|io|ai|xyz|info|biz|co|dev|app|ru|cn|de|uk|eu|me|ly|gg|site|online"
    r"|shop|top|club|example|test|invalid)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[.!…。！][\"'”’»)\]]*\s*$")
"""How a statement ends: a question does not, nor one that was cut off."""
_FRAGMENT = re.compile(r"\W*(?:\.\.\.|…)")
_LOWER = re.compile(r"\W*[a-zà-öø-ÿ]")
"""How a statement begins whose beginning was cut off."""


class Entailment(Protocol):
    """A model that tells whether one text follows from another."""

    def entails(self, premise: str, claims: Sequence[str]) -> list[float]:
        """Return for each claim the probability that it follows from the premise."""
        ...


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
class _Fit:
    """How a window carries a sentence."""

    window: Window
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
        self._windows = [window for source in sources for window in windows(source)]
        self._rows: Vectors = embedder.embed([window.text for window in self._windows])
        people = colleagues | {name for source in sources for name in source.speakers}
        self._mentions = Mentions.of(people)

    def check(self, text: str, cited: Sequence[int]) -> Verdict:
        """Return whether a sentence may be shown, and with which of its citations."""
        known = tuple(dict.fromkeys(n for n in cited if n in self._sources))
        if _LINK.search(text) or "`" in text:
            return Verdict(reason=LINK, sources=known)
        if not known:
            return Verdict(reason=NO_SOURCE)
        if not _SHORTEST <= len(text) <= _LONGEST or not _WHOLE.search(text):
            return Verdict(reason=FORM, sources=known)
        holding = tuple(n for n in known if is_verbatim(text, self._sources[n]))[:1]
        is_quote, known = bool(holding), holding or known
        if not is_quote and (_FRAGMENT.match(text) or _LOWER.match(text)):
            return Verdict(reason=FORM, sources=known)
        sources = [self._sources[n] for n in known]
        reason = self._mentions.wrong(text, sources, is_quote=is_quote)
        if reason:
            return Verdict(reason=reason, sources=known)
        named = self._mentions.named(text)
        speaking = [source for source in sources if named & names_of(source)] or sources
        reason, carrying = self._carried(text, speaking)
        return Verdict(reason=reason, sources=carrying or known, is_quote=is_quote)

    def _carried(self, text: str, sources: Sequence[Source]) -> tuple[str | None, tuple[int, ...]]:
        """Return why the sources do not carry a sentence, or None and those that do."""
        bare = without_names(text, sources)
        said = stems(bare)
        if not said or not says_something(bare):
            return FORM, ()
        fits = self._fits(text, said)
        numbers_cited = {source.number for source in sources}
        own = [fit for fit in fits if fit.window.source in numbers_cited]
        if not own:
            return UNSUPPORTED, ()
        mine = max(own, key=lambda fit: fit.score)
        if not numbers_held(unnamed(text, sources), mine.window.text):
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
        sentence = mine.window.sentence
        said, evidence = without_names(text, sources), without_names(sentence, sources)
        return mine.carries and keeps_the_words(said, evidence) and not _lost_marks(text, sentence)

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


def _lost_marks(text: str, evidence: str) -> bool:
    """Tell whether a sentence says without quotation marks what stands in them."""
    said = stems(text)
    return not in_marks(text) and any(
        in_order(said, stems(inner)) >= _COVERED for inner in in_marks(evidence)
    )
