"""Covers stored threads anew after a choice: without what was withdrawn, names masked as chosen.

Only what comes out different is written: calling it again changes nothing. It does not know who
chose or why.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from assistant.catalog import Catalog, people, read_fact, shelves, texts, write_fact
from assistant.catalog.catalog import Reading
from assistant.catalog.people import Register
from assistant.catalog.shelves import ThreadRow
from assistant.ledger import QUOTE_WITHHELD, marker_only
from assistant.records import Naming
from ingest.cover import Cover, company
from ingest.shelve import Shelf

_BATCH = 100
"""Threads held in memory at once."""
_MASKED_WITH = "masked_with"
"""The fact that says with which names the stored texts were last gone through."""


@dataclass(slots=True, kw_only=True)
class Changes:
    """What a rewriting took out or covered."""

    contributions: int = 0
    threads: int = 0
    masked: int = 0
    quotations: int = 0
    mentions: int = 0
    titles: int = 0
    emptied: list[str] = field(default_factory=list)
    """Threads of which nothing is left."""


def rewrite_all(catalog: Catalog, shelf: Shelf) -> int:
    """Cover what was stored before a name was known; return how many threads changed.

    Called after a sync: it may have learned names that stood in texts before they were known.
    """
    with catalog.read() as reading:
        register = people.register(reading)
        state = _state(register, reading)
        if read_fact(reading, _MASKED_WITH) == state:
            return 0
        touched = naming_threads(reading, register)
    changes = rewrite(catalog, shelf, register, touched)
    with catalog.change("sync") as change:
        write_fact(change, _MASKED_WITH, state)
    return changes.threads


def _state(register: Register, reading: Reading) -> str:
    """Return a keyed hash of all names that are masked, in every source."""
    facts = []
    for source_id in texts.source_ids(reading):
        masks = register.masks(source_id)
        facts += [source_id, *sorted(map(repr, masks.shown.items()))]
        facts += sorted(f"{key} {sorted(who)}" for key, who in masks.books[0].keys.items())
    return register.ledger.digest("\n".join([*facts, register.ledger.state]))


def naming_threads(reading: Reading, register: Register) -> list[str]:
    """Return the threads in which a name may stand that is to be masked, or withdrawn words."""
    masked = any(register.masks(id) for id in texts.source_ids(reading))
    if not masked and not register.ledger.entries:
        return []  # nobody is to be covered: no text need be read
    found: dict[str, None] = {}
    for item in texts.every(reading):
        if item.thread_id in found:
            continue
        masks = register.masks(item.source_id)
        may_quote = item.kind in (texts.Kind.WORDS, texts.Kind.TITLE)
        is_quoting = may_quote and bool(register.ledger.quotes(item.text))
        if is_quoting or masks.touches(item.text):
            found[item.thread_id] = None
    return list(found)


def rewrite(catalog: Catalog, shelf: Shelf, register: Register, touched: Sequence[str]) -> Changes:
    """Rewrite these threads and return what changed."""
    changes = Changes()
    for i in range(0, len(touched), _BATCH):
        with catalog.read() as reading:
            rows = shelves.rows_of(reading, touched[i : i + _BATCH])
        pairs = [(row, _rewritten(row, register)) for row in rows]
        changed = [(before, after) for before, after in pairs if after != before]
        for before, after in changed:
            _count(changes, before, after)
        if changed:
            # The source still says what was covered: the next sync must look again.
            shelf.put([replace(after, digest="") for _, after in changed])
    return changes


def _count(changes: Changes, before: ThreadRow, after: ThreadRow) -> None:
    old = {item.contribution.id: item for item in before.rows}
    changes.threads += 1
    changes.contributions += len(before.rows) - len(after.rows)
    changes.titles += bool(before.thread.title and before.thread.title != after.thread.title)
    if not after.rows:
        changes.emptied.append(before.thread.id)
    gone = old.keys() - {item.contribution.id for item in after.rows}
    changes.mentions += sum(len(old[id].mentions) for id in gone)
    for item in after.rows:
        was = old[item.contribution.id]
        changes.mentions += len(was.mentions) - len(item.mentions)
        changes.masked += item.contribution.text != was.contribution.text
        changes.quotations += _marks(item) > _marks(was)


def _marks(item: shelves.ContributionRow) -> int:
    return item.contribution.text.count(QUOTE_WITHHELD)


def _rewritten(row: ThreadRow, register: Register) -> ThreadRow:
    source = row.thread.source_id
    masks = register.masks(source)
    identities = [key for item in row.rows for key in (*item.authors, *item.mentions)]
    texts_before = [item.source_text or item.contribution.text for item in row.rows]
    here = company(register, source, identities).with_named(masks.named_in(texts_before))
    kept = [item for item in row.rows if not _left(register, item.authors, source)]
    lost = bool(row.rows) and (not kept or kept[0] != row.rows[0])
    cover = Cover(
        ledger=register.ledger,
        masks=masks,
        company=here,
        lost_title=(row.source_title or row.thread.title) if lost else None,
    )
    rows = tuple(
        replace(
            item,
            mentions=tuple(key for key in item.mentions if not _left(register, [key], source)),
        )
        for item in kept
    )
    thread = replace(row.thread, title=None) if lost else row.thread
    title = None if lost else row.source_title
    covered = cover.row(replace(row, thread=thread, rows=rows, source_title=title))
    full = tuple(item for item in covered.rows if not marker_only(item.contribution.text))
    parts = tuple(item.contribution for item in full)
    return replace(covered, rows=full, thread=replace(covered.thread, contributions=parts))


def _left(register: Register, identities: Iterable[str], source_id: str) -> bool:
    return any(register.naming_of(key, source_id) is Naming.WITHDRAWN for key in identities)
