"""Searches for stored passages by their own vectors: what is not found that way is lost.

Counting would not do: measured, an index can count right while most of it cannot be found. It
knows the two indexes and the catalog, not processes.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.catalog import Catalog, checks
from assistant.catalog.checks import Probe
from assistant.index import Hit
from assistant.tantivy_words import TantivyWords

if TYPE_CHECKING:
    # Importing Chroma takes a second: `assistant.generation` does when it opens an index.
    from assistant.chroma_vectors import ChromaVectors

_K = 20
"""Hits looked at when a passage is searched by its own vector."""
_SAME_SCORE = 0.9999
"""Nearer than this is the same vector: identical texts stand for each other."""


def missing(
    catalog: Catalog, vectors: "ChromaVectors", words: TantivyWords, sample: int, until: int
) -> Iterator[list[str]]:
    """Yield, page by page, the passages that an index does not find.

    `sample` passages are taken at random, 0 takes all; those changed after revision `until` are
    left out: the indexes do not know them yet. Raises IndexBroken.
    """
    with catalog.read() as reading:
        for page in checks.probes(reading, sample, until):
            unlisted = words.unlisted([probe.id for probe in page])
            lost = list(dict.fromkeys([*_unfound(vectors, page), *unlisted]))
            # What was deleted while this looked is not lost.
            yield checks.still_there(catalog, lost) if lost else []


def _unfound(vectors: "ChromaVectors", page: Sequence[Probe]) -> Iterator[str]:
    by_audience: dict[str, list[Probe]] = defaultdict(list)
    for probe in page:
        by_audience[probe.audience].append(probe)
    for audience, probes in by_audience.items():
        found = vectors.search_each([probe.vector for probe in probes], audience, _K)
        for probe, hits in zip(probes, found, strict=True):
            if not _is_found(hits, probe.id):
                yield probe.id


def _is_found(hits: Sequence[Hit], id: str) -> bool:
    """Tell whether a passage's own vector finds it, or only others just as near."""
    if any(hit.id == id for hit in hits):
        return True
    return len(hits) == _K and hits[-1].score > _SAME_SCORE
