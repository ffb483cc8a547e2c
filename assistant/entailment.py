"""Tells whether a text follows from another, by an NLI cross-encoder that the settings name.

It does not know what is checked.
"""

from collections.abc import Sequence

import numpy as np

from assistant.errors import ModelError
from assistant.pair_model import PairModel

_LABEL = "entail"
"""How the label begins that means: it follows."""


class EntailmentModel:
    """A cross-encoder with labels such as contradiction, entailment, neutral."""

    def __init__(self, name: str) -> None:
        """Find the model: a folder, or a name in the local hub cache. Raises ModelMissing."""
        self._model = PairModel(name, "entailment_model")

    def entails(self, premise: str, claims: Sequence[str]) -> list[float]:
        """Return for each claim the probability that it follows from the premise.

        Raises ModelError when the folder holds no cross-encoder with a label for entailment.
        """
        column = self._column()
        rows = self._model.predict(premise, claims, softmax=True)
        return [float(row[column]) for row in np.atleast_2d(rows)]

    def _column(self) -> int:
        labels = self._model.labels()
        found = [n for n, label in labels.items() if label.lower().startswith(_LABEL)]
        if not found:
            raise ModelError(
                f"the entailment model {str(self._model.folder)!r} has no label for entailment;"
                f" it has: {', '.join(labels.values())}"
            )
        return found[0]
