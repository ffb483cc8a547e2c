"""Checks that the three stores agree and that what is stored can be found.

Searching, not counting: measured, Chroma counted right while most vectors could not be found. A bad
index can hang or crash whoever opens it: where nobody owns the indexes, a child opens them.
"""

from dataclasses import dataclass

from assistant import generations, probe
from assistant.catalog import Reading, checks, passages, read_fact, sources
from assistant.catalog.checks import without_audience, without_vector
from assistant.embedder import find_files
from assistant.errors import FollowerError, IndexBroken, ModelError
from assistant.generation import is_begun
from assistant.probe import Outcome, Trial
from assistant.remote import RemoteAnswers
from assistant.wiring import Community

_SAMPLE = 200
_QUICK_S, _WHOLE_S = 60.0, 7200.0


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    words: str
    wrong: bool


def verify(community: Community, *, quick: bool) -> list[Finding]:
    """Look at the catalog and both indexes; `quick` searches for a sample of passages only.

    What is found damaged is remembered: until it is restored or found sound nothing is written.
    """
    catalog = community.catalog
    findings = [_found("model", _model(community), "the one of the settings")]
    if not quick:
        damage = catalog.damage()
        catalog.remember_damage(damage)
        findings.append(_found("catalog", _restore(damage), "sound"))
        if damage:
            return findings
    with catalog.read() as reading:
        findings += _rows(reading)
    findings.append(_found("indexes", _indexes(community, quick=quick), "everything was found"))
    return findings


def _found(what: str, wrong: str | None, right: str) -> Finding:
    return Finding(what=what, words=wrong or right, wrong=wrong is not None)


def _restore(damage: list[str]) -> str | None:
    if not damage:
        return None
    return (
        f"damaged ({'; '.join(damage[:3])}); nothing is written to it any more: restore a backup"
        " with `firsthand restore FILE --force`"
    )


def _model(community: Community) -> str | None:
    """Say what is wrong with the model that the settings name; None: nothing."""
    with community.catalog.read() as reading:
        built, name = read_fact(reading, "embedder"), read_fact(reading, "embedder_name")
    try:
        files = find_files(community.settings.embedder)
    except ModelError as error:
        return str(error)
    if built is None or built == files.fingerprint:
        return None
    return (
        f"the catalog was built with {name!r}, the settings say {files.name!r}; set it back, or"
        " run `firsthand repair --re-embed`"
    )


def _rows(reading: Reading) -> list[Finding]:
    bare, blind = without_audience(reading), without_vector(reading)
    held = f"{len(sources.every(reading))} sources, {passages.count(reading)} passages"
    return [
        _found("sources", None, held),
        _found(
            "audiences",
            f"{bare} rows without an audience: nobody may read them" if bare else None,
            "every row has one",
        ),
        _found(
            "vectors",
            f"{blind} passages without a vector: vectors cannot find them; run"
            " `firsthand repair --re-embed`"
            if blind
            else None,
            "every passage has one",
        ),
    ]


def _indexes(community: Community, *, quick: bool) -> str | None:
    """Say what is wrong with the indexes; None: nothing."""
    try:
        outcome = _tried(community, _SAMPLE if quick else 0, _QUICK_S if quick else _WHOLE_S)
    except FollowerError as error:
        return str(error)
    if outcome.problem:
        return outcome.problem
    if outcome.lost:
        some = ", ".join(outcome.missing[:3])
        return f"{outcome.lost} stored passages are not found ({some}); run `firsthand repair`"
    return None


def _tried(community: Community, sample: int, timeout_s: float) -> Outcome:
    """Search through the owner of the indexes; where there is none, in a child."""
    found = community.take_indexes("firsthand verify")
    if isinstance(found, RemoteAnswers):
        return _asked(found, sample)
    try:
        folder = generations.require_current(community.settings.indexes)
        with community.catalog.read() as reading:
            if not checks.has_passages(reading):
                return Outcome(problem=None)
        if not is_begun(folder):
            raise IndexBroken("there are no indexes yet; run `firsthand repair`")
        trial = Trial(
            catalog_url=community.catalog.url,
            folder=str(folder),
            chroma_url=community.settings.chroma_url,
            sample=sample,
            follow=True,
        )
        return probe.examine(trial, found, timeout_s)
    finally:
        found.release()


def _asked(owner: RemoteAnswers, sample: int) -> Outcome:
    problem = owner.problem()
    if problem:
        return Outcome(problem=problem)
    missing = [id for page in owner.missing(sample) for id in page]
    return Outcome(problem=None, missing=tuple(missing[:3]), lost=len(missing))
