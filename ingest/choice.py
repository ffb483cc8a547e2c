"""Carries out a colleague's choice: named, pseudonym or withdrawn, in everything that is stored.

Names stand in text, titles, passages, vectors and both indexes; a choice rewrites them all. It
ends with a receipt that counts what went.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from assistant.catalog import people, shelves, threads
from assistant.catalog.people import Register
from assistant.catalog.shelves import ThreadRow
from assistant.errors import IndexBusy
from assistant.masks import masks_for
from assistant.pseudonym import pseudonym
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest.prepare import masked_row
from ingest.shelve import Shelf

_BATCH = 100
_KEY_FILE = "pseudonym.key"


def choose(
    community: Community, person_id: str, naming: Naming, scope: str, actor: str
) -> JsonObject:
    """Write the choice down, apply it to everything stored, and return the receipt."""
    catalog = community.catalog
    with catalog.change(actor) as change:
        if naming is Naming.PSEUDONYM:
            people.set_pseudonym(change, person_id, pseudonym(_key(community), person_id))
        people.choose(change, person_id, naming, scope, "command line")
        register = people.register(change)
        touched = threads.naming(change, register.people[person_id])
    removed = _apply(community, register, person_id, touched)
    state = "done"
    if naming is Naming.WITHDRAWN:
        state = _erase(community)
    return {
        "contributor_id": person_id,
        "state": state,
        "naming": naming.value,
        "scope": scope,
        "removed": removed,
        "kept": ["the choice itself, so that a later import does not bring anything back"],
    }


def _apply(
    community: Community, register: Register, person_id: str, touched: Sequence[str]
) -> dict[str, int]:
    """Cut the touched threads anew without what was withdrawn, names masked as chosen."""
    shelf = Shelf(community.catalog, community.embedder, "consent")
    removed = {"contributions": 0, "threads": len(touched), "masked": 0}
    for i in range(0, len(touched), _BATCH):
        with community.catalog.read() as reading:
            rows = shelves.rows_of(reading, touched[i : i + _BATCH])
        changed = [_rewritten(row, register) for row in rows]
        for before, after in zip(rows, changed, strict=True):
            removed["contributions"] += len(before.rows) - len(after.rows)
            texts = {item.contribution.id: item.contribution.text for item in before.rows}
            removed["masked"] += sum(
                item.contribution.text != texts[item.contribution.id] for item in after.rows
            )
        shelf.put(changed)
    return removed


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
    stripped = replace(
        row,
        thread=thread,
        rows=kept,
        source_title=None if lost_first else row.source_title,
        # The source still holds what was left out: the next sync must look again.
        digest="" if len(kept) < len(row.rows) else row.digest,
    )
    return masked_row(stripped, masks_for(register, source), present)


def _naming(register: Register, identity: str, source_id: str) -> Naming:
    person = register.person(identity)
    return register.naming(person.id, source_id) if person else Naming.NAMED


def _erase(community: Community) -> str:
    """Rebuild the indexes in a new generation and rewrite the catalog's file."""
    try:
        with community.answers("firsthand consent") as answers:
            answers.rebuild()
        community.catalog.vacuum()
    except IndexBusy:
        return "pending"
    return "done"


def _key(community: Community) -> bytes:
    """Return the home's secret key: pseudonyms cannot be derived from names without it."""
    path = community.settings.home / _KEY_FILE
    try:
        return bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        key = secrets.token_bytes(32)
        path.touch(mode=0o600)
        path.write_text(key.hex(), "ascii")
        return key
