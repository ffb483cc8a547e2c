"""Measures the check of written sentences: how many false ones it catches, how many true it keeps.

The sentences are made from what answers the questions of the sample (`eval.corruption`). It does
not know the command line.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.catalog import people, threads
from assistant.embedder import Embedder
from assistant.records import Contribution, JsonObject
from assistant.support import Source, Support
from assistant.wiring import Community
from eval.corruption import CORRUPTIONS, Claim, claims
from eval.sample import load_sample

__all__ = ["CAUGHT", "CORRUPTIONS", "KEPT", "SupportResult", "judge", "measure"]

CAUGHT, KEPT = 0.95, 0.80
"""What the check must reach: share of false sentences caught, of true ones kept."""


@dataclass(frozen=True, kw_only=True)
class SupportResult:
    """How many sentences of each kind were kept."""

    total: Mapping[str, int]
    kept: Mapping[str, int]
    wrong: tuple[tuple[Claim, str | None], ...]
    """True sentences that were dropped, with the reason, and false ones that were kept."""

    def _share(self, is_true: bool) -> float:
        kinds = [kind for kind in self.total if _is_true(kind) is is_true]
        return sum(self.kept[k] for k in kinds) / max(1, sum(self.total[k] for k in kinds))

    @property
    def true_kept(self) -> float:
        """Share of the true sentences that are kept."""
        return self._share(True)

    @property
    def false_caught(self) -> float:
        """Share of the false sentences that are dropped."""
        return 1 - self._share(False)

    @property
    def passed(self) -> bool:
        """Whether both shares are reached."""
        return self.true_kept >= KEPT and self.false_caught >= CAUGHT

    def as_json(self) -> JsonObject:
        """Return the figures."""
        return {
            "true": sum(n for kind, n in self.total.items() if _is_true(kind)),
            "false": sum(n for kind, n in self.total.items() if not _is_true(kind)),
            "true_kept": round(self.true_kept, 4),
            "false_caught": round(self.false_caught, 4),
            "kinds": {k: {"total": n, "kept": self.kept[k]} for k, n in self.total.items()},
            "passed": self.passed,
        }


def measure(community: Community, every: int = 1) -> SupportResult:
    """Check the sentences made from the answers of the sample community.

    `every` takes each n-th sentence with all that is made of it.
    """
    sample = load_sample(community)
    with community.catalog.read() as reading:
        register = people.register(reading)
        ids = sorted({id for q in sample.truth.questions for id in q.contributions})
        known = threads.contributions(reading, ids, register)
    names = frozenset(c.name for k in known.values() for c in k.contributors if c.name)
    made: list[Claim] = []
    seen: set[str] = set()
    for question in sample.truth.questions:
        sources = _sources([known[id] for id in sorted(question.contributions) if id in known])
        if len(sources) > 1 and not seen & question.contributions:
            seen |= question.contributions
            made += claims(sources, sorted(names), question.id, every)
    return judge(community.embedder, made, names)


def judge(embedder: Embedder, made: list[Claim], names: frozenset[str]) -> SupportResult:
    """Check sentences against their sources."""
    total: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    wrong: list[tuple[Claim, str | None]] = []
    checks: dict[tuple[Source, ...], Support] = {}
    for claim in made:
        if claim.sources not in checks:
            checks[claim.sources] = Support(embedder, claim.sources, names)
        verdict = checks[claim.sources].check(claim.text, [claim.cites])
        total[claim.kind] += 1
        kept[claim.kind] += verdict.reason is None
        if claim.is_true is not (verdict.reason is None):
            wrong.append((claim, verdict.reason))
    return SupportResult(total=total, kept=kept, wrong=tuple(wrong))


def _sources(items: list[Contribution]) -> tuple[Source, ...]:
    return tuple(
        Source(
            number=number,
            text=item.text,
            speakers=tuple(c.name for c in item.contributors if c.name),
        )
        for number, item in enumerate(items, start=1)
    )


def _is_true(kind: str) -> bool:
    return Claim(text="", cites=0, sources=(), kind=kind).is_true
