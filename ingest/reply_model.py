"""Guess which earlier message a chat message answers: a linear model over traits of the pair.

The traits (who speaks to whom, how long ago, words in common, sort of message, who has spoken
since) follow Elsner and Charniak (2010) and Kummerfeld et al. (ACL 2019); the weights are trained
by `python -m eval.chat_links` and kept in `ingest/reply_weights.py`. Knows one channel at a time,
and no export format.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.chat import COMMAND, LENGTHS, SORTS, Remark
from ingest.chat_window import Seat, Window

_RELATIONS = 15
_DISTANCES = (1, 2, 3, 4, 5, 7, 10, 15, 23, 41)
_MINUTES = (1, 2, 3, 5, 8, 12, 20, 40, 240)
_SHARED = (0.1, 3.0, 5.0, 7.0, 10.0, 15.0)
_GAPS = (2, 5, 10, 20, 50)
_GAP_CLASSES = len(_GAPS) + 2
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


_BY_RELATION = (
    Block(name="recency", rows=_RELATIONS, columns=8),
    Block(name="distance", rows=_RELATIONS, columns=len(_DISTANCES) + 1, ordered=True),
    Block(name="minutes", rows=_RELATIONS, columns=len(_MINUTES) + 1, ordered=True),
    Block(name="author_rank", rows=_RELATIONS, columns=4, ordered=True),
    Block(name="shared_words", rows=_RELATIONS, columns=len(_SHARED) + 1, ordered=True),
    Block(name="talk", rows=_RELATIONS, columns=8),
    Block(name="own_length", rows=_RELATIONS, columns=LENGTHS, ordered=True),
    Block(name="own_gap", rows=_RELATIONS, columns=_GAP_CLASSES, ordered=True),
)
BLOCKS = (
    *_BY_RELATION,
    Block(name="answered", rows=2, columns=24),
    Block(name="looks", rows=2, columns=8 * LENGTHS),
    Block(name="sorts", rows=3 * SORTS, columns=SORTS),
    Block(name="new_gap", rows=SORTS, columns=_GAP_CLASSES, ordered=True),
    Block(name="new_called", rows=3, columns=_GAP_CLASSES, ordered=True),
    Block(name="new_length", rows=1, columns=LENGTHS, ordered=True),
    Block(name="new_silence", rows=1, columns=len(_SILENCES) + 1, ordered=True),
    Block(name="new_program", rows=1, columns=2),
)
"""All weights, block by block, row by row."""
_STARTS = tuple(accumulate((block.rows * block.columns for block in BLOCKS), initial=0))
WEIGHTS = _STARTS[-1]
"""How many weights the model has."""
_ANSWERED, _LOOKS, _SORT, _NEW_GAP, _NEW_CALLED, _NEW_LENGTH, _NEW_SILENCE, _NEW_PROGRAM = _STARTS[
    len(_BY_RELATION) : -1
]
_ROWS = tuple(
    tuple(
        start + relation * block.columns
        for start, block in zip(_STARTS, _BY_RELATION, strict=False)
    )
    for relation in range(_RELATIONS)
)
"""Where the weights of each relation start, for each block of `_BY_RELATION`."""


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
        _NEW_GAP + remark.sort * _GAP_CLASSES + gap,
        _NEW_CALLED + speaks * _GAP_CLASSES + called,
        _NEW_LENGTH + remark.length,
        _NEW_SILENCE + _silence(window, remark),
        _NEW_PROGRAM + remark.program,
    )


def reply_traits(window: Window, remark: Remark) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield each place that the remark may answer, the latest first, with the weights' indices."""
    author = remark.author
    own = window.last_by(author)
    gap = _gap(window, own)
    callers, called = window.callers(author), window.called(author)
    of_relation = [0] * _RELATIONS
    of_author: dict[str, int] = {}
    for place in window.candidates(remark):
        seat = window.seats[place]
        other = seat.remark
        relation = _relation(remark, other)
        mine, near = relation < 4, relation < 8
        rank, author_rank = of_relation[relation], of_author.get(other.author, 0)
        if rank < 3:
            of_relation[relation] = rank + 1
        if author_rank < 3:
            of_author[other.author] = author_rank + 1
        recency, distance, minutes, ranked, words, talk, own_length, own_gap = _ROWS[relation]
        common = remark.words & other.words
        shared = window.rarity(common) if common else 0.0
        traits = (
            recency + rank * 2 + (own is not None and own > place),
            distance + bisect_right(_DISTANCES, window.place - place),
            minutes + _minutes(remark, other, window.place - place),
            ranked + author_rank,
            words + bisect_right(_SHARED, shared),
            talk + _talk(remark, seat, place),
            own_length + remark.length,
            own_gap + gap,
            _ANSWERED
            + 24 * mine
            + 4 * _answered(author, seat)
            + 2 * (other.author in callers)
            + (other.author in called),
            _LOOKS + (mine * LENGTHS + other.length) * 8 + _programs(remark, other),
            _SORT + ((0 if mine else 1 if near else 2) * SORTS + remark.sort) * SORTS + other.sort,
        )
        yield place, traits


def _talk(remark: Remark, seat: Seat, place: int) -> int:
    """Number how a remark's author and those it speaks to take part in the other's talk so far."""
    talk = seat.talk
    number = 4 if remark.author in talk.authors else 0
    if talk.last == place:
        number += 2
    return number if remark.meant.isdisjoint(talk.authors) else number + 1


def _answered(author: str, seat: Seat) -> int:
    """Number whether a message has answers already: none, one or more, and the author's own."""
    if not seat.repliers:
        return 0
    return (4 if len(seat.repliers) > 1 else 2) + (author in seat.repliers)


def _programs(remark: Remark, other: Remark) -> int:
    """Number which of two are programs, and whether the other gives a command."""
    return remark.program * 4 + other.program * 2 + (other.sort == COMMAND)


def _relation(remark: Remark, other: Remark) -> int:
    """Number the way in which two remarks' authors speak to each other.

    0 to 3: one author (whether each speaks to somebody, and to the same one); 4 to 7: the remark
    speaks to, or names, the other's author; 8 to 15: it does not (to nobody, to one whom the other
    speaks to as well, to somebody else), each by whether the other speaks to the remark's author.
    """
    if remark.author == other.author != "":
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
