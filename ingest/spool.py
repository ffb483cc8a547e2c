"""A scratch file that groups records on disk, so that memory does not grow with the export.

Exports hold replies far from what they answer (another day's file, another month's archive). A
reader adds records in any order and gets them back group by group. It does not know what they mean.
"""

import pickle
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")

_BATCH = 2000
"""Rows written at once."""


class Spool(Generic[T]):
    """Group records by key on disk, ordered inside a group.

    Records are pickled to a private scratch file that only this process writes and reads. Groups
    come back in the order in which their first record was added; records in the order of `order`,
    then of their arrival.
    """

    def __init__(self, folder: Path) -> None:
        """Open a new spool file in the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"spool-{id(self):x}.sqlite"
        self._rows: list[tuple[str, float | str, bytes]] = []
        self._database = sqlite3.connect(self._path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE;"
            "CREATE TABLE record (n INTEGER PRIMARY KEY, grp TEXT, ord, body BLOB)"
        )

    def add(self, group: str, order: float | str, record: T) -> None:
        """Add one record to a group."""
        body = pickle.dumps(record, protocol=pickle.HIGHEST_PROTOCOL)
        self._rows.append((group, order, body))
        if len(self._rows) >= _BATCH:
            self._flush()

    def groups(self) -> Iterator[tuple[str, Iterator[T]]]:
        """Yield (group, records); read a group's records before asking for the next group."""
        self._flush()
        self._database.executescript(
            "CREATE TABLE first AS SELECT grp, MIN(n) AS n FROM record GROUP BY grp;"
            "CREATE INDEX record_group ON record (grp, ord, n);"
        )
        rows = self._database.execute(
            "SELECT record.grp, body FROM first CROSS JOIN record ON record.grp = first.grp"
            " ORDER BY first.n, ord, record.n"
        )
        for group, members in groupby(rows, key=lambda row: str(row[0])):
            yield group, (pickle.loads(body) for _, body in members)

    def clear(self) -> None:
        """Forget all records, so that others may be added."""
        self._rows.clear()
        self._database.executescript(
            "DROP TABLE IF EXISTS first; DROP INDEX IF EXISTS record_group; DELETE FROM record"
        )

    def close(self) -> None:
        """Remove the scratch file."""
        self._database.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        """Use the spool in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove the scratch file whatever happened."""
        self.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO record (grp, ord, body) VALUES (?, ?, ?)", self._rows
        )
        self._database.execute("COMMIT")
        self._rows.clear()
