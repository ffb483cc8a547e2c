"""The community as a LangChain retriever, to be plugged into chains of one's own.

Goes the same way as `search`: the viewer's audiences, several voices, names as colleagues wish
them. It does not know chains or models.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field, SkipValidation

from assistant.assistant import Answers
from assistant.records import Contribution, Evidence, Question, Viewer


class CommunityRetriever(BaseRetriever):
    """Find what colleagues wrote: `CommunityRetriever(answers=..., viewer=..., k=...)`.

    `answers` comes from `Community.answers`. What may be found is fixed by the viewer; nothing in
    a question widens it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    answers: SkipValidation[Answers] = Field(exclude=True, repr=False)
    viewer: Viewer = Viewer()
    k: int = Field(default=6, ge=1)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        question = Question(text=query, viewer=self.viewer)
        return [document(item) for item in self.answers.search(question, self.k)]


def document(item: Evidence) -> Document:
    """Return evidence as a document: its text, and in the metadata who said it, where and when.

    `contributors`, `contribution_ids`, `urls` and `dates` (ISO 8601, or None) have one entry for
    each contribution, in order; a contribution of several colleagues names them all.
    """
    return Document(
        id=item.passage.id,
        page_content=item.passage.text,
        metadata={
            "contributors": [[p.name for p in c.contributors] for c in item.contributions],
            "contributor_ids": [[p.id for p in c.contributors] for c in item.contributions],
            "contribution_ids": [c.id for c in item.contributions],
            "urls": [c.url for c in item.contributions],
            "dates": [_date(c) for c in item.contributions],
            "thread_id": item.passage.thread_id,
            "thread_title": item.thread_title,
            "source_id": item.passage.source_id,
            "passage_id": item.passage.id,
            "rank": item.rank,
            "score": item.score,
        },
    )


def _date(item: Contribution) -> str | None:
    return item.created_at.isoformat() if item.created_at else None
