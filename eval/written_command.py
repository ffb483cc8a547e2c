"""The command `written`: what a chat model writes into answers, and what becomes of it.

The model is the one of the settings, a small one that is served here (`--small`), or none: a record
of what it wrote is enough (`--replay`).
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from assistant.chat import Chat
from assistant.errors import WrongUse
from assistant.records import Question
from assistant.wiring import Community, chat_of
from eval import written_answers as answers
from eval.asking import opened
from eval.dataset import read_dataset
from eval.recorded_chat import RecordedChat
from eval.sample import load_sample
from eval.small_model import small_model


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """Which questions are asked."""

    folder: Path | None
    queries: int | None
    skip: int
    seed: int


def written_command(
    folder: Annotated[Path | None, typer.Argument(help="A question set; none: the sample.")] = None,
    queries: Annotated[int | None, typer.Option(min=1, help="Ask only so many.")] = None,
    skip: Annotated[int, typer.Option(min=0, help="Leave so many of the drawn ones out.")] = 0,
    seed: Annotated[int, typer.Option(help="Draws questions and the sentences listed.")] = 0,
    record: Annotated[Path | None, typer.Option(help="Keep each request here.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Take them from here; no model.")] = None,
    small: Annotated[bool, typer.Option("--small", help="Serve a small model here.")] = False,
    listed: Annotated[int, typer.Option("--list", min=0, help="Draw so many sentences.")] = 0,
    home: Annotated[Path | None, typer.Option(help="Build the community here and keep it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Count the sentences that a chat model writes, and what becomes of them."""
    file = record or replay
    if file is None or (record and replay):
        raise WrongUse("give --record FILE or --replay FILE")
    wish = _Wish(folder=folder, queries=queries, skip=skip, seed=seed)
    with _model(small and record is not None), opened(home) as community:
        chat = RecordedChat(file, _chat(community) if record else None)
        found = answers.measure(community, _questions(community, wish), chat)
    drawn = found.drawn(listed, seed)
    if as_json:
        values = {**found.as_json(), "not_recorded": chat.unknown}
        values["listed"] = [item.as_json() for item in drawn]
        typer.echo(json.dumps(values, ensure_ascii=False))
        return
    for line in (*answers.lines(found), *answers.told(drawn)):
        typer.echo(line)
    if chat.unknown:
        typer.echo(f"{chat.unknown} requests are not in {file}", err=True)


@contextmanager
def _model(small: bool) -> Iterator[None]:
    """Serve the small model as the one of the settings while it is needed."""
    if not small:
        yield
        return
    with small_model() as address:
        os.environ["FIRSTHAND_CHAT_MODEL"] = f"llamacpp:{address}"
        yield


def _chat(community: Community) -> Chat:
    chat = chat_of(community.settings)
    if chat is None:
        raise WrongUse("no chat model is set; give --small, or set FIRSTHAND_CHAT_MODEL")
    return chat


def _questions(community: Community, wish: _Wish) -> dict[str, Question]:
    if wish.folder is None:
        asked = answers.sample_questions(load_sample(community))
    else:
        asked = answers.set_questions(community, read_dataset(wish.folder))
    return answers.some(asked, wish.queries, wish.skip, wish.seed)
