"""Takes out of a thread what its source's policy masks, before anything else is done with it.

Consent, quotes, digests and passages see no other words, so nothing of what was masked is stored.
It does not know how personal data is found (`ingest.personal_data`).
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import unquote

from assistant.records import Draft, ThreadDraft
from ingest.decode import clean_characters, clean_line
from ingest.personal_data import masked


@dataclass(frozen=True, kw_only=True)
class Unmasked:
    """A thread as it may be stored, and what was taken out of it."""

    draft: ThreadDraft
    """Cleaned and without what is masked."""
    titled: Counter[str]
    """How often each kind stood in its title and the names of its place."""
    counts: tuple[Counter[str], ...]
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
        counts = [Counter[str]() for _ in draft.drafts]
        items = tuple(
            self._item(item, count, values)
            for item, count in zip(draft.drafts, counts, strict=True)
        )
        title = self._seen(clean_line(draft.title), titled, values) if draft.title else None
        done = replace(
            draft,
            title=title,
            drafts=items,
            tags=tuple(self._seen(tag, titled, values) for tag in draft.tags),
        )
        spelt = frozenset(_spelt(value.removeprefix("mailto:")) for value in values) - {""}
        if self._kinds:
            done = replace(
                done,
                url=self._url(done.url, spelt),
                drafts=tuple(self._linked(item, spelt) for item in done.drafts),
            )
        return Unmasked(draft=done, titled=titled, counts=tuple(counts), values=spelt)

    def gives_away(self, name: str, values: Collection[str]) -> bool:
        """Tell whether an address or the name of an item shows what is masked.

        The ids of mails look like addresses of people, so addresses count only where they stand
        in the words too.
        """
        if not self._kinds:
            return False
        spelt = _spelt(name)
        if any(value in spelt for value in values):
            return True
        return "key" in self._kinds and bool(masked(name, ("key",)).values)

    def _item(self, item: Draft, count: Counter[str], values: set[str]) -> Draft:
        text = self._seen(clean_characters(item.text).strip(), count, values)
        # Headings stand in every section below them: covered each time, counted in the title.
        uncounted = Counter[str]()
        locator = self._seen(item.locator, uncounted, values) if item.locator else item.locator
        if text == item.text and locator == item.locator:
            return item
        return replace(item, text=text, locator=locator)

    def _url(self, url: str | None, values: Collection[str]) -> str | None:
        """Return an address, None where it holds a key or spells what was masked beside it."""
        return None if url and self.gives_away(url, values) else url

    def _linked(self, item: Draft, values: Collection[str]) -> Draft:
        url = self._url(item.url, values)
        return item if url == item.url else replace(item, url=url)

    def _seen(self, words: str, counts: Counter[str], values: set[str]) -> str:
        """Return words masked; note what was masked in them."""
        if not self._kinds:
            return words
        found = masked(words, self._kinds)
        counts.update(found.counts)
        values.update(value for _, value in found.values)
        return found.text


def _spelt(value: str) -> str:
    return "".join(filter(str.isalnum, unquote(value).lower()))
