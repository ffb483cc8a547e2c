"""Puts the commands together and turns errors into words and exit codes."""

import json
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import typer
from rich.console import Console

from assistant.catalog.engine import SCHEMA
from assistant.errors import FirsthandError
from ui import log
from ui.commands import (
    adapt,
    agenda,
    ask,
    backup,
    consent,
    identity,
    people,
    register,
    repair,
    serve,
    show,
    start,
    sync,
    verify,
    viewer,
)
from ui.commands.arguments import spread
from ui.commands.edge import WITH_FAILURES, WRONG_USE, words_for

_HELP = """Answers from your colleagues, first-hand.

A community's discussions and documents go in; a question comes out answered in the words of the
colleagues who know, with their names, dates and links.

Example: firsthand init --sample && firsthand ask "Should taking part be voluntary?"
"""

_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
"""Typer brings a Click of its own and names only this error's child in public."""


def build() -> typer.Typer:
    """Return the command line with all its commands."""
    app = typer.Typer(
        help=_HELP,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def _everywhere(
        home: Path | None = typer.Option(None, help="Folder of the community."),
        version: bool = typer.Option(
            False, "--version", is_eager=True, callback=_tell_version, help="Which one it is."
        ),
    ) -> None:
        if home is not None:
            os.environ["FIRSTHAND_HOME"] = str(home)

    for module in (
        start,
        register,
        sync,
        ask,
        show,
        people,
        consent,
        identity,
        viewer,
        verify,
        repair,
        backup,
        agenda,
        adapt,
        serve,
    ):
        module.add_to(app)
    return app


def _tell_version(wanted: bool) -> None:
    """Say which Firsthand this is, and up to which schema it reads a catalog."""
    if wanted:
        number = metadata.version("firsthand")
        typer.echo(f"firsthand {number}, catalog schema {SCHEMA}")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 done with failures, 2 wrong use."""
    log.start()
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    as_json = "--json" in arguments
    try:
        code = build()(args=spread(arguments), prog_name="firsthand", standalone_mode=False)
    except FirsthandError as error:
        words, code = words_for(error)
        return _failed(words, type(error).__name__, code, as_json)
    except OSError as error:
        # A full disk, a folder that may not be written: the machine's own words and the place.
        words = f"{error.strerror or error}: {error.filename or 'the home folder'}"
        return _failed(words, type(error).__name__, WITH_FAILURES, as_json)
    except typer.Exit as leave:
        return int(leave.exit_code)
    except _UsageError as error:
        return _failed(_usage(error, as_json), "WrongUse", WRONG_USE, as_json)
    except (typer.Abort, KeyboardInterrupt):
        return _failed("stopped", "Abort", WITH_FAILURES, as_json)
    return code if isinstance(code, int) else 0


def _usage(error: Exception, as_json: bool) -> str:
    words = str(getattr(error, "format_message", error.__str__)())
    context = getattr(error, "ctx", None)
    if context is None or as_json or "Usage:" in words:
        return words
    return f"{words}\n\n{context.get_help()}"


def _failed(words: str, kind: str, code: int, as_json: bool) -> int:
    Console(stderr=True, highlight=False).print(words, style="red" if code else "", markup=False)
    if as_json:
        sys.stdout.write(json.dumps({"error": words, "kind": kind}, ensure_ascii=False) + "\n")
    return code
