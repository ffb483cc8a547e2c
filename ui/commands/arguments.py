"""What command lines share: options, and lists written after one option.

`--audience A B` is taken as `--audience A --audience B`, once the command's own words are there.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the community (or FIRSTHAND_HOME).", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")]
As = Annotated[
    str | None, typer.Option("--as", metavar="VIEWER", help="Who asks; without it: public only.")
]
Audiences = Annotated[
    list[str] | None,
    typer.Option("--audience", metavar="A", help="Audiences to look in; narrows what --as holds."),
]

_LISTS = {"--audience": 1, "--map-audience": 1}


def spread(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with every value of a list behind an option of its own."""
    found: list[str] = []
    option = ""
    words = 0
    for i, argument in enumerate(arguments):
        if argument == "--":
            return [*found, *arguments[i:]]
        if argument.startswith("-"):
            option = argument if argument in _LISTS else ""
            found.append(argument)
            continue
        is_first = bool(option) and found[-1] == option
        more = bool(option) and not is_first and _may_follow(option, argument, words)
        if more:
            found.append(option)
        elif not option and not (found and found[-1].startswith("--")):
            words += 1
        found.append(argument)
    return found


def _may_follow(option: str, argument: str, words: int) -> bool:
    """Tell whether a bare word goes on a list: pairs always, names once the command has its own."""
    if option == "--map-audience":
        return "=" in argument
    return words >= 2
