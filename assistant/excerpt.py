"""Cuts the quotation around a sentence that answers: whole, and to be understood alone.

Pure. A short contribution is quoted as it stands, without its greeting, its thanks and its closing
question. Of a longer one the paragraph around the sentence is taken, as far as it fits; a list
keeps its introduction, and code and tables stay whole. It does not know what was asked.
"""

from collections.abc import Sequence

from assistant.cues import LEANS
from assistant.sentences import Span, Unit, spans
from assistant.speech import is_quotable

LONGEST = 420
"""Characters of a quotation of sentences."""
LONGEST_BLOCK = 900
"""Characters of a quotation with a list, code or a table."""
_BLOCKS = (Unit.ITEM, Unit.ROW, Unit.CODE)


def excerpt(text: str, focus: Span) -> tuple[int, int]:
    """Return (start, end) of the quotation around a span of `spans(text)`."""
    pieces = _section(spans(text), focus)
    sound = [i for i, piece in enumerate(pieces) if is_quotable(text, piece)]
    at = next(i for i, piece in enumerate(pieces) if piece.start == focus.start)
    first, last = _trimmed(sound, at, 0, len(pieces) - 1)
    if pieces[last].end - pieces[first].start > LONGEST:
        first, last = _grown(text, pieces, at)
        first, last = _trimmed(sound, at, first, last)
    return pieces[first].start, pieces[last].end


def _section(pieces: Sequence[Span], focus: Span) -> list[Span]:
    """Return the pieces around the focus up to the headings before and after it."""
    found: list[Span] = []
    for piece in pieces:
        if piece.unit is Unit.HEADING:
            if piece.start > focus.start:
                break
            found = []
        else:
            found.append(piece)
    return found


def _trimmed(sound: Sequence[int], at: int, first: int, last: int) -> tuple[int, int]:
    """Return the range without pieces at its ends that say nothing."""
    inside = [i for i in sound if first <= i <= last] or [at]
    return min(at, inside[0]), max(at, inside[-1])


def _fits(pieces: Sequence[Span], first: int, last: int) -> bool:
    chosen = pieces[first : last + 1]
    most = LONGEST_BLOCK if any(p.unit in _BLOCKS for p in chosen) else LONGEST
    return pieces[last].end - pieces[first].start <= most


def _grown(text: str, pieces: Sequence[Span], at: int) -> tuple[int, int]:
    """Grow a range around a piece: its block, what it leans on or announces, its paragraph."""
    first, last = _block(text, pieces, at)
    first = _lean_back(text, pieces, first, last)
    while last + 1 < len(pieces) and _goes_on(text, pieces, last):
        if not _fits(pieces, first, last + 1):
            break
        last += 1
    while first > 0 and pieces[first - 1].paragraph == pieces[first].paragraph:
        if not _fits(pieces, first - 1, last):
            break
        first -= 1
    return _lean_back(text, pieces, first, last), last


def _block(text: str, pieces: Sequence[Span], at: int) -> tuple[int, int]:
    """Return the whole list, table or code with its introduction; of a long one what fits."""
    first = last = at
    unit = pieces[at].unit
    if unit not in _BLOCKS:
        return first, last
    while first > 0 and pieces[first - 1].unit is unit and _fits(pieces, first - 1, last):
        first -= 1
    introduces = first > 0 and text[pieces[first - 1].end - 1] == ":"
    if introduces and _fits(pieces, first - 1, last):
        first -= 1
    while (
        last + 1 < len(pieces) and pieces[last + 1].unit is unit and _fits(pieces, first, last + 1)
    ):
        last += 1
    return first, last


def _lean_back(text: str, pieces: Sequence[Span], first: int, last: int) -> int:
    """Return where to begin so that the first sentence does not lean on one left out."""
    while first > 0 and _fits(pieces, first - 1, last):
        piece = pieces[first]
        leans = piece.unit is not Unit.CODE and LEANS.match(text[piece.start : piece.end])
        if not leans:
            break
        first -= 1
    return first


def _goes_on(text: str, pieces: Sequence[Span], last: int) -> bool:
    """Tell whether the next piece belongs to the one before: same paragraph, or announced."""
    here, following = pieces[last], pieces[last + 1]
    announces = text[here.end - 1] == ":"
    in_list = here.unit in _BLOCKS and following.unit is here.unit
    return announces or in_list or following.paragraph == here.paragraph
