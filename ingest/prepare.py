"""From what a reader found to what the catalog keeps: cleaned, consented, named, digested.

Pure. A thread comes out with the words of people who have not withdrawn, names masked where
somebody wants that, and a digest by which the next sync tells changed from unchanged.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import ids
from assistant.catalog.people import Register
from assistant.catalog.shelves import ContributionRow, ThreadRow
from assistant.masks import Mask, lasting, masked, masks_for, named_in
from assistant.records import Author, Contribution, Draft, Naming, Source, Thread, ThreadDraft
from ingest.decode import clean_characters, clean_line
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


class Preparer:
    """Prepares the threads of one source."""

    def __init__(self, source: Source, register: Register) -> None:
        """Take the source and who is who, as they stand when the sync starts."""
        self._source = source
        self._register = register
        self._masks = masks_for(register, source.id)
        self._spaces = {space.lstrip("#"): audience for space, audience in source.map_audience}

    def prepare(self, draft: ThreadDraft) -> Prepared:
        """Return the thread as the catalog keeps it."""
        self._learn(draft)
        audience = self._audience(draft)
        if audience is None:
            private = tuple(Skipped(item=d.external_id, reason="private") for d in draft.drafts)
            return Prepared(row=None, authors=(), skipped=private)
        kept, skipped = self._consented(draft.drafts)
        title = clean_line(draft.title) if draft.title else None
        if draft.drafts and (not kept or kept[0] is not draft.drafts[0]) and self._gone(draft):
            # The title of a conversation is its first author's words too.
            title = None
        if not kept:
            return Prepared(row=None, authors=(), skipped=tuple(skipped))
        thread_id = ids.thread_id(self._source.id, draft.external_id)
        present = self._present(draft.drafts)
        rows = tuple(
            self._row(item, i, thread_id, audience, present) for i, item in enumerate(kept)
        )
        original = masked(title, lasting(self._masks), present) if title else None
        shown = masked(original, self._masks, present) if original else None
        thread = Thread(
            id=thread_id,
            external_id=draft.external_id,
            source_id=self._source.id,
            audience=audience,
            title=shown,
            url=draft.url,
            space=draft.space,
            tags=draft.tags,
            contributions=tuple(row.contribution for row in rows),
        )
        row = ThreadRow(
            thread=thread,
            digest=_digest([audience, title, draft.url, draft.space, *(r.digest for r in rows)]),
            rows=rows,
            source_title=original if shown != original else None,
        )
        # Of those who withdrew only the names are kept, to be masked in what others write.
        authors = tuple(a for item in draft.drafts for a in (*item.authors, *item.mentions))
        return Prepared(row=row, authors=authors, skipped=tuple(skipped))

    def _learn(self, draft: ThreadDraft) -> None:
        """Take over names of people who chose before the source had named them."""
        authors = (a for item in draft.drafts for a in (*item.authors, *item.mentions))
        if any([self._register.learn(author) for author in authors]):
            self._masks = masks_for(self._register, self._source.id)

    def _audience(self, draft: ThreadDraft) -> str | None:
        mapped = self._spaces.get((draft.space or "").lstrip("#"))
        if mapped is not None:
            return mapped
        return None if draft.private else self._source.audience

    def _gone(self, draft: ThreadDraft) -> bool:
        return any(self._naming(author) is Naming.WITHDRAWN for author in draft.drafts[0].authors)

    def _naming(self, author: Author) -> Naming:
        person = self._register.person(author.identity)
        if person is None:
            return self._source.attribution
        return self._register.naming(person.id, self._source.id)

    def _consented(self, drafts: Sequence[Draft]) -> tuple[list[Draft], list[Skipped]]:
        kept: list[Draft] = []
        skipped: list[Skipped] = []
        for draft in drafts:
            text = clean_characters(draft.text).strip()
            if any(self._naming(author) is Naming.WITHDRAWN for author in draft.authors):
                skipped.append(Skipped(item=draft.external_id, reason="withdrawn"))
            elif not text:
                skipped.append(Skipped(item=draft.external_id, reason="empty"))
            else:
                kept.append(draft if text == draft.text else replace(draft, text=text))
        return kept, skipped

    def _present(self, drafts: Sequence[Draft]) -> frozenset[str]:
        people = (
            self._register.person(author.identity)
            for draft in drafts
            for author in (*draft.authors, *draft.mentions)
        )
        here = frozenset(person.id for person in people if person is not None)
        return here | named_in((draft.text for draft in drafts), self._masks)

    def _row(
        self, draft: Draft, ordinal: int, thread_id: str, audience: str, present: frozenset[str]
    ) -> ContributionRow:
        original = masked(draft.text, lasting(self._masks), present)
        text = masked(original, self._masks, present)
        contribution = Contribution(
            id=ids.contribution_id(self._source.id, draft.external_id),
            external_id=draft.external_id,
            thread_id=thread_id,
            source_id=self._source.id,
            audience=audience,
            ordinal=ordinal,
            text=text,
            created_at=draft.created_at,
            edited_at=draft.edited_at,
            url=draft.url,
            reply_to=(
                ids.contribution_id(self._source.id, draft.reply_to) if draft.reply_to else None
            ),
            accepted=draft.accepted,
            reactions=draft.reactions,
            locator=draft.locator,
            licence=draft.licence or self._source.licence,
            notes=draft.notes,
        )
        return ContributionRow(
            contribution=contribution,
            digest=_draft_digest(draft),
            authors=tuple(author.identity for author in draft.authors),
            mentions=tuple(
                author.identity
                for author in draft.mentions
                if self._naming(author) is not Naming.WITHDRAWN
            ),
            source_text=original if text != original else None,
        )


def masked_row(row: ThreadRow, masks: Sequence[Mask], present: frozenset[str]) -> ThreadRow:
    """Return a stored thread with names masked anew from what its source said."""
    always = lasting(masks)
    rows = []
    for item in row.rows:
        original = masked(item.source_text or item.contribution.text, always, present)
        text = masked(original, masks, present)
        rows.append(
            replace(
                item,
                contribution=replace(item.contribution, text=text),
                source_text=original if text != original else None,
            )
        )
    title = row.source_title or row.thread.title
    kept_title = masked(title, always, present) if title else None
    shown = masked(kept_title, masks, present) if kept_title else None
    thread = replace(
        row.thread, title=shown, contributions=tuple(item.contribution for item in rows)
    )
    return replace(
        row,
        thread=thread,
        rows=tuple(rows),
        source_title=kept_title if shown != kept_title else None,
    )


def _draft_digest(draft: Draft) -> str:
    return _digest(
        [
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
