"""Merges and splits colleagues' identities, and carries out in what is stored what follows.

A merged person keeps the strictest choice of all of them; if one had withdrawn, the words under
their other identities go too. It does not know how a steward reaches it.
"""

from collections.abc import Sequence

from assistant.catalog import identities, people
from assistant.errors import WrongUse
from assistant.naming import EVERYWHERE, latest
from assistant.records import JsonObject, Naming
from assistant.wiring import Community
from ingest import choice


def merge(community: Community, wanted: Sequence[str], actor: str) -> JsonObject:
    """Make one contributor of several, the first of those named; return who it is now.

    `wanted` are contributor ids or identities. Doing it again changes nobody. Raises UnknownId,
    WrongUse for fewer than two.
    """
    if len(wanted) < 2:
        raise WrongUse("merging takes two contributors or more: ids (c_…) or identities")
    with community.catalog.change(actor) as change:
        keep, *others = dict.fromkeys(people.resolve(change, name) for name in wanted)
        for other in others:
            identities.merge(change, keep, other)
    return _carried_out(community, keep, actor)


def split(community: Community, identity: str, actor: str) -> JsonObject:
    """Give an identity back its own contributor; return who it is now, and who it `left`.

    Raises UnknownId; WrongUse when the identity stands alone.
    """
    with community.catalog.change(actor) as change:
        own, left = identities.split(change, identity)
    rest = _carried_out(community, left, actor)
    return {**_carried_out(community, own, actor), "left": rest}


def _carried_out(community: Community, person_id: str, actor: str) -> JsonObject:
    """Apply what somebody carries from a merge or split to all that is stored."""
    with community.catalog.read() as reading:
        person = people.register(reading).people[person_id]
    chosen = latest(person.choices)
    # A pseudonym everywhere goes first: what was chosen for a source since still holds there.
    is_veiled = chosen.get(EVERYWHERE) is Naming.PSEUDONYM
    scopes = sorted(chosen, key=lambda scope: is_veiled and scope != EVERYWHERE)
    receipts = [
        choice.choose(community, person_id, chosen[scope], scope, actor)
        for scope in scopes
        if is_veiled or chosen[scope] is not Naming.NAMED
    ]
    return {
        "contributor_id": person_id,
        "identities": list(person.identities),
        "choices": chosen,
        "applied": [{key: item[key] for key in ("scope", "state", "removed")} for item in receipts],
    }
