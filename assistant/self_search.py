"""Searches for stored passages by their own vectors: what is not found that way is lost.

Counting would not do: measured, an index can count right while most of it cannot be found. It
knows the two indexes and the catalog, not processes.
"""

from collections.abc import Iterator, Sequence

from assistant.catalog import Catalog, checks
from assistant.catalog.checks import Probe
from assistant.index import Hit, VectorIndex
from assistant.tantivy_words import TantivyWords

_K = 20
"""Hits looked at when a passage is searched by its own vector."""
_SAME_SCORE = 0.9999
"""Nearer than this is the same vector: identical texts stand for each other."""


def missing(
    catalog: Catalog, vectors: VectorIndex, words: TantivyWords, sample: int, until: int
) -> Iterator[list[str]]:
    """Yield, page by page, the passages that an index does not find.

    `sample` passages are taken at random, 0 takes all; those changed after revision `until` are
    left out: the indexes do not know them yet. Raises IndexBroken.
    """
    with catalog.read() as reading:
        for page in checks.probes(reading, sample, until):
            unfound = [probe.id for probe in page if not _is_found(vectors, probe)]
            unlisted = words.unlisted([probe.id for probe in page])
            lost = list(dict.fromkeys([*unfound, *unlisted]))
            # What was deleted while this looked is not lost.
            yield checks.still_there(catalog, lost) if lost else []


def _is_found(vectors: VectorIndex, probe: Probe) -> bool:
    """Tell whether a passage's own vector finds it, or only others just as near."""
    hits: Sequence[Hit] = vectors.search(probe.vector, frozenset({probe.audience}), _K)
    if any(hit.id == probe.id for hit in hits):
        return True
    return len(hits) == _K and hits[-1].score > _SAME_SCORE
