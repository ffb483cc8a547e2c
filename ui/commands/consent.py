"""`firsthand consent`: how a colleague is named or asked, or that they leave."""

from dataclasses import replace
from enum import StrEnum

import typer
from rich.console import Console

from assistant.catalog import Reading, invitations, people, sources
from assistant.catalog.invitations import Invitation
from assistant.errors import UnknownId, WrongUse
from assistant.naming import EVERYWHERE, latest
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest import choice, holdings, withdrawal
from ui.commands.arguments import Home, Json
from ui.commands.edge import Edge, operator

_WHO = "An id (c_…) or an identity (slack:U123)."


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="How colleagues are named, or leave.", no_args_is_help=True)
    group.command("show", epilog="Example: firsthand consent show slack:U123")(show)
    group.command("set", epilog="Example: firsthand consent set slack:U123 pseudonym")(set_naming)
    group.command("ask", epilog='Example: firsthand consent ask slack:U123 --channel "by mail"')(
        ask
    )
    group.command("thanks", epilog="Example: firsthand consent thanks slack:U123 on")(thanks)
    group.command("receipt", epilog="Example: firsthand consent receipt slack:U123")(receipt)
    app.add_typer(group, name="consent")


def show(
    contributor: str = typer.Argument(help=_WHO),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show how a colleague is named and why, what of theirs is in, and where it is quoted."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.read() as reading:
        values = holdings.of(reading, people.resolve(reading, contributor))
    edge.result(values, lambda console: _tell_holdings(console, values))


def _tell_holdings(console: Console, values: JsonObject) -> None:
    console.print(
        f"{values['contributor_id']} is {values['naming']}; {len(values['contributions'])}"
        f" contributions are in, quoted in {len(values['quoted_in'])} of others.",
        markup=False,
    )
    for item in values["sources"]:
        shown = item["shown_as"] or "nobody"
        console.print(
            f"  {item['source_id']}: {item['contributions']} as {shown} ({item['why']})",
            markup=False,
        )
    for line in values["choices"]:
        where = "everywhere" if line["scope"] == EVERYWHERE else line["scope"]
        console.print(f"  {line['at']}: {line['naming']}, {where} ({line['how']})", markup=False)
    for item in values["thanks"]:
        console.print(
            f"  helped with: {item['topic']} {item['words'] or ''}".rstrip(), markup=False
        )
    for id in (*values["contributions"], *values["quoted_in"]):
        console.print(f"  firsthand show {id}", markup=False)


def set_naming(
    contributor: str = typer.Argument(help=_WHO),
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
            if scope != EVERYWHERE:
                sources.get(reading, scope)
            is_back = naming is not Naming.WITHDRAWN and _has_left(reading, person)
        if is_back:
            result = _back(community, contributor, naming, scope)
        else:
            result = choice.choose(community, person, naming, scope, operator())
    edge.result(result, lambda console: _tell(console, result))


def ask(
    contributor: str = typer.Argument(help=_WHO),
    channel: str | None = typer.Option(None, help="How they wish to be asked, in their words."),
    every_days: int | None = typer.Option(None, min=1, max=365, help="On one day in so many."),
    off: bool = typer.Option(False, "--off", help="They do not wish to be asked any more."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Name a colleague as somebody to ask, or no more; nobody is, unless they said so."""
    edge = Edge(home=home, as_json=as_json)
    if off == bool(channel and channel.strip()):
        raise WrongUse("give --channel, in their words how they wish to be asked, or --off")
    with edge.community() as community, community.catalog.change(operator()) as change:
        person = people.resolve(change, contributor)
        thanks = invitations.get(change, person).wants_thanks
        wish = Invitation(channel=channel or "", every_days=every_days, wants_thanks=thanks)
        invitations.put(change, person, wish)
    asked: JsonObject = {
        "contributor_id": person,
        "asked": not off,
        "channel": channel if not off else None,
        "every_days": every_days if not off else None,
    }
    edge.result(asked, lambda console: _tell_asked(console, asked))


class Switch(StrEnum):
    """On or off."""

    ON = "on"
    OFF = "off"


def thanks(
    contributor: str = typer.Argument(help=_WHO),
    wish: Switch = typer.Argument(help="on or off."),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Let a colleague see what their words helped with, or no more; nobody else sees it."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community, community.catalog.change(operator()) as change:
        person = people.resolve(change, contributor)
        before = invitations.get(change, person)
        invitations.put(change, person, replace(before, wants_thanks=wish is Switch.ON))
    values: JsonObject = {"contributor_id": person, "wants_thanks": wish is Switch.ON}
    edge.result(values, lambda console: console.print(f"{person}: thanks {wish}", markup=False))


def _tell_asked(console: Console, asked: JsonObject) -> None:
    if not asked["asked"]:
        console.print(f"{asked['contributor_id']} is not named as somebody to ask.", markup=False)
        return
    days = asked["every_days"]
    often = f", on one day in {days}" if days else ""
    console.print(
        f"{asked['contributor_id']} may be asked{often}: {asked['channel']}", markup=False
    )


def _has_left(reading: Reading, person: str) -> bool:
    choices = people.register(reading).people[person].choices
    return latest(choices).get(EVERYWHERE) is Naming.WITHDRAWN


def _back(community: Community, contributor: str, naming: Naming, scope: str) -> JsonObject:
    if contributor.startswith("c_") or scope != EVERYWHERE:
        raise WrongUse(
            f"{contributor!r} has withdrawn; only they can take that back: name the identity"
            " that they give you (slack:U123), everywhere"
        )
    return choice.take_back(community, contributor, naming, operator())


def receipt(
    contributor: str = typer.Argument(help=_WHO),
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show the receipt of a withdrawal; one that is pending is finished first, if possible."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        with community.catalog.read() as reading:
            person = people.resolve(reading, contributor)
        result = withdrawal.finish(community, person)
    if result is None:
        raise UnknownId(f"{contributor!r} has not withdrawn; there is no receipt")
    edge.result(result, lambda console: _tell(console, result))


def _tell(console: Console, result: JsonObject) -> None:
    console.print(f"{result['contributor_id']}: {result['naming']}, {result['state']}")
    for store, n in result["removed"].items():
        console.print(f"  {store}: {n}")
    for line in result["kept"]:
        console.print(f"  kept: {line}", markup=False)
    if result["state"] == "pending":
        console.print(
            f"  The indexes are in use. Next: firsthand consent receipt {result['contributor_id']}",
            markup=False,
        )
