"""Copies a SQLite catalog whole, while others use it, and looks into such a copy.

SQLite's own backup (https://www.sqlite.org/backup.html) in one step: a reader among readers, so
that a sync goes on writing. A copy is one file, complete or absent, for its owner's eyes only.
"""

import glob
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from assistant.errors import CatalogDamaged, CatalogError, WrongUse

_BUSY_S = 30.0
_NOTES = "CREATE TABLE backup_note (key TEXT PRIMARY KEY, value TEXT NOT NULL)"


def copy(database: Path, target: Path, notes: Mapping[str, str]) -> None:
    """Copy a database that may be in use to one file, with notes in a table of their own.

    Raises CatalogError when it cannot be read or written (a full disk, no permission).
    """
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    with _named(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
            left.unlink()
        try:
            scratch.touch(mode=0o600)
            _copy(database, scratch, notes)
            put_in_place(scratch, target)
        finally:
            scratch.unlink(missing_ok=True)


def _copy(database: Path, scratch: Path, notes: Mapping[str, str]) -> None:
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
    with closing(source), closing(sqlite3.connect(scratch)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode=DELETE")
        if notes:
            made.execute("DROP TABLE IF EXISTS backup_note")
            made.execute(_NOTES)
            made.executemany("INSERT INTO backup_note VALUES (?, ?)", notes.items())
        made.commit()


def put_in_place(scratch: Path, target: Path) -> None:
    """Make a finished file appear under its name, whole, also after a power cut."""
    for path, mode in ((scratch, os.O_RDWR), (target.parent, os.O_RDONLY)):
        descriptor = os.open(path, mode)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == scratch:
            scratch.replace(target)


def notes_of(file: Path) -> dict[str, str]:
    """Return the notes of a backup after checking every page of it.

    Raises WrongUse when the file is no backup of ours, CatalogDamaged when pages do not check out.
    """
    if not file.is_file():
        raise WrongUse(f"there is no backup {file}")
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as made:
            wrong = [row[0] for row in made.execute("PRAGMA integrity_check") if row[0] != "ok"]
            if wrong:
                raise CatalogDamaged(f"the backup {file} is damaged ({wrong[0]}); take another")
            return dict(made.execute("SELECT key, value FROM backup_note"))
    except sqlite3.OperationalError as error:
        raise WrongUse(f"{file} is no backup made by `firsthand backup` ({error})") from error
    except sqlite3.DatabaseError as error:
        raise CatalogDamaged(f"the backup {file} is damaged ({error}); take another") from error


def drop_notes(file: Path) -> None:
    """Make a copy of a backup a catalog again."""
    with closing(sqlite3.connect(file)) as made:
        made.execute("DROP TABLE IF EXISTS backup_note")
        made.commit()


@contextmanager
def _named(target: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise CatalogError(f"the backup {target} could not be written: {error}") from error
