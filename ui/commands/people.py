"""`firsthand people`: colleagues as they wish to be named. No counts, no ranking."""

import typer
from rich.console import Console

from assistant import lookup
from assistant.records import Contributor, JsonObject
from ui.commands.arguments import As, Audiences, Home, Json
from ui.commands.edge import Edge, viewer_of


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("people", epilog="Example: firsthand people ana")(people)


def people(
    query: str = typer.Argument("", help="Part of a name; everybody when left out."),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List colleagues with words that the viewer may read."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        held = viewer_of(community.catalog, viewer, audience).audiences
        with community.catalog.read() as reading:
            found = [
                person
                for person in lookup.colleagues(reading, held)
                if query.casefold() in (person.name or "").casefold()
            ]

    def show(console: Console) -> None:
        for person in found:
            console.print(f"{person.name}  {person.id}", markup=False)
        if not found:
            who = "Nobody by that name" if query.strip() else "Nobody"
            console.print(f"{who} has written anything you may read.")

    edge.result({"people": [_values(person) for person in found]}, show)


def _values(person: Contributor) -> JsonObject:
    # Addresses are personal data: they are for merging identities, not for lists.
    shown = [key for key in person.identities if not key.startswith("mail:")]
    return {
        "contributor": person.name,
        "contributor_id": person.id,
        "naming": person.naming.value,
        "identities": shown,
    }
