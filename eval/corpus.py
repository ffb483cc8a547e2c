"""Puts the documents of a question set into a community, as a sync would: the product's own route.

Rows become threads, are cleaned, split, embedded and stored by `ingest`; only the reader is ours.
The text of a question never comes in: not as a title, not as context. It does not know questions.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from assistant import ids
from assistant.catalog import people, read_fact, shelves, sources, threads, write_fact
from assistant.errors import WrongUse
from assistant.records import Author, Draft, Reaction, Source, ThreadDraft
from assistant.wiring import Community, check_model
from eval.dataset import Dataset, Document
from ingest.prepare import Prepared, Preparer
from ingest.shelve import Shelf
from ingest.split import SPLITTER

SOURCE = "dataset"
"""Id of the one source that a question set becomes."""
_BATCH = 1200
"""Contributions stored in one change."""


class Corpus:
    """The documents of one question set in the catalog of a community."""

    def __init__(self, community: Community, dataset: Dataset, ignore_thread: bool) -> None:
        """Take an empty community, or one that holds this very corpus.

        Raises WrongUse when it holds another.
        """
        self._community = community
        self._dataset = dataset
        self._ignore_thread = ignore_thread
        self._source = Source(id=SOURCE, kind="dataset", location="", title=dataset.name)
        self._register()

    def put(self, without: frozenset[str] = frozenset()) -> None:
        """Bring the catalog to the documents of the set, but for those in `without`.

        What stands there already stays; vectors of known texts are not computed again.
        """
        kept = [item for item in self._dataset.documents if item.id not in without]
        drafts = thread_drafts(kept, self._ignore_thread)
        catalog = self._community.catalog
        embedder = self._community.embedder
        check_model(catalog, "splitter", SPLITTER, SPLITTER)
        with catalog.read() as reading:
            preparer = Preparer(self._source, people.register(reading))
            stored = set(threads.thread_ids(reading, SOURCE))
        prepared = [preparer.prepare(draft) for draft in drafts]
        shelf = Shelf(catalog, embedder, "eval")
        shelf.drop(sorted(stored - {p.row.thread.id for p in prepared if p.row is not None}))
        for batch in _batches(self._changed(prepared)):
            rows = [item.row for item in batch if item.row is not None]
            shelf.put(rows, [author for item in batch for author in item.authors])

    def document_ids(self) -> dict[str, str]:
        """Return {contribution id: document id}."""
        return {ids.contribution_id(SOURCE, item.id): item.id for item in self._dataset.documents}

    def _changed(self, prepared: Sequence[Prepared]) -> list[Prepared]:
        wanted = {item.row.thread.id: item for item in prepared if item.row is not None}
        with self._community.catalog.read() as reading:
            known = shelves.stored_digests(reading, list(wanted))
        return [p for id, p in wanted.items() if p.row and known.get(id) != p.row.digest]

    def _register(self) -> None:
        name = _digest(self._dataset.documents, self._ignore_thread)
        with self._community.catalog.change("eval") as change:
            held = read_fact(change, "eval_corpus")
            if held not in (None, name) or (held is None and sources.every(change)):
                raise WrongUse(
                    f"{self._community.settings.home} holds something else already; give another"
                    " --home, or none for a temporary one"
                )
            if held is None:
                sources.add(change, self._source)
                write_fact(change, "eval_corpus", name)


def thread_drafts(documents: Iterable[Document], ignore_thread: bool) -> list[ThreadDraft]:
    """Return the threads of a corpus: rows of one thread together, in file order."""
    rows: dict[str, list[Document]] = {}
    for item in documents:
        alone = ignore_thread or not item.thread
        rows.setdefault(f"row:{item.id}" if alone else f"thread:{item.thread}", []).append(item)
    return [
        ThreadDraft(
            external_id=name,
            title=next((item.title for item in items if item.title), None),
            drafts=tuple(_draft(item) for item in items),
        )
        for name, items in rows.items()
    ]


def author_of(document: Document) -> Author | None:
    """Return who wrote a row; None where the set names nobody."""
    if not document.author:
        return None
    return Author(identity=f"dataset:{document.author}", name=document.author)


def _draft(item: Document) -> Draft:
    author = author_of(item)
    return Draft(
        external_id=item.id,
        authors=(author,) if author else (),
        text=item.text,
        created_at=item.date,
        url=item.url or None,
        accepted=item.accepted,
        reactions=(Reaction(name="score", count=item.votes),) if item.votes > 0 else (),
    )


def _batches(items: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    batch: list[Prepared] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.row.rows) if item.row is not None else 0
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _digest(documents: Sequence[Document], ignore_thread: bool) -> str:
    total = hashlib.sha256(str(ignore_thread).encode())
    for item in documents:
        total.update(repr(item).encode("utf-8", "surrogatepass"))
    return total.hexdigest()[:32]
