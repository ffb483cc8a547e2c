"""`firsthand show`: a contribution, a thread or a passage, as its viewer may read it."""

import typer
from rich.console import Console

from assistant import lookup
from assistant.errors import WrongUse
from assistant.records import Contribution, JsonObject
from ui.commands.arguments import As, Audiences, Home, Json
from ui.commands.edge import Edge, viewer_of


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", epilog="Example: firsthand show m_k2v7x…")(show)


def show(
    id: str = typer.Argument(help="An id: m_… (contribution), t_… (thread), p_… (passage)."),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show what was written, to the letter."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        held = viewer_of(community.catalog, viewer, audience).audiences
        with community.catalog.read() as reading:
            if id.startswith("m_"):
                values = contribution_values(lookup.contribution(reading, id, held))
                texts = [values]
            elif id.startswith("t_"):
                found = lookup.thread(reading, id, held)
                texts = [contribution_values(item) for item in found.contributions]
                values = {
                    "thread_id": found.id,
                    "title": found.title,
                    "audience": found.audience,
                    "source_id": found.source_id,
                    "url": found.url,
                    "tags": list(found.tags),
                    "contributions": texts,
                }
            elif id.startswith("p_"):
                passage = lookup.passage(reading, id, held)
                turns = [
                    {"contribution_id": turn.contribution_id, "start": turn.start, "end": turn.end}
                    for turn in passage.turns
                ]
                values = {
                    "passage_id": passage.id,
                    "thread_id": passage.thread_id,
                    "audience": passage.audience,
                    "source_id": passage.source_id,
                    "context": passage.context,
                    "text": passage.text,
                    "turns": turns,
                }
                texts = [values]
            else:
                raise WrongUse(
                    f"{id!r} is no id of words; those start with m_, t_ or p_"
                    " (a colleague: firsthand consent show)"
                )
    edge.result(values, lambda console: _print(console, values, texts))


def contribution_values(item: Contribution) -> JsonObject:
    """Return a contribution as the command contract wants it."""
    first = item.contributors[0] if item.contributors else None
    return {
        "contribution_id": item.id,
        "contributor_id": first.id if first else None,
        "contributor": first.name if first else None,
        "co_authors": [person.name for person in item.contributors[1:]],
        "text": item.text,
        "audience": item.audience,
        "source_id": item.source_id,
        "thread_id": item.thread_id,
        "created_at": item.created_at.isoformat() if item.created_at else None,
        "edited_at": item.edited_at.isoformat() if item.edited_at else None,
        "url": item.url,
        "reply_to": item.reply_to,
        "accepted": item.accepted,
        "reactions": {reaction.name: reaction.count for reaction in item.reactions},
        "locator": item.locator,
        "licence": item.licence,
        "superseded_by": item.superseded_by,
        "external_id": item.external_id,
    }


def _print(console: Console, values: JsonObject, texts: list[JsonObject]) -> None:
    if values.get("title"):
        console.print(values["title"], style="bold", markup=False)
    for item in texts:
        if "contributor" in item:
            who = item["contributor"] or "no author named"
            console.print(f"\n{who}, {item['created_at'] or 'no date'}", style="bold", markup=False)
        # Never folded: it is there to the letter, and a link stays whole.
        console.print(item["text"], markup=False, soft_wrap=True)
        if item.get("url"):
            console.print(item["url"], style="dim", markup=False, soft_wrap=True)
