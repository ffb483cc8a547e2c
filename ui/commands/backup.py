"""`firsthand backup` and `firsthand restore`: a whole community in one file, and back."""

import os
from pathlib import Path

import typer
from rich.console import Console

from assistant import backup as backups
from assistant.errors import CatalogError, LedgerDamaged, WrongUse
from assistant.lock import Holder
from assistant.wiring import Community
from ingest import choice
from ingest.register import sync_lock
from ingest.rewrite import rewrite_all
from ingest.shelve import Shelf
from ingest.withdrawal import enforce
from ui.commands.arguments import Home, Json
from ui.commands.edge import DONE, Edge, operator


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup", epilog="Example: firsthand backup ~/firsthand-monday.backup")(backup)
    app.command("restore", epilog="Example: firsthand restore ~/firsthand-monday.backup")(restore)


def backup(
    file: Path = typer.Argument(help="Where the backup goes; an older one there is replaced."),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Back up everything but the ledger of withdrawals to one file; others may go on working."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        size = backups.back_up(community.settings, file)

    def show(console: Console) -> None:
        console.print(f"Backed up to {file} ({size / 1e6:.1f} MB).", markup=False)
        console.print(f"Keep {edge.settings.home / backups.LEDGER} apart from it.", markup=False)

    edge.result({"file": str(file), "bytes": size}, show)
    return DONE


def restore(
    file: Path = typer.Argument(help="A file that `firsthand backup` wrote."),
    ledger: Path | None = typer.Option(
        None, help="The ledger folder kept apart: withdrawals since the backup hold again."
    ),
    force: bool = typer.Option(False, "--force", help="Put it in place of what is here."),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Make the community of a backup, its indexes built anew."""
    edge = Edge(home=home, as_json=as_json)
    folder, catalog = edge.settings.home, edge.settings.catalog_path
    if catalog.exists() and not force:
        raise WrongUse(f"{folder} holds a community already; --force puts the backup in its place")
    if ledger is not None and not ledger.is_dir():
        raise WrongUse(f"there is no ledger folder {ledger}")
    veiled = _pseudonyms(edge) if catalog.exists() else []
    with sync_lock(folder, Holder(pid=os.getpid(), what="firsthand restore")):
        done = backups.restore(folder, file, ledger, lambda made: _settle(made, veiled))
    if not done.ledger:
        edge.advice.print(
            "Note: no ledger of withdrawals was given (--ledger): who withdrew after this backup"
            " was made is in it again.",
            style="yellow",
        )

    def show(console: Console) -> None:
        console.print(f"Restored the backup of {done.made_at} to {folder}.", markup=False)

    edge.result(
        {
            "home": str(folder),
            "made_at": done.made_at,
            "schema": done.schema,
            "ledger": done.ledger,
        },
        show,
    )
    return DONE


def _pseudonyms(edge: Edge) -> list[tuple[str, str]]:
    """Return who chose a pseudonym in what is to be replaced, as far as it can be read."""
    try:
        with edge.community() as community, community.catalog.read() as reading:
            return choice.veiled(reading)
    except (CatalogError, LedgerDamaged):
        edge.advice.print(
            "Note: what was here cannot be read; who chose a pseudonym after the backup was made"
            " is named again.",
            style="yellow",
        )
        return []


def _settle(community: Community, veiled: list[tuple[str, str]]) -> None:
    """Hold everybody's choices again before anybody can ask."""
    enforce(community, operator())
    choice.veil_again(community, veiled, operator())
    rewrite_all(community.catalog, Shelf(community.catalog, community.embedder, "restore"))
