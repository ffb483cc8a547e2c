"""What turns text into vectors: the contract, and the choice by name.

Texts in, rows of length 1 out. It does not know what the texts are or where vectors are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.records import Vectors
from assistant.settings import Settings


@dataclass(frozen=True, kw_only=True)
class ModelFacts:
    """What is known of an embedding model."""

    name: str
    fingerprint: str
    """Short hash of its weights: vectors of two fingerprints are never compared."""
    dimension: int
    max_tokens: int
    """Tokens it reads; it cuts silently what is longer."""


class Embedder(Protocol):
    """Embed texts and count their tokens."""

    model: ModelFacts

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return shape (n, dimension), float32, rows of length 1, in the order of the texts."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special tokens and without a limit."""
        ...


def load_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name.

    Raises ModelMissing, ModelDamaged.
    """
    from assistant.sentence_encoder import SentenceEncoder

    return SentenceEncoder(settings.embedder)
