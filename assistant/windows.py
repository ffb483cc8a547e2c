"""Cuts what a model was given into the sentences and clauses that can carry what it writes.

Words that the post's writer took from somebody else carry nothing under the writer's name. Pure. It
does not know what was written.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.anchors import stems
from assistant.borrowed import borrowed, held_off, is_borrowed
from assistant.sentences import Span, Unit, spans

_LONG = 70
"""Characters from which the clauses of a sentence are looked at one by one too."""
_FEW = 3
"""Telling words of a clause that says something by itself."""
_OPENING = '"“„«'


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a model was given under one number."""

    number: int
    text: str
    speakers: tuple[str, ...] = ()
    """Names of who wrote it, as shown."""
    post: str = ""
    """The whole contribution it is taken from, which may tell whose words it is; empty: itself."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """One sentence of a source, or a clause of it."""

    source: int
    text: str
    sentence: str
    stems: tuple[str, ...]


def windows(source: Source) -> list[Window]:
    """Return the sentences of a source that are its writer's own, and their clauses."""
    pieces = [piece for piece in spans(source.text) if piece.unit is not Unit.HEADING]
    lent = _lent(source)
    own = [text for piece in pieces or spans(source.text) for text in _own(source, piece, lent)]
    return [
        Window(source=source.number, text=text, sentence=sentence, stems=tuple(stems(text)))
        for sentence in own
        for text in [sentence, *_clauses(sentence)]
    ]


def is_verbatim(text: str, source: Source) -> bool:
    """Tell whether a sentence stands to the letter in a source, from the start of a sentence.

    Words of somebody else do not count.
    """
    lent = _lent(source)
    return any(
        source.text.startswith(text, piece.start)
        for piece in spans(source.text)
        if not is_borrowed(source.text, piece, lent)
    )


def _lent(source: Source) -> list[tuple[int, int]]:
    """Return where in a source words stand that its writer does not say of their own."""
    at = max(0, source.post.find(source.text))
    post = source.post or source.text
    found = sorted([*borrowed(post), *held_off(post)])
    return [(start - at, end - at) for start, end in found]


def _own(source: Source, piece: Span, lent: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield what of a piece is the writer's own: nothing, all, or what stands before and after."""
    if is_borrowed(source.text, piece, lent):
        return
    at = piece.start
    for start, end in lent:
        # A few words in quotation marks are part of what the writer says with them.
        has_marks = start >= piece.start and source.text[start : start + 1] in tuple(_OPENING)
        if end <= at or start >= piece.end or has_marks:
            continue
        yield from _said(source.text[at : max(at, start)])
        at = min(end, piece.end)
    yield from _said(source.text[at : piece.end])


def _said(text: str) -> Iterator[str]:
    if text.strip():
        yield text.strip()


def _clauses(text: str) -> list[str]:
    """Return the clauses of a long sentence that say something by themselves."""
    parts = re.split(r"(?<=[,;:–—])\s+", text) if len(text) >= _LONG else []
    return [part for part in parts if len(parts) > 1 and len(stems(part)) >= _FEW]
