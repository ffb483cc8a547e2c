"""Guess which earlier message a chat message answers: a linear model over traits of the pair.

The traits (who speaks to whom, how long ago, words in common, sort of message, who has spoken
since) follow Elsner and Charniak (2010) and Kummerfeld et al. (ACL 2019); the weights are trained
by `python -m eval.chat_links` and kept in `ingest/reply_weights.py`. Knows one channel at a time,
and no export format.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.chat import COMMAND, SORTS, Remark
from ingest.chat_window import Window

_RELATIONS = 15
_DISTANCES = (1, 2, 3, 4, 5, 7, 10, 15, 23, 41)
_MINUTES = (1, 2, 3, 5, 8, 12, 20, 40, 240)
_SHARED = (0.1, 3.0, 5.0, 7.0, 10.0, 15.0)
_LENGTHS = (2, 4, 7, 12, 20)
_GAPS = (2, 5, 10, 20, 50)
_SILENCES = (1, 3, 10, 30, 120)
_MINUTES_A_MESSAGE = 0.3
"""Stands in for the clock where a log has no times."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One trait's weights: `rows` kinds of pair times `columns` values."""

    name: str
    rows: int
    columns: int
    ordered: bool = False
    """Whether neighbouring columns mean nearly the same."""


BLOCKS = (
    Block(name="recency", rows=_RELATIONS, columns=8),
    Block(name="distance", rows=_RELATIONS, columns=len(_DISTANCES) + 1, ordered=True),
    Block(name="minutes", rows=_RELATIONS, columns=len(_MINUTES) + 1, ordered=True),
    Block(name="author_rank", rows=_RELATIONS, columns=4, ordered=True),
    Block(name="shared_words", rows=_RELATIONS, columns=len(_SHARED) + 1, ordered=True),
    Block(name="talk", rows=_RELATIONS, columns=8),
    Block(name="answered", rows=2, columns=6),
    Block(name="length", rows=2, columns=len(_LENGTHS) + 1, ordered=True),
    Block(name="own_length", rows=_RELATIONS, columns=len(_LENGTHS) + 1, ordered=True),
    Block(name="own_gap", rows=_RELATIONS, columns=len(_GAPS) + 2, ordered=True),
    Block(name="sorts", rows=3 * SORTS, columns=SORTS),
    Block(name="programs", rows=2, columns=8),
    Block(name="spoke_before", rows=2, columns=4),
    Block(name="new_gap", rows=SORTS, columns=len(_GAPS) + 2, ordered=True),
    Block(name="new_called", rows=3, columns=len(_GAPS) + 2, ordered=True),
    Block(name="new_length", rows=1, columns=len(_LENGTHS) + 1, ordered=True),
    Block(name="new_silence", rows=1, columns=len(_SILENCES) + 1, ordered=True),
    Block(name="new_program", rows=1, columns=2),
)

_STARTS = tuple(accumulate((block.rows * block.columns for block in BLOCKS), initial=0))
WEIGHTS = _STARTS[-1]
"""How many weights the model has."""
(
    _RECENCY,
    _DISTANCE,
    _MINUTE,
    _AUTHOR_RANK,
    _WORDS,
    _TALK,
    _ANSWERED,
    _LENGTH,
    _OWN_LENGTH,
    _OWN_GAP,
    _SORT,
    _PROGRAM,
    _CALLED,
    _NEW_GAP,
    _NEW_CALLED,
    _NEW_LENGTH,
    _NEW_SILENCE,
    _NEW_PROGRAM,
) = _STARTS[:-1]


def best_reply(window: Window, remark: Remark, weights: Sequence[float]) -> int | None:
    """Return the place in the window that the remark most likely answers; None: it starts anew."""
    best, highest = None, sum(weights[trait] for trait in new_traits(window, remark))
    for place, traits in reply_traits(window, remark):
        score = sum([weights[trait] for trait in traits])
        if score > highest:
            best, highest = place, score
    return best


def new_traits(window: Window, remark: Remark) -> tuple[int, ...]:
    """Return the indices of the weights that speak for a remark that answers nothing."""
    gap = _gap(window, window.last_by(remark.author))
    called = _gap(window, window.last_to(remark.author))
    speaks = 2 if remark.meant else 1 if remark.named else 0
    return (
        _NEW_GAP + remark.sort * 7 + gap,
        _NEW_CALLED + speaks * 7 + called,
        _NEW_LENGTH + bisect_right(_LENGTHS, remark.length),
        _NEW_SILENCE + _silence(window, remark),
        _NEW_PROGRAM + remark.program,
    )


