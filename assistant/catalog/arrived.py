"""What came in after a revision: for whoever looks through new words, such as for answers.

Asked by revision and not told during a sync, so that nothing is missed when a sync is killed:
whoever looks remembers the revision it has looked through. It does not know what is looked for.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from assistant.catalog.catalog import Reading
from assistant.catalog.tables import contribution, thread


class Arrived(NamedTuple):
    """A contribution of a thread that was stored after a revision."""

    id: str
    thread_id: str
    text: str
    """As everybody may see it who may read it."""


def since(reading: Reading, revision: int) -> Iterator[Arrived]:
    """Yield the contributions of all threads stored after a revision, thread by thread, in order.

    Those of a thread that stood there before come along when anything of it changed.
    """
    query = (
        select(contribution.c.id, contribution.c.thread_id, contribution.c.text)
        .join(thread, thread.c.id == contribution.c.thread_id)
        .where(thread.c.revision > revision)
        .order_by(thread.c.revision, thread.c.id, contribution.c.ordinal)
        .execution_options(yield_per=500)
    )
    for row in reading.connection.execute(query):
        yield Arrived(*row)
