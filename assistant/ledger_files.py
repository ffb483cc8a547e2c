"""The ledger's folder: a key and one file for every withdrawal, for their owner only.

What stands in them are hashes (`assistant.ledger` makes and compares them); this module does not
know of what.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import LedgerDamaged
from assistant.naming import EVERYWHERE
from assistant.shingles import Hashes

KEY_FILE = "key"
NO_HASHES: Hashes = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One withdrawal: hashes only."""

    id: str
    """`w_` and random digits."""
    contributor_id: str
    scope: str
    """`EVERYWHERE`, or the id of the one source that they left."""
    identities: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    """(hash of a spelling, its rule)."""
    parts: frozenset[str] = frozenset()
    """Hashes of single words of the spellings."""
    shingles: Hashes = field(default_factory=lambda: NO_HASHES, compare=False)
    at: datetime
    shown_as: str | None = None
    """The pseudonym under which they came back: until they are in again nobody else knows which
    names it stands for. None: they have left."""

    def covers(self, source_id: str) -> bool:
        """Tell whether the withdrawal holds in a source."""
        return self.scope in (EVERYWHERE, source_id)


def read_key(folder: Path) -> bytes:
    """Return the folder's key; one is made where there is none. Raises LedgerDamaged."""
    path = folder / KEY_FILE
    try:
        return bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        if list(folder.glob("w_*.json")):
            raise LedgerDamaged(
                f"{path} is missing: nobody who withdrew can be recognised"
            ) from None
    except ValueError as error:
        raise LedgerDamaged(f"{path} is damaged; put back the copy that you keep of it") from error
    key = secrets.token_bytes(32)
    write_private(path, key.hex())
    return key


def write_private(path: Path, text: str) -> None:
    """Write a file whole, for its owner only, and see it on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    scratch = path.with_suffix(".new")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as its file holds it."""
    return {
        "id": entry.id,
        "contributor_id": entry.contributor_id,
        "scope": entry.scope,
        "identities": sorted(entry.identities),
        "names": sorted(entry.names),
        "parts": sorted(entry.parts),
        "shingles": base64.b64encode(entry.shingles.astype("<u8").tobytes()).decode("ascii"),
        "at": entry.at.isoformat(),
        "shown_as": entry.shown_as,
    }


def read_entry(path: Path) -> Entry:
    """Read one withdrawal; raises LedgerDamaged."""
    try:
        found = json.loads(path.read_text("utf-8"))
        data = base64.b64decode(found["shingles"])
        return Entry(
            id=found["id"],
            contributor_id=found["contributor_id"],
            scope=found["scope"],
            identities=frozenset(found["identities"]),
            names=frozenset((key, rule) for key, rule in found["names"]),
            parts=frozenset(found["parts"]),
            shingles=np.frombuffer(data, dtype="<u8").astype(np.uint64),
            at=datetime.fromisoformat(found["at"]),
            shown_as=found.get("shown_as"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise LedgerDamaged(f"{path} is damaged; put back the copy that you keep of it") from error
