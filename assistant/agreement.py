"""Tells whether colleagues say the same: in words of assent, by taking it up, by likeness.

Pure. Two who answer one question are alike already because both answer it, so that their likeness
is measured beyond what each shares with the question, and has to show in words that the question
does not hold. It does not know who disputes whom (`assistant.standing`).
"""

import math
import re
from collections.abc import Collection, Sequence
from itertools import combinations, pairwise

from assistant.cues import ASSENT, BUT, DISSENT, NOT, NUMBER_WORDS, PLAIN, SHORT, TAKEN_UP
from assistant.quoted import OPENING, Quoted, addresses
from assistant.sides import side

_CLEAR = 0.5
"""Likeness beyond the question from which two say the same, whatever their words."""
_LIKE = 0.42
"""The same where they share a telling word that the question does not hold."""
_ECHO = 0.25
"""The same where they share two such words in a row."""
_WORDS_ENOUGH = 0.3
"""The same where they share most of what the shorter one says."""
_MOST_WORDS = 0.4
_ESSAYS = 0.65
"""Likeness beyond the question from which essays say the same, whatever their words."""
_ESSAYS_SHARE = 0.3
"""The same where they share two long words or numbers that the question does not hold."""
_LONG_WORD = 5
_TO_THE_POINT = 0.5
"""Cosine of each of them and the question, at least."""
_TAKEN_BACK = 60
"""Characters after words of assent in which a "but" takes them back."""
_WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:[.,]\d+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*)[\s-]*([^\W\d_]*)")
_STEM = 5


def agree(question: str, quoted: Sequence[Quoted], *, sides: bool) -> bool:
    """Tell whether colleagues say the same; `sides`: one can be for or against what is asked."""
    if _seconded(quoted) or _taken_up(question, quoted):
        return True
    if sides and _on_one_side(question, quoted):
        return True
    return _mostly_alike(question, quoted)


def amounts_differ(quoted: Sequence[Quoted]) -> bool:
    """Tell whether two colleagues give numbers, and no number in common."""
    found = [(item.speaker, frozenset(number for number, _ in _amounts(item))) for item in quoted]
    return any(
        mine and theirs and not mine & theirs
        for (one, mine), (other, theirs) in combinations(found, 2)
        if one != other
    )


def likeness(one: Quoted, other: Quoted) -> float:
    """Return the cosine of two sentences beyond the question: their partial correlation, -1 to 1.

    (cos(a,b) - cos(a,q) cos(b,q)) / sqrt((1 - cos(a,q)^2) (1 - cos(b,q)^2))
    """
    a, b = one.near, other.near
    left = math.sqrt(max(1e-6, (1 - a * a) * (1 - b * b)))
    return (float(one.vector @ other.vector) - a * b) / left


def _seconded(quoted: Sequence[Quoted]) -> bool:
    """Tell whether somebody says that they agree, and does not take it back at once."""
    for item in quoted:
        found = ASSENT.search(item.line, 0, OPENING)
        if found and not BUT.search(item.line[found.end() :][:_TAKEN_BACK]):
            others = (other for other in quoted if other.speaker != item.speaker)
            if any(addresses(item.contribution, other.contribution) for other in others):
                return True
    return False


def _taken_up(question: str, quoted: Sequence[Quoted]) -> bool:
    """Tell whether somebody did what was quoted before in the thread, or says its words again."""
    asked = frozenset(_stems(question))
    order = sorted(quoted, key=lambda item: item.contribution.ordinal)
    return any(
        earlier.contribution.thread_id == later.contribution.thread_id
        and earlier.speaker != later.speaker
        and addresses(later.contribution, earlier.contribution)
        and (_did_so(later) or _says_again(earlier, later, asked))
        for earlier, later in combinations(order, 2)
    )


def _did_so(item: Quoted) -> bool:
    found = TAKEN_UP.match(item.line)
    return found is not None and _unreserved(item.line[found.end() :][:_TAKEN_BACK])


