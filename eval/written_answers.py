"""Measures what a chat model writes into answers: sentences written, kept, dropped by reason.

Questions are those of the sample or of a question set; the sentences that were kept can be drawn,
each beside what it cites, for a reader to judge. It does not know the command line.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.records import Answer, JsonObject, Question, Statement
from assistant.wiring import Community
from eval.asking import answering, stored_texts
from eval.corpus import Corpus
from eval.dataset_records import Dataset
from eval.recorded_chat import RecordedChat
from eval.sample import LoadedSample

VERBATIM, REWORDED = "to the letter", "reworded"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A sentence of the model that was shown."""

    key: str
    """Id of the question."""
    question: str
    kind: str
    text: str
    speakers: tuple[str, ...]
    """Who is cited, as shown."""
    quotes: tuple[str, ...]
    """What is quoted of each."""
    posts: tuple[str, ...]
    """The whole contributions that are cited."""

    def as_json(self) -> JsonObject:
        """Return it with all that a reader needs to judge it."""
        return {
            "question": [self.key, self.question],
            "kind": self.kind,
            "text": self.text,
            "cites": list(self.speakers),
            "quotes": list(self.quotes),
            "posts": list(self.posts),
        }


@dataclass(frozen=True, kw_only=True)
class WrittenResult:
    """What was counted over all questions."""

    questions: int
    counts: Mapping[str, int]
    """sent (questions that a model was asked), requests, tokens in and out, written, whole (answers
    all of whose views were written), holding (answers that hold a sentence of the model)."""
    dropped: Mapping[str, int]
    fallbacks: Mapping[str, int]
    """First reason why quotations stand in an answer, in some or all of its views."""
    kept: tuple[Kept, ...]

    def as_json(self) -> JsonObject:
        """Return the figures without the sentences."""
        kinds = Counter(item.kind for item in self.kept)
        return {
            "questions": self.questions,
            **self.counts,
            "kept": {kind: kinds[kind] for kind in (REWORDED, VERBATIM)},
            "dropped": dict(self.dropped),
            "fallbacks": dict(self.fallbacks),
        }

    def drawn(self, most: int, seed: int) -> list[Kept]:
        """Return at most so many of the sentences, drawn by chance; the same words only once."""
        each = list({(item.speakers, item.text): item for item in self.kept}.values())
        return random.Random(seed).sample(each, min(most, len(each)))


def sample_questions(sample: LoadedSample) -> dict[str, Question]:
    """Return the sample's questions by id, each with its viewer."""
    return {
        item.id: Question(text=item.text, viewer=sample.viewers[item.viewer])
        for item in sample.truth.questions
    }


def set_questions(community: Community, dataset: Dataset) -> dict[str, Question]:
    """Put a question set into an empty community; return its questions by id."""
    Corpus(community, dataset, ignore_thread=False).put()
    return {item.id: Question(text=item.text) for item in dataset.queries}


def some(
    questions: Mapping[str, Question], most: int | None, skip: int, seed: int
) -> dict[str, Question]:
    """Return `most` questions in an order drawn by chance, after `skip` of it; None: all of them.

    Runs with one seed that skip what others asked have no question in common.
    """
    order = sorted(questions)
    if most is not None or skip:
        random.Random(seed).shuffle(order)
    end = None if most is None else skip + most
    return {id: questions[id] for id in order[skip:end]}


def measure(
    community: Community, questions: Mapping[str, Question], chat: RecordedChat
) -> WrittenResult:
    """Ask each question and count what the model wrote."""
    with answering(community, chat) as assistant:
        answers = {id: assistant.ask(question) for id, question in questions.items()}
    texts = stored_texts(community.catalog, list(answers.values()))
    return counted(answers, texts)


def counted(answers: Mapping[str, Answer], texts: Mapping[str, str]) -> WrittenResult:
    """Count what a model wrote into answers; `texts` are the contributions they cite, by id."""
    counts: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
    dropped: Counter[str] = Counter()
    fallbacks: Counter[str] = Counter()
    kept: list[Kept] = []
    for id, answer in answers.items():
        facts = dict(answer.trace)
        if facts.get("writer") != "llm":
            continue
        own = _own(answer)
        counts.update(sent=1, whole=int(not facts["fallback"]), holding=int(bool(own)))
        for name, fact in _COUNTED_OF.items():
            counts[name] += int(str(facts[fact]))
        dropped.update(_dropped(answer))
        fallbacks.update([str(facts["fallback"])] if facts["fallback"] else [])
        kept += [_kept(id, answer, item, texts) for item in own]
    return WrittenResult(
        questions=len(answers),
        counts=counts,
        dropped=dict(dropped.most_common()),
        fallbacks=dict(fallbacks.most_common()),
        kept=tuple(kept),
    )


_COUNTED_OF = {
    "requests": "model_calls",
    "tokens_in": "prompt_tokens",
    "tokens_out": "completion_tokens",
    "written": "written",
}
_COUNTED = ("sent", *_COUNTED_OF, "whole", "holding")


def _dropped(answer: Answer) -> dict[str, int]:
    found = dict(answer.trace)["dropped"]
    pairs = found if isinstance(found, tuple) else ()
    return {str(pair[0]): int(pair[1]) for pair in pairs if isinstance(pair, tuple)}


def _own(answer: Answer) -> list[Statement]:
    """Return the statements that the model wrote, and not those that stand in for a view."""
    views = dict(answer.trace)["kept_in"]
    kept = views if isinstance(views, tuple) else ()
    return [item for item in answer.statements if str(item.view or 1) in kept]


def _kept(id: str, answer: Answer, item: Statement, texts: Mapping[str, str]) -> Kept:
    cited = [c for c in answer.citations if c.number in item.citations]
    who = [" and ".join(filter(None, [c.contributor or "nobody", *c.co_authors])) for c in cited]
    return Kept(
        key=id,
        question=answer.question,
        kind=REWORDED if item.written else VERBATIM,
        text=item.text,
        speakers=tuple(who),
        quotes=tuple(c.quote for c in cited),
        posts=tuple(texts.get(c.contribution_id, "") for c in cited),
    )


def lines(found: WrittenResult) -> Iterator[str]:
    """Yield the figures as a table for people."""
    figures = found.as_json()
    names = {"tokens_in": "tokens in", "tokens_out": "tokens out", "sent": "answered, so sent"}
    for name in ("questions", *_COUNTED):
        yield f"{names.get(name, name):<24}{figures[name]:>9,}"
    for group in ("kept", "dropped", "fallbacks"):
        yield f"{group:<24}{sum(figures[group].values()):>9,}"
        for name, number in figures[group].items():
            yield f"  {name:<22}{number:>9,}"


def told(items: Sequence[Kept]) -> Iterator[str]:
    """Yield sentences, each under its question and above what it cites."""
    for i, item in enumerate(items, start=1):
        yield f"\n{i}. {item.key}: {item.question}"
        yield f"   {item.kind}, cites {', '.join(item.speakers)}:"
        yield f"   {item.text}"
        for quote in item.quotes:
            yield "   > " + " ".join(quote.split())
