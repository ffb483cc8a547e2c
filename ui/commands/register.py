"""`firsthand source`: the stewards' register."""

from dataclasses import asdict
from pathlib import Path

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.catalog import passages, runs, sources, threads
from assistant.errors import WrongUse
from assistant.records import PUBLIC, JsonObject, Naming, Source, SourceState
from assistant.scratch import scratch_folder
from ingest import register
from ingest.outcome import FAIL_REASONS, SKIP_REASONS
from ingest.personal_data import policy
from ingest.wiring import readers
from ui.commands.arguments import Home, Json
from ui.commands.edge import WITH_FAILURES, Edge, operator
from ui.commands.fidelity import reports_table, show_report
from ui.commands.source_policy import attribute, audience_of, link, mask_in, pairs
from ui.web import uploads

_ADD = "Example: firsthand source add ./export.zip --id our-slack --map-audience '#leads=stewards'"

_LISTED = ("id", "kind", "state", "audience", "contributions", "title")
"""Columns of the list; an id is never folded: it is there to be copied."""
_OPEN = "Example: firsthand source audience our-slack stewards --map-audience '#leads=leads'"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="The stewards' register of sources.", no_args_is_help=True)
    group.command("add", epilog=_ADD)(add)
    group.command("list", epilog="Example: firsthand source list --json")(list_all)
    group.command("show", epilog="Example: firsthand source show our-slack")(show_one)
    group.command("pause", epilog="Example: firsthand source pause our-slack")(pause)
    group.command("resume", epilog="Example: firsthand source resume our-slack")(resume)
    group.command("attribute", epilog="Example: firsthand source attribute our-slack pseudonym")(
        attribute
    )
    group.command("audience", epilog=_OPEN)(audience_of)
    group.command("link", epilog="Example: firsthand source link our-slack https://x.slack.com")(
        link
    )
    group.command("mask", epilog="Example: firsthand source mask our-slack email,phone,key")(
        mask_in
    )
    group.command("retire", epilog="Example: firsthand source retire our-slack")(retire)
    app.add_typer(group, name="source")


