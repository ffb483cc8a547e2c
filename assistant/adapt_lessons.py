"""Makes lessons of exchanges: which are worth learning from, in time, embedded, ready to train on.

Replies are embedded as they stand, without their thread's title and question, which every passage
of the thread carries. It does not know what is learned.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from assistant.adapt_map import Pairs
from assistant.adapt_rehearsal import Questions, Replies
from assistant.catalog import Catalog, passages
from assistant.catalog.exchanges import StoredExchange
from assistant.catalog.feed import FeedItem
from assistant.embedder import Embedder
from assistant.ids import text_key
from assistant.index import WordIndex
from assistant.records import Vectors

_REPLIES = 2
"""Replies taken of each exchange."""
_LEAST_WORDS = 8
"""Shorter replies say thanks or yes."""
_NEVER = datetime.min.replace(tzinfo=UTC)


def worth_learning(found: Sequence[StoredExchange]) -> list[StoredExchange]:
    """Return the exchanges with replies that say something, oldest first.

    Exchanges without a date come first: they may train, they hardly decide.
    """
    kept = [_with_words(item) for item in found]
    return sorted(
        (item for item in kept if item.replies and item.question.strip()),
        key=lambda item: (item.asked_at or _NEVER, item.thread_id),
    )


def contributions_of(lessons: Sequence[StoredExchange]) -> list[str]:
    """Return the ids of all contributions that the lessons hold."""
    return [
        id for item in lessons for id in (item.question_id, *(reply.id for reply in item.replies))
    ]


def embedded(
    lessons: Sequence[StoredExchange], catalog: Catalog, embedder: Embedder
) -> tuple[Questions, Replies]:
    """Return questions and replies as vectors; row i of the questions is lesson i."""
    texts = [_asked(item) for item in lessons]
    said = [(n, reply) for n, item in enumerate(lessons) for reply in item.replies]
    vectors = _vectors([*texts, *(reply.text for _, reply in said)], catalog, embedder)
    questions = Questions(
        texts=texts,
        vectors=vectors[: len(texts)],
        thread=np.arange(len(texts), dtype=np.int64),
    )
    replies = Replies(
        ids=[reply.id for _, reply in said],
        vectors=vectors[len(texts) :],
        thread=np.array([n for n, _ in said], np.int64),
    )
    return questions, replies


def pairs_of(questions: Questions, replies: Replies, first: int) -> Pairs:
    """Return every question of the first so many lessons with each of its replies."""
    rows = replies.thread < first
    thread = replies.thread[rows]
    return Pairs(questions=questions.vectors[thread], replies=replies.vectors[rows], thread=thread)


def put_words(lessons: Sequence[StoredExchange], words: WordIndex, audience: str) -> None:
    """Put the replies' words into an index that is kept nowhere."""
    nothing = np.zeros(0, np.float32)
    words.upsert(
        [
            FeedItem(
                id=reply.id,
                audience=audience,
                source_id="",
                thread_id=item.thread_id,
                text=reply.text,
                vector=nothing,
                revision=0,
            )
            for item in lessons
            for reply in item.replies
        ]
    )
    words.commit()


def _with_words(item: StoredExchange) -> StoredExchange:
    said = [reply for reply in item.replies if len(reply.text.split()) >= _LEAST_WORDS]
    return replace(item, replies=tuple(said[:_REPLIES]))


def _asked(item: StoredExchange) -> str:
    """Return the question as somebody would ask it: under its title, as passages are embedded."""
    return f"{item.title}\n{item.question}" if item.title else item.question


def _vectors(texts: Sequence[str], catalog: Catalog, embedder: Embedder) -> Vectors:
    """Return a vector for each text; those that the catalog holds are not computed again."""
    keys = [text_key(text) for text in texts]
    with catalog.read() as reading:
        known = passages.known_vectors(reading, keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    rows = embedder.embed(list(missing.values()))
    every = {**known, **dict(zip(missing, rows, strict=True))}
    return np.stack([every[key] for key in keys])
