"""Cuts the quotation around a sentence that answers: whole, and to be understood alone.

Pure. A short contribution is quoted as it stands, without its greeting, its thanks and its closing
question. Of a longer one the paragraph around the sentence is taken, as far as it fits; a list
keeps its introduction, a table its head, and code stays whole. What names somebody who left is
never inside. It does not know what was asked.
"""

from collections.abc import Collection, Sequence

from assistant.borrowed import borrowed, is_unmarked
from assistant.cues import LEANS
from assistant.masks import WITHHELD
from assistant.sentences import Span, Unit, spans
from assistant.speech import is_head, is_quotable, is_small_talk

LONGEST = 420
"""Characters of a quotation of sentences."""
LONGEST_BLOCK = 900
"""Characters of a quotation with a list, code or a table."""
_BLOCKS = (Unit.ITEM, Unit.ROW, Unit.CODE)


def excerpt(text: str, focus: Span) -> tuple[int, int]:
    """Return (start, end) of the quotation around a span of `spans(text)`."""
    pieces = _section(text, focus)
    others = borrowed(text)
    lent = {piece.start for piece in pieces if is_unmarked(text, piece, others)}
    at = next(i for i, piece in enumerate(pieces) if piece.start == focus.start)
    first, last = _trimmed(text, pieces, at, (0, len(pieces) - 1), lent)
    if pieces[last].end - pieces[first].start > LONGEST:
        first, last = _trimmed(text, pieces, at, _grown(text, pieces, at), lent)
    return pieces[first].start, pieces[last].end


def _section(text: str, focus: Span) -> list[Span]:
    """Return the pieces around the focus up to headings, and up to who left, on either side."""
    found: list[Span] = []
    for piece in spans(text):
        if piece.unit is Unit.HEADING or WITHHELD in text[piece.start : piece.end]:
            if piece.start > focus.start:
                break
            found = []
        else:
            found.append(piece)
    return found


def _trimmed(
    text: str, pieces: Sequence[Span], at: int, ends: tuple[int, int], lent: Collection[int]
) -> tuple[int, int]:
    """Return the range without pieces at its ends that say nothing, or lean on what is left out.

    Nor does it begin with one of `lent`: words of another without what announces them.
    """
    first, last = ends
    while last > at and not _may_end(text, pieces[last]):
        last -= 1
    while first < at and (pieces[first].start in lent or not _may_begin(text, pieces, first)):
        first += 1
    return first, last


def _may_end(text: str, piece: Span) -> bool:
    """Tell whether a quotation may end with a piece: not with what announces something left out."""
    return is_quotable(text, piece) and text[piece.end - 1] != ":"


def _may_begin(text: str, pieces: Sequence[Span], i: int) -> bool:
    """Tell whether a quotation may begin with a piece, although something follows in it."""
    piece = pieces[i]
    if is_head(text, piece):
        return pieces[i + 1].unit is Unit.ROW
    if not is_quotable(text, piece):
        return False
    if i == 0 or not _leans(text, piece):
        return True
    before = pieces[i - 1]
    return is_small_talk(text[before.start : before.end])


def _leans(text: str, piece: Span) -> bool:
    """Tell whether a piece goes on with what the one before it says."""
    if piece.unit is not Unit.SENTENCE:
        return False
    said = text[piece.start : piece.end]
    return bool(LEANS.match(said)) or said[0].islower()


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
        if not _leans(text, pieces[first]):
            break
        first -= 1
    return first


def _goes_on(text: str, pieces: Sequence[Span], last: int) -> bool:
    """Tell whether the next piece belongs to the one before: same paragraph, or announced."""
    here, following = pieces[last], pieces[last + 1]
    announces = text[here.end - 1] == ":"
    in_list = here.unit in _BLOCKS and following.unit is here.unit
    return announces or in_list or following.paragraph == here.paragraph
