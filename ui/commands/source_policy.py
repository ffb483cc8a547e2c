"""`firsthand source attribute|audience|link|mask`: what stewards change of a source they added."""

import typer

from assistant.errors import WrongUse
from assistant.records import Naming
from ingest import register
from ingest.attribution import attribute as carry_out
from ingest.audience import open_to
from ingest.personal_data import policy
from ui.commands.arguments import Home, Json
from ui.commands.edge import Edge, operator


def attribute(id: str, naming: Naming, home: Home = None, as_json: Json = False) -> None:
    """Set how a source names whoever chose nothing, in all that is stored too."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        values = carry_out(community, id, naming, operator())
    edge.result(
        values,
        lambda console: console.print(
            f"{id}: {naming.value}; {values['threads_rewritten']} threads rewritten.", markup=False
        ),
    )


def audience_of(
    id: str,
    audience: str,
    map_audience: list[str] | None = typer.Option(
        None, "--map-audience", metavar="X=A", help="Every private space that is let in."
    ),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Set who may read a source, at once and in all that is stored."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        values = open_to(community, id, audience, pairs(map_audience or []), operator())
    edge.result(
        values,
        lambda console: console.print(
            f"{id}: {audience}; {values['threads_moved']} threads moved,"
            f" {values['threads_taken_out']} taken out.",
            markup=False,
        ),
    )


def link(
    id: str,
    base_url: str = typer.Argument(help="Where links start; '' for nowhere."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Set where a source's links to the originals start, from its next sync on."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        start = register.set_base_url(community.catalog, id, base_url, operator())
    edge.result(
        {"id": id, "base_url": start},
        lambda console: console.print(
            f"{id}: links start at {start or 'nothing'}. Next: firsthand sync {id}", markup=False
        ),
    )


def mask_in(
    id: str,
    kinds: str = typer.Argument(help="email, phone, key (several with commas), or none."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Set which personal data is masked in a source's texts, from its next sync on."""
    edge = Edge(home=home, as_json=as_json)
    chosen = policy(kinds)
    with edge.community() as community:
        register.set_mask(community.catalog, id, chosen, operator())
    edge.result(
        {"id": id, "mask": list(chosen)},
        lambda console: console.print(
            f"{id} masks {', '.join(chosen) or 'nothing'}. Next: firsthand sync {id}", markup=False
        ),
    )


def pairs(items: list[str]) -> tuple[tuple[str, str], ...]:
    """Return (space, audience) of each `SPACE=AUDIENCE`; raises WrongUse."""
    halves = [item.rpartition("=") for item in items]
    wrong = [
        item for item, (space, _, name) in zip(items, halves, strict=True) if not space or not name
    ]
    if wrong:
        raise WrongUse(f"--map-audience takes SPACE=AUDIENCE ('#leads=stewards'), not {wrong[0]!r}")
    return tuple((space, name) for space, _, name in halves)
