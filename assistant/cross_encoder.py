"""Reorders what was found by a cross-encoder that the settings name.

Reads question and passage together, which finds more and takes its time: some 30 passages a
question.
"""

from collections.abc import Sequence

from assistant.errors import ModelError
from assistant.pair_model import PairModel
from assistant.records import Vector


class CrossEncoder:
    """Tells how well texts answer a question."""

    def __init__(self, name: str) -> None:
        """Find the model: a folder, or a name in the local hub cache. Raises ModelMissing."""
        self._model = PairModel(name, "cross_encoder")

    def scores(self, question: str, texts: Sequence[str]) -> Vector:
        """Return how well each text answers, higher is better, one number each.

        Raises ModelError when the folder holds no cross-encoder, or one of several classes.
        """
        rows = self._model.predict(question, texts)
        if rows.shape != (len(texts),):
            raise ModelError(
                f"the cross-encoder {str(self._model.folder)!r} gives {rows.shape} numbers for"
                f" {len(texts)} texts; one for each is needed"
            )
        return rows