def reply_traits(window: Window, remark: Remark) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each place that the remark may answer, the latest first, with the weights' indices."""
    rarities = window.rarities(remark)
    own = window.last_by(remark.author)
    gap = _gap(window, own)
    length = bisect_right(_LENGTHS, remark.length)
    same_relation = [0] * _RELATIONS
    same_author: Counter[str] = Counter()
    for place in window.candidates(remark):
        seat = window.seats[place]
        other = seat.remark
        relation = _relation(remark, other)
        mine = relation < 4
        kind = 0 if mine else 1 if relation < 8 else 2
        rank = same_relation[relation]
        author_rank = same_author[other.author]
        since = own is not None and own > place
        common = rarities.keys() & other.words
        shared = sum([rarities[word] for word in common]) if common else 0.0
        talk = seat.talk
        yield (
            place,
            (
                _RECENCY + relation * 8 + (rank if rank < 3 else 3) * 2 + since,
                _DISTANCE + relation * 11 + bisect_right(_DISTANCES, window.place - place),
                _MINUTE + relation * 10 + _minutes(remark, other, window.place - place),
                _AUTHOR_RANK + relation * 4 + (author_rank if author_rank < 3 else 3),
                _WORDS + relation * 7 + bisect_right(_SHARED, shared),
                _TALK
                + relation * 8
                + (remark.author in talk.authors) * 4
                + (talk.last == place) * 2
                + (not remark.meant.isdisjoint(talk.authors)),
                _ANSWERED
                + mine * 6
                + min(len(seat.repliers), 2) * 2
                + (remark.author in seat.repliers),
                _LENGTH + mine * 6 + bisect_right(_LENGTHS, other.length),
                _OWN_LENGTH + relation * 6 + length,
                _OWN_GAP + relation * 7 + gap,
                _SORT + (kind * SORTS + remark.sort) * SORTS + other.sort,
                _PROGRAM
                + mine * 8
                + remark.program * 4
                + other.program * 2
                + (other.sort == COMMAND),
                _CALLED
                + mine * 4
                + window.calls(other.author, remark.author) * 2
                + window.calls(remark.author, other.author),
            ),
        )
        same_relation[relation] += 1
        same_author[other.author] += 1


def _relation(remark: Remark, other: Remark) -> int:
    """Number the way in which two remarks' authors speak to each other.

    0 to 3: one author (whether each speaks to somebody, and to the same one); 4 to 7: the remark
    speaks to, or names, the other's author; 8 to 15: it does not (to nobody, to one whom the other
    speaks to as well, to somebody else), each by whether the other speaks to the remark's author.
    """
    if remark.author == other.author:
        if not remark.meant:
            return 1 if other.meant else 0
        return 3 if remark.meant.isdisjoint(other.meant) else 2
    back = remark.author in other.meant or remark.author in other.named
    if other.author in remark.meant:
        return 5 if back else 4 if not other.meant else 6
    if other.author in remark.named:
        return 7
    if not remark.meant:
        return 9 if back else 8 if not other.meant else 10
    if not remark.meant.isdisjoint(other.meant):
        return 11
    return 13 if back else 12 if not other.meant else 14


def _gap(window: Window, place: int | None) -> int:
    """Number how long ago a place was, in messages; the last number: never in the window."""
    return len(_GAPS) + 1 if place is None else bisect_right(_GAPS, window.place - place)


def _minutes(remark: Remark, other: Remark, distance: int) -> int:
    """Number the time between two remarks."""
    if remark.minute is None or other.minute is None:
        return bisect_right(_MINUTES, distance * _MINUTES_A_MESSAGE)
    return bisect_right(_MINUTES, remark.minute - other.minute)


def _silence(window: Window, remark: Remark) -> int:
    """Number how long the channel was silent before a remark."""
    last = window.seats.get(window.place - 1)
    if last is None or last.remark.minute is None or remark.minute is None:
        return 0
    return bisect_right(_SILENCES, remark.minute - last.remark.minute)
