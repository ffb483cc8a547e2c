"""The records of a question set: documents, questions, and which answer which.

It does not know where they are read from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

Judgements = Mapping[str, Mapping[str, int]]
"""{question id: {document id: grade}}; a grade above 0 is relevant."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """One row of the corpus: what one author wrote."""

    id: str
    title: str
    text: str
    author: str = ""
    """Empty where the set names nobody."""
    url: str = ""
    date: datetime | None = None
    thread: str = ""
    """Rows with the same non-empty thread are one conversation, in file order."""
    community: str = ""
    accepted: bool = False
    votes: int = 0


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question of the set."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A question set, read."""

    name: str
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    """Questions with at least one relevant document; no other can be scored."""
    judgements: Judgements
    unjudged: int = 0
    """Questions left out because nothing is relevant to them."""
    unanswerable: tuple[Query, ...] = ()
    """Questions of which the set itself says that nothing in it answers them."""

    @cached_property
    def by_id(self) -> Mapping[str, Document]:
        """The documents by id."""
        return {item.id: item for item in self.documents}

    def relevant(self, query_id: str) -> frozenset[str]:
        """Return the ids of the documents that are relevant to a question."""
        grades = self.judgements.get(query_id, {})
        return frozenset(id for id, grade in grades.items() if grade > 0)
