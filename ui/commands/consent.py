"""`firsthand consent`: how a colleague is named, or that they leave."""

import typer
from rich.console import Console

from assistant.catalog import people, threads
from assistant.naming import EVERYWHERE
from assistant.records import JsonObject, Naming
from ingest import choice
from ui.commands.arguments import Home, Json
from ui.commands.edge import Edge, operator


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="How colleagues are named, or leave.", no_args_is_help=True)
    group.command("show", epilog="Example: firsthand consent show slack:U123")(show)
    group.command("set", epilog="Example: firsthand consent set slack:U123 pseudonym")(set_naming)
    app.add_typer(group, name="consent")


def show(
    contributor: str = typer.Argument(help="An id (c_…) or an identity (slack:U123)."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show how a colleague is named and why, and what of theirs is in."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        person = people.resolve(reading, contributor)
        held = threads.written_by(reading, person)
        values: JsonObject = {
            "contributor_id": person,
            "naming": people.register(reading).people[person].choices[-1].naming.value
            if people.register(reading).people[person].choices
            else Naming.NAMED.value,
            "choices": [
                {"scope": s, "naming": n, "set_by": by, "how": how, "at": at.isoformat()}
                for s, n, by, how, at in people.ledger(reading, person)
            ],
            "contributions": list(held),
        }

    def tell(console: Console) -> None:
        console.print(f"{person} is {values['naming']}; {len(held)} contributions are in.")
        for line in values["choices"]:
            console.print(f"  {line['at']}: {line['naming']} ({line['how']})", markup=False)

    edge.result(values, tell)


def set_naming(
    contributor: str = typer.Argument(help="An id (c_…) or an identity (slack:U123)."),
    naming: Naming = typer.Argument(help="named, pseudonym or withdrawn."),
    scope: str = typer.Option(EVERYWHERE, help="One source's id; everywhere when left out."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Set how a colleague is named; withdrawn takes out all they wrote and prints the receipt."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        with community.catalog.read() as reading:
            person = people.resolve(reading, contributor)
        receipt = choice.choose(community, person, naming, scope, operator())

    def tell(console: Console) -> None:
        console.print(f"{person}: {naming.value}, {receipt['state']}")
        for store, n in receipt["removed"].items():
            console.print(f"  {store}: {n}")

    edge.result(receipt, tell)
