"""Loads a model that reads two texts together. Owner of sentence-transformers' CrossEncoder.

None is named by default: it would have to be downloaded. Importing this module takes seconds, so
`assistant.wiring` does it when one is named. It does not know what its numbers mean.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder as Model

from assistant.errors import ModelError
from assistant.sentence_encoder import cached_folder
from assistant.tokens import sound

_BATCH = 32


class PairModel:
    """A sentence-transformers cross-encoder on the processor, loaded when first needed."""

    def __init__(self, name: str, setting: str) -> None:
        """Find the model: a folder, or a name in the local hub cache. Raises ModelMissing."""
        folder = Path(name).expanduser()
        wanted = f"leave {setting} empty, or name another"
        self.folder = folder if folder.is_dir() else cached_folder(name, wanted)
        self._setting = setting
        self._model: Model | None = None
        self._lock = Lock()

    def predict(
        self, first: str, others: Sequence[str], *, softmax: bool = False
    ) -> NDArray[np.float32]:
        """Return the model's numbers for `first` beside each of the others, a row each.

        Raises ModelError when the folder holds no cross-encoder.
        """
        with self._lock:
            found = self._loaded().predict(
                [(sound(first), sound(other)) for other in others],
                batch_size=_BATCH,
                apply_softmax=softmax,
                show_progress_bar=False,
            )
        return np.asarray(found, np.float32)

    def labels(self) -> dict[int, str]:
        """Return what the columns are called, as far as the model says; raises ModelError."""
        with self._lock:
            named = getattr(self._loaded().config, "id2label", {})
        return {int(column): str(label) for column, label in named.items()}

    def _loaded(self) -> Model:
        if self._model is None:
            try:
                self._model = Model(str(self.folder), device="cpu", local_files_only=True)
            except (OSError, ValueError, KeyError, RuntimeError) as error:
                raise ModelError(
                    f"sentence-transformers cannot load the {self._setting}"
                    f" {str(self.folder)!r}: {error}"
                ) from error
        return self._model
