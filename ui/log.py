"""Writes the log: one JSON object a line, never a word of anybody's.

What is logged is written by us as constants with counts and ids beside them. Of an error that
nobody expected only its class and the lines of code are told: its message may quote a post. It does
not know who logs.
"""

import json
import logging
import os
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from assistant.unexpected import brief, ended, where

OURS = ("assistant", "ingest", "ui", "eval")
"""Packages whose loggers obey FIRSTHAND_LOG; of vendors only errors are written."""


class JsonLines(logging.Formatter):
    """One record as one line: at, level, part, what, and the facts that came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON."""
        row: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "part": record.name,
            "what": record.getMessage(),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, Mapping):
            row["facts"] = dict(facts)
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            row["error"] = kind.__name__
            row["where"] = where(trace)
        return json.dumps(row, ensure_ascii=False, default=str)


def tell_no_messages() -> None:
    """Let no traceback in this process show the message of its error, whoever writes it.

    Python and vendors print whole ones, unless FIRSTHAND_LOG=DEBUG asks for that.
    """
    if os.environ.get("FIRSTHAND_LOG", "").upper() == "DEBUG":
        return
    sys.excepthook = ended
    threading.excepthook = lambda args: ended(args.exc_type, args.exc_value, args.exc_traceback)
    logging.Formatter.formatException = _briefly  # type: ignore[assignment]


def _briefly(_: logging.Formatter, facts: Any) -> str:
    kind, _, trace = facts
    return brief(kind, trace)


def start(stream: TextIO | None = None) -> None:
    """Write the log to a stream (standard error) from now on, unless somebody set one up before."""
    if logging.getLogger().handlers:
        return
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level="ERROR", handlers=[handler])
    _set_level("ERROR")


def start_service() -> None:
    """Write also what goes well: a service is watched by its log."""
    _set_level("INFO")


def _set_level(default: str) -> None:
    for name in OURS:
        logging.getLogger(name).setLevel(os.environ.get("FIRSTHAND_LOG", default).upper())
