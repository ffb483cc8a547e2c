"""Puts questions together that ask for the same, by the words that they share.

Pure. Needs no model, so that a page can do it: a word counts by its first letters, and the less the
more questions hold it (inverse document frequency, Spärck Jones 1972). Vectors of a model may be
handed in instead. It does not know where questions come from.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from assistant.cues import PLAIN, SHORT
from assistant.records import Vectors

Likeness = Callable[[Sequence[str]], Vectors]
"""Return one vector of length 1 for each text (of length 0 where a text says nothing)."""

SHARED_WORDS = 0.42
"""Cosine of `by_words` from which two questions are taken to be about one matter."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
"""Letters by which two forms of a word are taken for one."""


def by_words(texts: Sequence[str]) -> Vectors:
    """Return vectors of the words that each text is about."""
    held = [Counter(_stems(text)) for text in texts]
    spread = Counter(stem for counts in held for stem in counts)
    places = {stem: n for n, stem in enumerate(sorted(spread))}
    found = np.zeros((len(texts), max(1, len(places))), dtype=np.float32)
    for row, counts in zip(found, held, strict=True):
        for stem in counts:
            row[places[stem]] = math.log(1.0 + len(texts) / spread[stem])
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found /= np.where(lengths > 0, lengths, 1.0)
    return found


def _stems(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(text)]
    telling = [word for word in words if word not in PLAIN and word not in SHORT]
    return [word[:_STEM] for word in telling or words]


def groups(vectors: Vectors, least: float) -> list[list[int]]:
    """Return the rows in groups of like ones, each group and its rows in the order given.

    A row joins the group whose first row is nearest, if that is near enough: what comes later
    never changes to which group an earlier row belongs.
    """
    firsts: list[int] = []
    found: list[list[int]] = []
    for n in range(len(vectors)):
        near = vectors[firsts] @ vectors[n] if firsts else np.empty(0, dtype=np.float32)
        if len(near) and float(near.max()) >= least:
            found[int(near.argmax())].append(n)
        else:
            firsts.append(n)
            found.append([n])
    return found
