"""Recognises somebody's words in other texts by keyed hashes, without keeping the words.

A shingle is a run of five words, whatever stands between them (Broder, On the resemblance and
containment of documents, 1997). Word hashes are keyed (BLAKE2b); a shingle's is a polynomial of
them with a secret base, mixed, so that nobody without the key can try words. Ten words in a row
are a quotation anywhere; within quotation marks or on a quoted line, five are.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.spellings import TOKEN, normal

Hashes = NDArray[np.uint64]
"""Hashes of shingles, shape (n,), sorted and unique where they are kept."""

SHINGLE = 5
"""Words in a shingle."""
_RUN = 10
"""Words in a row that are a quotation wherever they stand."""
_WORD = re.compile(rf"https?://\S+|{TOKEN.pattern}")
"""An address is one word: many cite the same one."""
_PATCH = 12
"""Characters between two quoted runs that belong to them: a word corrected in between."""
_QUOTED = re.compile(
    r"[\"“”„]([^\"“”„\n]{12,2000})[\"“”]|[«»]([^«»]{12,2000})[»«]|^[ \t]*>+[ \t]?(.+)$",
    re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class Shingler:
    """Makes shingles with one key."""

    key: bytes

    def hashes(self, text: str) -> Hashes:
        """Return the sorted hashes of all shingles of a text."""
        words = [match.group() for match in _WORD.finditer(text)]
        return np.unique(self._shingles(words))

    def union(self, texts: Iterable[str]) -> Hashes:
        """Return the sorted hashes of all shingles of several texts."""
        found = [self.hashes(text) for text in texts]
        return np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)

    def _shingles(self, words: Sequence[str]) -> Hashes:
        """Return the hash of the shingle that starts at each word, as far as there are any."""
        if len(words) < SHINGLE:
            return np.empty(0, dtype=np.uint64)
        numbers = np.fromiter(
            (_word_hash(self.key, word) for word in words), dtype=np.uint64, count=len(words)
        )
        base = np.uint64(_word_hash(self.key, "\x00base") | 1)
        mixed = np.zeros(len(words) - SHINGLE + 1, dtype=np.uint64)
        for j in range(SHINGLE):
            # Numbers wrap around at 2^64: that is the arithmetic wanted.
            mixed = mixed * base + numbers[j : j + len(mixed)]
        return _mixed(mixed)

    def quoted(self, text: str, known: Hashes) -> list[tuple[int, int]]:
        """Return the (start, end) of runs of the text that are made of known shingles."""
        if not len(known):
            return []
        words = list(_WORD.finditer(text))
        shingles = self._shingles([word.group() for word in words])
        hits = _among(shingles, known)
        if not hits.any():
            return []
        marked = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
        found = []
        for first, last in _runs(hits):
            start, end = words[first].start(), words[last + SHINGLE - 1].end()
            is_long = last - first + SHINGLE >= _RUN
            inside = [span for span in marked if span[0] <= start and end <= span[1]]
            if is_long or any(_covers(text, span, start, end) for span in inside):
                found.append((start, end))
        return _joined(found)


def _covers(text: str, span: tuple[int, int], start: int, end: int) -> bool:
    """Tell whether a run is all that stands in quotation marks, but for a word at each end."""
    rest = text[span[0] : start] + text[end : span[1]]
    return len(TOKEN.findall(rest)) <= 2


@lru_cache(maxsize=200_000)
def _word_hash(key: bytes, word: str) -> int:
    data = normal(word).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, key=key, digest_size=8).digest(), "little")


def _mixed(values: Hashes) -> Hashes:
    """Scatter numbers over all 64 bits (the finaliser of SplitMix64, Steele and others, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _among(values: Hashes, known: Hashes) -> NDArray[np.bool_]:
    places = np.minimum(known.searchsorted(values), len(known) - 1)
    return np.asarray(known[places] == values)


def _runs(hits: NDArray[np.bool_]) -> Iterable[tuple[int, int]]:
    """Yield (first, last) of every run of neighbouring hits."""
    places = np.flatnonzero(hits)
    for part in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        yield int(part[0]), int(part[-1])


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + _PATCH:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
