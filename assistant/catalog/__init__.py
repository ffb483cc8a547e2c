"""The truth: SQLite (WAL) by default, PostgreSQL by URL. Owner of SQLAlchemy and Alembic."""

from assistant.catalog.catalog import Catalog, Change, Reading, read_fact, write_fact

__all__ = ["Catalog", "Change", "Reading", "read_fact", "write_fact"]
