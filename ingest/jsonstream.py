"""Reads JSON piece by piece, so that memory does not grow with the file. Owns ijson.

Files come cut short, in the wrong encoding or with stray bytes: every whole record before the
damage is given out, then the damage is raised. It does not know what the records mean.
"""

import codecs
import re
from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO

import ijson
import numpy as np

from assistant.errors import ReadError, TooLarge
from ingest.decode import decode_mixed
from ingest.encodings import is_binary, proven

_BLOCK = 64 * 1024
MAX_RECORD_BYTES = 64 * 1024 * 1024
"""More bytes than this between two records: refused, because they would be held in memory."""
MAX_DEPTH = 500
"""Brackets open at once: deeper nesting is refused (ijson's paths grow with its square)."""
_STRAY = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
"""Control bytes that JSON forbids and exports hold all the same."""
_PARTIAL = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
"""A UTF-8 character cut by the end of a block."""

_SUSPECT = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\\\u[dD]"
)
"""What may be half of an escaped surrogate pair: ijson fails on it or guesses."""
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
"""One escape; of those with six bytes all are halves."""
_CUT_ESCAPE = re.compile(
    rb"\\(?:u(?:[dD](?:[89abAB](?:[0-9a-fA-F](?:[0-9a-fA-F](?:\\(?:u(?:[dD](?:[0-9a-fA-F]{1,2})?)?)?)?)?)?"
    rb"|[c-fC-F][0-9a-fA-F]?)?)?)?\Z"
)
"""A pair of escapes that the end of a block cuts."""
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
"""A whole string; what is left of quotation marks is one that the end of the block cuts."""
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
"""Brackets to signed bytes: +1 opens, -1 closes."""
_NO_BRACKET = bytes(byte for byte in range(256) if byte not in b"[]{}")


class _Depth:
    """Follow how many brackets are open, strings left out."""

    def __init__(self) -> None:
        self._open, self._carry = 0, b""

    def follow(self, block: bytes) -> int:
        """Return the greatest depth inside the next block."""
        data = self._carry + block
        outside, cut, _ = _STRING.sub(b"", data).partition(b'"')
        backslashes = len(data) - len(data.rstrip(b"\\"))
        self._carry = b'"' + b"\\" * (backslashes % 2) if cut else b""
        brackets = outside.translate(_STEPS, _NO_BRACKET)
        depths = self._open + np.cumsum(np.frombuffer(brackets, np.int8), dtype=np.int64)
        before, self._open = self._open, int(depths[-1]) if len(depths) else self._open
        return max(before, int(depths.max(initial=0)))


class JsonFile:
    """A byte stream made fit for a JSON parser: UTF-8, no byte order mark, no stray controls.

    It refuses binary data, and records larger than `max_record` bytes.
    """

    def __init__(
        self, file: BinaryIO, *, item: str = "json", max_record: int = MAX_RECORD_BYTES
    ) -> None:
        """Wrap an open file; `item` is what errors name."""
        self.item = item
        self.encoding = "utf-8"
        """What the bytes turned out to be, known once they were read."""
        self._file, self._max_record = file, max_record
        self._decode: Callable[[bytes, bool], str] | None = None
        self._since_mark, self._started, self._tail = 0, False, b""
        self._depth, self._held = _Depth(), b""

    def mark(self) -> None:
        """Say that a record is complete."""
        self._since_mark = 0

    def read(self, size: int = _BLOCK) -> bytes:
        """Return the next piece as UTF-8, b"" at the end; it may differ from `size` in length."""
        if size == 0:
            return b""
        while True:
            raw = self._file.read(size if size > 0 else _BLOCK)
            self._since_mark += len(raw)
            if self._since_mark > self._max_record:
                raise TooLarge(self.item, "too_large", f"one record over {self._max_record} bytes")
            piece = self._clean(raw)
            if self._depth.follow(piece) > MAX_DEPTH:
                raise ReadError(self.item, "unsafe", f"nested over {MAX_DEPTH} levels deep")
            if piece or not raw:
                return piece

    def _clean(self, raw: bytes) -> bytes:
        at_end = not raw
        if not self._started:
            raw = self._start(raw)
        if self._decode is not None:
            raw = self._decode(raw, not raw).encode("utf-8", "replace")
        else:
            raw = self._utf8(raw)
        return self._escapes(raw.translate(None, _STRAY), at_end)

    def _escapes(self, data: bytes, at_end: bool) -> bytes:
        """Replace halves of escaped surrogate pairs, which stand for no character."""
        data = self._held + data
        end = len(data) if at_end else _whole_escapes(data)
        self._held, data = data[end:], data[:end]
        return without_halves(data)

    def _start(self, raw: bytes) -> bytes:
        self._started = True
        encoding = proven(raw)
        if encoding is None and is_binary(raw):
            raise ReadError(self.item, "not_that_format", "binary data")
        if encoding and encoding != "utf-8":
            self.encoding = encoding
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            self._decode = lambda data, final: decoder.decode(data, final).replace("\ufeff", "")
        return raw.removeprefix(codecs.BOM_UTF8)

    def _utf8(self, raw: bytes) -> bytes:
        data = self._tail + raw
        partial = _PARTIAL.search(data, max(0, len(data) - 3)) if raw else None
        self._tail = partial[0] if partial else b""
        data = data[: len(data) - len(self._tail)]
        if data.isascii():
            return data
        try:
            codecs.utf_8_decode(data, "strict", True)
        except UnicodeDecodeError:
            self.encoding = "utf-8+cp1252"
            return decode_mixed(data)[0].encode("utf-8")
        return data