def add(
    path: Path = typer.Argument(help="The export, folder or file."),
    id: str = typer.Option(..., "--id", help="A short name for it."),
    kind: str | None = typer.Option(None, help="Its format; detected when left out."),
    audience: list[str] | None = typer.Option(None, help="Who may read it (default: public)."),
    map_audience: list[str] | None = typer.Option(
        None, "--map-audience", metavar="X=A", help="Let a private space in for an audience."
    ),
    title: str | None = typer.Option(None, help="Its name on screens."),
    steward: str | None = typer.Option(None, help="Who looks after it."),
    licence: str | None = typer.Option(None, help="Under which licence it stands."),
    purpose: str | None = typer.Option(None, help="What it is in for."),
    base_url: str | None = typer.Option(None, help="Where links start (https://x.slack.com)."),
    attribution: Naming = typer.Option(Naming.NAMED, help="How its people are named by default."),
    deletions: str = typer.Option("propose", help="Removals at the source: propose or apply."),
    mask: str = typer.Option("key", help="What to mask: email, phone, key (with commas); none."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what it holds; write nothing."),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Add a source; nothing is read in before `firsthand sync`."""
    edge = Edge(home=home, as_json=as_json)
    if len(audience or ()) > 1:
        raise WrongUse("a source has one --audience; map single spaces with --map-audience")
    if deletions not in ("propose", "apply"):
        raise WrongUse(f"--deletions is 'propose' or 'apply', not {deletions!r}")
    location = path.expanduser().absolute()
    reader = register.detect(location, readers(), kind)
    source = Source(
        id=register.checked_id(id),
        kind=reader.kind,
        location=str(location),
        title=title or id,
        audience=audience[0] if audience else PUBLIC,
        map_audience=pairs(map_audience or []),
        attribution=attribution,
        steward=steward,
        purpose=purpose,
        licence=licence,
        base_url=register.checked_base_url(base_url),
        deletions=deletions,
        mask=policy(mask),
    )
    if dry_run:
        return _preview(edge, source)
    with edge.community() as community:
        register.add(community.catalog, source, operator())
    edge.result(
        _values(source),
        lambda console: console.print(
            f"Added {source.id} ({source.kind}). Next: firsthand sync {source.id}", markup=False
        ),
    )
    return 0


def _preview(edge: Edge, source: Source) -> int:
    with scratch_folder(edge.settings.home) as scratch:
        found = register.preview(source, readers()[source.kind], scratch)
    values: JsonObject = {"id": source.id, "dry_run": True, **asdict(found)}
    for key in ("private", "spaces", "skipped"):
        values[key] = dict(values[key])

    def show(console: Console) -> None:
        console.print(f"{source.location} is a source of kind {found.kind!r}:", markup=False)
        console.print(
            f"{found.threads} threads, {found.contributions} contributions, {found.people} people"
        )
        for space, n in found.private:
            console.print(f"  private, left out unless mapped: {space} ({n})", markup=False)
        for reason, n in found.skipped:
            console.print(f"  left out: {n} {SKIP_REASONS[reason]} ({reason})", markup=False)
        if found.unlinked:
            console.print(
                f"  {found.unlinked} without a link to the original: say where links start,"
                " --base-url https://…",
                markup=False,
            )
        for failure in found.failures[:20]:
            why = FAIL_REASONS[failure.reason]
            console.print(f"  cannot be read: {failure.item}: {why}", markup=False)
        console.print("Nothing was written.")

    edge.result(values, show)
    return WITH_FAILURES if found.failures else 0


def list_all(home: Home = None, as_json: Json = False) -> None:
    """List all sources."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        rows = [
            {**_values(item), "contributions": threads.count(reading, item.id)[1]}
            for item in sources.every(reading)
        ]

    def show(console: Console) -> None:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
        for name in _LISTED:
            table.add_column(name, overflow="fold", no_wrap=name == "id")
        for row in rows:
            table.add_row(*(Text(str(row[name])) for name in _LISTED))
        console.print(table if rows else "No sources yet. Next: firsthand source add PATH --id ID")

    edge.result({"sources": rows}, show)


def show_one(id: str, home: Home = None, as_json: Json = False) -> None:
    """Show a source with its last report."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        source = sources.get(reading, id)
        last = runs.last(reading, id)
        held, contributions = threads.count(reading, id)
        values = {
            **_values(source),
            "threads": held,
            "contributions": contributions,
            "passages": passages.count(reading, id),
            "last_sync": last[1] if last else None,
        }

    def show(console: Console) -> None:
        for key, value in values.items():
            if value not in (None, [], {}) and key != "last_sync":
                console.print(f"{key.replace('_', ' ')}: {_words(value)}", markup=False)
        if last is None:
            console.print(f"It was never synced. Next: firsthand sync {id}", markup=False)
        else:
            console.print(reports_table([last[1]]))
            show_report(console, last[1])

    edge.result(values, show)


def pause(id: str, home: Home = None, as_json: Json = False) -> None:
    """Pause a source: it is not synced and does not answer until resumed."""
    _set(id, SourceState.PAUSED, Edge(home=home, as_json=as_json))


def resume(id: str, home: Home = None, as_json: Json = False) -> None:
    """Let a paused source answer again."""
    _set(id, SourceState.ACTIVE, Edge(home=home, as_json=as_json))


def retire(id: str, home: Home = None, as_json: Json = False) -> None:
    """Retire a source for good: what it brought is deleted."""
    _set(id, SourceState.RETIRED, Edge(home=home, as_json=as_json))


def _set(id: str, state: SourceState, edge: Edge) -> None:
    with edge.community() as community:
        register.set_state(community.catalog, id, state, operator())
    if state is SourceState.RETIRED:
        uploads.discard(edge.settings.home, id)
    edge.result(
        {"id": id, "state": state.value}, lambda console: console.print(f"{id} is {state.value}.")
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {item}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _values(source: Source) -> JsonObject:
    return {
        "id": source.id,
        "kind": source.kind,
        "location": source.location,
        "title": source.title,
        "audience": source.audience,
        "map_audience": dict(source.map_audience),
        "attribution": source.attribution.value,
        "steward": source.steward,
        "purpose": source.purpose,
        "licence": source.licence,
        "base_url": source.base_url,
        "deletions": source.deletions,
        "mask": list(source.mask),
        "state": source.state.value,
    }