def _says_again(earlier: Quoted, later: Quoted, asked: frozenset[str]) -> bool:
    opening = later.line[:OPENING]
    if not earlier.is_brief or _conflict(earlier, later) or not _unreserved(opening):
        return False
    return _echoes(_stems(earlier.line), _stems(opening), asked)


def _unreserved(said: str) -> bool:
    return not (BUT.search(said) or NOT.search(said) or DISSENT.search(said))


def _on_one_side(question: str, quoted: Sequence[Quoted]) -> bool:
    """Tell whether most come down on one side, two at least, and nobody on the other."""
    sides = {(item.speaker, side(question, item.contribution.text)) for item in quoted}
    found = [taken for _, taken in sides if taken]
    several = len({speaker for speaker, taken in sides if taken}) > 1
    return several and len(set(found)) == 1 and 2 * len(found) > len(sides)


def _mostly_alike(question: str, quoted: Sequence[Quoted]) -> bool:
    """Tell whether most have somebody else who says something alike.

    Whom the source does not name may be the same as another.
    """
    asked = frozenset(_stems(question))
    named = [item for item in quoted if item.contribution.contributors]
    seconded = 0
    for item in named:
        others = (other for other in named if other.speaker != item.speaker)
        seconded += any(_alike(item, other, asked) for other in others)
    return 2 * seconded > len(quoted)


def _alike(one: Quoted, other: Quoted, asked: frozenset[str]) -> bool:
    if _conflict(one, other):
        return False
    near = likeness(one, other)
    mine, theirs = _stems(one.text), _stems(other.text)
    shared = (set(mine) & set(theirs)) - asked
    if not (one.is_brief and other.is_brief):
        return _essays_alike(one, other, shared)
    if one.contribution.thread_id != other.contribution.thread_id:
        return near >= _CLEAR and len(shared) > 1
    fewer = min(len(set(mine) - asked), len(set(theirs) - asked))
    return (
        near >= _CLEAR
        or (near >= _LIKE and bool(shared))
        or (near >= _WORDS_ENOUGH and len(shared) > 1 and len(shared) >= _MOST_WORDS * fewer)
        or (near >= _ECHO and _echoes(mine, theirs, asked))
    )


def _essays_alike(one: Quoted, other: Quoted, shared: Collection[str]) -> bool:
    """Tell the same where one is an essay: some of its many sentences are like any by chance."""
    denied = bool(NOT.search(one.text)) is not bool(NOT.search(other.text))
    if denied or min(one.near, other.near) < _TO_THE_POINT:
        return False
    telling = [word for word in shared if len(word) >= _LONG_WORD or word[0].isdigit()]
    near = likeness(one, other)
    return near >= _ESSAYS or (near >= _ESSAYS_SHARE and len(telling) > 1)


def _echoes(mine: Sequence[str], theirs: Sequence[str], asked: frozenset[str]) -> bool:
    """Tell whether two telling words stand in a row in both, one of them not in the question."""
    return any(not set(pair) <= asked for pair in set(pairwise(mine)) & set(pairwise(theirs)))


def _conflict(one: Quoted, other: Quoted) -> bool:
    """Tell whether both count the same thing, and differently: 5 bar, 7 bar."""
    mine, theirs = _amounts(one), _amounts(other)
    units = {unit for _, unit in mine if unit} & {unit for _, unit in theirs if unit}
    return any(
        not {n for n, u in mine if u == unit} & {n for n, u in theirs if u == unit}
        for unit in units
    )


def _amounts(item: Quoted) -> list[tuple[str, str]]:
    """Return the numbers of a quotation, each with the first letters of the word after it."""
    said = _LETTERS.sub(lambda m: NUMBER_WORDS.get(m[0].casefold(), m[0]), item.line)
    return [(n, unit.casefold()[:_STEM]) for n, unit in _AMOUNT.findall(said)]


def _stems(text: str) -> list[str]:
    """Return the telling words of a text by their first letters, in order; numbers whole."""
    words = (NUMBER_WORDS.get(word.casefold(), word.casefold()) for word in _WORD.findall(text))
    return [word[:_STEM] for word in words if word not in PLAIN and word not in SHORT]
