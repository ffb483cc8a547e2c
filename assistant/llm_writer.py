"""The writer that asks a chat model, and shows nothing of it that was not checked.

It is given the quotations that were chosen already, writes sentences out of them, and each is shown
only when it is whole and its citations carry it (`assistant.support`). Where colleagues differ it
is asked once for each view, with that view's quotations alone, so that views cannot be merged; a
view that nothing is left of is quoted. It does not know how quotations are chosen, nor the vendor.
"""

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from assistant.chat import BUDGET, CUT, NONSENSE, Chat, Usage
from assistant.embedder import Embedder
from assistant.errors import WriterError
from assistant.prompt import answer_prompt, version
from assistant.records import Citation, JsonObject, Statement, Trace
from assistant.sentences import spans
from assistant.spending import Spending
from assistant.support import Entailment, Source, Support
from assistant.written import Sentence, SentenceStream

UNSUPPORTED = "unsupported"
"""Note: nothing that the model wrote was carried by what it cited."""
REPEATED = "repeated"
_TRIES = 2
"""How often a model is asked that writes nothing that can be read."""
_LONGEST = 240
"""Characters of a sentence, where the server keeps to such a bound."""
_MOST_SENTENCES = 4
"""Of one view, or of the whole answer where there are no views."""


@dataclass(frozen=True, kw_only=True)
class View:
    """Quotations that say the same, or all of them where colleagues do not differ."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How it went, once everything is written."""

    fallback: str | None
    """Why quotations stand there instead, in whole or for some views; None: they do not."""
    trace: Trace


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What came of one view."""

    kept: tuple[Statement, ...] = ()
    written: int = 0
    dropped: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    reason: str | None = None


class LlmWriter:
    """Write an answer out of quotations with a chat model."""

    def __init__(
        self,
        chat: Chat,
        embedder: Embedder,
        spending: Spending,
        entailment: Entailment | None = None,
    ) -> None:
        """Take the model, what compares, what the day allows, and an entailment model if any."""
        self._chat = chat
        self._embedder = embedder
        self._spending = spending
        self._entailment = entailment

    def write(
        self,
        question: str,
        views: Sequence[View],
        colleagues: frozenset[str],
        posts: Mapping[str, str] | None = None,
    ) -> Iterator[Statement | Outcome]:
        """Yield each statement when it was checked, then how it went.

        Statements cite by the numbers of the citations given. `colleagues` are the names of
        everybody in the community: none is said to have written what they did not. `posts` are the
        contributions that are cited, whole, by id: what stands around a quotation may tell that
        its words are another's.
        """
        cited = [item for view in views for item in view.citations]
        sources = [_source(item, (posts or {}).get(item.contribution_id, "")) for item in cited]
        support = Support(self._embedder, sources, colleagues, self._entailment)
        told: list[_Told] = []
        for number, view in enumerate(views, start=1):
            part = number if len(views) > 1 else None
            failed = next((item.reason for item in told if item.reason), None)
            found = yield from self._view(question, view, part, support, failed)
            told.append(found)
        yield Outcome(
            fallback=next((item.reason for item in told if item.reason), None),
            trace=self._trace(told),
        )

    def _view(
        self, question: str, view: View, part: int | None, support: Support, failed: str | None
    ) -> Generator[Statement, None, _Told]:
        """Yield the statements of one view; return what came of it."""
        told = _Told(reason=failed)
        if failed is None or failed == UNSUPPORTED:
            told = yield from self._asked(question, view, part, support)
        if not told.kept:
            for item in view.citations:
                yield Statement(text=item.quote, citations=(item.number,), view=part)
        return told

    def _asked(
        self, question: str, view: View, part: int | None, support: Support
    ) -> Generator[Statement, None, _Told]:
        kept: list[Statement] = []
        dropped: list[str] = []
        usage = Usage()
        reason: str | None = None
        stream = self._sentences(question, view)
        try:
            for item in stream:
                if isinstance(item, Usage):
                    usage = usage.plus(item)
                    continue
                statement = _checked(item, view, part, support, kept)
                if isinstance(statement, str):
                    dropped.append(statement)
                    continue
                kept.append(statement)
                yield statement
        except WriterError as error:
            reason = error.reason
        self._spending.add(usage)
        if not kept and reason is None:
            reason = UNSUPPORTED
        return _Told(
            kept=tuple(kept),
            written=len(kept) + len(dropped),
            dropped=tuple(dropped),
            usage=usage,
            reason=reason,
        )

    def _sentences(self, question: str, view: View) -> Iterator[Sentence | Usage]:
        """Yield whole sentences, then what they took. Raises WriterError."""
        if self._spending.is_spent():
            raise WriterError(BUDGET, "the tokens of this day are spent")
        prompt = answer_prompt(question, view.citations)
        schema = _schema([item.number for item in view.citations])
        failure = WriterError(NONSENSE, "no sentence could be read")
        for _ in range(_TRIES):
            reading = SentenceStream()
            try:
                for piece in self._chat.stream(prompt, schema):
                    if isinstance(piece, Usage):
                        yield piece
                        continue
                    for sentence in reading.feed(piece):
                        yield from _apart(sentence)
            except WriterError as error:
                # What was cut before its first sentence was whole has shown nothing yet.
                if error.reason != CUT or reading.has_read:
                    raise
                failure = error
                continue
            for sentence in reading.rest():
                yield from _apart(sentence)
            if reading.has_read:
                return
        raise failure

    def _trace(self, told: Sequence[_Told]) -> Trace:
        usage = reduce(Usage.plus, [item.usage for item in told], Usage())
        reasons = Counter(reason for item in told for reason in item.dropped)
        return (
            ("writer", "llm"),
            ("model", self._chat.name),
            ("prompt", version("answer")),
            ("written", sum(item.written for item in told)),
            ("dropped", tuple(sorted(reasons.items()))),
            ("kept_in", tuple(str(i) for i, item in enumerate(told, start=1) if item.kept)),
            ("prompt_tokens", usage.prompt_tokens),
            ("completion_tokens", usage.completion_tokens),
            ("tokens_estimated", int(usage.is_estimated)),
            ("model_calls", usage.calls),
            ("model_ms", round(1000 * usage.seconds, 1)),
            ("fallback", next((item.reason for item in told if item.reason), None)),
        )


def _apart(item: Sentence) -> Iterator[Sentence]:
    """Yield each sentence of a text that was given as one: each is checked by itself."""
    for span in spans(item.text):
        yield Sentence(text=item.text[span.start : span.end], sources=item.sources)


def _checked(
    item: Sentence, view: View, part: int | None, support: Support, kept: Sequence[Statement]
) -> Statement | str:
    """Return the statement that a sentence makes, or why it is dropped."""
    given = {citation.number for citation in view.citations}
    verdict = support.check(item.text, [n for n in item.sources if n in given])
    if verdict.reason:
        return verdict.reason
    same = item.text.casefold()
    if len(kept) >= _MOST_SENTENCES or any(same in other.text.casefold() for other in kept):
        return REPEATED
    return Statement(
        text=item.text, citations=verdict.sources, written=not verdict.is_quote, view=part
    )


def _source(item: Citation, post: str) -> Source:
    return Source(
        number=item.number,
        text=item.quote,
        post=post,
        speakers=tuple(filter(None, [item.contributor, *item.co_authors])),
    )


def _schema(numbers: Sequence[int]) -> JsonObject:
    """Return the JSON schema of an answer: nothing but sentences with the numbers given."""
    # Before the text: a small model that has chosen its source writes what stands there.
    number = {"type": "integer", "enum": list(numbers)}
    sources = {"type": "array", "items": number, "minItems": 1, "maxItems": 2}
    sentence = {
        "type": "object",
        "properties": {"sources": sources, "text": {"type": "string", "maxLength": _LONGEST}},
        "required": ["sources", "text"],
        "additionalProperties": False,
    }
    listed = {"type": "array", "items": sentence, "maxItems": _MOST_SENTENCES}
    return {
        "type": "object",
        "properties": {"sentences": listed},
        "required": ["sentences"],
        "additionalProperties": False,
    }
