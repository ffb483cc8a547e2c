"""`firsthand viewer`: who may read what, where there is no sign-in."""

import typer
from rich.console import Console

from assistant.catalog import viewers
from ui.commands.arguments import Audiences, Home, Json
from ui.commands.edge import Edge, operator


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Who may read what.", no_args_is_help=True)
    group.command("add", epilog="Example: firsthand viewer add eve --audience stewards")(add)
    group.command("list", epilog="Example: firsthand viewer list --json")(list_all)
    group.command("remove", epilog="Example: firsthand viewer remove eve")(remove)
    app.add_typer(group, name="viewer")


def add(id: str, audience: Audiences = None, home: Home = None, as_json: Json = False) -> None:
    """Add a viewer, or give an existing one other audiences; everybody holds public."""
    edge = Edge(home=home, as_json=as_json)
    wanted = [part for item in audience or () for part in item.split(",") if part]
    with edge.community() as community:
        with community.catalog.change(operator()) as change:
            viewers.put(change, id, wanted)
        with community.catalog.read() as reading:
            held = sorted(viewers.get(reading, id).audiences)
    edge.result(
        {"id": id, "audiences": held},
        lambda console: console.print(f"{id} may read: {', '.join(held)}", markup=False),
    )


def list_all(home: Home = None, as_json: Json = False) -> None:
    """List all viewers."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        known = viewers.every(reading)
    rows = [{"id": v.id, "audiences": sorted(v.audiences)} for v in known]

    def show(console: Console) -> None:
        for item in known:
            console.print(f"{item.id}: {', '.join(sorted(item.audiences))}", markup=False)

    edge.result({"viewers": rows}, show)


def remove(id: str, home: Home = None, as_json: Json = False) -> None:
    """Take a viewer out; from the next question on they hold public only."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.change(operator()) as change:
        viewers.remove(change, id)
    edge.result({"id": id, "removed": True}, lambda console: console.print(f"{id} is gone."))
