"""Cuts threads into passages that fit the embedder, with context and with every speaker known.

Pure but for the embedder's tokenizer, which counts: a model cuts silently what is too long. Pieces
end at sentences, list items and code blocks where they can. Short neighbouring turns share a
passage; long contributions are cut into even pieces.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.ids import passage_id, text_key
from assistant.records import Contribution, Passage, Thread, Turn
from assistant.sentences import spans

SPLITTER = "1"
"""Version of what this module does: the index remembers it and refuses a mixture."""

_PIECE = 150
"""Tokens of a passage's own text, about 110 words."""
_SHORT = 56
"""Turns shorter than this share a passage with their neighbours."""
_CONTEXT = 64
"""Tokens of context at most."""
_TITLE = 28
"""Tokens of the context that the thread's title may take."""
_JOINT = "\n"
"""Stands between the turns of a passage; the only characters without a speaker."""

Count = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A run of one contribution that goes whole into a passage."""

    contribution: Contribution
    start: int
    end: int
    tokens: int

    @property
    def text(self) -> str:
        return self.contribution.text[self.start : self.end]


def split(thread: Thread, count: Count) -> list[tuple[Passage, str]]:
    """Return the thread's passages in order, each with the key of its vector.

    Every character of every contribution that is not white space stands in exactly one passage.
    """
    pieces = [piece for item in thread.contributions for piece in _pieces(item, count)]
    groups = list(_grouped(pieces))
    contexts = _Contexts(thread, count)
    return [_passage(thread, i, group, contexts) for i, group in enumerate(groups)]


def counted_ahead(texts: Sequence[str], count: Count) -> Count:
    """Return a `Count` that counted these texts in one go: a tokenizer takes many at once best."""
    known = dict(zip(texts, count(texts), strict=True))

    def look_up(wanted: Sequence[str]) -> list[int]:
        return [known[text] if text in known else count([text])[0] for text in wanted]

    return look_up


def _passage(
    thread: Thread, ordinal: int, group: Sequence[_Piece], contexts: "_Contexts"
) -> tuple[Passage, str]:
    turns: list[Turn] = []
    text = ""
    for piece in group:
        if text:
            text += _JOINT
        turns.append(
            Turn(
                contribution_id=piece.contribution.id,
                start=len(text),
                end=len(text) + len(piece.text),
                offset=piece.start,
            )
        )
        text += piece.text
    context, ids = contexts.of(group[0])
    key = text_key(f"{context}\n{text}" if context else text)
    passage = Passage(
        id=passage_id(group[0].contribution.id, group[0].start, thread.audience, key),
        thread_id=thread.id,
        source_id=thread.source_id,
        audience=thread.audience,
        ordinal=ordinal,
        text=text,
        turns=tuple(turns),
        context=context,
        context_ids=ids,
    )
    return passage, key


def _grouped(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    tokens = 0
    for piece in pieces:
        fits = tokens + piece.tokens <= _PIECE
        wanted = tokens < _SHORT or piece.tokens < _SHORT
        if group and not (fits and wanted):
            yield group
            group, tokens = [], 0
        group.append(piece)
        tokens += piece.tokens
    if group:
        yield group


def _pieces(item: Contribution, count: Count) -> list[_Piece]:
    total = count([item.text])[0]
    if total <= _PIECE:
        start = len(item.text) - len(item.text.lstrip())
        end = len(item.text.rstrip())
        if start >= end:
            return []
        return [_Piece(contribution=item, start=start, end=end, tokens=total)]
    units = [
        unit for span in spans(item.text) for unit in _cut(item.text, span.start, span.end, count)
    ]
    return _packed(item, units, total)


def _packed(item: Contribution, units: Sequence[tuple[int, int, int]], total: int) -> list[_Piece]:
    """Join (start, end, tokens) units into even pieces of at most `_PIECE` tokens."""
    target = total / -(-total // _PIECE)
    pieces: list[_Piece] = []
    start, end, tokens = units[0]
    for left, right, size in units[1:]:
        if tokens + size > _PIECE or tokens >= target:
            pieces.append(_Piece(contribution=item, start=start, end=end, tokens=tokens))
            start, tokens = left, 0
        end = right
        tokens += size
    pieces.append(_Piece(contribution=item, start=start, end=end, tokens=tokens))
    return pieces


def _cut(text: str, start: int, end: int, count: Count) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, tokens) parts of a unit that fit, cut at lines or words, else anywhere."""
    tokens = count([text[start:end]])[0]
    if tokens <= _PIECE or end - start < 2:
        yield start, end, tokens
        return
    middle = _break(text, start, end)
    for left, right in ((start, middle), (middle, end)):
        while left < right and text[left].isspace():
            left += 1
        stop = right
        while stop > left and text[stop - 1].isspace():
            stop -= 1
        if left < stop:
            yield from _cut(text, left, stop, count)


def _break(text: str, start: int, end: int) -> int:
    """Return a place near the middle to cut: a line end, a blank, or the middle itself."""
    middle = (start + end) // 2
    for mark in ("\n", " "):
        left, right = text.rfind(mark, start + 1, middle), text.find(mark, middle, end - 1)
        near = [at for at in (left, right) if at > start]
        if near:
            return min(near, key=lambda at: abs(at - middle))
    return middle


class _Contexts:
    """What is embedded before the passages of one thread: its title and its question."""

    def __init__(self, thread: Thread, count: Count) -> None:
        self._thread = thread
        self._count = count
        self._title = _first_tokens(thread.title, _TITLE, count) if thread.title else ""
        first = thread.contributions[0] if thread.contributions else None
        self._first = first
        self._is_document = bool(first and first.locator)

    @cached_property
    def _question(self) -> str:
        """The beginning of the first contribution; only threads of several passages need it."""
        if self._first is None:
            return ""
        room = _CONTEXT - self._count([self._title])[0] - 1
        return _first_tokens(self._first.text, room, self._count)

    def of(self, piece: _Piece) -> tuple[str, tuple[str, ...]]:
        """Return the context of a passage that starts with this piece, and where it is from."""
        first = self._first
        if self._is_document:
            heading = f"{self._title} › {piece.contribution.locator or ''}".strip(" ›")
            return _first_tokens(heading, _CONTEXT, self._count), ()
        if first is None or piece.contribution.id == first.id:
            return self._title, ()
        parts = [part for part in (self._title, self._question) if part]
        return "\n".join(parts), (first.id,) if self._question else ()


def _first_tokens(text: str, most: int, count: Count) -> str:
    """Return the longest beginning of whole words that counts at most `most` tokens."""
    if most <= 0:
        return ""
    words = " ".join(text.split()).split(" ")[: most + 1]
    while words and count([" ".join(words)])[0] > most:
        words = words[: max(len(words) - max(1, len(words) // 8), 0)]
    return " ".join(words)
