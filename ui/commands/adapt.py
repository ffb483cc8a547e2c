"""`firsthand adapt`: learns the community's language from its threads; keeps what helps."""

import typer

from assistant.adapt import facts
from assistant.catalog import Reading, adaptations
from assistant.errors import WrongUse
from assistant.records import JsonObject
from ui.commands.arguments import Home, Json
from ui.commands.edge import Edge, operator

_NONE = "Nothing is learned; questions are ranked as the embedder sees them."


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("adapt", epilog="Example: firsthand adapt && firsthand adapt --show")(adapt)


def adapt(
    show: bool = typer.Option(False, "--show", help="What was learned, and how much it helped."),
    remove: bool = typer.Option(False, "--remove", help="Forget what was learned."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Learn from older threads how this community asks; keep it if newer threads prove it better.

    Replaces what was learned before. Nothing is embedded or indexed anew.
    """
    if show and remove:
        raise WrongUse("--show and --remove do not go together")
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        if remove:
            with community.catalog.change(operator()) as change:
                values: JsonObject = {"removed": adaptations.remove(change, "it was asked for")}
        elif show:
            with community.catalog.read() as reading:
                values = _standing(reading)
        else:
            values = facts(community.adapter().adapt(operator()))
    edge.result(values, lambda console: console.print(_words(values), markup=False))


def _standing(reading: Reading) -> JsonObject:
    found = adaptations.current(reading)
    if found is not None:
        made = {"made_at": found.made_at.isoformat(), "version": found.version}
        return {"standing": True, **found.facts, **made}
    last = adaptations.last_drop(reading)
    if last is None:
        return {"standing": False, "dropped_at": None, "why": None}
    return {"standing": False, "dropped_at": last[0].isoformat(), "why": last[1]}


def _words(values: JsonObject) -> str:
    if "removed" in values:
        return "Forgotten." if values["removed"] else "There was nothing to forget."
    if "standing" in values:
        return _standing_words(values)
    if values["kept"]:
        return (
            f"Learned ({values['kind']}) from {values['exchanges']} exchanges in"
            f" {values['seconds']} s, and kept: {values['reason']}."
        )
    return f"Nothing was kept: {values['reason']}."


def _standing_words(values: JsonObject) -> str:
    if values["standing"]:
        return (
            f"Learned ({values['kind']}) at {values['made_at']} from {values['exchanges']}"
            f" exchanges: {values['reason']}."
        )
    if values["why"] is None:
        return _NONE
    return f"{_NONE} What was learned went at {values['dropped_at']}: {values['why']}."
