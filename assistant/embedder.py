"""Turns texts into vectors: the protocol, and the choice of what implements it.

Does not know how a model is run; the two encoders do, each the owner of its vendor.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from assistant.errors import BadSetting, ModelError
from assistant.model_files import ModelFacts, ModelFiles, default_files, folder_files, is_default
from assistant.records import Vectors
from assistant.settings import Settings

__all__ = [
    "BACKENDS",
    "Embedder",
    "EmbedderOnDemand",
    "ModelFacts",
    "TokenEmbedder",
    "choose_backend",
    "find_files",
    "load_embedder",
]

BACKENDS = ("auto", "openvino", "torch")

_log = logging.getLogger(__name__)


class Embedder(Protocol):
    """A model that embeds texts. Several threads may share one."""

    @property
    def model(self) -> ModelFacts:
        """What an index must remember of the model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text, in order; no texts give shape (0, dimension)."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text (start, end in characters), none special."""
        ...


@runtime_checkable
class TokenEmbedder(Protocol):
    """A model that also gives a vector for each token, for late interaction."""

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text the last hidden states, each row of length 1, none special.

        Row i belongs to span i of `token_spans`; tokens past what the model reads have no row.
        """
        ...


class EmbedderOnDemand:
    """A model that is loaded when it is first asked: a sync in which nothing changed never asks."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        """Take what loads it, or returns what was loaded."""
        self._load = load

    @property
    def model(self) -> ModelFacts:
        """What an index must remember of the model."""
        return self._load().model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a row for each text, in order; no texts give shape (0, dimension)."""
        return self._load().embed(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, without special ones and without cutting."""
        return self._load().count_tokens(texts)

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """Return where each token stands in the text (start, end in characters), none special."""
        return self._load().token_spans(text)


def load_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name.

    Raises ModelMissing, ModelDamaged, or ModelError where the chosen backend cannot run the model.
    """
    return choose_backend(find_files(settings.embedder), settings.encoder_backend)


def find_files(name: str) -> ModelFiles:
    """Return the files of a model: the default's name, a folder, or a name in the local hub cache.

    Raises ModelMissing saying where it was looked for, and ModelDamaged for the default's weights.
    """
    if is_default(name):
        return default_files()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder_files(name, folder)
    from assistant.sentence_encoder import cached_folder

    return folder_files(name, cached_folder(name))


def choose_backend(files: ModelFiles, backend: str) -> Embedder:
    """Return the model on a backend: "openvino", "torch", or "auto" for the first that works.

    Raises ModelError when the backend cannot run it, BadSetting when there is no such backend.
    """
    if backend not in BACKENDS:
        raise BadSetting(f"encoder_backend = {backend!r}; the backends are: {', '.join(BACKENDS)}")
    if backend == "torch":
        return _on_torch(files)
    try:
        return _on_openvino(files)
    except ModelError as error:
        if backend == "openvino":
            raise
        _log.info("the model %s runs on PyTorch: %s", files.name, error)
        return _on_torch(files)


def _on_openvino(files: ModelFiles) -> Embedder:
    try:
        from assistant.openvino_encoder import OpenVinoEncoder
    except ImportError as error:
        raise ModelError(f"OpenVINO cannot be imported: {error}") from error
    return OpenVinoEncoder(files)


def _on_torch(files: ModelFiles) -> Embedder:
    # Importing PyTorch takes seconds that a question on OpenVINO must not wait for.
    from assistant.sentence_encoder import SentenceEncoder

    return SentenceEncoder(files)
