"""Office packages (ECMA-376, ISO 29500): parts of a zip as small XML trees, within limits.

It runs inside a killable child. Names are compared without their namespace, so that the strict and
the transitional dialect read alike. It does not know documents or slides.
"""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from assistant.errors import ReadError
from ingest.archive import ArchiveLimits, open_archive
from ingest.filekind import read_bytes
from ingest.xmlstream import XmlElement, tree

_PART_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024
_LIMITS = ArchiveLimits(entries=20_000, member_bytes=_PART_BYTES, allowance=_PART_BYTES)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What an encrypted package, or one of the time before, begins with."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Package:
    """One office file, opened. Use it in a `with` block."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises `ReadError`."""
        self._item = path.name
        with path.open("rb") as file:
            start = file.read(8)
        if not start:
            raise ReadError(path.name, "truncated", "the file is empty")
        if start == _OLE:
            raise _not_a_package(path)
        if not start.startswith(b"PK"):
            raise ReadError(path.name, "not_that_format", "no office document begins here")
        self._archive = open_archive(path, _LIMITS)
        for problem in self._archive.problems:
            if problem.reason in ("unsafe", "encrypted"):
                self._archive.close()
                raise ReadError(path.name, problem.reason, problem.detail)
        self.names = frozenset(self._archive.names())

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises `ReadError`."""
        with self._archive.open(name) as part:
            return read_bytes(part, self._item, _PART_BYTES)

    def part(self, name: str) -> XmlElement | None:
        """Return a part's root; None where the package has none of that name."""
        if name not in self.names:
            return None
        return tree(self.read(name), self._item)

    def main(self) -> str:
        """Return the name of the main part. Raises `ReadError` "not_that_format"."""
        for kind, target in self.targets("").values():
            if kind == "officeDocument" and target in self.names:
                return target
        raise ReadError(self._item, "not_that_format", "no main part")

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return relation id -> (kind, target) of a part; "" for the package itself."""
        folder, name = posixpath.split(part)
        root = self.part(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for relation in root if root is not None else ():
            target = unquote(relation.get("Target", ""))
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, target)
        return found

    def related(self, part: str, kind: str) -> XmlElement | None:
        """Return the first part that `part` relates to as `kind` ("styles", "comments")."""
        for found, target in self.targets(part).values():
            if found == kind:
                return self.part(target)
        return None

    def facts(self) -> dict[str, Any]:
        """Return the core properties: title, authors, created, edited (never who edited last)."""
        root = self.related("", "core-properties")
        texts = {local(e): (e.text or "").strip() for e in root} if root is not None else {}
        return {
            "title": texts.get("title", ""),
            "authors": [texts["creator"]] if texts.get("creator") else [],
            "created": texts.get("created", ""),
            "edited": texts.get("modified", ""),
        }

    def __enter__(self) -> Self:
        """Use the package in a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the file."""
        self._archive.close()


def _not_a_package(path: Path) -> ReadError:
    """Tell a locked package (MS-OFFCRYPTO, 2.3.4.4) from a file of the formats before."""
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            if _LOCKED in before + piece:
                return ReadError(path.name, "encrypted", "it needs a password")
            before = piece[-len(_LOCKED) :]
    return ReadError(path.name, "not_that_format", "a format before 2007; save it as the new one")


def local(element: XmlElement) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: XmlElement | None, name: str) -> str | None:
    """Return an attribute by its name without namespace."""
    for key, value in element.attrib.items() if element is not None else ():
        if key.rpartition("}")[2] == name:
            return value
    return None


def child(element: XmlElement | None, *path: str) -> XmlElement | None:
    """Return the first child along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def below(element: XmlElement, *names: str) -> Iterator[XmlElement]:
    """Yield all elements below of these local names, in document order."""
    for found in element.iter():
        if found is not element and local(found) in names:
            yield found


def is_on(element: XmlElement | None) -> bool:
    """Say whether an on/off property is set (ISO 29500, 17.17.4)."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off")


def described(picture: XmlElement | None) -> str:
    """Return a picture's alternative text, unless a program wrote it."""
    text = attribute(picture, "descr") or ""
    made = any(mark in text.lower() for mark in ("automatically generated", "ai-generated"))
    return "" if made else text
