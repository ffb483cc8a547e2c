"""Reads sentences with their source numbers out of what a model writes, as it writes.

A sentence is given out when it is complete, never before. The form that is asked for is JSON; what
models write instead (a fence around it, lines with marks at their ends) is read as well. Pure. It
does not know whether a sentence is true.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.prompt import seen

_MARKS = re.compile(r"\s*[\[(]\s*(?:sources?\s*)?(\d{1,3}(?:\s*[,;&]\s*\d{1,3})*)\s*[\])]", re.I)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence as a model wrote it, with the numbers it gave."""

    text: str
    sources: tuple[int, ...]


class SentenceStream:
    """Takes the text in pieces and gives out each sentence as soon as it is whole."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._text = ""
        self._at = 0
        self.has_read = False
        """A sentence was given out."""

    def feed(self, piece: str) -> Iterator[Sentence]:
        """Take the next piece; yield what it completes."""
        self._text += piece
        while (end := _object_end(self._text, self._at)) is not None:
            start, stop = end
            self._at = stop
            sentence = _sentence(self._text[start:stop])
            if sentence:
                self.has_read = True
                yield sentence

    def rest(self) -> Iterator[Sentence]:
        """Yield sentences that were written as lines with marks, where there was no JSON at all."""
        if self._at or "{" in self._text:
            return
        for line in self._text.splitlines():
            for sentence in _marked(_BULLET.sub("", line)):
                self.has_read = True
                yield sentence


def _object_end(text: str, at: int) -> tuple[int, int] | None:
    """Return where the next innermost object from `at` starts and ends; None: not yet."""
    start = None
    in_string = escaped = False
    for i in range(at, len(text)):
        sign = text[i]
        if in_string:
            in_string = escaped or sign != '"'
            escaped = sign == "\\" and not escaped
        elif sign == '"':
            in_string, escaped = True, False
        elif sign == "{":
            start = i
        elif sign == "}" and start is not None:
            return start, i + 1
    return None


def _sentence(text: str) -> Sentence | None:
    try:
        found = json.loads(text, strict=False)
    except ValueError:
        return None
    said = found.get("text") if isinstance(found, dict) else None
    if not isinstance(said, str) or not said.strip():
        return None
    listed = found.get("sources", found.get("source", []))
    numbers = listed if isinstance(listed, list) else [listed]
    text, marked = _without_marks(seen(said))
    return Sentence(text=text, sources=tuple(_numbers(numbers)) or marked)


def _numbers(listed: list[object]) -> Iterator[int]:
    for item in listed:
        if isinstance(item, int) and not isinstance(item, bool):
            yield item
        elif isinstance(item, str) and item.strip(" []").isdigit() and len(item) < 8:
            yield int(item.strip(" []"))


def _marked(line: str) -> Iterator[Sentence]:
    """Yield each stretch of a line that ends with marks."""
    at = 0
    for found in _MARKS.finditer(line):
        text = seen(line[at : found.start()]).strip(" .;") + "."
        at = found.end()
        if len(text) > 1:
            yield Sentence(text=text, sources=_split(found[1]))


def _without_marks(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a text without citation marks in it, and their numbers: marks are ours to set."""
    marked = tuple(n for found in _MARKS.finditer(text) for n in _split(found[1]))
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip(), marked


def _split(numbers: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", numbers))
