"""The word index in Tantivy: BM25 over stemmed terms, audiences a clause of every query.

Owner of tantivy. Nothing is stored but the passage id; term frequencies without positions, so that
no text can be read back. Scores are comparable inside one index only.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from assistant.catalog.feed import FeedItem
from assistant.errors import IndexBroken
from assistant.index import Hit

_MEMORY_BYTES = 60_000_000
_LONGEST_TERM = 60
_MOST_TERMS = 256
"""Terms of a question that are searched; posts pasted as questions can be long."""


class TantivyWords:
    """Terms by passage in one folder, or in memory."""

    def __init__(self, folder: Path | None) -> None:
        """Open or create the index in the folder; the caller holds the lock on it.

        Without a folder it is in memory and goes with this object. Raises IndexBroken when Tantivy
        cannot open it.
        """
        self._folder = folder
        with self._broken():
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._schema = _schema()
            self._analyzer = _analyzer()
            self._index = tantivy.Index(self._schema, path=None if folder is None else str(folder))
            self._index.register_tokenizer("words", self._analyzer)
            self._writer = self._index.writer(_MEMORY_BYTES, 1)

    def upsert(self, items: Sequence[FeedItem]) -> None:
        """Put the passages' terms under their ids; searchable after `commit`."""
        with self._broken():
            for item in items:
                self._writer.delete_documents_by_term("id", item.id)
                self._writer.add_document(
                    tantivy.Document(id=item.id, audience=item.audience, text=item.text)
                )

    def delete(self, gone: Sequence[tuple[str, str]]) -> None:
        """Take passages out, in all audiences."""
        with self._broken():
            for id, _ in gone:
                self._writer.delete_documents_by_term("id", id)

    def commit(self) -> None:
        """Make everything so far searchable and durable."""
        with self._broken():
            self._writer.commit()
            self._index.reload()

    def search(self, text: str, audiences: frozenset[str], k: int) -> list[Hit]:
        """Return up to k passages of the audiences that share words, best first, score = BM25."""
        terms = self.terms(text)
        if not terms or not audiences:
            return []
        query, occur = tantivy.Query, tantivy.Occur
        words = query.boolean_query(
            [(occur.Should, query.term_query(self._schema, "text", term, "freq")) for term in terms]
        )
        readable = query.const_score_query(
            query.term_set_query(self._schema, "audience", sorted(audiences)), 0.0
        )
        both = query.boolean_query([(occur.Must, words), (occur.Must, readable)])
        with self._broken():
            searcher = self._index.searcher()
            found = searcher.search(both, k, count=False).hits
            return [
                Hit(id=str(searcher.doc(address)["id"][0]), score=float(score))
                for score, address in found
            ]

    def terms(self, text: str) -> list[str]:
        """Return the stemmed terms of a text in order, repeats repeated, at most `_MOST_TERMS`."""
        return list(self._analyzer.analyze(text))[:_MOST_TERMS]

    def rarity(self, terms: Sequence[str]) -> list[float]:
        """Return BM25's inverse document frequency of each term; 0 where no passage has it."""
        with self._broken():
            searcher = self._index.searcher()
            total = searcher.num_docs
            counts = [searcher.doc_freq("text", term) for term in terms]
        return [math.log(1 + (total - n + 0.5) / (n + 0.5)) if n else 0.0 for n in counts]

    def passages(self) -> int:
        """Return how many passages there are."""
        with self._broken():
            return int(self._index.searcher().num_docs)

    def unlisted(self, ids: Sequence[str]) -> list[str]:
        """Return those of the passages that the index does not hold."""
        query = tantivy.Query
        with self._broken():
            searcher = self._index.searcher()
            return [
                id
                for id in ids
                if not searcher.search(query.term_query(self._schema, "id", id, "basic"), 1).hits
            ]

    def close(self) -> None:
        """Let go of the folder."""
        with self._broken():
            self._writer.wait_merging_threads()

    @contextmanager
    def _broken(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise IndexBroken(
                f"the word index in {self._folder} cannot be used ({error}); run `firsthand repair`"
            ) from error


def _analyzer() -> tantivy.TextAnalyzer:
    filters = tantivy.Filter
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(filters.remove_long(_LONGEST_TERM))
        .filter(filters.lowercase())
        .filter(filters.ascii_fold())
        .filter(filters.stopword("english"))
        .filter(filters.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("audience", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("text", stored=False, tokenizer_name="words", index_option="freq")
    return builder.build()
