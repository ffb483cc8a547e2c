"""Checks that the three stores agree and that what is stored can be found.

Searching, not counting: measured, Chroma counted right while most vectors could not be found.
"""

from dataclasses import dataclass

from assistant.catalog import Reading, passages, sources
from assistant.catalog.checks import without_audience, without_vector
from assistant.wiring import Community

_SAMPLE = 200


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    words: str
    wrong: bool


def verify(community: Community, *, quick: bool) -> list[Finding]:
    """Look at the catalog and both indexes; `quick` searches for a sample of passages only."""
    catalog = community.catalog
    damage = catalog.damage() if not quick else []
    findings = [Finding(what="catalog", words="; ".join(damage[:3]) or "sound", wrong=bool(damage))]
    if damage:
        return findings
    with catalog.read() as reading:
        findings += _rows(reading)
    with community.answers("firsthand verify") as answers:
        problem = answers.problem()
        missing = answers.missing(_SAMPLE if quick else 0)
    words = problem or (
        f"{len(missing)} stored passages are not found, such as {missing[0]}; run"
        " `firsthand repair`"
        if missing
        else "every passage looked for was found"
    )
    findings.append(Finding(what="indexes", words=words, wrong=bool(problem or missing)))
    return findings


def _rows(reading: Reading) -> list[Finding]:
    bare, blind = without_audience(reading), without_vector(reading)
    return [
        Finding(
            what="sources",
            words=f"{len(sources.every(reading))} sources, {passages.count(reading)} passages",
            wrong=False,
        ),
        Finding(
            what="audiences",
            words=f"{bare} rows without an audience: nobody sees them" if bare else "all set",
            wrong=bool(bare),
        ),
        Finding(
            what="vectors",
            words=f"{blind} passages without a vector" if blind else "all there",
            wrong=bool(blind),
        ),
    ]
