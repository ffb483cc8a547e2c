"""Brings sources up to date: at once when nothing changed, else by a run through all of it.

Killed at any moment and run again, a sync ends where an undisturbed one ends. It does not know
formats (readers do) or indexes (they follow the catalog by themselves).
"""

import time
from datetime import UTC, datetime
from pathlib import Path

from assistant.catalog import Catalog, adaptations, people, runs, texts
from assistant.masks import Company
from assistant.records import JsonObject, Source
from ingest.earlier import write_down_heard
from ingest.fingerprint import fingerprint
from ingest.mask_policy import MaskPolicy
from ingest.reader import Reader
from ingest.removal import Removal, holdings
from ingest.report import may_pass, unchanged_report
from ingest.run import Progress, Run, Stores, Wish
from ingest.shelve import Shelf
from ingest.split import SPLITTER


class Sync:
    """Brings one source after the other up to date."""

    def __init__(
        self, catalog: Catalog, shelf: Shelf, model: str, home: Path | None = None
    ) -> None:
        """Take the catalog and the shelf.

        `model` names what embeds, for the fingerprint; a reader's scratch stands in `home`.
        """
        self._catalog = catalog
        removal = Removal(catalog, shelf)
        self._stores = Stores(catalog=catalog, shelf=shelf, removal=removal, home=home)
        self._model = model

    def run(
        self, source: Source, reader: Reader, wish: Wish, progress: Progress | None = None
    ) -> JsonObject:
        """Sync a source and return its report; the report is kept in the catalog too."""
        started, start = datetime.now(UTC), time.perf_counter()
        now = fingerprint(Path(source.location), self._facts(source, reader))
        with self._catalog.read() as reading:
            last = runs.last(reading, source.id)
        if last is not None and last[0] == now and not may_pass(last[1]):
            report = self._settled(source, wish, last[1])
            is_news = bool(report["removed"])
        else:
            report = self._covered(
                Run(self._stores, source, reader, wish, progress).report(start), source
            )
            is_news = last is None or last[0] != now or _differ(report, last[1])
        report["seconds"] = round(time.perf_counter() - start, 3)
        if is_news:
            with self._catalog.change("sync") as change:
                runs.add(change, source.id, started, now, report)
                adaptations.drop_stale(change)
        return report

    def _covered(self, report: JsonObject, source: Source) -> JsonObject:
        """Return the report without what is not shown: files may be called after people."""
        # Before the run counts as done: a crash must not lose what those who withdrew wrote.
        write_down_heard(self._catalog)
        with self._catalog.read() as reading:
            masks = people.register(reading).masks(source.id)
        policy = MaskPolicy(source.mask)
        covered = texts.covered_strings(
            report, lambda text: masks.masked(policy.line(text), Company())
        )
        return dict(covered) if isinstance(covered, dict) else report

    def _settled(self, source: Source, wish: Wish, last: JsonObject) -> JsonObject:
        """Return the report of a source whose bytes are the same, with removals settled."""
        removed, proposed = self._stores.removal.settle(source, confirmed=wish.confirm_removals)
        report = unchanged_report(last, removed, proposed)
        return {**report, **holdings(self._catalog, source.id)} if removed else report

    def _facts(self, source: Source, reader: Reader) -> str:
        """Return all that decides about the outcome beside the source's bytes."""
        with self._catalog.read() as reading:
            register = people.register(reading)
        choices = sorted((p.id, repr(p.choices)) for p in register.people.values() if p.choices)
        return "|".join((reader.kind, SPLITTER, self._model, repr(source), repr(choices)))


def _differ(report: JsonObject, last: JsonObject) -> bool:
    """Tell whether two reports say different things, the time they took aside."""
    return {**report, "seconds": 0} != {**last, "seconds": 0}
