"""Tells whether a sentence keeps the words of the one it was made from, and so what that says.

Pure. Persons may change ("we" to "they"), clauses may go at either end and a few words in between,
but not a word that turns the sense: a condition, a contrast, a hedge. It does not know sources.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, pairwise

from assistant import turning
from assistant.anchors import REPORT, STOP, words_of

_KEPT = 0.85
"""Share of the words of a sentence that must stand in the other, in its order."""
_GAP = 3
"""Words of the other that may be left out at one place inside."""
_BEFORE, _AFTER = 6, 6
"""Words before and after what is kept in which a condition would belong to it."""
_SAME = {
    **dict.fromkeys(("i", "we"), "they"),
    **dict.fromkeys(("me", "us"), "them"),
    **dict.fromkeys(("my", "our"), "their"),
    **dict.fromkeys(("mine", "ours"), "theirs"),
    **{
        "am": "are",
        "is": "are",
        "was": "were",
        "has": "have",
        "does": "do",
        "a": "the",
        "an": "the",
    },
    **{"it": "that", "this": "that", "these": "those", "can't": "cannot"},
    **dict.fromkeys(("myself", "ourselves"), "themselves"),
    **dict.fromkeys(("everybody", "everyone"), "all"),
    "your": "the",
}
_CONTRACTED = {"n't": "not", "'m": "are", "'re": "are", "'ve": "have", "'ll": "will", "'d": "'d"}
_EITHER = {"'d": ("had", "would"), "'s": ("are", "have")}
"""What a contraction may stand for; forms of "is" and "has" are as in `_SAME`."""
_SAID = frozenset(["say", "says", "said", "tell", "tells", "told"])
_IS = re.compile(r"(?:he|she|it|that|there|what|who|here|where)'s$")
"""Pronouns with a contracted "is"; of other words, "'s" tells whose something is."""
_YEAR = 4
_RELATIVE = frozenset(["that", "which", "who", "whose", "whom", "where", "when"])
_LEADS = frozenset(["and", "but", "so", "or", "also", "then", "please", "well", "certainly"])
"""Words at the start that limit nothing."""
_REPORTED = REPORT - frozenset(["found", "find", "finds", "colleague", "colleagues", "accord"])
_SELF = frozenset(["i", "we", "my", "our", "ich", "wir", "mein", "unser", "je", "nous", "yo"])
"""Who speaks when the writer reports their own words."""
_CREDIT = 8
"""Words of such an end at most: "according to the head of a school"."""
_FAR = 3
"""Words between who speaks and the word that says so."""
_INTRODUCTION = 8
"""Words of such a beginning at most."""
_SOMEBODY = frozenset(["he", "she", "him", "his", "her", "hers"])
_NEUTRAL = frozenset(["one", "another", "community", "communities", "people", "colleague"])
"""Words that may come in: they say nothing of their own."""


@dataclass(frozen=True, kw_only=True)
class _Token:
    same: str
    """What it is compared by."""
    low: str
    is_first: bool = False
    """A mark stands before it, or nothing."""

    @property
    def tells(self) -> bool:
        """True for a word that says something by itself."""
        return not self.low.startswith("'") and not (
            self.low in STOP or self.low in REPORT or self.low in _NEUTRAL
        )

    @property
    def is_year(self) -> bool:
        """True for a number of four digits."""
        return self.low.isdigit() and len(self.low) == _YEAR

    @property
    def counts(self) -> bool:
        """True for a number that is no year."""
        return self.low[:1].isdigit() and len(self.low) != _YEAR

    @property
    def introduces(self) -> bool:
        """True for a word that adds nothing before a sentence: "According to them, ..."."""
        if self.low in _SOMEBODY or self.low in turning.TURNS:
            return False
        return self.low in STOP or self.low in REPORT or self.low in _NEUTRAL

    @property
    def may_come_in(self) -> bool:
        """True for a word that adds nothing where it stands in a sentence but not in the other."""
        return self.introduces and self.low not in turning.ADDS


def keeps_the_words(said: str, evidence: str) -> bool:
    """Tell whether a sentence is made of the words of another, with nothing turned round."""
    mine, theirs = _tokens(said), _tokens(evidence)
    pairs = _aligned(mine, theirs)
    inside = {i for i, _ in pairs}
    added = [i for i in range(len(mine)) if i not in inside]
    # Who said it stands before the sentence and is no part of it.
    told = len([i for i in range(pairs[0][0]) if mine[i].introduces]) if pairs else 0
    if not pairs or len(pairs) < _KEPT * (len(mine) - told):
        return False
    if not all(mine[i].introduces if i < pairs[0][0] else mine[i].may_come_in for i in added):
        return False
    places = [j for _, j in pairs]
    if any(_turns(theirs[a], theirs[a + 1 : b], theirs[b]) for a, b in pairwise(places)):
        return False
    before = theirs[: places[0]]
    after = theirs[places[-1] + 1 : places[-1] + 1 + _AFTER]
    around = before[-_BEFORE:] + after
    if _is_reported(before[-_INTRODUCTION:]) or _is_credited(theirs[places[-1] + 1 :]):
        return False
    if after and not after[0].is_first and (_is_limit(after) or _is_needed(after[0])):
        return False
    if any(_is_denied(theirs, a, b) for a, b in pairwise(places)):
        return False
    lost = turning.CONDITIONS | turning.HEDGES
    return not _limits(before, theirs[places[0]]) and not any(t.low in lost for t in around)


def _turns(last: _Token, gap: Sequence[_Token], following: _Token) -> bool:
    """Tell whether leaving out what stands after a word changes what is said."""
    if not gap:
        return False
    if len(gap) > _GAP or last.low in turning.ALL or _is_limit(gap) or _is_relative(gap):
        return True
    if any(token.low in turning.TURNS or token.low in turning.PARTLY for token in gap):
        return True
    # "We tried to ...", "the older ...": a telling word may only go with a clause of its own.
    is_apart = gap[0].is_first or gap[0].low == "and"
    lost = any(token.tells and not token.is_year for token in gap)
    return not is_apart and (lost or following.counts)


def _is_needed(next_one: _Token) -> bool:
    """Tell whether a word that follows at once belongs to what is kept: "historical sources"."""
    if next_one.low in ("too", "enough"):
        return True
    return next_one.tells and next_one.low not in turning.ALL


def _is_denied(theirs: Sequence[_Token], last: int, place: int) -> bool:
    """Tell whether a telling word is left out of what is denied: "not an adequate source"."""
    if not any(token.tells for token in theirs[last + 1 : place]):
        return False
    for token in reversed(theirs[: last + 1]):
        if token.low in turning.DENIES or token.low.endswith("n't"):
            return True
        if token.is_first:
            return False
    return False


def _is_relative(gap: Sequence[_Token]) -> bool:
    """Tell whether words say which of several is meant: "coffee that is roasted"."""
    return len(gap) > 1 and gap[0].low in _RELATIVE and not gap[0].is_first


def _limits(before: Sequence[_Token], first: _Token) -> bool:
    """Tell whether what is left out at the start says where, for whom or of how many it holds."""
    before = list(dropwhile(lambda token: token.low in _LEADS, before))
    if not before:
        return False
    near = before[-_GAP:]
    if _is_held_off(before, first):
        return True
    if before[0].low in turning.CONDITIONS or (before[-1].tells and not first.is_first):
        return True
    if any(item.counts or item.low in turning.PARTLY or item.low in turning.ONCE for item in near):
        return True
    return len(before) <= _INTRODUCTION and _is_limit(before)


def _is_held_off(before: Sequence[_Token], first: _Token) -> bool:
    """Tell whether what is left out makes the rest a matter that is denied, doubted or debated.

    "I don't think that ...", "it is a myth that ..."; not "we found that ...".
    """
    if first.is_first:
        return False
    marks = [i for i, token in enumerate(before) if token.is_first]
    clause = [token.low for token in before[marks[-1] if marks else 0 :]]
    if any(low in turning.DENIES for low in clause):
        return True
    return clause[-1] == "that" and not (_SELF & set(clause) and turning.KNOWS & set(clause))


def _is_reported(words: Sequence[_Token]) -> bool:
    """Tell whether words say that somebody but the writer says, thinks or wrote something."""
    return any(
        (word.low in _REPORTED or word.low in turning.SAYINGS)
        and not any(other.low in _SELF for other in words[max(0, i - _FAR) : i])
        for i, word in enumerate(words)
    )


def _is_credited(after: Sequence[_Token]) -> bool:
    """Tell whether a sentence ends by saying who said it: "..., says my boss"."""
    if not after or len(after) > _CREDIT:
        return False
    if after[0].low in _LEADS:
        return len(after) <= _FAR + 1 and after[-1].low in _REPORTED
    return _is_reported(after[:1] if len(after) > _FAR else after)


def _is_limit(words: Sequence[_Token]) -> bool:
    """Tell whether words begin as a place, a time or a circle of people does; a bare year does not.

    "Attendance was 96 % in 2017" may be told without its year: its citation shows when.
    """
    first, *more = (word.low for word in words)
    return first in turning.WHERE and not (more and all(word.isdigit() for word in more))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    is_first = True
    for word in words_of(text):
        if word.is_word:
            parts = _uncontracted(word.low)
            found.append(_token(word.number or parts[0], is_first))
            found += [_token(part) for part in parts[1:]]
        is_first = not word.is_word
    return found


def _uncontracted(low: str) -> list[str]:
    """Return a word, or the two that it is drawn together from."""
    if _IS.match(low):
        return [low.removesuffix("'s"), "'s"]
    for ending, whole in _CONTRACTED.items():
        if low.endswith(ending) and len(low) > len(ending):
            return [low.removesuffix(ending), whole]
    return [low]


def _token(low: str, is_first: bool = False) -> _Token:
    whole = "would" if low == "'d" else low
    return _Token(same=_SAME.get(low, low), low=whole, is_first=is_first)


def _aligned(mine: Sequence[_Token], theirs: Sequence[_Token]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence, as close together as it can be."""
    best = [[0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            if _alike(mine[i], theirs[j]):
                best[i][j] = best[i + 1][j + 1] + 1
            else:
                best[i][j] = max(best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if _alike(mine[i], theirs[j]) and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _alike(one: _Token, other: _Token) -> bool:
    """Tell whether two words are the same, or forms of one: never of another time."""
    if one.same == other.same or (one.low in _SAID and other.low in _SAID):
        return True
    if other.same in _EITHER.get(one.same, ()) or one.same in _EITHER.get(other.same, ()):
        return True
    short, long = sorted((one.same, other.same), key=len)
    if len(short) < 3 or short[0] != long[0]:
        return False
    stem = short.removesuffix("e")
    return long.removeprefix(stem) in ("s", "es", "ing") and long.startswith(stem)
