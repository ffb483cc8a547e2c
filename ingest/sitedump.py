"""The XML files of one Stack Exchange site's dump, row by row, wherever they are kept.

A damaged row costs only itself. It does not know what rows mean.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from assistant.errors import ReadError, UnreadableFile
from ingest.archive import Archive, open_archive, open_regular, open_unchanging, shown
from ingest.outcome import Failed, Skipped
from ingest.xmlstream import DamagedRow, rows

SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
"""How a 7z file starts; dumps are published as such, and the standard library cannot read them."""
_KNOWN = {"badges", "votes", "posthistory", "postlinks", "tags", "posttypes", "votetypes"}

Row = Mapping[str, str]
"""The attributes of one row; what is absent is null."""


class SiteDump:
    """The XML files of one site, by their names in lower case."""

    def __init__(self, location: Path) -> None:
        self._archive: Archive | None = None
        self._single = None if location.is_dir() else location
        if location.name.lower() == "posts.xml" and not location.is_dir():
            self._names = {"posts": location.name}
            return
        if not location.is_dir():
            with open_regular(location) as file:
                if file.read(6) == SEVEN_ZIP:
                    hint = "a 7z archive: unpack it (7z x) and add the folder"
                    raise UnreadableFile(shown(location.name), "unreadable", hint)
        self._archive = open_archive(location)
        self._names = {}
        for name in sorted(self._archive.names(), key=lambda x: (x.count("/"), x)):
            stem = name.rsplit("/", 1)[-1].lower().removesuffix(".xml")
            if name.lower().endswith(".xml") and not (location.is_dir() and "/" in name):
                self._names.setdefault(stem, name)
        if "posts" not in self._names:
            self._archive.close()
            raise UnreadableFile(shown(location.name), "not_that_format", "no Posts.xml")

    def __enter__(self) -> "SiteDump":
        return self

    def __exit__(self, *_: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def open(self, stem: str) -> BinaryIO:
        """Open one of the files. Raises `ReadError`."""
        if self._archive is None and self._single is not None:
            return open_unchanging(self._single, self._single.name)
        if self._archive is None or stem not in self._names:
            raise UnreadableFile(stem, "unreadable", "it is not in the dump")
        return self._archive.open(self._names[stem])

    def left_out(self) -> Iterator[Failed | Skipped]:
        """Yield the files that are not read."""
        if self._archive is None:
            return
        yield from self._archive.problems
        read = {self._names.get(stem) for stem in ("posts", "comments", "users")}
        for name in self._archive.names():
            stem = name.rsplit("/", 1)[-1].lower().removesuffix(".xml")
            if name not in read:
                reason = "unsupported" if stem in _KNOWN else "not_a_document"
                yield Skipped(item=shown(name), reason=reason)

    def rows(self, stem: str) -> Iterator[Row | Failed]:
        """Yield the rows of one file, if it is there, and what is damaged in it."""
        if stem not in self._names:
            return
        item = shown(self._names[stem])
        damaged: list[DamagedRow] = []
        try:
            with self.open(stem) as file:
                for row in rows(file, "row", damaged.append):
                    yield from _damage(item, damaged)
                    yield row
        except ReadError as error:
            yield Failed(item=item, reason=error.reason, detail=error.detail)
        yield from _damage(item, damaged)


def _damage(item: str, damaged: list[DamagedRow]) -> Iterator[Failed]:
    for row in damaged:
        yield Failed(item=f"{item}:{row.line}", reason="malformed", detail=row.detail)
    damaged.clear()
