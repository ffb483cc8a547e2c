"""Tells of an error that nobody expected its kind and place: its message may quote a post.

It does not know who is told.
"""

import sys
import traceback
from types import TracebackType

_LINES = 8


def where(trace: TracebackType | None) -> list[str]:
    """Return the last places of a traceback as "file:line"."""
    return [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(trace)][-_LINES:]


def brief(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Return an error's kind and places in one line."""
    return f"unexpected {kind.__name__} at {', '.join(where(trace))}"


def ended(kind: type[BaseException], _: BaseException | None, trace: TracebackType | None) -> None:
    """Write on standard error what ended this process; to be set as `sys.excepthook`."""
    sys.stderr.write(f"{brief(kind, trace)}\n")
