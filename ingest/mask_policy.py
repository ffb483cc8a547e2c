"""Takes out of a thread what its source's policy masks, before anything else is done with it.

Consent, quotes, digests and passages see no other words, so nothing of what was masked is stored.
It does not know how personal data is found (`ingest.personal_data`).
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from assistant.records import Draft, ThreadDraft
from ingest.decode import clean_characters, clean_line
from ingest.personal_data import masked

_NONE: Mapping[str, int] = Counter()
"""Nothing was masked, as in most items."""


@dataclass(frozen=True, kw_only=True)
class Unmasked:
    """A thread as it may be stored, and what was taken out of it."""

    draft: ThreadDraft
    """Cleaned and without what is masked."""
    titled: Mapping[str, int]
    """How often each kind stood in its title and the names of its place."""
    counts: tuple[Mapping[str, int], ...]
    """How often each kind stood in each of its items."""
    values: frozenset[str]
    """What was masked in its words, letters and figures only: addresses spell it so."""


class MaskPolicy:
    """What one source masks."""

    def __init__(self, kinds: Collection[str]) -> None:
        """Take the kinds that are masked; none: words are cleaned and stay."""
        self._kinds = kinds

    def line(self, value: str) -> str:
        """Return a heading or a name as it is stored."""
        return masked(value, self._kinds).text

    def apply(self, draft: ThreadDraft) -> Unmasked:
        """Return a thread with its words cleaned and masked."""
        titled, values = Counter[str](), set[str]()
        found = [self._item(item, values) for item in draft.drafts]
        title = self._seen(clean_line(draft.title), titled, values) if draft.title else None
        done = replace(
            draft,
            title=title,
            drafts=tuple(item for item, _ in found),
            tags=tuple(self._seen(tag, titled, values) for tag in draft.tags),
        )
        spelt = frozenset(_spelt(value.removeprefix("mailto:")) for value in values) - {""}
        if self._kinds:
            done = replace(
                done,
                url=self._url(done.url, spelt),
                drafts=tuple(self._linked(item, spelt) for item in done.drafts),
            )
        counts = tuple(count for _, count in found)
        return Unmasked(draft=done, titled=titled or _NONE, counts=counts, values=spelt)

    def name(self, name: str, id: str, values: Collection[str]) -> str:
        """Return the source's name for an item, its id when that shows what is masked."""
        return id if self.gives_away(name, values) else name

    def gives_away(self, name: str, values: Collection[str]) -> bool:
        """Tell whether an address or the name of an item shows what is masked.

        The ids of mails look like addresses of people, so addresses count only where they stand
        in the words too.
        """
        if not self._kinds:
            return False
        if values and any(map(_spelt(name).__contains__, values)):
            return True
        return "key" in self._kinds and bool(masked(name, ("key",)).values)

    def _item(self, item: Draft, values: set[str]) -> tuple[Draft, Mapping[str, int]]:
        found = masked(clean_characters(item.text).strip(), self._kinds)
        values.update(value for _, value in found.values)
        # Headings stand in every section below them: covered each time, counted in the title.
        locator = self._seen(item.locator, Counter(), values) if item.locator else item.locator
        licence = self.line(item.licence) if item.licence else item.licence
        if (found.text, locator, licence) != (item.text, item.locator, item.licence):
            item = replace(item, text=found.text, locator=locator, licence=licence)
        return item, found.counts if found.values else _NONE

    def _url(self, url: str | None, values: Collection[str]) -> str | None:
        """Return an address, None where it holds a key or spells what was masked beside it."""
        return None if url and self.gives_away(url, values) else url

    def _linked(self, item: Draft, values: Collection[str]) -> Draft:
        url = self._url(item.url, values)
        return item if url == item.url else replace(item, url=url)

    def _seen(self, words: str, counts: Counter[str], values: set[str]) -> str:
        """Return words masked; note what was masked in them."""
        found = masked(words, self._kinds)
        counts.update(found.counts)
        values.update(value for _, value in found.values)
        return found.text


def _spelt(value: str) -> str:
    return "".join(filter(str.isalnum, unquote(value).lower()))
