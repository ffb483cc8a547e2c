"""Tells whom a written sentence speaks of, and whether it may: as "I", or by a colleague's name.

Pure. It does not know whether what the sentence says is carried (`assistant.support`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.anchors import proper_names, words_of
from assistant.windows import Source

PERSON, NAME = "person", "name"
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


@dataclass(frozen=True, kw_only=True)
class Mentions:
    """Knows by which words everybody in the community is named."""

    parts: frozenset[str]

    @classmethod
    def of(cls, people: frozenset[str]) -> "Mentions":
        """Return what knows these names."""
        return cls(parts=frozenset(part for name in people for part in _parts(name)))

    def named(self, text: str) -> frozenset[str]:
        """Return the parts of colleagues' names that a sentence holds."""
        return frozenset(
            word.text
            for word in words_of(text)
            if _bare(word.text) in self.parts
            and (word.stem or word.start or _SPEAKS.match(text, word.end))
        )

    def wrong(self, text: str, sources: Sequence[Source], *, is_quote: bool) -> str | None:
        """Return `PERSON` or `NAME` when a sentence speaks as, or of, somebody it must not."""
        evidence = " ".join(source.text for source in sources)
        if _FIRST_PERSON.search(_outside_quotes(text, evidence)) and not is_quote:
            return PERSON
        speakers = frozenset(part for source in sources for part in names_of(source))
        there = {_bare(word.text).casefold() for word in words_of(evidence)}
        for name in self.named(text):
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


def names_of(source: Source) -> frozenset[str]:
    """Return the words by which who wrote a source is named."""
    return frozenset(part for name in source.speakers for part in _parts(name))


def unnamed(text: str, sources: Sequence[Source]) -> str:
    """Return a sentence without whole names of who is cited: one may hold a number ("user230")."""
    for name in (name for source in sources for name in source.speakers):
        text = text.replace(name, "")
    return text


def without_names(text: str, sources: Sequence[Source]) -> str:
    """Return a sentence without the names of who is cited: they are the catalog's to say."""
    names = {part for source in sources for part in names_of(source)} | _initials(sources)
    kept = [w for w in words_of(text) if _bare(w.text) not in names]
    return " ".join(word.text for word in kept)


def _parts(name: str) -> list[str]:
    """Return the words of a name by which somebody is known: those with a capital, if any has."""
    words = [_bare(w.text) for w in words_of(name) if w.is_word and len(w.text) > 1]
    return [word for word in words if word[0].isupper()] or words


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
