"""Searches for stored passages by their own vectors: what is not found that way is lost.

Counting would not do: measured, an index can count right while most of it cannot be found. Nor
does an approximate graph reach everything: of 20,000 vectors that lay as real ones do, 10 could not
be found however long one searched, and all could once they were put in again. So a few that are
not found are put in again and searched anew; only what is still not found is lost. It knows the two
indexes and the catalog, not processes.
"""

import logging
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

_log = logging.getLogger(__name__)

_FEW = 0.02
"""Share of a page that may be put in again: damage loses more, and is not to be papered over."""
_K = 20
"""Hits looked at when a passage is searched by its own vector."""
_SAME_SCORE = 0.9999
"""Nearer than this is the same vector: identical texts stand for each other."""


def missing(
    catalog: Catalog, vectors: "ChromaVectors", words: TantivyWords, sample: int, until: int
) -> Iterator[list[str]]:
    """Yield, page by page, the passages that an index does not find.

    `sample` passages are taken at random, 0 takes all; those changed after revision `until` are
    left out: the indexes do not know them yet. The caller owns the indexes, for they may be
    mended. Raises IndexBroken.
    """
    with catalog.read() as reading:
        for page in checks.probes(reading, sample, until):
            unlisted = words.unlisted([probe.id for probe in page])
            lost = list(dict.fromkeys([*_still_unfound(vectors, page), *unlisted]))
            # What was deleted while this looked is not lost.
            yield checks.still_there(catalog, lost) if lost else []


def _still_unfound(vectors: "ChromaVectors", page: Sequence[Probe]) -> list[str]:
    """Return what vectors do not find, after a few of them were put in again."""
    lost = set(_unfound(vectors, page))
    if not lost or len(lost) > max(1, _FEW * len(page)):
        return sorted(lost)
    again = [probe for probe in page if probe.id in lost]
    vectors.upsert(again)
    left = sorted(_unfound(vectors, again))
    _log.warning("linked again", extra={"facts": {"passages": len(again), "lost": len(left)}})
    return left


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
