"""From a tidied thread to what the catalog keeps: consented, covered, digested.

A thread comes out with the words of people who have not withdrawn, names masked where somebody
wants that, and a digest by which the next sync tells changed from unchanged. It touches no store,
but for names of people who withdrew, which the ledger learns as hashes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assistant import ids
from assistant.catalog.people import Register
from assistant.catalog.shelves import ContributionRow, ThreadRow
from assistant.ledger import marker_only
from assistant.masks import Company, Masks
from assistant.records import Author, Contribution, Draft, Naming, Source, Thread, ThreadDraft
from ingest.cover import Cover, company
from ingest.earlier import first_at
from ingest.outcome import Skipped
from ingest.tidy import Tidier, TidyThread, digest


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A thread ready for the catalog, and what was left out of it."""

    row: ThreadRow | None
    """None when nothing of it is left."""
    authors: tuple[Author, ...]
    skipped: tuple[Skipped, ...]
    masked: tuple[tuple[str, str, int], ...] = ()
    """Personal data taken out of what is kept: (kind, item, how often)."""
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Items whose names show what is masked, and the ids that stand for them."""


class Preparer:
    """Prepares the threads of one source."""

    def __init__(self, source: Source, register: Register) -> None:
        """Take the source and who is who, as they stand when the sync starts."""
        self._source = source
        self._register = register
        self._tidier = Tidier(source)
        self._spaces = {space.lstrip("#"): audience for space, audience in source.map_audience}
        self._learned: set[Author] = set()
        self._gone: dict[str, bool] = {}

    def prepare(self, draft: ThreadDraft) -> Prepared:
        """Return the thread that a reader found as the catalog keeps it."""
        return self.settle(self._tidier.tidy(draft))

    def settle(self, tidy: TidyThread) -> Prepared:
        """Return a tidied thread as the catalog keeps it."""
        self._learn(tidy.people)
        draft = tidy.draft
        audience = self._audience(draft)
        if audience is None:
            self._hear(draft.drafts)
            private = tuple(Skipped(item=d.external_id, reason="private") for d in draft.drafts)
            return Prepared(row=None, authors=(), skipped=private)
        kept, skipped = self._consented(tidy)
        title = draft.title
        cover = self._cover(tidy, title if kept and kept[0].place else None)
        if cover.lost_title:
            # The title of a conversation is its first author's words too.
            title = None
        if not kept:
            return Prepared(row=None, authors=(), skipped=tuple(skipped), hidden=tidy.hidden())
        return Prepared(
            row=self._thread(tidy, kept, (audience, title), cover),
            authors=self._known(tidy.people),
            skipped=tuple(skipped),
            masked=_found(tidy, kept),
            hidden=tidy.hidden(),
        )

    def _thread(
        self, tidy: TidyThread, kept: "Sequence[_Kept]", facts: tuple[str, str | None], cover: Cover
    ) -> ThreadRow:
        """Return a thread's row, as its readers may see it; `facts` are (audience, title)."""
        draft = tidy.draft
        audience, title = facts
        rows = tuple(self._row(tidy, item, (i, audience), cover) for i, item in enumerate(kept))
        first = [author.identity for author in draft.drafts[0].authors]
        original, shown = cover.title(title, first)
        thread = Thread(
            id=tidy.id,
            external_id=cover.external_id(tidy.name, tidy.id),
            source_id=self._source.id,
            audience=audience,
            title=shown,
            url=cover.url(draft.url),
            space=cover.plain(tidy.space),
            tags=tuple(tag for tag in map(cover.plain, draft.tags) if tag),
            contributions=tuple(row.contribution for row in rows),
        )
        said = [audience, title, draft.url, tidy.space, draft.tags, tidy.name]
        return ThreadRow(
            thread=thread,
            digest=digest([*said, *(row.digest for row in rows)]),
            rows=rows,
            source_title=original if shown != original else None,
        )

    def _known(self, people: Sequence[Author]) -> tuple[Author, ...]:
        """Return those who write or are mentioned, but for who left."""
        return tuple(
            author
            for author in people
            if not (self._is_gone(author) and self._register.ledger.entries_of(author.identity))
        )

    def _learn(self, people: Sequence[Author]) -> None:
        """Take over the names that the source gives people, before any text is covered."""
        for author in people:
            if author not in self._learned:
                self._learned.add(author)
                self._register.learn(author)

    def _cover(self, tidy: TidyThread, title: str | None) -> Cover:
        """Return what hides names in a thread; `title` is given where its first post is gone."""
        draft = tidy.draft
        masks = self._register.masks(self._source.id)
        gone = title and draft.drafts and any(map(self._is_gone, draft.drafts[0].authors))
        return Cover(
            ledger=self._register.ledger,
            masks=masks,
            company=self._company(tidy, masks) if masks else Company(),
            lost_title=title if gone else None,
        )

    def _company(self, tidy: TidyThread, masks: Masks) -> Company:
        here = company(self._register, self._source.id, [a.identity for a in tidy.people])
        return here.with_named(masks.named_in(item.text for item in tidy.draft.drafts))

    def _audience(self, draft: ThreadDraft) -> str | None:
        mapped = self._spaces.get((draft.space or "").lstrip("#"))
        if mapped is not None:
            return mapped
        return None if draft.private else self._source.audience

    def _is_gone(self, author: Author) -> bool:
        """Tell whether somebody withdrew; their choices are those at the start of the sync."""
        found = self._gone.get(author.identity)
        if found is None:
            naming = self._register.naming_of(author.identity, self._source.id)
            found = self._gone[author.identity] = naming is Naming.WITHDRAWN
        return found

    def _consented(self, tidy: TidyThread) -> tuple[list["_Kept"], list[Skipped]]:
        kept: list[_Kept] = []
        skipped: list[Skipped] = []
        ledger = self._register.ledger
        self._hear(tidy.draft.drafts)
        for place, draft in enumerate(tidy.draft.drafts):
            own = ledger.without_quotes(draft.text, [a.identity for a in draft.authors])
            is_withdrawn = any(map(self._is_gone, draft.authors))
            if is_withdrawn or marker_only(own):
                skipped.append(Skipped(item=draft.external_id, reason="withdrawn"))
            elif not draft.text:
                skipped.append(Skipped(item=draft.external_id, reason="empty"))
            else:
                kept.append(_Kept(place, own))
        return kept, skipped

    def _hear(self, drafts: Sequence[Draft]) -> None:
        """Take in the words of who withdrew: others may quote what was never in the catalog."""
        for draft in drafts:
            if any(map(self._is_gone, draft.authors)):
                at = first_at(draft.created_at)
                self._register.ledger.hear(draft.authors[0].identity, draft.text, at)

    def _row(
        self, tidy: TidyThread, item: "_Kept", facts: tuple[int, str], cover: Cover
    ) -> ContributionRow:
        """Return a contribution as stored; `facts` are its (ordinal, audience)."""
        draft, id = tidy.draft.drafts[item.place], tidy.ids[item.place]
        ordinal, audience = facts
        original, text = cover.text(item.own)
        contribution = Contribution(
            id=id,
            external_id=cover.external_id(tidy.names[item.place], id),
            thread_id=tidy.id,
            source_id=self._source.id,
            audience=audience,
            ordinal=ordinal,
            text=text,
            created_at=draft.created_at,
            edited_at=draft.edited_at,
            url=cover.url(draft.url),
            reply_to=(
                ids.contribution_id(self._source.id, draft.reply_to) if draft.reply_to else None
            ),
            accepted=draft.accepted,
            reactions=cover.reactions(draft.reactions),
            locator=cover.plain(draft.locator),
            licence=cover.plain(draft.licence or self._source.licence),
            notes=draft.notes,
        )
        return ContributionRow(
            contribution=contribution,
            digest=tidy.digests[item.place],
            authors=tuple(author.identity for author in draft.authors),
            mentions=tuple(
                author.identity for author in draft.mentions if not self._is_gone(author)
            ),
            source_text=original if text != original else None,
        )


class _Kept(NamedTuple):
    """An item that is let in."""

    place: int
    """In its thread as it was tidied."""
    own: str
    """Its words without those of people who withdrew."""


def _found(tidy: TidyThread, kept: Sequence[_Kept]) -> tuple[tuple[str, str, int], ...]:
    """Return (kind, item, how often) of what was masked in what is kept."""
    drafts = tidy.draft.drafts
    named = [(tidy.draft.external_id, tidy.titled)]
    named += [(drafts[item.place].external_id, tidy.counts[item.place]) for item in kept]
    return tuple((kind, name, n) for name, counts in named for kind, n in counts.items())
