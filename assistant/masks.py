"""Replaces the names of people who do not want theirs shown, wherever others wrote them.

Matched are full names, initials, handles, mention codes and addresses; a bare first or last name
only when it is capitalised and that person wrote or is mentioned in the thread (Will, Rose and
April are words too). People in the ledger are recognised by keyed hashes: their names are not kept.
It does not know how choices are kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.namebook import Book, Match
from assistant.records import Naming
from assistant.spellings import Rule, Spelling

WITHHELD = "[name withheld]"


@dataclass(frozen=True, kw_only=True)
class Company:
    """Who is in a thread."""

    present: frozenset[str] = frozenset()
    """Masked people who wrote, are mentioned, or are named in full."""
    bearers: frozenset[str] = frozenset()
    """First and last names, normalised, of people in the thread whose names are shown."""

    def with_named(self, people: Iterable[str]) -> "Company":
        """Return the company with more people present."""
        return Company(present=self.present | frozenset(people), bearers=self.bearers)


@dataclass(kw_only=True)
class Masks:
    """Everybody who is not named in one source, and what stands in their place."""

    books: list[Book]
    shown: dict[str, str]
    """{person: replacement}."""
    withdrawn: set[str]
    """Those whose names are never kept anywhere."""

    def __bool__(self) -> bool:
        """Tell whether there is anybody to mask."""
        return bool(self.shown)

    def add(self, person: str, naming: Naming, shown: str, found: Iterable[Spelling]) -> None:
        """Mask one more person."""
        self.shown[person] = shown
        if naming is Naming.WITHDRAWN:
            self.withdrawn.add(person)
        self.books[0].add(person, found)

    def lasting(self) -> "Masks":
        """Return the masks of people who withdrew: what they cover is never kept anywhere."""
        shown = {id: text for id, text in self.shown.items() if id in self.withdrawn}
        return Masks(books=self.books, shown=shown, withdrawn=self.withdrawn)

    def touches(self, text: str) -> bool:
        """Tell whether any name may stand in a text, whoever is in the thread."""
        return bool(self.shown) and any(True for _ in self._matches(text))

    def named_in(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the people whose full name, handle or address stands in one of the texts."""
        if not self.shown:
            return frozenset()
        return frozenset(
            id
            for text in texts
            for match in self._matches(text)
            if match.rule not in (Rule.BARE, Rule.BARE_WORD)
            for id in match.people
        )

    def masked(self, text: str, company: Company) -> str:
        """Return the text with names replaced."""
        if not self.shown:
            return text
        for match in reversed(self._chosen(text, company)):
            texts = {self.shown[id] for id in match.people}
            # Whom of several it names is not for us to say.
            shown = texts.pop() if len(texts) == 1 else WITHHELD
            text = text[: match.start] + shown + text[match.end :]
        return text

    def spans(self, text: str, company: Company) -> list[tuple[int, int]]:
        """Return the (start, end) of every name that is replaced."""
        return [(m.start, m.end) for m in self._chosen(text, company)] if self.shown else []

    def _chosen(self, text: str, company: Company) -> list[Match]:
        """Return the matches that count in this company, in order, none overlapping."""
        found = [m for match in self._matches(text) if (m := _in(match, company)) is not None]
        chosen: list[Match] = []
        for match in sorted(found, key=lambda m: (m.start - m.end, m.start)):
            if all(match.end <= other.start or match.start >= other.end for other in chosen):
                chosen.append(match)
        return sorted(chosen, key=lambda m: m.start)

    def _matches(self, text: str) -> Iterator[Match]:
        for book in self.books:
            for match in book.matches(text):
                people = frozenset(id for id in match.people if id in self.shown)
                if people:
                    yield replace(match, people=people)


def _in(match: Match, company: Company) -> Match | None:
    """Return the match as far as it counts in this company."""
    if match.rule not in (Rule.BARE, Rule.BARE_WORD):
        return match
    people = match.people & company.present
    if not people or match.key in company.bearers:
        return None
    return replace(match, people=people)
