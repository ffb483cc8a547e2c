"""`firsthand sync`: reads, embeds, indexes, and reports what became of everything."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.records import JsonObject
from ingest.run import Wish
from ingest.wiring import sync as sync_sources
from ui.commands.arguments import Home, Json
from ui.commands.edge import WITH_FAILURES, Edge
from ui.commands.fidelity import reports_table, show_report

_LINE_S = 0.2


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sync", epilog="Example: firsthand sync our-slack --json")(sync)


def sync(
    ids: list[str] | None = typer.Argument(None, help="Sources; all active ones when left out."),
    confirm_removals: bool = typer.Option(
        False, "--confirm-removals", help="Take out what vanished at the source."
    ),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Bring sources up to date and print the fidelity report."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        with progress_bar(edge) as progress:
            wish = Wish(confirm_removals=confirm_removals)
            reports = sync_sources(community, ids or [], wish, progress)
        community.bring_up_to_date("firsthand sync")
    edge.result({"sources": reports}, lambda console: _show(console, reports))
    return WITH_FAILURES if any(report["failed"] for report in reports) else 0


@contextmanager
def progress_bar(edge: Edge) -> Iterator[Callable[[str, int, int], None]]:
    """Give a callback that shows (source, items seen, passages embedded) on standard error."""
    if edge.as_json:
        yield _lines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[seen]} read, {task.fields[embedded]} passages"),
        TimeElapsedColumn(),
    )
    advice = edge.advice
    # Where nobody watches, all that would be left of the bar is an empty line.
    with Progress(*columns, console=advice, transient=True, disable=not advice.is_terminal) as bar:
        tasks = {}

        def tell(source: str, seen: int, embedded: int) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(source, total=None, seen=0, embedded=0)
            bar.update(tasks[source], seen=seen, embedded=embedded)

        yield tell


def _lines() -> Callable[[str, int, int], None]:
    """Return a callback that writes one JSON object a line, at most so many a second."""
    last = 0.0

    def tell(source: str, seen: int, embedded: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _LINE_S:
            last = now
            values = {"source": source, "seen": seen, "embedded": embedded}
            sys.stderr.write(json.dumps(values) + "\n")
            sys.stderr.flush()

    return tell


def _show(console: Console, reports: Sequence[JsonObject]) -> None:
    if not reports:
        console.print("There is nothing to sync. Next: firsthand source add PATH --id ID")
        return
    console.print(reports_table(reports))
    for report in reports:
        show_report(console, report)
