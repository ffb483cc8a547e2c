"""Cuts stored threads anew after a choice: without what was withdrawn, names masked as chosen.

Only what comes out different is written: calling it again changes nothing. It does not know who
chose or why.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog import Catalog, people, shelves, threads
from assistant.catalog.people import Register
from assistant.catalog.shelves import ThreadRow
from assistant.masks import masks_for, named_in
from assistant.records import Naming
from ingest.prepare import masked_row
from ingest.shelve import Shelf

_BATCH = 100
"""Threads held in memory at once."""


def rewrite_all(catalog: Catalog, shelf: Shelf) -> None:
    """Rewrite every thread that touches somebody who is not named.

    Called after a sync: it may have learned names that stood in texts before they were known.
    """
    with catalog.read() as reading:
        register = people.register(reading)
        chosen = [person for person in register.people.values() if person.choices]
        touched = {id for person in chosen for id in threads.naming(reading, person)}
    rewrite(catalog, shelf, register, sorted(touched))


def rewrite(
    catalog: Catalog, shelf: Shelf, register: Register, touched: Sequence[str]
) -> dict[str, int]:
    """Rewrite these threads and return the counts: contributions, threads, masked."""
    counts = {"contributions": 0, "threads": 0, "masked": 0}
    for i in range(0, len(touched), _BATCH):
        with catalog.read() as reading:
            rows = shelves.rows_of(reading, touched[i : i + _BATCH])
        pairs = [(row, _rewritten(row, register)) for row in rows]
        changed = [(before, after) for before, after in pairs if after != before]
        for before, after in changed:
            texts = {item.contribution.id: item.contribution.text for item in before.rows}
            counts["threads"] += 1
            counts["contributions"] += len(before.rows) - len(after.rows)
            counts["masked"] += sum(
                item.contribution.text != texts[item.contribution.id] for item in after.rows
            )
        if changed:
            shelf.put([after for _, after in changed])
    return counts


def _rewritten(row: ThreadRow, register: Register) -> ThreadRow:
    source = row.thread.source_id
    kept = tuple(
        item
        for item in row.rows
        if not any(_naming(register, key, source) is Naming.WITHDRAWN for key in item.authors)
    )
    lost_first = bool(row.rows) and (not kept or kept[0] != row.rows[0])
    thread = replace(row.thread, title=None) if lost_first else row.thread
    present = frozenset(
        person.id
        for item in row.rows
        for key in (*item.authors, *item.mentions)
        if (person := register.person(key)) is not None
    )
    kept = tuple(
        replace(
            item,
            mentions=tuple(
                key
                for key in item.mentions
                if _naming(register, key, source) is not Naming.WITHDRAWN
            ),
        )
        for item in kept
    )
    stripped = replace(
        row,
        thread=thread,
        rows=kept,
        source_title=None if lost_first else row.source_title,
        # The source still holds what was left out: the next sync must look again.
        digest="" if len(kept) < len(row.rows) else row.digest,
    )
    masks = masks_for(register, source)
    texts = [item.source_text or item.contribution.text for item in row.rows]
    return masked_row(stripped, masks, present | named_in(texts, masks))


def _naming(register: Register, identity: str, source_id: str) -> Naming:
    person = register.person(identity)
    return register.naming(person.id, source_id) if person else Naming.NAMED
