"""The keyed ledger of those who withdrew: recognises them, their names and words, and keeps none.

A folder of its own beside the catalog, outside backups, so that neither an old export nor an old
backup brings anybody back. Identities and spellings of names are kept as keyed hashes (BLAKE2b,
RFC 7693), words as keyed shingles; the key is a file that only its owner may read. The same secret
makes pseudonyms. It does not know the catalog.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.ledger_files import (
    KEY_FILE,
    NO_HASHES,
    Entry,
    as_json,
    read_entry,
    read_key,
    write_private,
)
from assistant.masks import WITHHELD
from assistant.namebook import Book
from assistant.naming import EVERYWHERE
from assistant.pseudonym import pseudonym
from assistant.shingles import Hashes, Shingler
from assistant.spellings import Rule, spellings

QUOTE_WITHHELD = "[words withdrawn]"


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody with all that names them: never kept as it is."""

    contributor_id: str
    identities: tuple[str, ...]
    names: tuple[str, ...]


class Ledger:
    """Every withdrawal of one home folder."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the ledger of a folder; None keeps it in memory, for trials.

        Raises LedgerDamaged.
        """
        self._folder = folder
        self._heard: dict[str, dict[int, float]] = {}
        self.has_learned = False
        """Whether names or words were added since it was opened: stored texts may hold them."""
        self._read_at: tuple[tuple[str, int], ...] = ()
        self._key = secrets.token_bytes(32) if folder is None else read_key(folder)
        self.entries: dict[str, Entry] = {}
        self._arrange()
        self.refresh()

    def refresh(self) -> None:
        """Read what another process wrote since; cheap when nothing did."""
        if self._folder is None:
            return
        paths = sorted(self._folder.glob("w_*.json"))
        now = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if now != self._read_at:
            self._read_at = now
            self.entries = {path.stem: read_entry(path) for path in paths}
            self._arrange()

    def _arrange(self) -> None:
        self.book = Book(digest=self.digest)
        for entry in self.entries.values():
            for key, rule in entry.names:
                self.book.keys[key].add((entry.id, Rule(rule)))
            self.book.parts |= entry.parts
        self._by_identity: dict[str, list[Entry]] = {}
        gone = [entry for entry in self.entries.values() if entry.shown_as is None]
        for entry in gone:
            for key in entry.identities:
                self._by_identity.setdefault(key, []).append(entry)
        known = [entry.shingles for entry in gone]
        self._shingles: Hashes = np.unique(np.concatenate([NO_HASHES, *known]))

    def digest(self, value: str) -> str:
        """Return the keyed hash of a spelling or an identity."""
        data = value.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=12).hexdigest()

    @property
    def shingler(self) -> Shingler:
        """What makes shingles with the ledger's key."""
        return Shingler(key=self._key)

    @property
    def state(self) -> str:
        """A hash of all that the ledger recognises: another one means other masks."""
        facts = sorted(
            (e.id, e.scope, e.shown_as or "", sorted(e.names), len(e.shingles))
            for e in self.entries.values()
        )
        return self.digest(repr(facts))

    def pseudonym(self, person_id: str, attempt: int = 0) -> str:
        """Return the pseudonym of a contributor; further attempts where it is taken."""
        key = hashlib.blake2b(b"pseudonym", key=self._key).digest()[:32]
        return pseudonym(key, person_id if not attempt else f"{person_id}#{attempt}")

    def entries_of(self, identity: str) -> list[Entry]:
        """Return the withdrawals of whoever is behind an identity."""
        return self._by_identity.get(self.digest(identity), []) if self.entries else []

    def has_left(self, identity: str, source_id: str) -> bool:
        """Tell whether whoever is behind an identity withdrew from a source."""
        return any(entry.covers(source_id) for entry in self.entries_of(identity))

    def person(self, identity: str) -> str | None:
        """Return the contributor id under which an identity withdrew everywhere, else None."""
        found = [e for e in self.entries_of(identity) if e.scope == EVERYWHERE]
        return found[0].contributor_id if found else None

    def add(
        self,
        contributor_id: str,
        scope: str,
        identities: Iterable[str],
        names: Iterable[str],
        shingles: Hashes,
    ) -> Entry:
        """Write a withdrawal down, on disk before this returns; the same one is added to."""
        keys = list(identities)
        before = self._standing(contributor_id, scope, keys)
        spelled, parts = self._hashed(names, keys)
        entry = Entry(
            id=before.id if before else f"w_{secrets.token_hex(6)}",
            contributor_id=before.contributor_id if before else contributor_id,
            scope=scope,
            identities=frozenset(map(self.digest, keys)) | (before.identities if before else set()),
            names=spelled | (before.names if before else set()),
            parts=parts | (before.parts if before else set()),
            shingles=np.union1d(before.shingles, shingles) if before else np.unique(shingles),
            at=before.at if before else datetime.now(UTC),
        )
        self._write(entry)
        return entry

    def _hashed(
        self, names: Iterable[str], identities: Iterable[str]
    ) -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
        """Return the keyed (spellings with their rules, single words) of somebody's names."""
        found = spellings(names, identities)
        words = (part for s in found if s.rule is not Rule.ADDRESS for part in s.key.split())
        spelled = frozenset((self.digest(s.key), s.rule.value) for s in found)
        return spelled, frozenset(map(self.digest, words))

    def part(self, staying: Named, leaving: Named) -> None:
        """Keep the withdrawals of two people apart who were taken for one."""
        gone = frozenset(map(self.digest, leaving.identities))
        for entry in list(self.entries.values()):
            rest = entry.identities - gone
            if not rest or rest == entry.identities:
                continue
            names, parts = self._hashed(staying.names, staying.identities)
            self._write(replace(entry, identities=rest, names=names, parts=parts))
            facts = (leaving.contributor_id, entry.scope, leaving.identities, leaving.names)
            self.add(*facts, entry.shingles)

    def _standing(self, contributor_id: str, scope: str, keys: Iterable[str]) -> Entry | None:
        hashed = set(map(self.digest, keys))
        for entry in self.entries.values():
            same = entry.contributor_id == contributor_id or entry.identities & hashed
            if same and entry.scope == scope:
                return entry
        return None

    def learn(self, identity: str, names: Iterable[str]) -> bool:
        """Add names that a source gives somebody who withdrew; tell whether any is new."""
        given = [name for name in names if name]
        is_new = False
        for entry in self.entries_of(identity):
            found = {(self.digest(s.key), s.rule.value) for s in spellings(given, [identity])}
            if not found <= entry.names:
                self.add(entry.contributor_id, entry.scope, [identity], given, NO_HASHES)
                is_new = True
        return is_new

    def hear(self, identity: str, text: str, at: float) -> None:
        """Take in more words of somebody who withdrew, written `at` (seconds since 1970)."""
        for entry in self.entries_of(identity):
            first = self._heard.setdefault(entry.id, {})
            for value in self.shingler.hashes(text).tolist():
                first[value] = min(at, first.get(value, at))

    def heard(self) -> dict[str, dict[int, float]]:
        """Return what was heard and is not written down: {entry: {shingle: first written}}."""
        heard, self._heard = self._heard, {}
        fresh: dict[str, dict[int, float]] = {}
        for id, first in heard.items():
            if (entry := self.entries.get(id)) is not None:
                known = set(entry.shingles.tolist())
                fresh[id] = {value: at for value, at in first.items() if value not in known}
        return {id: first for id, first in fresh.items() if first}

    def write_down(self, heard: Mapping[str, Hashes]) -> None:
        """Add words to the withdrawals that they belong to."""
        for id, found in heard.items():
            entry = self.entries.get(id)
            if entry is not None and len(np.setdiff1d(found, entry.shingles)):
                self._write(replace(entry, shingles=np.union1d(entry.shingles, found)))

    def forget(self, identity: str, scope: str) -> bool:
        """Take the withdrawal of whoever is behind an identity back; tell whether there was one."""
        key = self.digest(identity)
        return self._drop(
            [e for e in self.entries.values() if key in e.identities and e.scope == scope]
        )

    def forget_person(self, contributor_id: str, scope: str) -> bool:
        """Take back the withdrawal of a contributor who may not be in again yet."""
        same = [e for e in self.entries.values() if e.contributor_id == contributor_id]
        return self._drop([e for e in same if e.scope == scope])

    def _drop(self, gone: Sequence[Entry]) -> bool:
        for entry in gone:
            del self.entries[entry.id]
            if self._folder is not None:
                (self._folder / f"{entry.id}.json").unlink(missing_ok=True)
        self._arrange()
        return bool(gone)

    def cover(self, identity: str, shown_as: str) -> None:
        """Let a pseudonym stand for the names of somebody who comes back, in all that comes in."""
        for entry in self.entries_of(identity):
            if entry.scope == EVERYWHERE:
                self._write(replace(entry, shown_as=shown_as, shingles=NO_HASHES))

    def without_quotes(self, text: str, authors: Iterable[str] = ()) -> str:
        """Return the text without the words of those who withdrew, its authors' own aside."""
        for start, end in reversed(self.quotes(text, authors)):
            text = text[:start] + QUOTE_WITHHELD + text[end:]
        return text

    def quotes(self, text: str, authors: Iterable[str] = ()) -> list[tuple[int, int]]:
        """Return the (start, end) of words of those who withdrew."""
        if not len(self._shingles):
            return []
        found = self.shingler.quoted(text, self._shingles)
        own = {entry.id for key in authors for entry in self.entries_of(key)}
        if found and own:
            rest = [entry.shingles for entry in self.entries.values() if entry.id not in own]
            found = self.shingler.quoted(text, np.unique(np.concatenate([NO_HASHES, *rest])))
        return found

    def shown(self, source_id: str) -> dict[str, str]:
        """Return {entry: what stands in place of the name} for a source."""
        return {e.id: e.shown_as or WITHHELD for e in self.entries.values() if e.covers(source_id)}

    def gone(self) -> set[str]:
        """Return the entries whose names are never kept."""
        return {entry.id for entry in self.entries.values() if entry.shown_as is None}

    def _write(self, entry: Entry) -> None:
        self.has_learned = True
        self.entries[entry.id] = entry
        self._arrange()
        if self._folder is None:
            return
        if not (self._folder / KEY_FILE).exists():
            write_private(self._folder / KEY_FILE, self._key.hex())
        write_private(self._folder / f"{entry.id}.json", json.dumps(as_json(entry)))

    def keep_receipt(self, contributor_id: str, receipt: dict[str, Any]) -> None:
        """Keep the counts of a withdrawal."""
        if self._folder is not None:
            write_private(self._folder / f"receipt-{contributor_id}.json", json.dumps(receipt))

    def receipt(self, contributor_id: str) -> dict[str, Any] | None:
        """Return the receipt of a withdrawal; None when there is none."""
        if self._folder is None:
            return None
        try:
            found = (self._folder / f"receipt-{contributor_id}.json").read_text("utf-8")
        except FileNotFoundError:
            return None
        return dict(json.loads(found))


def marker_only(text: str) -> bool:
    """Tell whether nothing but marks of withdrawn words is left of a text."""
    rest = text.replace(QUOTE_WITHHELD, "").replace(WITHHELD, "")
    return QUOTE_WITHHELD in text and not any(c.isalnum() for c in rest)
