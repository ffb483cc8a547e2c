"""Who is who: a snapshot of all contributors, how they are named, and the masks that follow.

It asks the ledger who withdrew. It does not know the database: `assistant.catalog.people` does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.ids import contributor_id, veiled_id
from assistant.ledger import Ledger
from assistant.masks import WITHHELD, Company, Masks
from assistant.namebook import Book
from assistant.naming import Choice, effective, shown_name
from assistant.records import Author, Contributor, Naming
from assistant.spellings import spellings


@dataclass(frozen=True, kw_only=True)
class Person:
    """A contributor with all that names them, for masking: never shown as it is."""

    id: str
    name: str | None
    pseudonym: str | None
    names: tuple[str, ...]
    """Every name and handle of every identity."""
    identities: tuple[str, ...]
    is_bot: bool
    choices: tuple[Choice, ...]
    ask_channel: str | None = None
    """How they wish to be asked; None: they have not opted in."""
    ask_every_days: int | None = None
    """Asked on one day in so many; None: on any day."""


class Register:
    """A snapshot of all contributors, asked while contributions are read or written."""

    def __init__(
        self,
        people: Iterable[Person],
        defaults: Mapping[str, Naming],
        ledger: Ledger | None = None,
        returning: Mapping[str, str] | None = None,
    ) -> None:
        """Take the people, each source's default naming, who withdrew, and who is expected back.

        `returning` is {keyed hash of an identity: contributor}.
        """
        self._returning = returning or {}
        self.ledger = ledger or Ledger()
        self.people = {person.id: person for person in people}
        self._masks: dict[str, Masks] = {}
        self._veiled: dict[str, str] | None = None
        self._by_identity = {key: p for p in self.people.values() for key in p.identities}
        self._defaults = dict(defaults)

    def naming(self, person_id: str, source_id: str) -> Naming:
        """Return how a contributor is named in a source."""
        person = self.people[person_id]
        default = self.default(source_id) if not person.is_bot else Naming.NAMED
        return effective(person.choices, source_id, default)

    def default(self, source_id: str) -> Naming:
        """Return how a source names whoever chose nothing."""
        return self._defaults.get(source_id, Naming.NAMED)

    def naming_of(self, identity_key: str, source_id: str) -> Naming:
        """Return how whoever is behind an identity is named in a source, known here or not."""
        if self.ledger.has_left(identity_key, source_id):
            return Naming.WITHDRAWN
        person = self._by_identity.get(identity_key)
        return self.default(source_id) if person is None else self.naming(person.id, source_id)

    def masks(self, source_id: str) -> Masks:
        """Return masks for everybody not named in a source; they grow as names are learned."""
        found = self._masks.get(source_id)
        if found is None:
            book = Book(digest=str)
            left, gone = self.ledger.shown(source_id), self.ledger.gone()
            found = Masks(books=[book, self.ledger.book], shown=left, withdrawn=left.keys() & gone)
            self._masks[source_id] = found
            for person in self.people.values():
                self._mask(found, person, source_id)
        return found

    def _mask(self, masks: Masks, person: Person, source_id: str) -> None:
        naming = self.naming(person.id, source_id)
        if naming is not Naming.NAMED:
            shown = WITHHELD if naming is Naming.WITHDRAWN else self.pseudonym(person)
            found = spellings([person.name or "", *person.names], person.identities)
            masks.add(person.id, naming, shown, found)

    def pseudonym(self, person: Person) -> str:
        """Return the name that somebody is shown under instead of their own."""
        return person.pseudonym or self.ledger.pseudonym(person.id)

    def shown(self, identity_key: str, source_id: str) -> Contributor:
        """Return the contributor behind an identity as this community may see them."""
        person = self._by_identity[identity_key]
        naming = self.naming(person.id, source_id)
        name = shown_name(naming, person.name, self.pseudonym(person), identity_key)
        return Contributor(
            id=self.shown_id(person, source_id),
            name=None if naming is Naming.WITHDRAWN else name,
            naming=naming,
            identities=person.identities if naming is Naming.NAMED else (),
            is_bot=person.is_bot,
        )

    def shown_id(self, person: Person, source_id: str) -> str:
        """Return the id that a contributor has in a source.

        Under a pseudonym it is another one: one id beside both names would give the pseudonym away.
        """
        if self.naming(person.id, source_id) is Naming.PSEUDONYM:
            return veiled_id(self.pseudonym(person))
        return person.id

    def behind(self, shown_id: str) -> Person | None:
        """Return who is shown under an id somewhere, None when nobody is."""
        found = self.people.get(shown_id)
        if found is None and self._veiled is None:
            self._veiled = {veiled_id(self.pseudonym(p)): p.id for p in self.people.values()}
        return found or self.people.get((self._veiled or {}).get(shown_id, ""))

    def channel(self, shown: Contributor) -> str | None:
        """Return how somebody wishes to be asked, None when they may not be under this name.

        Whoever is named in one source and not in another is asked under the name only: the same
        channel beside both would give the pseudonym away. What it says of a name is covered.
        """
        person = self.behind(shown.id)
        if person is None or not person.ask_channel:
            return None
        if shown.naming is Naming.NAMED:
            return person.ask_channel
        if any(self.naming(person.id, id) is Naming.NAMED for id in self._defaults):
            return None
        masks = Masks(books=[Book(digest=str)], shown={}, withdrawn=set())
        found = spellings([person.name or "", *person.names], person.identities)
        masks.add(person.id, shown.naming, self.pseudonym(person), found)
        return masks.masked(person.ask_channel, Company(present=frozenset({person.id})))

    def written_as(self, shown_ids: Collection[str]) -> dict[str, list[str]]:
        """Return {source: identities} of whoever is shown under one of these ids there."""
        people = {p.id: p for id in shown_ids if (p := self.behind(id)) is not None}
        return {
            source_id: [
                key
                for person in people.values()
                if self.shown_id(person, source_id) in shown_ids
                for key in person.identities
            ]
            for source_id in self._defaults
        }

    def covered(self, text: str) -> str:
        """Return a text that stands in no source, such as a question, without who is not named."""
        return self.masks("").masked(self.ledger.without_quotes(text), Company())

    def hides_in(self, text: str) -> bool:
        """Tell whether a text that stands in no source shows somebody who is not named."""
        return self.covered(text) != text

    def learn(self, author: Author) -> bool:
        """Take in the names that a source gives somebody; tell whether any is new.

        Those of somebody who withdrew are written to the ledger, as hashes.
        """
        given = [name for name in (author.name, *author.handles) if name]
        if self.ledger.entries_of(author.identity):
            if not self.ledger.learn(author.identity, given):
                return False
            self._masks.clear()
            return True
        person = self._by_identity.get(author.identity)
        if person is None:
            self._meet(author, given)
            return True
        if set(given) <= set(person.names):
            return False
        better = replace(
            person,
            name=person.name or author.name,
            names=tuple(dict.fromkeys((*person.names, *given))),
        )
        self._hold(better)
        return True

    def _meet(self, author: Author, given: Sequence[str]) -> None:
        """Know somebody from now on whom the catalog will know once their words are stored."""
        id = contributor_id(author.identity)
        if self._returning:
            id = self._returning.get(self.ledger.digest(author.identity), id)
        known = self.people.get(id)
        self._hold(
            Person(
                id=id,
                name=(known.name if known else None) or author.name,
                pseudonym=known.pseudonym if known else None,
                names=tuple(dict.fromkeys((*(known.names if known else ()), *given))),
                identities=(*(known.identities if known else ()), author.identity),
                is_bot=author.is_bot,
                choices=known.choices if known else (),
            )
        )

    def _hold(self, person: Person) -> None:
        self.people[person.id] = person
        self._veiled = None
        for key in person.identities:
            self._by_identity[key] = person
        for source_id, masks in self._masks.items():
            self._mask(masks, person, source_id)

    def person(self, identity_key: str) -> Person | None:
        """Return who is behind an identity, None when it is new."""
        return self._by_identity.get(identity_key)
