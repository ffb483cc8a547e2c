"""The edge of the command line: opens the community, prints results, puts errors into words.

With `--json` exactly one object goes to standard output; progress and advice go to standard error.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from assistant.catalog import Catalog, viewers
from assistant.errors import FirsthandError, NotAllowed, WrongUse
from assistant.records import PUBLIC, JsonObject, Viewer
from assistant.settings import Settings, read_settings
from assistant.wiring import Community
from ui.web.safe_text import clean

DONE, WITH_FAILURES, WRONG_USE = 0, 1, 2


class PlainConsole(Console):
    """A console that prints what it is given and is never commanded by it.

    Names, titles and texts come from sources: an escape sequence in them would colour, move or
    link what a terminal shows.
    """

    def render_str(self, text: str, **looks: Any) -> Text:
        """Return the text without control characters and turned writing directions."""
        return super().render_str(clean(text), **looks)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Where one command reads its settings and writes its result."""

    home: Path | None
    as_json: bool

    @property
    def advice(self) -> Console:
        """Standard error: progress and advice."""
        return PlainConsole(stderr=True, highlight=False)

    @property
    def settings(self) -> Settings:
        """The settings of the home folder; raises BadSetting."""
        return read_settings(self.home)

    @contextmanager
    def community(self, *, create: bool = False) -> Iterator[Community]:
        """Open the community of the home folder."""
        community = Community(self.settings, create=create)
        try:
            yield community
        finally:
            community.close()

    def result(self, values: JsonObject, show: Callable[[Console], None]) -> None:
        """Print the result: JSON, or in words."""
        if self.as_json:
            Console(highlight=False, soft_wrap=True).out(
                json.dumps(values, ensure_ascii=False), highlight=False
            )
        else:
            show(PlainConsole(highlight=False))


def viewer_of(catalog: Catalog, name: str | None, audiences: list[str] | None) -> Viewer:
    """Return who looks: `--as` holds audiences, `--audience` narrows them.

    `--audience` alone is the local operator's own choice and is written to the audit.
    """
    wanted = frozenset(part for item in audiences or () for part in item.split(",") if part)
    if name is None:
        if wanted - {PUBLIC}:
            with catalog.change(operator()) as change:
                change.audit("viewer.operator", "local", audiences=sorted(wanted))
        return Viewer(audiences=wanted or frozenset({PUBLIC}))
    with catalog.read() as reading:
        viewer = viewers.get(reading, name)
    if not wanted:
        return viewer
    held = viewer.audiences & wanted
    if not held:
        raise NotAllowed(f"viewer {name!r} holds none of: {', '.join(sorted(wanted))}")
    return Viewer(id=viewer.id, audiences=held)


def operator() -> str:
    """Return who does it, for the audit: the local user, or for whom the web app started this."""
    return os.environ.get("FIRSTHAND_ACTOR") or f"local:{os.environ.get('USER') or os.getuid()}"


def words_for(error: FirsthandError) -> tuple[str, int]:
    """Return what a person reads of an error, and the exit code."""
    return str(error), WRONG_USE if isinstance(error, WrongUse) else WITH_FAILURES
