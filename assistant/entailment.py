"""Tells whether a text follows from another, by an NLI cross-encoder that the settings name.

Owner of its vendor's class. None by default: it would have to be downloaded. Importing this module
takes seconds, so `assistant.wiring` does it when one is named. It does not know what is checked.
"""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from sentence_transformers import CrossEncoder as Model

from assistant.errors import ModelError
from assistant.sentence_encoder import cached_folder
from assistant.tokens import sound

_LABEL = "entail"
"""How the label begins that means: it follows."""


class EntailmentModel:
    """A cross-encoder with labels such as contradiction, entailment, neutral."""

    def __init__(self, name: str) -> None:
        """Find the model: a folder, or a name in the local hub cache. Raises ModelMissing."""
        folder = Path(name).expanduser()
        wanted = "leave entailment_model empty, or name another"
        self._folder = folder if folder.is_dir() else cached_folder(name, wanted)
        self._model: Model | None = None
        self._lock = Lock()

    def entails(self, premise: str, claims: Sequence[str]) -> list[float]:
        """Return for each claim the probability that it follows from the premise.

        Raises ModelError when the folder holds no cross-encoder with a label for entailment.
        """
        with self._lock:
            model = self._loaded()
            rows = model.predict(
                [(sound(premise), sound(claim)) for claim in claims],
                apply_softmax=True,
                show_progress_bar=False,
            )
        return [float(row[self._column(model)]) for row in np.atleast_2d(np.asarray(rows))]

    def _column(self, model: Model) -> int:
        labels = getattr(model.config, "id2label", {})
        found = [int(i) for i, name in labels.items() if str(name).lower().startswith(_LABEL)]
        if not found:
            raise ModelError(
                f"the entailment model {str(self._folder)!r} has no label for entailment;"
                f" it has: {', '.join(map(str, labels.values()))}"
            )
        return found[0]

    def _loaded(self) -> Model:
        if self._model is None:
            try:
                self._model = Model(str(self._folder), device="cpu", local_files_only=True)
            except (OSError, ValueError, KeyError, RuntimeError) as error:
                raise ModelError(
                    f"sentence-transformers cannot load the entailment model"
                    f" {str(self._folder)!r}: {error}"
                ) from error
        return self._model
