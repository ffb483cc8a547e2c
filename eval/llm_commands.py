"""The commands that measure the language-model writer.

They are support, follow-ups, injection, llm-demo, and written (`eval.written_command`).
The chat model is the one of the settings (`FIRSTHAND_CHAT_MODEL`); `support` needs none. `demo`
brings a small model of its own.
"""

import json
import os
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import WrongUse
from assistant.records import Answer, JsonObject, Question
from eval import conversations, injection, support
from eval.asking import answering, opened
from eval.sample import load_sample
from eval.small_model import small_model
from eval.written_command import written_command

_FAILED = 1
_DEMO = (
    "How do you look after newcomers during their first weeks?",
    "Should taking part be voluntary?",
)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Home = Annotated[Path | None, typer.Option("--home", help="Build the community here and keep it.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("support")(support_command)
    app.command("follow-ups")(follow_ups_command)
    app.command("injection")(injection_command)
    app.command("written")(written_command)
    app.command("llm-demo")(demo)


def support_command(home: Home = None, as_json_: AsJson = False) -> None:
    """Check true and false sentences made from the sample; fail when too many pass or are lost."""
    with opened(home) as community:
        found = support.measure(community)
    _show(found.as_json(), as_json_)
    if not found.passed:
        raise typer.Exit(_FAILED)


def follow_ups_command(
    folder: Annotated[Path, typer.Argument(help="A folder of MTRAG's generation tasks.")],
    queries: Annotated[int | None, typer.Option(min=1, help="Ask only so many.")] = None,
    seed: int = 0,
    home: Home = None,
    as_json_: AsJson = False,
) -> None:
    """Measure what is found for follow-ups: the last turn alone, and made to stand alone."""
    with opened(home) as community:
        found = conversations.measure(community, folder, queries, seed)
    _show(found.as_json(), as_json_)


def injection_command(
    file: Annotated[Path, typer.Argument(help="JSON: {class: [attack, ...]}.")],
    place: Annotated[str, typer.Option(help="start, middle, end, or all in turn.")] = "all",
    attacks: Annotated[int | None, typer.Option(min=1, help="Only so many.")] = None,
    as_json_: AsJson = False,
) -> None:
    """Splice instructions into posts of the sample and count what they do to answers."""
    if place not in (*injection.PLACES, "all"):
        raise WrongUse(f"--place is one of {', '.join(injection.PLACES)} or all, not {place!r}")
    chosen = _attacks(file, place)
    step = max(1, len(chosen) // attacks) if attacks else 1
    with opened(None) as sample, opened(None) as community:
        posts = injection.carriers(load_sample(sample))
        found = injection.measure(community, posts, chosen[::step][:attacks])
    _show(found.as_json(), as_json_)
    if not found.passed:
        raise typer.Exit(_FAILED)


def demo() -> None:
    """Serve a small model on this machine and let it write answers about the sample."""
    with small_model() as address:
        os.environ["FIRSTHAND_CHAT_MODEL"] = f"llamacpp:{address}"
        os.environ.setdefault("FIRSTHAND_CHAT_MAX_TOKENS", "120")
        with opened(None) as community:
            load_sample(community)
            with answering(community) as assistant:
                for text in _DEMO:
                    for line in _in_words(assistant.ask(Question(text=text))):
                        typer.echo(line)


def _in_words(answer: Answer) -> Iterator[str]:
    """Yield the lines of an answer: who is behind each statement, and what became of the rest."""
    yield f"\n{answer.question}"
    names = {item.number: item.contributor or "somebody" for item in answer.citations}
    for item in answer.statements:
        who = ", ".join(f"{names[n]} [{n}]" for n in item.citations)
        yield f"  {'written from' if item.written else 'quoted from'} {who}: {item.text}"
    facts = dict(answer.trace)
    dropped = facts.get("dropped")
    pairs = (
        [item for item in dropped if isinstance(item, tuple)] if isinstance(dropped, tuple) else []
    )
    lost = ", ".join(f"{n} {reason}" for reason, n in pairs)
    yield (
        f"  The model wrote {facts['written']} sentences; dropped: {lost or 'none'}."
        f" {facts['prompt_tokens']} tokens read, {facts['completion_tokens']} written,"
        f" {float(str(facts['model_ms'])) / 1000:.1f} s."
    )
    if facts["fallback"]:
        yield f"  Quotations stand in where it wrote nothing that holds ({facts['fallback']})."


def _attacks(file: Path, place: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(file.read_text("utf-8"))
        texts = [str(text) for texts in found.values() for text in texts]
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise WrongUse(f"{file} holds no attacks by class: {error}") from error
    places = injection.PLACES if place == "all" else (place,)
    return list(zip(texts, cycle(places), strict=False))


def _show(values: JsonObject, as_json_: bool) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False, indent=None if as_json_ else 2))
