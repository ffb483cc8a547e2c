"""The catalog: the truth that everything else follows.

`read()` gives a consistent snapshot; `change()` a transaction with the next revision number;
`note()` one that followers need not hear of. What can be read and changed stands in the neighbour
modules, one noun each (`sources`, `people`, `threads`, `passages`, `runs`, `viewers`, `asked` ...).
Only this package knows SQLAlchemy.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DatabaseError, OperationalError

from assistant.catalog import engine as engines
from assistant.catalog.tables import audit, clock, fact
from assistant.errors import CatalogDamaged, CatalogError
from assistant.ledger import Ledger

_NOTE_WAIT_S = 2.0


T = TypeVar("T")


class Memory:
    """What was read of a catalog and is still true, by name; one value each."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._kept: dict[str, tuple[str, Any]] = {}

    def recall(self, name: str, state: str, read: Callable[[], T]) -> T:
        """Return what was read in the same state, or read it now.

        Threads that come at once may each read it: whichever is kept is as true.
        """
        kept = self._kept.get(name)
        if kept is None or kept[0] != state:
            kept = self._kept[name] = (state, read())
        value: T = kept[1]
        return value


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A snapshot of the catalog."""

    connection: Connection
    ledger: Ledger = field(default_factory=Ledger)
    """Those who withdrew: no part of the database, and asked wherever people are."""
    memory: Memory = field(default_factory=Memory)
    """What earlier snapshots of the same catalog read."""


@dataclass(frozen=True, kw_only=True)
class Change(Reading):
    """One transaction; all it writes carries its revision."""

    revision: int
    actor: str

    def audit(self, action: str, subject: str, **detail: object) -> None:
        """Write down what was done to what; never post text, names or addresses."""
        self.connection.execute(
            insert(audit).values(
                at=datetime.now(UTC),
                actor=self.actor,
                action=action,
                subject=subject,
                detail=detail,
            )
        )


class Catalog:
    """One database with all that is known."""

    def __init__(self, url: str, ledger: Ledger | None = None) -> None:
        """Open the database and bring its schema up to date.

        Raises CatalogDamaged, CatalogTooNew.
        """
        self.ledger = ledger or Ledger()
        self._memory = Memory()
        self.url = url
        """The database URL, password included: for a child process, never for a log."""
        self._engine = engines.open_engine(url)
        engines.migrate(self._engine)

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """Give a consistent snapshot.

        Raises CatalogDamaged when pages cannot be read.
        """
        with self._named_errors(), self._engine.connect() as connection, connection.begin():
            yield Reading(connection=connection, ledger=self.ledger, memory=self._memory)

    @contextmanager
    def change(self, actor: str = "firsthand") -> Iterator[Change]:
        """Give a transaction with the next revision; committed at the end, or not at all.

        Raises CatalogDamaged when damage was found before: writing would make it worse.
        """
        engines.refuse_damaged(self._engine)
        with (
            self._named_errors(),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            # The first statement takes the clock's row: commit order is revision order.
            connection.execute(update(clock).values(revision=clock.c.revision + 1))
            revision = connection.execute(select(clock.c.revision)).scalar_one()
            yield Change(connection=connection, ledger=self.ledger, revision=revision, actor=actor)

    @contextmanager
    def note(self, actor: str = "firsthand", wait_s: float = _NOTE_WAIT_S) -> Iterator[Change]:
        """Give a transaction without a revision of its own, for what followers never look at.

        Somebody is waiting at a screen: it gives up after `wait_s` when another process writes.
        Raises CatalogError then, CatalogDamaged when damage was found before.
        """
        engines.refuse_damaged(self._engine)
        options = {"writes": True, "wait_ms": int(wait_s * 1000)}
        with (
            self._named_errors(),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            revision = connection.execute(select(clock.c.revision)).scalar_one()
            yield Change(connection=connection, ledger=self.ledger, revision=revision, actor=actor)

    def revision(self) -> int:
        """Return the number of the last change."""
        with self.read() as reading:
            return int(reading.connection.execute(select(clock.c.revision)).scalar_one())

    def damage(self) -> list[str]:
        """Return what the database finds wrong with itself; empty is healthy."""
        return engines.integrity(self._engine)

    def remember_damage(self, damage: list[str]) -> None:
        """Refuse every change from now on, in every process; no damage lifts that."""
        engines.remember_damage(self._engine, damage)

    def vacuum(self) -> None:
        """Rewrite the file so that deleted bytes are gone."""
        engines.vacuum(self._engine)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise CatalogError(f"the catalog could not be used: {error.orig}") from error
        except DatabaseError as error:
            if "malformed" in str(error.orig) or "not a database" in str(error.orig):
                raise CatalogDamaged(
                    f"the catalog is damaged ({error.orig}); restore a backup with"
                    " `firsthand restore FILE`"
                ) from error
            raise


def read_fact(reading: Reading, key: str) -> str | None:
    """Return a fact about the catalog as a whole (embedder, splitter), None when not set."""
    return reading.connection.execute(select(fact.c.value).where(fact.c.key == key)).scalar()


def write_fact(change: Change, key: str, value: str) -> None:
    """Set a fact about the catalog as a whole."""
    found = change.connection.execute(update(fact).where(fact.c.key == key).values(value=value))
    if not found.rowcount:
        change.connection.execute(insert(fact).values(key=key, value=value))
