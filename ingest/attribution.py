"""Carries out how a source names whoever chose nothing, in everything that is stored.

Names stand in texts, titles, passages, vectors and both indexes; the source's threads are covered
anew, and what a model wrote from it goes where it names somebody. It does not know who decided.
"""

import os

from assistant.catalog import people, source_facts, threads, traces
from assistant.lock import Holder
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest.register import sync_lock
from ingest.rewrite import rewrite
from ingest.shelve import Shelf
from ingest.withdrawal import cover_in


def attribute(community: Community, source_id: str, naming: Naming, actor: str) -> JsonObject:
    """Name whoever chose nothing in this way from now on; return what changed.

    Raises UnknownId, WrongUse.
    """
    catalog = community.catalog
    holder = Holder(pid=os.getpid(), what="firsthand source")
    with sync_lock(community.settings.home, holder):
        with catalog.change(actor) as change:
            source_facts.set_attribution(change, source_id, naming)
        with catalog.read() as reading:
            register = people.register(reading)
            touched = threads.thread_ids(reading, source_id)
        changes = rewrite(catalog, Shelf(catalog, community.embedder, "consent"), register, touched)
        with catalog.change("consent") as change:
            traces.drop_telling(change, cover_in(register, source_id), source_id)
    return {
        "id": source_id,
        "attribution": naming.value,
        "threads_rewritten": changes.threads,
        "masked": changes.masked,
    }
