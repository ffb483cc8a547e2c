"""The catalog's tables. Alembic's migrations make them; this is what they look like now.

`revision` is the number of the change that last touched the row: followers ask for what came after
the last one they applied. Vectors are kept once per text (`text_key`), float32, little endian.
What is asked and what came of it stands in `asking_tables`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)


class Utc(TypeDecorator[datetime]):
    """Aware UTC times; SQLite keeps them without a zone, so it is taken off and put back."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("location", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("map_audience", JSON, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("steward", Text),
    Column("purpose", Text),
    Column("licence", Text),
    Column("base_url", Text),
    Column("deletions", Text, nullable=False),
    Column("review_by", Utc),
    # Kinds of personal data in texts that are masked at ingest.
    Column("mask", JSON, nullable=False, server_default="[]"),
    Column("state", Text, nullable=False),
    Column("added_at", Utc, nullable=False),
)

contributor = Table(
    "contributor",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text),
    Column("naming", Text, nullable=False),
    Column("pseudonym", Text),
    Column("is_bot", Boolean, nullable=False),
    # How they wish to be asked, and since when; null: they have not opted in.
    Column("ask_channel", Text),
    Column("asked_at", Utc),
    Column("ask_every_days", Integer),
    Column("wants_thanks", Boolean, nullable=False, server_default="0"),
)

identity = Table(
    "identity",
    metadata,
    Column("key", Text, primary_key=True),
    Column("contributor_id", Text, ForeignKey("contributor.id"), nullable=False, index=True),
    Column("name", Text),
    Column("handles", JSON, nullable=False),
    Column("is_bot", Boolean, nullable=False),
)

consent = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("contributor_id", Text, nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("naming", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

thread = Table(
    "thread",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source_id", Text, ForeignKey("source.id"), nullable=False, index=True),
    Column("external_id", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("title", Text),
    Column("source_title", Text),
    Column("url", Text),
    Column("space", Text),
    Column("tags", JSON, nullable=False),
    Column("digest", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
)

contribution = Table(
    "contribution",
    metadata,
    Column("id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.id"), nullable=False, index=True),
    Column("source_id", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("source_text", Text),
    Column("created_at", Utc),
    Column("edited_at", Utc),
    Column("url", Text),
    Column("reply_to", Text),
    Column("accepted", Boolean, nullable=False),
    Column("reactions", JSON, nullable=False),
    Column("locator", Text),
    Column("licence", Text),
    Column("notes", JSON, nullable=False),
    Column("superseded_by", Text),
    Column("digest", Text, nullable=False),
    Column("vanished_at", Utc),
    Column("revision", BigInteger, nullable=False),
    # An unchanged sync asks for no more of the source than what vanished from it.
    Index("contribution_vanished", "source_id", "vanished_at"),
)

authorship = Table(
    "authorship",
    metadata,
    Column("contribution_id", Text, ForeignKey("contribution.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("identity", Text, ForeignKey("identity.key"), nullable=False, index=True),
)

mention = Table(
    "mention",
    metadata,
    Column("contribution_id", Text, ForeignKey("contribution.id"), primary_key=True),
    Column("identity", Text, ForeignKey("identity.key"), primary_key=True, index=True),
)

vector = Table(
    "vector",
    metadata,
    Column("text_key", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

passage = Table(
    "passage",
    metadata,
    Column("id", Text, primary_key=True),
    Column("thread_id", Text, ForeignKey("thread.id"), nullable=False, index=True),
    Column("source_id", Text, nullable=False, index=True),
    Column("audience", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("head_id", Text, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("turns", JSON, nullable=False),
    Column("context", Text, nullable=False),
    Column("context_ids", JSON, nullable=False),
    Column("text_key", Text, nullable=False, index=True),
    Column("revision", BigInteger, nullable=False),
    Index("passage_revision", "revision", "id"),
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("revision", BigInteger, primary_key=True),
    Column("passage_id", Text, primary_key=True),
    Column("audience", Text, primary_key=True),
)

sync_run = Table(
    "sync_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False, index=True),
    Column("started_at", Utc, nullable=False),
    Column("seconds", Text, nullable=False),
    Column("fingerprint", Text),
    Column("report", JSON, nullable=False),
)

viewer = Table(
    "viewer",
    metadata,
    Column("id", Text, primary_key=True),
    Column("audiences", JSON, nullable=False),
    Column("roles", JSON, nullable=False, server_default="[]"),
    Column("contributor_id", Text, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", JSON, nullable=False),
)

adaptation = Table(
    "adaptation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made_at", Utc, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("matrix", LargeBinary),
)

adaptation_use = Table(
    "adaptation_use",
    metadata,
    Column("adaptation_id", Integer, ForeignKey("adaptation.id"), primary_key=True),
    # No foreign key: a sync replaces contributions by deleting and inserting them.
    Column("contribution_id", Text, primary_key=True, index=True),
)

follower = Table(
    "follower",
    metadata,
    Column("id", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("seen_at", Utc, nullable=False),
)