def _whole_escapes(data: bytes) -> int:
    """Return where the escape begins that the end of the block cuts, else the block's length."""
    cut = _CUT_ESCAPE.search(data, max(0, len(data) - 12))
    if cut is None:
        return len(data)
    before = cut.start() - len(data[: cut.start()].rstrip(b"\\"))
    return cut.start() if before % 2 == 0 else len(data)


def without_halves(data: bytes) -> bytes:
    """Return a whole JSON text with halves of escaped surrogate pairs replaced by U+FFFD."""
    surrogates = b"\\ud" in data or b"\\uD" in data
    return _ESCAPE.sub(_repaired, data) if surrogates and _SUSPECT.search(data) else data


def _repaired(escape: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if len(escape[0]) == 6 else escape[0]


def stream_array(
    file: BinaryIO | JsonFile, prefix: str, *, item: str = "json", several: bool = False
) -> Iterator[object]:
    """Yield the elements of one array, each as plain Python values.

    `prefix` is the path to the elements: `item` for an array at the top, `messages.item` for the
    array `messages` of an object at the top. With `several` the file may hold more than one such
    value, one after the other (pages of an API). Numbers with a fraction come as `Decimal`. Yields
    nothing where the path does not exist.

    Raises `ReadError` "truncated" or "malformed" after the good records, "not_that_format" when
    the file is no JSON at all or the top is of the other kind, `TooLarge` for a giant record.
    """
    source = file if isinstance(file, JsonFile) else JsonFile(file, item=item)
    top = "[" if prefix.split(".")[0] == "item" else "{"
    count = 0
    try:
        checked = _Expecting(source, top)
        for record in ijson.items(checked, prefix, buf_size=_BLOCK, multiple_values=several):
            source.mark()
            yield record
            count += 1
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ReadError(source.item, _reason(error), f"after {count} good records") from None


def stream_values(file: BinaryIO | JsonFile, *, item: str = "json") -> Iterator[object]:
    """Yield the values of a file that holds one after the other (JSON Lines, `gh --paginate`).

    A file with one value yields that value. Raises as `stream_array`.
    """
    source = file if isinstance(file, JsonFile) else JsonFile(file, item=item)
    count = 0
    try:
        for record in ijson.items(source, "", multiple_values=True, buf_size=_BLOCK):
            source.mark()
            yield record
            count += 1
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise ReadError(source.item, _reason(error), f"after {count} good values") from None


def read_keys(
    file: BinaryIO | JsonFile, keys: Collection[str], *, item: str = "json"
) -> dict[str, object]:
    """Return some keys of the object at the top, reading no further than the last of them.

    Keys that are missing are left out; so are those behind the damage of a damaged file.
    Raises `ReadError` ("not_that_format", "too_large") when the file is no JSON object.
    """
    source = file if isinstance(file, JsonFile) else JsonFile(file, item=item)
    found: dict[str, object] = {}
    building: ijson.ObjectBuilder | None = None
    key = ""
    try:
        for prefix, event, value in ijson.parse(_Expecting(source, "{"), buf_size=_BLOCK):
            if building is None and event == "map_key" and prefix == "" and value in keys:
                key, building = str(value), ijson.ObjectBuilder()
                continue
            if building is not None:
                building.event(event, value)
                if prefix == key and event not in ("start_map", "start_array", "map_key"):
                    found[key], building = building.value, None
                    source.mark()
            if len(found) == len(set(keys)):
                break
            if building is None:
                source.mark()
    except (ijson.JSONError, UnicodeDecodeError):
        return found
    return found


class _Expecting:
    """Pass a stream on after a look at its first character."""

    def __init__(self, source: JsonFile, top: str) -> None:
        self._source, self._top, self._checked = source, top.encode(), False

    def read(self, size: int = _BLOCK) -> bytes:
        """Return the next piece; raises `ReadError` if the first one is of another kind."""
        piece = self._source.read(size)
        start = piece.lstrip()[:1]
        if not self._checked and start:
            self._checked = True
            if start != self._top:
                kind = "another kind of JSON" if start in b'[{"' else "no JSON"
                raise ReadError(self._source.item, "not_that_format", kind)
        return piece


def _reason(error: Exception) -> str:
    return "truncated" if "premature EOF" in str(error) else "malformed"
