"""What became of a source in one sync: counts that add up, examples, and what was lost.

`seen = indexed + unchanged + skipped + failed`. It does not know formats or stores.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.records import JsonObject
from ingest.outcome import Failed, Noted, Skipped

_EXAMPLES = 3
_MOST_FAILURES = 1000
"""Failures listed by name; the counts stay complete beyond it."""
_MAY_PASS = frozenset(["changed_while_read", "timeout", "unreadable"])
"""Failures that another try may not meet although the bytes are the same."""


@dataclass(kw_only=True)
class Tally:
    """Counts while a sync runs; becomes a report at its end."""

    source_id: str
    kind: str
    conversations: int = 0
    """Threads of several contributions, put together from what the source holds."""
    new: int = 0
    edited: int = 0
    """Stored before with other words or facts."""
    unchanged: int = 0
    vanished: int = 0
    """Stored before, and missing at the source for the first time."""
    returned: int = 0
    """Were missing at the source, and are there again."""
    removed: int = 0
    proposed_removals: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    failures: list[Failed] = field(default_factory=list)
    masked: Counter[str] = field(default_factory=Counter)
    """Personal data of each kind that the source masks, none found counted as 0."""
    notes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    @property
    def indexed(self) -> int:
        """Return how many items were stored, because they are new or edited."""
        return self.new + self.edited

    @property
    def seen(self) -> int:
        """Return how many items were seen in all."""
        return self.indexed + self.unchanged + self.skipped.total() + self.failed.total()

    def thread(self, contributions: int) -> None:
        """Count a thread."""
        self.conversations += contributions > 1

    def skip(self, item: Skipped) -> None:
        """Count an item left out on purpose."""
        self.skipped[item.reason] += 1
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

    def mask(self, kind: str, item: str, count: int) -> None:
        """Count personal data that was masked in an item."""
        self.masked[kind] += count
        self.note(Noted(what=f"masked_{kind}", item=item, count=count))

    def _example(self, key: str, item: str) -> None:
        shown = self.examples.setdefault(key, [])
        if len(shown) < _EXAMPLES:
            shown.append(item)

    def as_json(self, held: Mapping[str, int], seconds: float) -> JsonObject:
        """Return the report as the command contract wants it; `held` is what the source holds."""
        return {
            "id": self.source_id,
            "kind": self.kind,
            "threads": held["threads"],
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
            "fidelity": self._fidelity(),
            "since_last_time": {
                "new": self.new,
                "edited": self.edited,
                "vanished": self.vanished,
                "returned": self.returned,
            },
            "masked": dict(sorted(self.masked.items())),
            "notes": dict(sorted(self.notes.items())),
            "examples": dict(sorted(self.examples.items())),
            "contributions": held["contributions"],
            "passages": held["passages"],
            "seconds": round(seconds, 3),
        }

    def _fidelity(self) -> JsonObject:
        """Return what a steward asks first: what was put together, and what got lost."""
        return {
            "threads_rebuilt": self.conversations,
            "orphan_replies": self.notes["orphan_reply"],
            "edited_at_source": self.notes["edited"],
            "unknown_authors": self.notes["unknown_author"],
            "without_author": self.notes["no_author"],
            "without_link": self.notes["no_link"],
            "bots": self.skipped["bot"],
            "attachments_not_read": self.notes["attachment"] + self.skipped["attachment_only"],
        }


def unchanged_report(last: JsonObject, removed: int, proposed: int) -> JsonObject:
    """Return the report of a sync whose source holds the same bytes as last time."""
    return {
        **last,
        "indexed": 0,
        "unchanged": last["indexed"] + last["unchanged"],
        "removed": removed,
        "proposed_removals": proposed,
        "since_last_time": dict.fromkeys(last["since_last_time"], 0),
    }


def may_pass(report: JsonObject) -> bool:
    """Tell whether reading the same bytes again may bring what failed last time."""
    return bool(_MAY_PASS & set(report["failed"]))
