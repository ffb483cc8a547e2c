"""Reorders what was found by a cross-encoder that the settings name. Owner of its vendor's class.

Reads question and passage together, which finds more and takes its time: some 30 passages a
question. None by default: it would have to be downloaded. Importing this module takes seconds, so
`assistant.wiring` does it when one is named.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from sentence_transformers import CrossEncoder as Model

from assistant.errors import ModelError
from assistant.records import Vector
from assistant.sentence_encoder import cached_folder
from assistant.tokens import sound

_BATCH = 32


class CrossEncoder:
    """A sentence-transformers cross-encoder on the processor, loaded when first needed."""

    def __init__(self, name: str) -> None:
        """Find the model: a folder, or a name in the local hub cache. Raises ModelMissing."""
        folder = Path(name).expanduser()
        wanted = "leave cross_encoder empty, or name another"
        self._folder = folder if folder.is_dir() else cached_folder(name, wanted)
        self._model: Model | None = None
        self._lock = Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """Return how well each text answers, higher is better, one number each.

        Raises ModelError when the folder holds no cross-encoder, or one of several classes.
        """
        with self._lock:
            found = self._loaded().predict(
                [(sound(question), sound(text)) for text in texts],
                batch_size=_BATCH,
                show_progress_bar=False,
            )
        rows = np.asarray(found, np.float32)
        if rows.shape != (len(texts),):
            raise ModelError(
                f"the cross-encoder {str(self._folder)!r} gives {rows.shape} numbers for"
                f" {len(texts)} texts; one for each is needed"
            )
        return rows

    def _loaded(self) -> Model:
        if self._model is None:
            try:
                self._model = Model(str(self._folder), device="cpu", local_files_only=True)
            except (OSError, ValueError, KeyError, RuntimeError) as error:
                raise ModelError(
                    f"sentence-transformers cannot load the cross-encoder"
                    f" {str(self._folder)!r}: {error}"
                ) from error
        return self._model
