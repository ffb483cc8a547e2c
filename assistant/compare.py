"""Compares what colleagues wrote with a question, sentence by sentence, in one embedding call.

How many sentences are looked at is bounded, so that the time is. It does not know which of them an
answer quotes (`assistant.quote_writer`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.borrowed import borrowed, is_unmarked
from assistant.embedder import Embedder
from assistant.excerpt import excerpt
from assistant.records import Vector, Vectors
from assistant.relevance import Signs, relevance, topical
from assistant.sentences import Span, spans
from assistant.speech import is_question, is_quotable
from assistant.voices import Voice

_MOST_TEXTS = 32
"""Sentences, questions and titles embedded for one question."""
_MOST_CHARACTERS = 3000
"""Of all of these: bounds the time."""
_MOST_TOPICS = 8
"""Titles and questions of threads among them."""
_PER_VOICE = 4
"""Sentences of one contribution that are compared with the question."""
_ASKED = 2
"""Sentences of a thread's first question that stand for what it asks."""
_UNKNOWN_TOPIC = 0.5
"""Cosine taken where a thread has neither a title nor a question."""
_NOTHING = -6.0
"""Log odds that nothing at all answers."""
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A quotation that may be chosen."""

    voice: Voice
    start: int
    end: int
    vector: Vector
    """Of the sentence that the quotation was cut around."""
    score: float
    """Log odds that its contribution answers."""
    near: float = 0.0
    """Cosine of that sentence and the question; 0 where it is not known."""

    @property
    def text(self) -> str:
        """The quotation."""
        return self.voice.contribution.text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What became of the comparison."""

    candidates: tuple[Candidate, ...]
    """The surest first."""
    open_score: float | None
    """Log odds with which the nearest question that nobody has replied to would answer, were it an
    answer; None where there is none."""
    open_thread: str | None = None
    """The thread of that question."""

    @property
    def gap(self) -> float:
        """By how many log odds an open question is nearer than the best quotation; 0 when not."""
        if self.open_score is None:
            return 0.0
        best = max((item.score for item in self.candidates), default=_NOTHING)
        return max(0.0, self.open_score - best)


class _Texts:
    """Texts to embed, each once, up to a limit."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self._characters = 0

    def add(self, text: str, most: int) -> int | None:
        """Return the row of a text, None where no more fit."""
        if text in self.rows:
            return self.rows[text]
        fits = not self.rows or self._characters + len(text) <= _MOST_CHARACTERS
        if len(self.rows) >= most or not fits:
            return None
        self._characters += len(text)
        self.rows[text] = len(self.rows)
        return self.rows[text]


def compare(
    embedder: Embedder, question: str, vector: Vector, voices: Sequence[Voice]
) -> Comparison:
    """Return the voices that have something to quote, with how surely they answer."""
    order = sorted(voices, key=_promise, reverse=True)
    texts = _Texts()
    topics = _topics(order, texts)
    wanted = _terms(question)
    pieces = [_compared(voice, wanted, texts) for voice in order]
    rows = embedder.embed(list(texts.rows))
    near = rows @ vector
    found, unanswered = [], []
    for voice, compared in zip(order, pieces, strict=True):
        about = topics.get(voice.contribution.thread_id, [])
        topic = max((float(near[i]) for i in about), default=_UNKNOWN_TOPIC)
        if compared:
            found.append(_candidate(voice, compared, (near, rows), topic, wanted))
        if voice.is_open:
            unanswered.append((topical(_signs(voice, topic, topic, wanted)), voice))
    found.sort(key=lambda c: (-c.score, c.voice.contribution.id))
    nearest = max(unanswered, key=lambda pair: pair[0], default=None)
    return Comparison(
        candidates=tuple(found),
        open_score=nearest[0] if nearest else None,
        open_thread=nearest[1].contribution.thread_id if nearest else None,
    )


def _promise(voice: Voice) -> float:
    """Return how soon a voice is looked at: what is known before anything is compared."""
    return topical(_signs(voice, 0.0, _UNKNOWN_TOPIC, frozenset())) - 2.0 * voice.asks


def _topics(order: Sequence[Voice], texts: _Texts) -> dict[str, list[int]]:
    """Return the rows of each thread's title and question, the most promising threads first."""
    found: dict[str, list[int]] = {}
    for voice in order:
        thread = voice.contribution.thread_id
        if thread not in found:
            rows = [texts.add(text, _MOST_TOPICS) for text in _asked(voice)]
            found[thread] = [row for row in rows if row is not None]
    return found


def _asked(voice: Voice) -> list[str]:
    """Return what a thread is about: its title and the questions that it opens with."""
    title = [voice.title] if voice.title else []
    if voice.opening is None:
        return title
    text = voice.opening.text
    said = [text[span.start : span.end] for span in spans(text)]
    return [*title, *([s for s in said if is_question(s)] or said)[:_ASKED]]


def _compared(voice: Voice, wanted: frozenset[str], texts: _Texts) -> list[tuple[Span, int]]:
    """Return the sentences of a voice that are compared, with their rows."""
    text = voice.contribution.text
    lent = borrowed(text)
    pieces = [p for p in spans(text) if is_quotable(text, p) and not is_unmarked(text, p, lent)]
    inside = [p for p in pieces if any(a <= p.start and p.end <= b for a, b in voice.found)]
    pieces = inside or pieces
    if len(pieces) > _PER_VOICE:
        words = {p.start: len(wanted & _terms(text[p.start : p.end])) for p in pieces}
        best = sorted(pieces, key=lambda p: (-words[p.start], p.start))[:_PER_VOICE]
        pieces = sorted(best, key=lambda p: p.start)
    rows = [(piece, texts.add(text[piece.start : piece.end], _MOST_TEXTS)) for piece in pieces]
    return [(piece, row) for piece, row in rows if row is not None]


def _candidate(
    voice: Voice,
    compared: Sequence[tuple[Span, int]],
    measured: tuple[Vectors, Vectors],
    topic: float,
    wanted: frozenset[str],
) -> Candidate:
    near, rows = measured
    focus, row = max(compared, key=lambda pair: (float(near[pair[1]]), -pair[0].start))
    start, end = excerpt(voice.contribution.text, focus)
    return Candidate(
        voice=voice,
        start=start,
        end=end,
        vector=rows[row],
        near=float(near[row]),
        score=relevance(_signs(voice, float(near[row]), topic, wanted)),
    )


def _signs(voice: Voice, sentence: float, topic: float, wanted: frozenset[str]) -> Signs:
    text = voice.contribution.text
    return Signs(
        nearness=voice.nearness,
        sentence=sentence,
        topic=topic,
        words=len(wanted & _terms(text)) / len(wanted) if wanted else 0.0,
        asks=voice.asks,
        superseded=voice.contribution.superseded_by is not None,
        leads=voice.leads,
        by_asker=voice.by_asker,
        prefaces=voice.prefaces,
        length=len(text),
    )


def _terms(text: str) -> frozenset[str]:
    """Return the words of a text by their first six letters."""
    return frozenset(word.lower()[:6] for word in _WORD.findall(text))
