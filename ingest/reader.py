"""The contract of a reader: one export or document in, threads out.

A reader is one file in `ingest/readers/`: a class with a `kind`, a cheap `accepts` and a streaming
`read`. It turns its format's markup into Markdown-like plain text and leaves out words that are not
the author's own. It does not know audiences, consent, splitting or the catalog.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.records import ThreadDraft
from ingest.outcome import Failed, Noted, Skipped

ReadItem = ThreadDraft | Skipped | Failed | Noted
"""What a reader yields; every item it sees ends in exactly one draft, `Skipped` or `Failed`."""


@dataclass(frozen=True, kw_only=True)
class ReadRequest:
    """What to read and what the steward said about it."""

    location: Path
    scratch: Path
    """An empty folder of the caller's for spools; removed afterwards by the caller."""
    base_url: str | None = None
    """Where links start when the export does not say."""
    root: Path | None = None
    """The folder that item names are relative to; None: the location itself."""


class Reader(Protocol):
    """Read one format."""

    kind: str
    """Its name in `source add --kind`."""

    def accepts(self, path: Path) -> bool:
        """Say whether the file or folder looks like this format; cheap, never raises."""
        ...

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield threads (drafts in order), and every item left out or unreadable, streaming.

        Raises `assistant.errors.ReadError` only when nothing of the location can be read at all;
        one bad file or record among good ones is yielded as `Failed` and the rest goes on.
        """
        ...
