"""The nouns of Firsthand as frozen records: what the packages hand to each other.

Words are those of the design's glossary. Times are aware UTC. Nothing here knows how a record is
stored, found or shown.
"""

from assistant.records.answer import (
    Answer,
    Citation,
    Evidence,
    Exchange,
    Filters,
    FollowUp,
    PersonToAsk,
    Question,
    Related,
    Standing,
    Statement,
    Status,
    Trace,
    numbered,
)
from assistant.records.draft import Draft, Reaction, ThreadDraft
from assistant.records.people import Author, Contributor, Naming, Viewer
from assistant.records.source import Source, SourceState
from assistant.records.thread import Contribution, Passage, Thread, Turn
from assistant.records.values import PUBLIC, JsonObject, Vector, Vectors

__all__ = [
    "PUBLIC",
    "Answer",
    "Author",
    "Citation",
    "Contribution",
    "Contributor",
    "Draft",
    "Evidence",
    "Exchange",
    "Filters",
    "FollowUp",
    "JsonObject",
    "Naming",
    "Passage",
    "PersonToAsk",
    "Question",
    "Reaction",
    "Related",
    "Source",
    "SourceState",
    "Standing",
    "Statement",
    "Status",
    "Thread",
    "ThreadDraft",
    "Trace",
    "Turn",
    "Vector",
    "Vectors",
    "Viewer",
    "numbered",
]
