"""Backs a home folder up into one file, and makes a home of such a file again.

In it: the catalog, vectors included, and the settings. Not in it: the indexes, which are built anew
(an index of unknown origin is never opened), and the ledger of withdrawals with the key of the
pseudonyms, so that no backup can bring a withdrawn person back. It does not know what the ledger
holds; it carries the folder over where it is named.
"""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from assistant import generations
from assistant.catalog import copies, engine, write_fact
from assistant.errors import CatalogTooNew, WrongUse
from assistant.scratch import scratch_folder
from assistant.settings import SETTINGS_FILE, Settings, read_settings
from assistant.wiring import Community, take_alone

LEDGER = "ledger"


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore brought."""

    made_at: str
    schema: str
    ledger: bool
    """Whether a ledger of withdrawals was there to hold the backup against."""


def back_up(settings: Settings, target: Path) -> int:
    """Write the backup while anybody uses the home; return its size in bytes.

    Raises WrongUse for a catalog that is not a file, CatalogError when it cannot be written.
    """
    if settings.catalog_url:
        raise WrongUse("the catalog is at catalog_url: back it up with its own tools (pg_dump)")
    toml = settings.home / SETTINGS_FILE
    notes = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "schema": engine.SCHEMA,
        "settings": toml.read_text("utf-8") if toml.is_file() else "",
    }
    copies.copy(settings.catalog_path, target, notes)
    return target.stat().st_size


def restore(
    home: Path, file: Path, ledger: Path | None, settle: Callable[[Community], None]
) -> Restored:
    """Make the home what it was at the backup, indexes included.

    All of it is made beside, in a folder of its own, and put in place at the end: killed before,
    the home is as it was. `settle` is called on the restored community before anybody can ask it.
    Raises WrongUse, CatalogTooNew, CatalogDamaged, IndexBusy.
    """
    notes = copies.notes_of(file)
    if notes["schema"] > engine.SCHEMA:
        raise CatalogTooNew(
            f"the backup {file} has schema {notes['schema']}, this Firsthand knows up to"
            f" {engine.SCHEMA}; install the version that wrote it"
        )
    settings = read_settings(home)
    if settings.catalog_url:
        raise WrongUse("the catalog is at catalog_url: restore it with its own tools")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = take_alone(settings, "firsthand restore")
    with ExitStack() as held:
        held.callback(lock.release)
        scratch = held.enter_context(scratch_folder(home))
        if ledger is not None:
            shutil.copytree(ledger, home / LEDGER, dirs_exist_ok=True)
        known = (home / LEDGER).is_dir()
        if known:
            shutil.copytree(home / LEDGER, scratch / LEDGER)
        copies.copy(file, scratch / settings.catalog_path.name, {})
        copies.drop_notes(scratch / settings.catalog_path.name)
        (scratch / SETTINGS_FILE).write_text(notes["settings"], "utf-8")
        _bring_to_life(scratch, settle)
        _put_in_place(scratch, settings)
    return Restored(made_at=notes["made_at"], schema=notes["schema"], ledger=known)


def _bring_to_life(scratch: Path, settle: Callable[[Community], None]) -> None:
    """Give the catalog a new life, so that no index of another one is taken for its own."""
    community = Community(read_settings(scratch))
    try:
        with community.catalog.change("restore") as change:
            write_fact(change, "epoch", uuid4().hex)
            change.audit("restore", "catalog")
        settle(community)
        community.rebuild("firsthand restore")
    finally:
        community.close()


def _put_in_place(scratch: Path, settings: Settings) -> None:
    """Move catalog and indexes over; cut off in between, the indexes are known not to fit."""
    made, target = scratch / settings.catalog_path.name, settings.catalog_path
    # The log of another database would be played into this one.
    for end in ("-wal", "-shm", ".damaged"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    copies.put_in_place(made, target)
    (scratch / SETTINGS_FILE).replace(settings.home / SETTINGS_FILE)
    folder = generations.following(settings.indexes)
    settings.indexes.mkdir(parents=True, exist_ok=True)
    generations.current(scratch / "indexes").replace(folder)
    generations.point_to(settings.indexes, folder)
    generations.drop_others(settings.indexes)
    if (scratch / LEDGER).is_dir():
        shutil.copytree(scratch / LEDGER, settings.home / LEDGER, dirs_exist_ok=True)
