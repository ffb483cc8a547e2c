"""What hides the names and words of people who want that, wherever a thread may show them.

One cover serves one thread: its texts, title, headings, addresses, file names, licences and what
reactions are called. It does not know where the thread comes from (a reader or the catalog).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote

from assistant.catalog.people import Register
from assistant.catalog.shelves import ContributionRow, ThreadRow
from assistant.ledger import Ledger
from assistant.masks import Company, Masks
from assistant.records import Naming, Reaction
from assistant.spellings import WORD_NAMES, tokens

_SLUG_WORDS = 2
"""Words of a title that must stand in an address to give the title away."""


@dataclass(frozen=True, kw_only=True)
class Cover:
    """Names and words that one thread must not show."""

    ledger: Ledger
    masks: Masks
    company: Company
    lost_title: str | None = None
    """A title that went with its author; addresses spell it too."""

    def text(self, text: str) -> tuple[str, str]:
        """Return a text (as it is kept, as it is shown)."""
        if not self.masks:
            return text, text
        kept = self.masks.lasting().masked(text, self.company)
        return kept, self.masks.masked(kept, self.company)

    def title(self, title: str | None, authors: Iterable[str]) -> tuple[str | None, str | None]:
        """Return a title (as it is kept, as it is shown); `authors` are those who gave it."""
        if not title:
            return None, None
        return self.text(self.ledger.without_quotes(title, authors))

    def plain(self, value: str | None) -> str | None:
        """Return a heading, tag, place or licence as it is shown; no other form is kept."""
        return self.masks.masked(value, self.company) if value else value

    def reactions(self, given: tuple[Reaction, ...]) -> tuple[Reaction, ...]:
        """Return reactions as they are shown: communities make their own, called after people."""
        if not self.masks:
            return given
        return tuple(replace(item, name=self._reaction(item.name)) for item in given)

    def _reaction(self, name: str) -> str:
        if set(tokens(name)) <= WORD_NAMES:
            return name  # a rose, not Rose
        handle = f"@{name}"
        shown = self.masks.masked(handle, self.company)
        return name if shown == handle else shown

    def url(self, url: str | None) -> str | None:
        """Return an address, None when it spells a name or a title that is gone."""
        if not url or self._is_bare:
            return url
        return None if self._gives_away(unquote(url)) else url

    def external_id(self, name: str, id: str) -> str:
        """Return the source's name for an item, its id when that spells a name."""
        return name if self._is_bare or not self._gives_away(name) else id

    @property
    def _is_bare(self) -> bool:
        """True: there is nothing to hide, as in most threads of most communities."""
        return not self.masks and not self.lost_title

    def _gives_away(self, value: str) -> bool:
        if self.masks.named_in([value]):
            return True
        if not self.lost_title:
            return False
        words, wanted = tokens(value), tokens(self.lost_title)
        if len(wanted) < _SLUG_WORDS:
            return wanted[:1] != [] and len(wanted[0]) > 5 and wanted[0] in words
        wanted = wanted[:6]
        n = len(wanted)
        return any(words[i : i + n] == wanted for i in range(len(words) - n + 1))

    def row(self, row: ThreadRow) -> ThreadRow:
        """Return a stored thread covered anew, from what its source said."""
        rows = tuple(self._contribution(item) for item in row.rows)
        first = row.rows[0].authors if row.rows else ()
        kept, shown = self.title(row.source_title or row.thread.title, first)
        thread = replace(
            row.thread,
            title=shown,
            url=self.url(row.thread.url),
            external_id=self.external_id(row.thread.external_id, row.thread.id),
            space=self.plain(row.thread.space),
            tags=tuple(tag for tag in map(self.plain, row.thread.tags) if tag),
            contributions=tuple(item.contribution for item in rows),
        )
        return replace(row, thread=thread, rows=rows, source_title=kept if shown != kept else None)

    def _contribution(self, item: ContributionRow) -> ContributionRow:
        before = item.contribution
        text = self.ledger.without_quotes(item.source_text or before.text, item.authors)
        kept, shown = self.text(text)
        after = replace(
            before,
            text=shown,
            url=self.url(before.url),
            external_id=self.external_id(before.external_id, before.id),
            locator=self.plain(before.locator),
            licence=self.plain(before.licence),
            reactions=self.reactions(before.reactions),
        )
        return replace(item, contribution=after, source_text=kept if shown != kept else None)


def company(register: Register, source_id: str, identities: Iterable[str]) -> Company:
    """Return who is in a thread where these identities write or are mentioned."""
    present: set[str] = set()
    bearers: set[str] = set()
    for key in dict.fromkeys(identities):
        left = [e.id for e in register.ledger.entries_of(key) if e.covers(source_id)]
        present.update(left)
        person = register.person(key)
        if left or person is None:
            continue
        if register.naming(person.id, source_id) is Naming.NAMED:
            bearers |= parts_of(person.name or "")
        else:
            present.add(person.id)
    return Company(present=frozenset(present), bearers=frozenset(bearers))


@lru_cache(maxsize=10_000)
def parts_of(name: str) -> frozenset[str]:
    """Return the first and the last word of a name, normalised: how it may stand alone."""
    words = [" ".join(tokens(word)) for word in re.split(r"\s+", name) if word]
    return frozenset((*words[:1], *words[-1:]))
