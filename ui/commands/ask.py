"""`firsthand ask` and `firsthand search`: a question in the terminal."""

import json
import logging
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console

from assistant import asked, lookup
from assistant.assistant import LLM, QUOTE
from assistant.catalog import Catalog, Reading, passages, sources
from assistant.errors import CatalogError, WrongUse
from assistant.records import (
    Answer,
    Citation,
    Contribution,
    Evidence,
    Exchange,
    JsonObject,
    Question,
    Viewer,
)
from ui.commands.answer_text import show_answer
from ui.commands.arguments import As, Audiences, Home, Json
from ui.commands.edge import Edge, viewer_of
from ui.web.places import Place, places, thread_ids

_log = logging.getLogger(__name__)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("ask", epilog='Example: firsthand ask "Should taking part be voluntary?"')(ask)
    app.command("search", epilog='Example: firsthand search "first meeting" -k 5')(search)


def ask(
    text: str = typer.Argument(help="The question."),
    writer: str | None = typer.Option(
        None, help="Who writes the answer: quote or llm; left out: llm where there is a chat_model."
    ),
    conversation: Path | None = typer.Option(
        None, metavar="FILE", help="Keeps the conversation: read and appended."
    ),
    show_prompt: bool = typer.Option(
        False, "--show-prompt", help="Print what a language model would be sent; ask nothing of it."
    ),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Answer a question in the words of the colleagues who know."""
    edge = Edge(home=home, as_json=as_json)
    _check_writer(writer, edge.settings.chat_model)
    _check_place(conversation)
    with edge.community() as community:
        question = Question(
            text=_checked(text, edge),
            viewer=viewer_of(community.catalog, viewer, audience),
            writer=writer,
        )
        with community.catalog.read() as reading:
            earlier = talk_so_far(conversation, reading, question.viewer.audiences)
        question = replace(question, conversation=earlier)
        with community.answers("firsthand ask") as answers:
            if show_prompt:
                prompts = answers.prompts(question)
                edge.result({"prompts": prompts}, lambda console: _show_prompts(console, prompts))
                return 0
            answer = answers.ask(question)
            problem = answers.problem()
        if problem:
            edge.advice.print(f"Note: {problem}", style="yellow", markup=False)
        if conversation is not None:
            _append(conversation, answer)
        where = _where(community.catalog, answer, question.viewer)
        edge.result(answer_values(answer), lambda console: show_answer(console, answer, where))
        _advise(edge, community.catalog)
        _keep(community.catalog, question, answer)
    return 0


def _check_writer(writer: str | None, chat_model: str) -> None:
    if writer not in (None, QUOTE, LLM):
        raise WrongUse(f"--writer is 'quote' or 'llm', not {writer!r}")
    if writer == LLM and not chat_model:
        raise WrongUse("--writer llm needs a chat model: set FIRSTHAND_CHAT_MODEL or chat_model")


def _check_place(file: Path | None) -> None:
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise WrongUse(f"--conversation {file}: no file can be kept there; name one in a folder")


def _where(catalog: Catalog, answer: Answer, viewer: Viewer) -> Mapping[str, Place]:
    with catalog.read() as reading:
        return places(reading, thread_ids(answer), viewer.audiences)


def _advise(edge: Edge, catalog: Catalog) -> None:
    """Say what to do next where nothing is there yet that could answer."""
    with catalog.read() as reading:
        if passages.count(reading):
            return
        known = sources.every(reading)
    step = "firsthand sync" if known else "firsthand source add ./export.zip --id our-chat"
    edge.advice.print(f"There is nothing here yet to answer from. Next: {step}", markup=False)


def _show_prompts(console: Console, prompts: list[str]) -> None:
    if not prompts:
        console.print("Nothing is sent: nobody has written the answer.")
    for text in prompts:
        console.print(text, markup=False, soft_wrap=True)


def _keep(catalog: Catalog, question: Question, answer: Answer) -> None:
    """Keep what was asked; where the catalog cannot be written just now, the answer is out."""
    try:
        asked.keep(catalog, question, answer)
    except CatalogError as error:
        _log.warning("the question was not kept: %s", type(error).__name__)


def _checked(text: str, edge: Edge) -> str:
    most = edge.settings.max_question_chars
    if not text.strip():
        raise WrongUse("the question is empty")
    if len(text) > most:
        edge.advice.print(f"Note: only the question's first {most:,} characters were taken.")
    return text[:most]


def talk_so_far(
    path: Path | None, reading: Reading, audiences: frozenset[str]
) -> tuple[Exchange, ...]:
    """Return the conversation so far, without the words that nobody may be shown by now."""
    if path is None or not path.exists():
        return ()
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        ids = [item["contribution_id"] for row in rows for item in row["citations"]]
        known = lookup.contributions(reading, ids, audiences)
        return tuple(
            Exchange(
                question=row["question"],
                answer=" ".join(_still_told(row, known)),
                contribution_ids=tuple(item["contribution_id"] for item in row["citations"]),
                numbers=tuple(int(item["number"]) for item in row["citations"]),
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WrongUse(f"{path} holds no conversation of ours: {error}") from error


def _still_told(row: JsonObject, known: Mapping[str, Contribution]) -> list[str]:
    """Return the statements of an earlier answer whose words all stand where they stood."""
    standing = {
        item["number"]
        for item in row["citations"]
        if (found := known.get(item["contribution_id"])) and item["quote"] in found.text
    }
    return [item["text"] for item in row["statements"] if standing.issuperset(item["citations"])]


def _append(path: Path, answer: Answer) -> None:
    if not path.exists():
        path.touch(mode=0o600)  # it holds what this viewer alone may be allowed to read
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(answer_values(answer), ensure_ascii=False) + "\n")


def answer_values(answer: Answer) -> JsonObject:
    """Return an answer as the command contract wants it."""
    return {
        "question": answer.question,
        "status": answer.status.value,
        "standing": answer.standing.value if answer.standing else None,
        "statements": [
            {
                "text": item.text,
                "citations": list(item.citations),
                "written": item.written,
                "view": item.view,
            }
            for item in answer.statements
        ],
        "citations": [_citation_values(item) for item in answer.citations],
        "people": [
            {
                "contributor": item.contributor,
                "contributor_id": item.contributor_id,
                "reasons": list(item.reasons),
            }
            for item in answer.people
        ],
        "related": [
            {
                "thread_id": item.thread_id,
                "title": item.title,
                "url": item.url,
                "source_id": item.source_id,
            }
            for item in answer.related
        ],
        "follow_ups": [
            {
                "text": item.text,
                "thread_id": item.thread_id,
                "contributor_id": item.contributor_id,
            }
            for item in answer.follow_ups
        ],
        "confidence": round(answer.confidence, 4),
        "notes": list(answer.notes),
        "timings_ms": dict(answer.timings_ms),
        "trace": dict(answer.trace),
    }


def _citation_values(item: Citation) -> JsonObject:
    return {
        "number": item.number,
        "contributor": item.contributor,
        "contributor_id": item.contributor_id,
        "contribution_id": item.contribution_id,
        "quote": item.quote,
        "url": item.url,
        "created_at": item.created_at.isoformat() if item.created_at else None,
        "source_id": item.source_id,
        "thread_id": item.thread_id,
        "thread_title": item.thread_title,
        "co_authors": list(item.co_authors),
        "locator": item.locator,
        "superseded_by": item.superseded_by,
    }


def search(
    text: str = typer.Argument(help="What to look for."),
    k: int = typer.Option(10, "-k", min=1, max=200, help="How many passages."),
    viewer: As = None,
    audience: Audiences = None,
    home: Home = None,
    as_json: Json = False,
) -> int:
    """Find passages without writing an answer."""
    edge = Edge(home=home, as_json=as_json)
    with edge.community() as community:
        question = Question(
            text=_checked(text, edge),
            viewer=viewer_of(community.catalog, viewer, audience),
        )
        with community.answers("firsthand search") as answers:
            evidence = answers.search(question, k)
        _advise(edge, community.catalog)
    edge.result(
        {"evidence": [_evidence_values(item) for item in evidence]},
        lambda console: _show_evidence(console, evidence),
    )
    return 0


def _evidence_values(item: Evidence) -> JsonObject:
    people = [person.name for c in item.contributions for person in c.contributors if person.name]
    return {
        "rank": item.rank,
        "score": round(item.score, 4),
        "passage_id": item.passage.id,
        "thread_id": item.passage.thread_id,
        "contribution_ids": [turn.contribution_id for turn in item.passage.turns],
        "contributors": list(dict.fromkeys(people)),
        "text": item.passage.text,
        "thread_title": item.thread_title,
        "source_id": item.passage.source_id,
    }


def _show_evidence(console: Console, evidence: list[Evidence]) -> None:
    if not evidence:
        console.print("Nothing was found.")
    for item in evidence:
        values = _evidence_values(item)
        who = ", ".join(values["contributors"]) or "no author named"
        head = f"{item.rank}. {item.thread_title or ''} ({who})"
        console.print(head, style="bold", markup=False)
        console.print(
            textwrap.indent(textwrap.shorten(item.passage.text, 300), "   "), markup=False
        )
        console.print(f"   {item.passage.id}", style="dim", markup=False)
