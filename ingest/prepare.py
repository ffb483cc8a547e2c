"""From what a reader found to what the catalog keeps: cleaned, consented, named, digested.

A thread comes out with the words of people who have not withdrawn, names masked where somebody
wants that, and a digest by which the next sync tells changed from unchanged. It touches no store,
but for names of people who withdrew, which the ledger learns as hashes.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant import ids
from assistant.catalog.people import Register
from assistant.catalog.shelves import ContributionRow, ThreadRow
from assistant.ledger import marker_only
from assistant.masks import Company, Masks
from assistant.records import Author, Contribution, Draft, Naming, Source, Thread, ThreadDraft
from ingest.cover import Cover, company
from ingest.earlier import first_at
from ingest.mask_policy import MaskPolicy, Unmasked
from ingest.outcome import Skipped

_AS_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
"""`json.dumps` with these options would make an encoder for every call."""


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
        self._policy = MaskPolicy(source.mask)
        self._spaces = {space.lstrip("#"): audience for space, audience in source.map_audience}
        self._learned: set[Author] = set()
        self._gone: dict[str, bool] = {}

    def prepare(self, draft: ThreadDraft) -> Prepared:
        """Return the thread as the catalog keeps it."""
        self._learn(draft)
        audience = self._audience(draft)
        if audience is None:
            private = tuple(Skipped(item=d.external_id, reason="private") for d in draft.drafts)
            return Prepared(row=None, authors=(), skipped=private)
        unmasked = self._policy.apply(draft)
        draft = unmasked.draft
        kept, skipped = self._consented(unmasked)
        title = draft.title
        cover = self._cover(draft, title if kept and kept[0].draft is not draft.drafts[0] else None)
        if cover.lost_title:
            # The title of a conversation is its first author's words too.
            title = None
        if not kept:
            hidden = self._hidden(unmasked)
            return Prepared(row=None, authors=(), skipped=tuple(skipped), hidden=hidden)
        return Prepared(
            row=self._thread(unmasked, kept, audience, title, cover),
            authors=self._known(draft),
            skipped=tuple(skipped),
            masked=_found(draft, unmasked, kept),
            hidden=self._hidden(unmasked),
        )

    def _thread(
        self,
        unmasked: Unmasked,
        kept: "Sequence[_Kept]",
        audience: str,
        title: str | None,
        cover: Cover,
    ) -> ThreadRow:
        """Return a thread's row, as its readers may see it."""
        draft = unmasked.draft
        thread_id = ids.thread_id(self._source.id, draft.external_id)
        rows = tuple(
            self._row(item, i, (thread_id, audience), cover) for i, item in enumerate(kept)
        )
        name = self._name(draft.external_id, thread_id, unmasked)
        space = self._policy.line(draft.space) if draft.space else draft.space
        first = [author.identity for author in draft.drafts[0].authors]
        original, shown = cover.title(title, first)
        thread = Thread(
            id=thread_id,
            external_id=cover.external_id(name, thread_id),
            source_id=self._source.id,
            audience=audience,
            title=shown,
            url=cover.url(draft.url),
            space=cover.plain(space),
            tags=tuple(tag for tag in map(cover.plain, draft.tags) if tag),
            contributions=tuple(row.contribution for row in rows),
        )
        return ThreadRow(
            thread=thread,
            digest=_digest(
                [audience, title, draft.url, space, draft.tags, name, *(r.digest for r in rows)]
            ),
            rows=rows,
            source_title=original if shown != original else None,
        )

    def _known(self, draft: ThreadDraft) -> tuple[Author, ...]:
        """Return those who write or are mentioned, but for who left."""
        return tuple(
            author
            for item in draft.drafts
            for author in (*item.authors, *item.mentions)
            if not (self._is_gone(author) and self._register.ledger.entries_of(author.identity))
        )

    def _name(self, name: str, id: str, unmasked: Unmasked) -> str:
        """Return the source's name for an item, its id when that shows what is masked."""
        return id if self._policy.gives_away(name, unmasked.values) else name

    def _learn(self, draft: ThreadDraft) -> None:
        """Take over the names that the source gives people, before any text is masked."""
        for item in draft.drafts:
            for author in (*item.authors, *item.mentions):
                if author not in self._learned:
                    self._learned.add(author)
                    self._register.learn(author)

    def _cover(self, draft: ThreadDraft, title: str | None) -> Cover:
        """Return what hides names in a thread; `title` is given where its first post is gone."""
        masks = self._register.masks(self._source.id)
        gone = title and draft.drafts and self._is_withdrawn(draft.drafts[0])
        return Cover(
            ledger=self._register.ledger,
            masks=masks,
            company=self._company(draft, masks) if masks else Company(),
            lost_title=title if gone else None,
        )

    def _company(self, draft: ThreadDraft, masks: Masks) -> Company:
        people = [a for item in draft.drafts for a in (*item.authors, *item.mentions)]
        here = company(self._register, self._source.id, [a.identity for a in people])
        return here.with_named(masks.named_in(item.text for item in draft.drafts))

    def _audience(self, draft: ThreadDraft) -> str | None:
        mapped = self._spaces.get((draft.space or "").lstrip("#"))
        if mapped is not None:
            return mapped
        return None if draft.private else self._source.audience

    def _is_withdrawn(self, draft: Draft) -> bool:
        return any(map(self._is_gone, draft.authors))

    def _is_gone(self, author: Author) -> bool:
        """Tell whether somebody withdrew; their choices are those at the start of the sync."""
        found = self._gone.get(author.identity)
        if found is None:
            naming = self._register.naming_of(author.identity, self._source.id)
            found = self._gone[author.identity] = naming is Naming.WITHDRAWN
        return found

    def _hidden(self, unmasked: Unmasked) -> dict[str, str]:
        if not unmasked.values:
            return {}
        draft = unmasked.draft
        pairs = {draft.external_id: ids.thread_id(self._source.id, draft.external_id)} | {
            item.external_id: ids.contribution_id(self._source.id, item.external_id)
            for item in draft.drafts
        }
        return {name: id for name, id in pairs.items() if self._name(name, id, unmasked) != name}

    def _consented(self, unmasked: Unmasked) -> tuple[list["_Kept"], list[Skipped]]:
        kept: list[_Kept] = []
        skipped: list[Skipped] = []
        for draft, counts in zip(unmasked.draft.drafts, unmasked.counts, strict=True):
            text = draft.text
            own = self._register.ledger.without_quotes(text, [a.identity for a in draft.authors])
            is_withdrawn = self._is_withdrawn(draft)
            if is_withdrawn:
                # Others may quote what was never in the catalog.
                at = first_at(draft.created_at)
                self._register.ledger.hear(draft.authors[0].identity, text, at)
            if is_withdrawn or marker_only(own):
                skipped.append(Skipped(item=draft.external_id, reason="withdrawn"))
            elif not text:
                skipped.append(Skipped(item=draft.external_id, reason="empty"))
            else:
                id = ids.contribution_id(self._source.id, draft.external_id)
                name = self._name(draft.external_id, id, unmasked)
                kept.append(_Kept(draft=draft, own=own, id=id, name=name, masked=counts))
        return kept, skipped

    def _row(
        self, item: "_Kept", ordinal: int, place: tuple[str, str], cover: Cover
    ) -> ContributionRow:
        """Return a contribution as stored; `place` is its (thread id, audience)."""
        draft = item.draft
        thread_id, audience = place
        original, text = cover.text(item.own)
        contribution = Contribution(
            id=item.id,
            external_id=cover.external_id(item.name, item.id),
            thread_id=thread_id,
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
            reactions=draft.reactions,
            locator=cover.plain(draft.locator),
            licence=draft.licence or self._source.licence,
            notes=draft.notes,
        )
        return ContributionRow(
            contribution=contribution,
            digest=_draft_digest(draft, item.name),
            authors=tuple(author.identity for author in draft.authors),
            mentions=tuple(
                author.identity for author in draft.mentions if not self._is_gone(author)
            ),
            source_text=original if text != original else None,
        )


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A draft that is let in."""

    draft: Draft
    """Cleaned and masked."""
    own: str
    """Its words without those of people who withdrew."""
    id: str
    name: str
    """How the source names it, its id where that shows what is masked."""
    masked: Counter[str]
    """How often each kind of personal data stood in it."""


def _found(
    draft: ThreadDraft, unmasked: Unmasked, kept: Sequence[_Kept]
) -> tuple[tuple[str, str, int], ...]:
    """Return (kind, item, how often) of what was masked in what is kept."""
    named = [(draft.external_id, unmasked.titled)]
    named += [(item.draft.external_id, item.masked) for item in kept]
    return tuple((kind, name, n) for name, counts in named for kind, n in counts.items())


def _draft_digest(draft: Draft, name: str) -> str:
    """Return a hash of what is stored of an item, so that another policy makes it another."""
    return _digest(
        [
            name,
            draft.text,
            str(draft.created_at),
            str(draft.edited_at),
            draft.url,
            draft.reply_to,
            draft.accepted,
            draft.locator,
            draft.licence,
            [[a.identity, a.name] for a in draft.authors],
            [a.identity for a in draft.mentions],
            [[r.name, r.count] for r in draft.reactions],
        ]
    )


def _digest(parts: Sequence[object]) -> str:
    return hashlib.sha256(_AS_JSON(parts).encode()).hexdigest()[:32]
