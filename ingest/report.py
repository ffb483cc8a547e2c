"""What became of a source in one sync: counts that add up, examples, and what was lost.

`seen = indexed + unchanged + skipped + failed`. It does not know formats or stores.
"""

from collections import Counter
from dataclasses import dataclass, field

from assistant.records import JsonObject
from ingest.outcome import Failed, Noted, Skipped

_EXAMPLES = 3
_MOST_FAILURES = 1000
"""Failures listed by name; the counts stay complete beyond it."""


@dataclass(kw_only=True)
class Tally:
    """Counts while a sync runs; becomes a report at its end."""

    source_id: str
    kind: str
    threads: int = 0
    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    proposed_removals: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failed] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """Return how many items were seen in all."""
        return self.indexed + self.unchanged + self.skipped.total() + self.failed.total()

    def skip(self, item: Skipped, count: int = 1) -> None:
        """Count an item left out on purpose."""
        self.skipped[item.reason] += count
        self._example(item.reason, item.item)

    def fail(self, item: Failed) -> None:
        """Count an item that could not be read."""
        self.failed[item.reason] += 1
        if len(self.failures) < _MOST_FAILURES:
            self.failures.append(item)

    def note(self, item: Noted) -> None:
        """Count something lost or decided that is no item of its own."""
        self.notes[item.what] += item.count
        self._example(item.what, item.item)

    def _example(self, key: str, item: str) -> None:
        shown = self.examples.setdefault(key, [])
        if len(shown) < _EXAMPLES:
            shown.append(item)

    def as_json(self, contributions: int, passages: int, seconds: float) -> JsonObject:
        """Return the report as the command contract wants it."""
        return {
            "id": self.source_id,
            "kind": self.kind,
            "threads": self.threads,
            "seen": self.seen,
            "indexed": self.indexed,
            "unchanged": self.unchanged,
            "removed": self.removed,
            "proposed_removals": self.proposed_removals,
            "skipped": dict(sorted(self.skipped.items())),
            "failed": dict(sorted(self.failed.items())),
            "failures": [
                {"item": f.item, "reason": f.reason, "detail": f.detail} for f in self.failures
            ],
            "notes": dict(sorted(self.notes.items())),
            "examples": dict(sorted(self.examples.items())),
            "contributions": contributions,
            "passages": passages,
            "seconds": round(seconds, 3),
        }


def unchanged_report(last: JsonObject, removed: int, proposed: int) -> JsonObject:
    """Return the report of a sync whose source holds the same bytes as last time."""
    return {
        **last,
        "indexed": 0,
        "unchanged": last["indexed"] + last["unchanged"],
        "removed": removed,
        "proposed_removals": proposed,
    }
