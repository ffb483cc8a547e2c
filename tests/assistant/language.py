"""A small made-up community that asks in other words than it answers in, and an embedder for it."""

import zlib
from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from assistant.embedder import ModelFacts
from assistant.records import Draft
from tests.builders import DAY, author, thread_draft

DIMENSION = 64
TOPICS = 50


class WordEmbedder:
    """Embeds a text by its words, each a direction of its own with a little of its topic."""

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.model = ModelFacts(
            name="words", fingerprint=fingerprint, dimension=DIMENSION, max_tokens=256
        )

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        rows = np.stack([self._of(text) for text in texts]) if texts else np.zeros((0, DIMENSION))
        return rows.astype(np.float32)

    def _of(self, text: str) -> np.ndarray:
        row = np.full(DIMENSION, 1e-3)
        for word in text.lower().split():
            topic = word.lstrip("abcdefghijklmnopqrstuvwxyz")
            row += direction(word) + 0.3 * direction(topic)
        return row / np.linalg.norm(row)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        return []


def direction(name: str) -> np.ndarray:
    return np.random.default_rng(zlib.crc32(name.encode())).normal(size=DIMENSION)


def exchange(n: int, *, same: bool = False, repliers=("Bo Lind", "Cy Dahl")):
    """A question about a topic and two replies that say it in the community's own words."""
    topic = (7 * n) % TOPICS
    asked = f"ask{topic} want{topic} need{topic}"
    said = asked if same else f"tell{topic} know{topic} word{topic}"
    extra = " ".join(f"x{(n * 13 + i * 7) % 997}" for i in range(2))
    drafts = [
        Draft(
            external_id=f"{n}/0",
            authors=(author("Ana Silva"),),
            text=asked,
            created_at=DAY + timedelta(hours=n),
        )
    ]
    drafts += [
        Draft(
            external_id=f"{n}/{i}",
            authors=(author(name),),
            text=" ".join([said] * 2 + [extra]),
            created_at=DAY + timedelta(hours=n, minutes=i),
        )
        for i, name in enumerate(repliers, start=1)
    ]
    return thread_draft(f"t{n}", *drafts, title="")
