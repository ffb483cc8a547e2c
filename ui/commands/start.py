"""`firsthand init`: creates the home folder, and the sample community when asked."""

from pathlib import Path

import typer
from rich.console import Console

from assistant.records import JsonObject
from assistant.settings import SETTINGS_FILE, template
from ingest import sample
from ui.commands.arguments import Home, Json
from ui.commands.edge import WITH_FAILURES, Edge, operator
from ui.commands.fidelity import reports_table
from ui.commands.sync import progress_bar


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", epilog="Example: firsthand init --sample")(init)


def init(
    with_sample: bool = typer.Option(False, "--sample", help="Add and sync the sample community."),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Create the home folder: catalog, settings, indexes."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community(create=True) as community:
        settings = community.settings
        _write_settings(settings.home / SETTINGS_FILE)
        reports: list[JsonObject] = []
        if with_sample:
            with progress_bar(edge) as progress:
                reports = sample.load(community, operator(), progress)
            community.bring_up_to_date("firsthand init")

    def show(console: Console) -> None:
        console.print(f"The community's home is {settings.home}")
        if reports:
            console.print(reports_table(reports))
        if with_sample:
            console.print('Next: firsthand ask "Should taking part be voluntary?"', markup=False)
        else:
            console.print("Next: firsthand source add ./export.zip --id our-chat --dry-run")

    edge.result({"home": str(settings.home), "sources": reports}, show)
    return WITH_FAILURES if any(report["failed"] for report in reports) else 0


def _write_settings(file: Path) -> None:
    """Write the settings with their defaults as comments, unless there are settings already."""
    if not file.exists():
        file.write_text(template(), encoding="utf-8")
