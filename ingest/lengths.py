"""How long a thread may be: a longer one goes on as another, so that no store holds all of it.

It does not know where threads come from.
"""

from collections.abc import Iterator
from dataclasses import replace

from assistant.records import ThreadDraft

LONGEST_THREAD = 2000
"""Contributions in one thread; a longer one goes on as `{id}~2`, `{id}~3` ..."""


def pieces(thread: ThreadDraft) -> Iterator[ThreadDraft]:
    """Yield a thread in pieces of at most `LONGEST_THREAD` contributions."""
    if len(thread.drafts) <= LONGEST_THREAD:
        yield thread
        return
    for number, start in enumerate(range(0, len(thread.drafts), LONGEST_THREAD), 1):
        name = thread.external_id if number == 1 else f"{thread.external_id}~{number}"
        yield replace(
            thread, external_id=name, drafts=thread.drafts[start : start + LONGEST_THREAD]
        )
