"""Carries out a colleague's choice: named, pseudonym or withdrawn, in everything that is stored.

Names stand in text, titles, passages, vectors and both indexes; a choice rewrites them all. It
ends with a receipt that counts what went.
"""

import secrets

from assistant.catalog import people, threads
from assistant.errors import IndexBusy
from assistant.pseudonym import pseudonym
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest.rewrite import rewrite
from ingest.shelve import Shelf

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
    shelf = Shelf(catalog, community.embedder, "consent")
    removed = rewrite(catalog, shelf, register, touched)
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
