"""The catalog's tables of what is asked and what came of it.

Conversations, feedback, shared links, questions brought to the community, its agenda. Followers
never look at them, so a change here takes no revision.
"""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, ForeignKey, Integer, Table, Text

from assistant.catalog.tables import Utc, metadata

conversation = Table(
    "conversation",
    metadata,
    Column("id", Text, primary_key=True),
    # The viewer's id; "" is the local profile.
    Column("viewer_id", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
)

asked = Table(
    "asked",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation_id", Text, ForeignKey("conversation.id"), index=True),
    Column("ordinal", Integer, nullable=False),
    Column("viewer_id", Text, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("filters", JSON, nullable=False),
    Column("asked_at", Utc, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("standing", Text),
    Column("confidence", Float, nullable=False),
    Column("writer", Text, nullable=False),
    Column("model", Text),
    # Which contributions were cited and where; quotations are cut afresh for each reader.
    Column("body", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
)

asked_use = Table(
    "asked_use",
    metadata,
    Column("asked_id", Text, ForeignKey("asked.id"), primary_key=True),
    # No foreign key: a sync replaces contributions by deleting and inserting them.
    Column("contribution_id", Text, primary_key=True, index=True),
)

share = Table(
    "share",
    metadata,
    Column("id", Text, primary_key=True),
    Column("asked_id", Text, ForeignKey("asked.id"), nullable=False, index=True),
    Column("made_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("asked_id", Text, ForeignKey("asked.id"), nullable=False, index=True),
    Column("viewer_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("contribution_id", Text, index=True),
    Column("words", Text),
    Column("at", Utc, nullable=False),
    Column("state", Text, nullable=False),
)

thanks = Table(
    "thanks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contribution_id", Text, nullable=False, index=True),
    Column("asked_id", Text, ForeignKey("asked.id"), index=True),
    Column("topic", Text, nullable=False),
    Column("words", Text),
    Column("at", Utc, nullable=False),
)

open_question = Table(
    "open_question",
    metadata,
    Column("id", Text, primary_key=True),
    Column("marker", Text, nullable=False, unique=True),
    Column("asked_id", Text, ForeignKey("asked.id"), index=True),
    Column("viewer_id", Text, nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    # Up to which revision of the catalog no post with its marker was found.
    Column("revision", BigInteger, nullable=False),
    Column("thread_id", Text),
    Column("reply_id", Text),
    Column("told_at", Utc),
)

agenda_item = Table(
    "agenda_item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("owner", Text),
    Column("note", Text),
    Column("changed_at", Utc, nullable=False),
)

supersession = Table(
    "supersession",
    metadata,
    Column("contribution_id", Text, primary_key=True),
    Column("by_id", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("state", Text, nullable=False),
)
