"""What was learned, as the retriever applies it: a map of the question's vector and a recipe.

Read anew when another version stands in the catalog. It does not know how it was learned.
"""

from dataclasses import dataclass, replace

from assistant.adapt_map import Floats
from assistant.catalog import Reading, adaptations
from assistant.catalog.adaptations import Adaptation
from assistant.ranking import Recipe


@dataclass(frozen=True, kw_only=True)
class Learned:
    """How to rank for one viewer."""

    recipe: Recipe
    matrix: Floats | None = None


class Adapted:
    """The adaptation that stands, kept in memory."""

    def __init__(self, recipe: Recipe, fingerprint: str) -> None:
        """Take the recipe that holds without one, and the fingerprint of the embedder in use."""
        self._plain = Learned(recipe=recipe)
        self._fingerprint = fingerprint
        self._kept: tuple[int, str, Learned] | None = None

    def of(self, reading: Reading, audiences: frozenset[str]) -> Learned:
        """Return how to rank for a viewer of these audiences.

        What was learned from words that the viewer may not read does not serve them, nor does a
        map of another embedder's vectors.
        """
        version = adaptations.version(reading)
        if version is None:
            self._kept = None
            return self._plain
        kept = self._kept
        if kept is None or kept[0] != version:
            found = adaptations.current(reading)
            if found is None:
                return self._plain
            kept = (version, found.audience, self._learned(found))
            self._kept = kept
        return kept[2] if kept[1] in audiences else self._plain

    def _learned(self, found: Adaptation) -> Learned:
        if found.facts.get("embedder") != self._fingerprint:
            return self._plain
        least, most = found.facts["lexical"]
        recipe = replace(
            self._plain.recipe, hub=found.facts["hub"], lexical=least, lexical_most=most
        )
        return Learned(recipe=recipe, matrix=found.matrix)
