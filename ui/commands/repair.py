"""`firsthand repair`: builds the indexes anew from the catalog, and its vectors where asked."""

import time

import typer
from rich.console import Console

from assistant import generations
from assistant.catalog import passages
from ingest.re_embed import embed_anew
from ui.commands.arguments import Home, Json
from ui.commands.edge import DONE, Edge


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("repair", epilog="Example: firsthand verify || firsthand repair")(repair)


def repair(
    re_embed: bool = typer.Option(
        False, "--re-embed", help="Also embed everything anew, with the model of the settings."
    ),
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Build both indexes anew beside the old ones, check them, and swap."""
    edge = Edge(home=home, as_json=as_json)
    start = time.perf_counter()
    with edge.community() as community:
        if re_embed:
            embed_anew(community, lambda done: edge.advice.print(f"{done} passages", end="\r"))
        else:
            community.rebuild("firsthand repair")
        with community.catalog.read() as reading:
            held = passages.count(reading)
        folder = generations.current(community.settings.indexes)
    seconds = round(time.perf_counter() - start, 3)

    def show(console: Console) -> None:
        console.print(f"The indexes hold {held} passages again, built in {seconds:.1f} s.")

    edge.result(
        {
            "repaired": True,
            "re_embedded": re_embed,
            "passages": held,
            "generation": folder.name,
            "seconds": seconds,
        },
        show,
    )
    return DONE
