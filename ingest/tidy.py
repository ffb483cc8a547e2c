"""The first half of a thread's way in: cleaned, masked as its source says, named, digested.

Pure, so it is done where the reading is done (`ingest.beside`): it knows nobody's choices and no
store. What depends on those comes after, in `ingest.prepare`.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant import ids
from assistant.records import Author, Draft, Source, ThreadDraft
from ingest.lengths import pieces
from ingest.mask_policy import MaskPolicy
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import Reader, ReadRequest

_AS_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
"""`json.dumps` with these options would make an encoder for every call."""


@dataclass(frozen=True, kw_only=True)
class TidyThread:
    """A thread with its words as they may be stored; `ids` to `counts` go with its drafts."""

    draft: ThreadDraft
    """Cleaned and without what is masked."""
    space: str | None
    """Where it stands, without what is masked."""
    people: tuple[Author, ...]
    """Who writes or is mentioned; once, and again where they are named otherwise further down."""
    id: str
    name: str
    """How the source names it, its id where that shows what is masked."""
    ids: tuple[str, ...]
    names: tuple[str, ...]
    """How the source names the items, their ids where those show what is masked."""
    digests: tuple[str, ...]
    """Hashes of what is stored of the items, so that another policy makes them others."""
    counts: tuple[Mapping[str, int], ...]
    """How often each kind of personal data stood in each item."""
    titled: Mapping[str, int]
    """The same of its title and the names of its place."""
    values: frozenset[str]
    """What was masked in its words, as addresses spell it."""

    def hidden(self) -> dict[str, str]:
        """Return {name that shows what is masked: the id that stands for it}."""
        outer, inner = self.draft.external_id, (item.external_id for item in self.draft.drafts)
        found = {outer: self.id} if self.name != outer else {}
        pairs = zip(inner, self.names, self.ids, strict=True)
        return found | {given: id for given, name, id in pairs if name != given}

    def keeping(self, places: Sequence[int]) -> "TidyThread":
        """Return the thread with the items at these places only, itself when these are all."""
        if len(places) == len(self.ids):
            return self
        drafts = tuple(self.draft.drafts[i] for i in places)
        return replace(
            self,
            draft=replace(self.draft, drafts=drafts),
            people=_people(drafts),
            ids=tuple(self.ids[i] for i in places),
            names=tuple(self.names[i] for i in places),
            digests=tuple(self.digests[i] for i in places),
            counts=tuple(self.counts[i] for i in places),
        )


TidyItem = TidyThread | Skipped | Failed | Noted
"""What becomes of what a reader yields."""


class Tidier:
    """Tidies the threads of one source."""

    def __init__(self, source: Source) -> None:
        """Take the source, for its id and for what it masks."""
        self._source_id = source.id
        self._policy = MaskPolicy(source.mask)

    def tidy(self, draft: ThreadDraft) -> TidyThread:
        """Return a thread as its source may have it stored."""
        unmasked = self._policy.apply(draft)
        done, values = unmasked.draft, unmasked.values
        thread_id = ids.thread_id(self._source_id, done.external_id)
        item_ids = tuple(
            ids.contribution_id(self._source_id, item.external_id) for item in done.drafts
        )
        names = tuple(
            self._policy.name(item.external_id, id, values)
            for item, id in zip(done.drafts, item_ids, strict=True)
        )
        return TidyThread(
            draft=done,
            space=self._policy.line(done.space) if done.space else done.space,
            people=_people(done.drafts),
            id=thread_id,
            name=self._policy.name(done.external_id, thread_id, values),
            ids=item_ids,
            names=names,
            digests=tuple(map(_draft_digest, done.drafts, names)),
            counts=unmasked.counts,
            titled=unmasked.titled,
            values=values,
        )

    def renamed(self, thread: TidyThread, external_id: str) -> TidyThread:
        """Return a thread under another name at its source."""
        id = ids.thread_id(self._source_id, external_id)
        return replace(
            thread,
            draft=replace(thread.draft, external_id=external_id),
            id=id,
            name=self._policy.name(external_id, id, thread.values),
        )


@dataclass(frozen=True, kw_only=True)
class TidyReader:
    """A reader whose threads come tidied, and none longer than is stored as one."""

    reader: Reader
    tidier: Tidier

    def read(self, request: ReadRequest) -> Iterator[TidyItem]:
        """Yield what the reader yields. Raises `ReadError` where it does."""
        for item in self.reader.read(request):
            if isinstance(item, ThreadDraft):
                yield from map(self.tidier.tidy, pieces(item))
            else:
                yield item


def digest(parts: Sequence[object]) -> str:
    """Return a hash of plain values."""
    return hashlib.sha256(_AS_JSON(parts).encode()).hexdigest()[:32]


def _draft_digest(draft: Draft, name: str) -> str:
    return digest(
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


def _people(drafts: Iterable[Draft]) -> tuple[Author, ...]:
    latest: dict[str, Author] = {}
    found: list[Author] = []
    for item in drafts:
        for author in (*item.authors, *item.mentions):
            known = latest.get(author.identity)
            if known is not author and known != author:
                latest[author.identity] = author
                found.append(author)
    return tuple(found)
