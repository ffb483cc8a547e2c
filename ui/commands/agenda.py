"""`firsthand agenda` and `firsthand handoff`: what a community could see to, and a text for it."""

import textwrap
from dataclasses import replace
from datetime import UTC, datetime

import typer
from rich.console import Console

from assistant import agenda as learning
from assistant import handoff as handing_off
from assistant.agenda import Topic
from assistant.catalog import Catalog, open_questions, viewers
from assistant.catalog.open_questions import OpenQuestion
from assistant.errors import NotAllowed, WrongUse
from assistant.records import JsonObject
from assistant.visitor import LOCAL, Role, Visitor
from ui.commands.arguments import As, Audiences, Home, Json
from ui.commands.edge import Edge, viewer_of


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("agenda", epilog="Example: firsthand agenda --as steward")(agenda)
    app.command(
        "handoff", epilog='Example: firsthand handoff "Who has run a peer assist by mail?"'
    )(handoff)


def agenda(
    markdown: bool = typer.Option(False, "--markdown", help="As a page to take to a meeting."),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """List what was asked and not answered well, by topic; for stewards."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        visitor = _visitor(community.catalog, viewer, audience)
        with community.catalog.read() as reading:
            found = learning.look(reading, visitor)
            waiting = learning.waiting(reading, visitor)

    def show(console: Console) -> None:
        if markdown:
            day = f"{datetime.now(UTC):%d %B %Y}"
            console.print(learning.as_markdown(found, day), markup=False, soft_wrap=True)
        else:
            _show(console, found, waiting)

    values: JsonObject = {
        "topics": [_topic_values(topic) for topic in found],
        "waiting": [_open_values(item) for item in waiting],
    }
    edge.result(values, show)


def handoff(
    question: str = typer.Argument(help="The question, or the marker of one (q-7f3k2)."),
    anonymous: bool = typer.Option(False, "--anonymous", help="The asker is not to be named."),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Give the text that brings a question back to the community; nothing is sent from here."""
    edge = Edge(home=home, as_json=as_json)
    if not question.strip():
        raise WrongUse("the question is empty")
    with edge.community() as community:
        visitor = _visitor(community.catalog, viewer, audience)
        marker = question.strip().lower()
        if handing_off.MARKED.fullmatch(f"firsthand {marker}"):
            item = _known(community.catalog, visitor, marker)
        else:
            text = question[: edge.settings.max_question_chars]
            item = handing_off.hand_off(
                community.catalog, visitor.viewer, text, anonymous=anonymous
            )
    text = handing_off.post(item)
    values = {**_open_values(item), "text": text}

    def show(console: Console) -> None:
        console.print(text, markup=False, soft_wrap=True)
        edge.advice.print(
            "Post this where your colleagues talk, with its last line. Once a sync brings the post"
            " and a reply, the question counts as answered.",
            style="dim",
        )

    edge.result(values, show)


def _visitor(catalog: Catalog, name: str | None, audiences: list[str] | None) -> Visitor:
    """Return who asks: the local operator is a steward of their own community."""
    held = viewer_of(catalog, name, audiences)
    if name is None:
        return replace(LOCAL, viewer=held)
    with catalog.read() as reading:
        return replace(viewers.visitor(reading, name), viewer=held)


def _known(catalog: Catalog, visitor: Visitor, marker: str) -> OpenQuestion:
    """Return the question of a marker, for whoever asked it or a steward."""
    with catalog.read() as reading:
        item = open_questions.get(reading, marker)
    if item.viewer_id != (visitor.viewer.id or "") and Role.STEWARD not in visitor.roles:
        raise NotAllowed("only who asked it, or a steward, may see this")
    return item


def _topic_values(topic: Topic) -> JsonObject:
    return {
        "id": topic.id,
        "topic": topic.topic,
        "kind": topic.kind.value,
        "form": topic.form.value,
        "state": topic.state.value,
        "owner": topic.owner,
        "note": topic.note,
        "questions": list(topic.questions),
        "asked": topic.asked,
        "last_at": topic.last_at.isoformat(),
        "threads": [
            {"thread_id": item.thread_id, "title": item.title, "url": item.url}
            for item in topic.threads
        ],
        "open": _open_values(topic.open) if topic.open else None,
        "handoff": topic.handoff,
    }


def _open_values(item: OpenQuestion) -> JsonObject:
    return {
        "question_id": item.id,
        "marker": item.marker,
        "question": item.question,
        "anonymous": item.anonymous,
        "state": item.state.value,
        "opened_at": item.opened_at.isoformat(),
        "thread_id": item.thread_id,
        "reply_id": item.reply_id,
    }


def _show(console: Console, found: tuple[Topic, ...], waiting: tuple[OpenQuestion, ...]) -> None:
    if not found:
        console.print("Nothing is on the agenda: nobody has asked what was not answered.")
    for topic in found:
        console.print(f"\n{topic.topic}", style="bold", markup=False)
        more = [handing_off.FORMS[topic.form], topic.kind.value, topic.state.value]
        more += [f"with {topic.owner}"] if topic.owner else []
        console.print(f"  {' · '.join(more)}", markup=False)
        for text in topic.questions:
            if text != topic.topic:
                console.print(textwrap.indent(text, "  - "), markup=False)
    if waiting:
        console.print("\nWaiting for a reply:", style="bold")
    for item in waiting:
        console.print(f"  {item.marker}  {item.question} ({item.state.value})", markup=False)
