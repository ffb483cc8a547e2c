"""Readers that misbehave, for the process that reads beside: it finds them by importing this."""

import os
import time
from dataclasses import dataclass

from assistant.errors import ReadError
from ingest.outcome import Noted
from tests.builders import draft, thread_draft


@dataclass(frozen=True)
class Misbehaving:
    """Yields who reads and two threads, then does what it is told."""

    then: str
    kind: str = "misbehaving"

    def accepts(self, path):
        return True

    def read(self, request):
        yield Noted(what="pid", item=str(os.getpid()))
        # A whole frame, so that it is sent before the end.
        yield thread_draft("t", *(draft(str(n), f"Remark number {n}.") for n in range(300)))
        yield thread_draft("u", draft("last", "This one waits in an unfinished frame."))
        if self.then == "die":
            os.kill(os.getpid(), 9)
        if self.then == "fail":
            raise ValueError("what quokkas wrote")
        if self.then == "refuse":
            raise ReadError("export", "truncated", "after 2 threads")
        if self.then == "hang":
            time.sleep(600)
        if self.then == "print":
            print("a parser that prints")  # noqa: T201 - what parsers do
