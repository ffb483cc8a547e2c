"""Runs any sentence-transformers model on PyTorch. Owner of sentence-transformers and its hub.

The general and slow way: `assistant.openvino_encoder` runs the common models faster. Nothing is
downloaded. Importing this module takes seconds, so `assistant.embedder` does it when needed.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from huggingface_hub import constants, snapshot_download
from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
from sentence_transformers import SentenceTransformer

from assistant.errors import ModelError, ModelMissing
from assistant.model_files import DEFAULT_MODEL, ModelFacts, ModelFiles
from assistant.records import Vectors
from assistant.tokens import Tokens, sound

_BATCH = 32


class SentenceEncoder:
    """A sentence-transformers model in float32 on the processor."""

    def __init__(self, files: ModelFiles) -> None:
        """Load the model. Raises ModelError when its folder holds none."""
        self._tokens = Tokens(files.folder)
        try:
            self._model = SentenceTransformer(
                str(files.folder), device="cpu", local_files_only=True
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelError(
                f"sentence-transformers cannot load {str(files.folder)!r}: {error}"
            ) from error
        self.model = ModelFacts(
            name=files.name,
            fingerprint=files.fingerprint,
            dimension=self._dimension(),
            max_tokens=int(self._model.max_seq_length or 512),
        )
        # The library sets padding and truncation on a shared tokenizer at each call.
        self._lock = Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text, in order; no texts give shape (0, dimension)."""
        if not texts:
            return np.zeros((0, self.model.dimension), np.float32)
        with self._lock:
            rows = self._model.encode(
                [sound(text) for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(rows, np.float32)

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text its tokens' last hidden states, each row of length 1, none special.

        Right for models that put one special token before a text and one after, as BERT's do.
        """
        with self._lock:
            states = self._model.encode(
                [sound(text) for text in texts],
                batch_size=_BATCH,
                output_value="token_embeddings",
                show_progress_bar=False,
            )
        rows = [np.asarray(state.numpy(), np.float32)[1:-1] for state in states]
        return [row / np.linalg.norm(row, axis=1, keepdims=True) for row in rows]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
        return self._tokens.count(texts)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text (start, end in characters), none special."""
        return self._tokens.spans(text)

    def _dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)


def cached_folder(name: str, otherwise: str = f"set embedder to {DEFAULT_MODEL!r}") -> Path:
    """Return the folder of a model in the hub's local cache; without "/", of sentence-transformers.

    Raises ModelMissing naming the cache, how to fill it, and what to do `otherwise`.
    """
    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise ModelMissing(
            f"there is no folder {name!r}, and no model {repository!r} in"
            f" {str(constants.HF_HUB_CACHE)!r}; fetch it with `hf download {repository}` on a"
            f" machine with network, or {otherwise} or a model's folder"
        ) from error
