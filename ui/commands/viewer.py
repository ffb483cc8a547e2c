"""`firsthand viewer`: who may read and do what, where there is no sign-in."""

import typer
from rich.console import Console

from assistant.catalog import people, viewers
from assistant.records import JsonObject
from assistant.visitor import Visitor
from ui.commands.arguments import Audiences, Home, Json
from ui.commands.edge import Edge, operator


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Who may read and do what.", no_args_is_help=True)
    group.command("add", epilog="Example: firsthand viewer add eve --audience stewards")(add)
    group.command("list", epilog="Example: firsthand viewer list --json")(list_all)
    group.command("remove", epilog="Example: firsthand viewer remove eve")(remove)
    app.add_typer(group, name="viewer")


def add(
    id: str,
    audience: Audiences = None,
    role: list[str] | None = typer.Option(None, help="steward, maintainer or contributor."),
    contributor: str | None = typer.Option(None, help="Whose words are theirs (c_…, slack:U123)."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add a viewer, or give an existing one other audiences and roles; everybody holds public."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        with community.catalog.change(operator()) as change:
            own = people.resolve(change, contributor) if contributor else None
            viewers.put(change, id, _parts(audience), _parts(role), own)
        with community.catalog.read() as reading:
            values = _values(viewers.visitor(reading, id))
    edge.result(values, lambda console: console.print(_line(values), markup=False))


def _parts(items: list[str] | None) -> list[str]:
    return [part for item in items or () for part in item.split(",") if part]


def _values(visitor: Visitor) -> JsonObject:
    return {
        "id": visitor.viewer.id,
        "audiences": sorted(visitor.viewer.audiences),
        "roles": sorted(role.value for role in visitor.roles),
        "contributor_id": visitor.contributor_id,
    }


def _line(values: JsonObject) -> str:
    own = f", words of {values['contributor_id']}" if values["contributor_id"] else ""
    roles = ", ".join(values["roles"])
    return f"{values['id']} ({roles}{own}) may read: {', '.join(values['audiences'])}"


def list_all(home: Home = None, as_json: Json = False) -> None:
    """List all viewers."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        rows = [_values(item) for item in viewers.visitors(reading)]

    def show(console: Console) -> None:
        for row in rows:
            console.print(_line(row), markup=False)
        if not rows:
            console.print("No viewers yet: everybody reads public only. Next: firsthand viewer add")

    edge.result({"viewers": rows}, show)


def remove(id: str, home: Home = None, as_json: Json = False) -> None:
    """Take a viewer out; from the next question on they hold public only."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.change(operator()) as change:
        viewers.remove(change, id)
    edge.result({"id": id, "removed": True}, lambda console: console.print(f"{id} is gone."))
