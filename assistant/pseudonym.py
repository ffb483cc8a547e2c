"""Pronounceable names for people who do not want their own shown.

Pure: keyed by a secret of the community, so that nobody without it can tell whose name it is; the
same person always gets the same one.
"""

import hashlib
import hmac

_STARTS = (
    "B",
    "D",
    "F",
    "G",
    "H",
    "K",
    "L",
    "M",
    "N",
    "P",
    "R",
    "S",
    "T",
    "V",
    "Z",
    "Br",
    "Tr",
    "St",
)
_VOWELS = ("a", "e", "i", "o", "u")
_MIDDLES = ("l", "m", "n", "r", "s", "t", "v", "d", "k", "b", "nd", "rl", "st", "lm")
_ENDS = ("n", "r", "l", "s", "", "m", "x", "")


def pseudonym(key: bytes, person_id: str) -> str:
    """Return a name of two words, such as "Velan Kosir"; about 10^10 are possible."""
    digest = hmac.new(key, person_id.encode(), hashlib.sha256).digest()
    return f"{_word(digest[:6])} {_word(digest[6:12])}"


def _word(seed: bytes) -> str:
    parts = (_STARTS, _VOWELS, _MIDDLES, _VOWELS, _ENDS)
    return "".join(part[byte % len(part)] for part, byte in zip(parts, seed, strict=False))
