"""Opens the catalog's database: SQLite in WAL mode by default, PostgreSQL by URL.

All SQL that only one database understands stands here. A change takes the clock's row first, so
that revisions are given out in commit order on every database.
"""

import logging
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import QueuePool

from assistant.catalog import copies
from assistant.errors import BadSetting, CatalogDamaged, CatalogError, CatalogTooNew

SCHEMA = "0001"
"""The newest migration; a catalog at another version is migrated, a later one refused."""

_BUSY_MS = 30_000
_SCRIPTS = Path(__file__).parent / "migrations"

_log = logging.getLogger(__name__)


def open_engine(url: str) -> Engine:
    """Return an engine for the URL; no connection is made yet.

    Raises BadSetting for an address that no database stands behind.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True, hide_parameters=True, max_overflow=-1)
    except (ArgumentError, ImportError) as error:
        # Neither the address nor the error is told: a password may stand in them.
        raise BadSetting(
            "catalog_url names no database that can be used here; leave it empty for SQLite in the"
            " home folder, or give postgresql://USER:PASSWORD@HOST/NAME"
        ) from error
    if parsed.database:
        _for_its_owner(Path(parsed.database))
    # Parameters are people's words: they stay out of errors, and so out of logs.
    # A thread that reads may read again within: with a limit, many at once wait for each other.
    engine = create_engine(
        parsed,
        connect_args={"timeout": _BUSY_MS / 1000},
        hide_parameters=True,
        max_overflow=-1,
        poolclass=QueuePool,
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _for_its_owner(database: Path) -> None:
    """Make a new database's file one that no other user of the machine reads; its log follows."""
    database.parent.mkdir(parents=True, exist_ok=True)
    if not database.exists():
        database.touch(mode=0o600)


def _on_sqlite_connect(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_MS}",
        "secure_delete=ON",
        # Ids are hashes, so a change touches pages all over: they are kept until it is written,
        # and folded into the database less often.
        "cache_size=-16000",
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Any) -> None:
    options = connection.get_execution_options()
    if options.get("writes", False):
        # The connection comes from a pool: how long it waits is said anew each time.
        connection.exec_driver_sql(f"PRAGMA busy_timeout={options.get('wait_ms', _BUSY_MS)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _is_forbidden(error: DatabaseError) -> bool:
    """Tell whether SQLite was kept from a file, rather than found it damaged."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)


def migrate(engine: Engine, schema: str = SCHEMA, scripts: Path = _SCRIPTS) -> None:
    """Bring the schema to `schema`, one transaction; an existing SQLite catalog is copied first.

    Raises CatalogTooNew when the catalog was written by a later Firsthand, CatalogDamaged when it
    is no database that can be read, CatalogError when its server does not answer or its file
    may not be written.
    """
    try:
        found = _schema_version(engine)
    except DatabaseError as error:
        where = engine.url.render_as_string(hide_password=True)
        if engine.dialect.name != "sqlite":
            raise CatalogError(
                f"the catalog {where} cannot be reached ({error.orig}); start its server, or set"
                " catalog_url right"
            ) from error
        if _is_forbidden(error):
            raise CatalogError(
                f"no permission to write the catalog {where} ({error.orig}); run this as the user"
                " that its folder belongs to"
            ) from error
        raise CatalogDamaged(
            f"the catalog {where} cannot be read ({error.orig}); restore a backup with"
            " `firsthand restore FILE`"
        ) from error
    if found == schema:
        return
    if found is not None and found > schema:
        raise CatalogTooNew(
            f"the catalog has schema {found}, this Firsthand knows up to {schema}; install the"
            " version that wrote it, or restore an older backup"
        )
    if found is not None:
        refuse_damaged(engine)
        _copy_before(engine, found, schema)
    _run_migrations(engine, schema, scripts)


def _copy_before(engine: Engine, found: str, schema: str) -> None:
    """Keep the catalog as it was; a copy that an earlier, broken try left is as good or better."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    database = Path(engine.url.database)
    target = database.with_name(f"{database.stem}-before-{schema}.backup")
    if not target.exists():
        copies.copy(database, target, {"made_at": _now(), "schema": found, "settings": ""})
        _log.warning("the catalog of schema %s was copied to %s", found, target.name)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _schema_version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(engine: Engine, schema: str, scripts: Path) -> None:
    # Imported here: Alembic is needed once per schema, not once per question.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts))
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, schema)


def integrity(engine: Engine) -> list[str]:
    """Return what the database itself finds wrong with its pages; empty is healthy."""
    if engine.dialect.name != "sqlite":
        return []
    try:
        with engine.connect() as connection:
            rows = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    except DatabaseError as error:
        return [str(error.orig)]
    return [str(row) for row in rows if row != "ok"]


def remember_damage(engine: Engine, damage: list[str]) -> None:
    """Leave a note beside the database that it is damaged, or take it away."""
    note = _damage_note(engine)
    if note is None:
        return
    if damage:
        note.write_text("\n".join(damage), "utf-8")
    else:
        note.unlink(missing_ok=True)


def refuse_damaged(engine: Engine) -> None:
    """Raise CatalogDamaged when the database was found damaged and not restored since."""
    note = _damage_note(engine)
    if note is not None and note.exists():
        raise CatalogDamaged(
            f"the catalog was found damaged ({note.read_text('utf-8')[:200]}) and is not written"
            " any more; restore a backup with `firsthand restore FILE --force`"
        )


def _damage_note(engine: Engine) -> Path | None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return None
    return Path(f"{engine.url.database}.damaged")


def vacuum(engine: Engine) -> None:
    """Rewrite the database so that deleted bytes are gone: from file, log and upgrades' copies."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL"))
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        raw.close()
    if busy:
        raise CatalogError("the catalog's log is in use and could not be emptied; try again")
    for copy in _copies(engine):
        copy.unlink()


def _copies(engine: Engine) -> list[Path]:
    """Return the copies that upgrades left: they hold what was deleted since."""
    if not engine.url.database:
        return []
    database = Path(engine.url.database)
    return list(database.parent.glob(f"{database.stem}-before-*.backup"))
