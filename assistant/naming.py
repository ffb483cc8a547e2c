"""How a contributor is named in a source: their choice, else the source's default.

Pure. It does not know where choices are kept (`assistant.catalog.people`) or how names are replaced
in text (`assistant.masks`).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.records import Naming

EVERYWHERE = "*"
"""The scope of a choice that holds in all sources."""

_STRICTNESS = {Naming.NAMED: 0, Naming.PSEUDONYM: 1, Naming.WITHDRAWN: 2}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One line of the consent ledger: the naming somebody chose for a scope."""

    scope: str
    """A source id, or `EVERYWHERE`."""
    naming: Naming


def strictest(namings: Iterable[Naming]) -> Naming:
    """Return the naming that gives away least; `named` when there is none."""
    return max(namings, key=_STRICTNESS.__getitem__, default=Naming.NAMED)


def latest(choices: Iterable[Choice]) -> dict[str, Naming]:
    """Return {scope: what was last chosen for it}, of choices in their order.

    One for a source no longer holds where one for everywhere came later that gives away less.
    """
    held: dict[str, Naming] = {}
    since: set[str] = set()
    for choice in choices:
        held[choice.scope] = choice.naming
        since = set() if choice.scope == EVERYWHERE else since | {choice.scope}
    everywhere = held.get(EVERYWHERE, Naming.NAMED)
    return {
        scope: naming
        for scope, naming in held.items()
        if scope == EVERYWHERE or scope in since or strictest([naming, everywhere]) != everywhere
    }


def effective(choices: Iterable[Choice], source_id: str, default: Naming) -> Naming:
    """Return how somebody is named in a source; later choices replace earlier ones.

    Withdrawn everywhere is withdrawn in every source, whatever was chosen for one of them.
    """
    held = latest(choices)
    if held.get(EVERYWHERE) is Naming.WITHDRAWN:
        return Naming.WITHDRAWN
    return held.get(source_id) or held.get(EVERYWHERE) or default


def shown_name(naming: Naming, name: str | None, pseudonym: str | None, identity: str) -> str:
    """Return what a viewer sees for a contributor who is not withdrawn."""
    if naming is Naming.PSEUDONYM:
        return pseudonym or "a colleague"
    return name or f"unknown ({identity.partition(':')[2] or identity})"
