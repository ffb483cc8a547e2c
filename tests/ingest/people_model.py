"""Who is who and how they are named, said plainly: what the real thing must match."""

from dataclasses import dataclass, field, replace

from assistant.records import Author, Naming

ANYWHERE = "*"
NAMED, PSEUDONYM, WITHDRAWN = Naming.NAMED, Naming.PSEUDONYM, Naming.WITHDRAWN
STRICT = (NAMED, PSEUDONYM, WITHDRAWN)

PEOPLE = {
    name: Author(identity=f"{kind}:U0{name.split()[0].upper()}9", name=name, handles=(handle,))
    for kind, name, handle in (
        ("slack", "Gregor Vandersteen", "gvsteen7"),
        ("slack", "Zoraida Quispe", "zquispe4"),
        ("mail", "Mark Oyelaran", "moyelaran2"),
        ("mail", "Rose Adeyemi", "radeyemi5"),
        ("slack", "Kasimir Blomqvist", "kblomq8"),
    )
}


@dataclass
class Left:
    """People who left a scope together."""

    key: str
    """The contributor that they were, by the name of one of them."""
    scope: str
    who: frozenset[str]


@dataclass
class Model:
    """What everybody may expect."""

    key: dict[str, str] = field(default_factory=lambda: {name: name for name in PEOPLE})
    """{person: the one who stands for all that were merged with them}."""
    chosen: dict[str, dict[str, Naming]] = field(
        default_factory=lambda: {name: {} for name in PEOPLE}
    )
    """{person: {scope: what was chosen last}}, in the order of these choices."""
    left: list[Left] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    """Who is in."""

    def naming(self, who: str, source: str, default: Naming = NAMED) -> Naming:
        """Return how somebody must be named in a source."""
        if any(who in item.who and item.scope in (ANYWHERE, source) for item in self.left):
            return WITHDRAWN
        held = self.latest(self.key[who])
        if held.get(ANYWHERE) is WITHDRAWN:
            return WITHDRAWN
        return held.get(source) or held.get(ANYWHERE) or default

    def latest(self, key: str) -> dict[str, Naming]:
        """Return what holds: for a source not, where less was given away everywhere since."""
        held = self.chosen[key]
        order, everywhere = list(held), STRICT.index(held.get(ANYWHERE, NAMED))
        before = order[: order.index(ANYWHERE)] if ANYWHERE in held else []
        gone = [scope for scope in before if STRICT.index(held[scope]) <= everywhere]
        return {scope: naming for scope, naming in held.items() if scope not in gone}

    def _note(self, key: str, naming: Naming, scope: str) -> None:
        self.chosen[key].pop(scope, None)
        self.chosen[key][scope] = naming

    def has_left(self, who: str) -> bool:
        return any(who in item.who and item.scope == ANYWHERE for item in self.left)

    def same(self, who: str) -> frozenset[str]:
        """Return everybody in who was merged with somebody."""
        return frozenset(p for p in self.known if self.key[p] == self.key[who])

    def choose(self, who: str, naming: Naming, scope: str) -> None:
        self._choose(self.key[who], naming, scope)

    def _choose(self, key: str, naming: Naming, scope: str) -> None:
        members = frozenset(p for p in self.known if self.key[p] == key)
        self._note(key, naming, scope)
        if naming is not WITHDRAWN:
            self.left = [i for i in self.left if i.scope != scope or not i.who & members]
            return
        for n, item in enumerate(self.left):
            if item.scope == scope and (item.key == key or item.who & members):
                self.left[n] = replace(item, who=item.who | members)
                break
        else:
            self.left.append(Left(key, scope, members))
        if scope == ANYWHERE:
            self.known -= members

    def take_back(self, who: str, naming: Naming) -> None:
        gone = [i for i in self.left if who in i.who and i.scope == ANYWHERE]
        key = gone[0].key
        for item in gone:
            self.key.update(dict.fromkeys(item.who, key))
        self.left = [item for item in self.left if item not in gone]
        self._note(key, naming, ANYWHERE)

    def merge(self, keep: str, other: str) -> None:
        kept = self._stands(keep)
        gone = self._stands(other)
        if kept == gone:
            return
        moved = [p for p in self.known if self.key[p] == gone]
        self.key.update(dict.fromkeys(moved, kept))
        self._carry(kept, self._strictest(kept, gone))
        self._carry_out(kept)

    def _stands(self, who: str) -> str:
        gone = [i.key for i in self.left if who in i.who and i.scope == ANYWHERE]
        return gone[0] if gone and who not in self.known else self.key[who]

    def split(self, who: str) -> None:
        key = self.key[who]
        rest = sorted(self.same(who) - {who}, key=lambda p: PEOPLE[p].identity)
        leaving = rest if key == who else [who]
        fresh = leaving[0]
        strict = self._strictest(key, fresh)
        self.key.update(dict.fromkeys(leaving, fresh))
        self._carry(fresh, strict)
        for item in list(self.left):
            if item.who & set(leaving) and item.who - set(leaving):
                self.left.remove(item)
                self.left.append(replace(item, who=item.who - set(leaving)))
                self.left.append(Left(fresh, item.scope, frozenset(item.who & set(leaving))))
        for one in (fresh, key):
            self._carry_out(one)

    def _carry(self, key: str, wanted: dict[str, Naming]) -> None:
        own, is_new = self.latest(key), False
        for scope in sorted(wanted, key=lambda scope: scope != ANYWHERE):
            if is_new or own.get(scope) is not wanted[scope]:
                is_new |= scope == ANYWHERE
                self._note(key, wanted[scope], scope)

    def _carry_out(self, key: str) -> None:
        held = self.latest(key)
        is_veiled = held.get(ANYWHERE) is PSEUDONYM
        for scope in sorted(held, key=lambda scope: is_veiled and scope != ANYWHERE):
            if is_veiled or held[scope] is not NAMED:
                self._choose(key, held[scope], scope)

    def _strictest(self, *keys: str) -> dict[str, Naming]:
        held = [self.latest(key) for key in keys]
        scopes = {scope for one in held for scope in one}
        return {
            scope: max((one.get(scope, one.get(ANYWHERE, NAMED)) for one in held), key=STRICT.index)
            for scope in scopes
        }
