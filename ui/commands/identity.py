"""`firsthand identity`: which identities are one colleague. Stewards decide; nothing is guessed."""

import typer
from rich.console import Console

from assistant.catalog import identities, people
from assistant.catalog.identities import Proposal
from assistant.catalog.people import Person, Register
from assistant.naming import EVERYWHERE, latest, shown_name
from assistant.records import JsonObject, Naming
from ingest import identities as decided
from ui.commands.arguments import Home, Json
from ui.commands.edge import Edge, operator

_MERGE = "Example: firsthand identity merge slack:U123 mail:ana@example.org"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Which identities are one colleague.", no_args_is_help=True)
    group.command("list", epilog="Example: firsthand identity list")(list_all)
    group.command("propose", epilog="Example: firsthand identity propose --json")(propose)
    group.command("merge", epilog=_MERGE)(merge)
    group.command("split", epilog="Example: firsthand identity split slack:U123")(split)
    app.add_typer(group, name="identity")


def list_all(home: Home = None, as_json: Json = False) -> None:
    """List everybody with their identities."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        register = people.register(reading)
    rows = [_values(person) for person in register.people.values() if person.identities]

    def show(console: Console) -> None:
        for row in rows:
            name = row["contributor"] or "(withdrawn)"
            console.print(f"{name}  {row['contributor_id']}", markup=False)
            console.print(f"  {', '.join(row['identities'])}", markup=False)
        if not rows:
            console.print("Nobody is known yet. Next: firsthand sync")

    edge.result({"contributors": rows}, show)


def propose(home: Home = None, as_json: Json = False) -> None:
    """Propose to merge whoever shares an address; say who shares a name only. Changes nothing."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        register = people.register(reading)
    proposed, namesakes = identities.proposals(register), identities.namesakes(register)

    def show(console: Console) -> None:
        for item in proposed:
            console.print(f"{item.reason}: {_named(item, register)}", markup=False)
            console.print(f"  firsthand identity merge {' '.join(item.identities)}", markup=False)
        for item in namesakes:
            console.print(f"{item.reason}: {_named(item, register)}", markup=False)
            console.print(f"  {', '.join(item.identities)}", markup=False)
        if not proposed:
            console.print("Nobody shares an address with somebody else.")

    values = {"proposals": _listed(proposed), "same_names": _listed(namesakes)}
    edge.result(values, show)


def merge(
    contributors: list[str] = typer.Argument(help="Ids (c_…) or identities; the first one stays."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Make one colleague of several; their strictest choice holds until they choose again."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        result = decided.merge(community, contributors, operator())
    edge.result(result, lambda console: _tell(console, result))


def split(
    identity: str = typer.Argument(help="The identity (slack:U123) that is somebody else."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Give an identity back a contributor of its own."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        result = decided.split(community, identity, operator())

    def show(console: Console) -> None:
        _tell(console, result)
        _tell(console, result["left"])

    edge.result(result, show)


def _tell(console: Console, result: JsonObject) -> None:
    console.print(f"{result['contributor_id']}: {', '.join(result['identities'])}", markup=False)
    for scope, naming in result["choices"].items():
        where = "everywhere" if scope == EVERYWHERE else f"in {scope}"
        console.print(f"  {naming} {where}", markup=False)


def _values(person: Person) -> JsonObject:
    naming = _naming(person)
    name = shown_name(naming, person.name, person.pseudonym, person.identities[0])
    return {
        "contributor_id": person.id,
        "contributor": None if naming is Naming.WITHDRAWN else name,
        "naming": naming.value,
        "identities": list(person.identities),
    }


def _naming(person: Person) -> Naming:
    return latest(person.choices).get(EVERYWHERE, Naming.NAMED)


def _named(item: Proposal, register: Register) -> str:
    names = [_values(register.people[id])["contributor"] for id in item.contributors]
    return ", ".join(name or "(withdrawn)" for name in names)


def _listed(items: list[Proposal]) -> list[JsonObject]:
    return [
        {
            "identities": list(item.identities),
            "reason": item.reason,
            "contributors": list(item.contributors),
        }
        for item in items
    ]
