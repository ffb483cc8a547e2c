"""The records of JSON files whatever holds them: one object, a list, or one after the other.

Lines of JSON Lines are read one by one, so that a damaged line costs only itself. It does not know
what the records mean.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from assistant.errors import ReadError
from ingest.archive import open_archive, open_regular, open_unchanging, shown
from ingest.decode import decode
from ingest.jsonfields import JsonRecord, as_record
from ingest.jsonstream import (
    MAX_RECORD_BYTES,
    JsonFile,
    stream_array,
    stream_values,
    without_halves,
)
from ingest.outcome import Failed, Skipped

_SUFFIXES = (".json", ".jsonl", ".ndjson")
_LOOKED_AT = 256 * 1024
_LOOKED_AT_FILES, _LOOKED_AT_FOLDERS = 20, 100
_BOM = b"\xef\xbb\xbf"


def looks_like(path: Path, test: Callable[[bytes], bool]) -> bool:
    """Say whether the start of a JSON file, or of one of the first in a folder, passes a test."""
    try:
        if not path.is_dir() and path.suffix.lower() in _SUFFIXES:
            with open_regular(path) as file:
                return _passes(file, test)
        with open_archive(path) as archive:
            for name in _tried(archive.names()):
                with archive.open(name) as file:
                    if _passes(file, test):
                        return True
    except (ReadError, OSError, ValueError):
        return False
    return False


def _tried(names: Sequence[str]) -> list[str]:
    """Return the first JSON files, and the first of each folder: lists may stand before posts."""
    fitting = [name for name in names if name.lower().endswith(_SUFFIXES)]
    firsts = {name.rpartition("/")[0]: name for name in reversed(fitting)}
    folders = list(reversed(firsts.values()))[:_LOOKED_AT_FOLDERS]
    return list(dict.fromkeys([*fitting[:_LOOKED_AT_FILES], *folders]))


def _passes(file: BinaryIO, test: Callable[[bytes], bool]) -> bool:
    start = file.read(_LOOKED_AT)
    return start.removeprefix(_BOM).lstrip().startswith((b"{", b"[")) and test(start)


def located_records(location: Path) -> Iterator[tuple[str, JsonRecord] | Skipped | Failed]:
    """Yield (file, record) of a JSON file or of all in a folder or archive; and the damage.

    Raises `ReadError` when the location itself cannot be opened.
    """
    if not location.is_dir() and location.suffix.lower() in _SUFFIXES:
        with open_unchanging(location, location.name) as file:
            yield from _named(file, shown(location.name))
        return
    with open_archive(location) as archive:
        yield from archive.problems
        for name in archive.names():
            if not name.lower().endswith(_SUFFIXES):
                yield Skipped(item=shown(name), reason="not_a_document")
                continue
            try:
                with archive.open(name) as file:
                    yield from _named(file, shown(name))
            except ReadError as error:
                yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _named(file: BinaryIO, item: str) -> Iterator[tuple[str, JsonRecord] | Failed]:
    for record in json_records(file, item):
        yield record if isinstance(record, Failed) else (item, record)


def json_records(file: BinaryIO, item: str) -> Iterator[JsonRecord | Failed]:
    """Yield the objects at the top of a file, of its top list, or of its lines; and the damage."""
    lines = _Lines(file)
    try:
        first = lines.peek(0)
        if first.removeprefix(_BOM).lstrip()[:1] == b"[":
            yield from _objects(stream_array(JsonFile(lines.rest(), item=item), "item"), item)
        elif _is_lines(first, lines.peek(1)):
            yield from _read_lines(lines, item)
        else:
            yield from _objects(stream_values(JsonFile(lines.rest(), item=item)), item)
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _objects(values: Iterator[object], item: str) -> Iterator[JsonRecord | Failed]:
    for number, value in enumerate(values, start=1):
        if isinstance(value, list):  # pages collected into a list: `gh api --paginate --slurp`
            yield from _objects(iter(value), f"{item} {number}")
        else:
            yield as_record(value) or Failed(item=f"{item} {number}", reason="malformed")


def _is_lines(first: bytes, second: bytes) -> bool:
    """Say whether each line holds a value: the first one is whole, or the second starts one."""
    if len(first.strip()) > 2 and second.startswith(b"{"):
        return True
    return second.strip() == b"" and _parsed(first) is not None


def _read_lines(lines: "_Lines", item: str) -> Iterator[JsonRecord | Failed]:
    number = 0
    while line := lines.next():
        number += 1
        if not line.strip():
            continue
        record = as_record(_parsed(line))
        reason = "malformed" if line.endswith(b"\n") else "truncated"
        if len(line) > MAX_RECORD_BYTES:
            yield Failed(item=f"{item}:{number}", reason="too_large")
            return
        yield record if record is not None else Failed(item=f"{item}:{number}", reason=reason)


def _parsed(line: bytes) -> object | None:
    """Return the value of one line, None when it is none."""
    whole = without_halves(line)
    try:
        return cast(object, json.loads(_text(whole)))
    except (ValueError, RecursionError, ReadError):
        return None


def _text(line: bytes) -> str:
    """Decode a line; `json.loads` itself lets surrogates pass, which no store takes."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(line).text


class _Lines:
    """The lines of a file, with a look at the first ones."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._seen: list[bytes] = []

    def peek(self, number: int) -> bytes:
        """Return a line that still comes."""
        while len(self._seen) <= number:
            self._seen.append(self._file.readline(MAX_RECORD_BYTES + 1))
        return self._seen[number]

    def next(self) -> bytes:
        """Return the next line, b"" at the end."""
        return self._seen.pop(0) if self._seen else self._file.readline(MAX_RECORD_BYTES + 1)

    def rest(self) -> BinaryIO:
        """Return all that still comes as a stream; the lines are not to be used any more."""
        return cast(BinaryIO, _Rest(b"".join(self._seen), self._file))


class _Rest:
    """What was looked at already, then the rest of the file."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start, self._file = start, file

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, b"" at the end."""
        if not self._start:
            return self._file.read(size)
        end = len(self._start) if size < 0 else size
        piece, self._start = self._start[:end], self._start[end:]
        return piece
