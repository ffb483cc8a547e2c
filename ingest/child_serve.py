"""The child's side of `ingest.child`: takes requests, runs a parser within limits, answers.

It is the process edge of parsing: whatever a parser raises becomes a reason.
"""

import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import ReadError


def serve() -> None:
    """Answer requests from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a parser that prints must not speak in our name
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit(request["memory_bytes"], request["cpu_s"])
        answer(request, answers)


def answer(request: dict[str, Any], answers: BinaryIO) -> None:
    """Run one request and write its results, then "done" or "failed"."""
    path = Path(os.fsdecode(bytes.fromhex(request["path"])))
    try:
        parser = _parser(request["function"])
        _write(answers, "ready", None)
        _limit_step(request["step_s"])
        for value in parser(path, **request["options"]):
            _write(answers, "result", value)
            _limit_step(request["step_s"])
        _write(answers, "done", None)
    except ReadError as error:
        _write(answers, "failed", [error.reason, error.detail])
    except MemoryError:
        _write(answers, "failed", ["too_large", "reading took too much memory"])
    except RecursionError:
        _write(answers, "failed", ["malformed", "nested too deeply"])
    except OSError as error:
        _write(answers, "failed", ["unreadable", (error.strerror or "").lower()])
    except Exception as error:  # noqa: BLE001 - the process edge: no file may end it
        _write(answers, "failed", ["malformed", type(error).__name__])
    finally:
        _limit_step(0.0)


def _parser(function: str) -> Callable[..., Iterator[Any]]:
    module, _, name = function.partition(":")
    parser: Callable[..., Iterator[Any]] = getattr(importlib.import_module(module), name)
    return parser


def _write(answers: BinaryIO, kind: str, value: object) -> None:
    answers.write(json.dumps([kind, value]).encode() + b"\n")
    answers.flush()


def _limit_step(seconds: float) -> None:
    """Let the process be killed after so many seconds of its processor time; 0: never."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit(memory_bytes: int, cpu_s: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, spent + cpu_s),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (soft, hard))
