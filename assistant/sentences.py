"""Cuts a text into the units that can be quoted: sentences, list items, code blocks, table rows.

Pure: spans of the text, in order, without surrounding white space; every other character is white
space between them. It does not know what the sentences are for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_FENCE = re.compile(r"^(```|~~~).*?(?:^\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK_END = re.compile(
    r"\n[ \t]*\n|\n(?=[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+)|\n(?=#{1,6} )|\n(?=\|)"
)
_END = re.compile(
    r"(?:[.!?…]+(?:[\"'“”’»)\]]*(?:[ \u00a0\u202f][»!?]+\d{0,2})?)*|[。！？]+)(?=\s|$)|[。！？]+"
)
"""French puts a space before its closing mark, ! and ?; German closes with “."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Ms|Prof|St|No|Nr|approx|resp|Inc|Ltd|Co|Fig|p|pp"
    r"|z\.B|d\.h|u\.a|bzw|ca|usw|Abs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
    r"|MM|Mme|Mlle|Me|p\. ?ex|c\.-à-d|av|apr|env|éd|chap|janv|févr|avr|juil|déc"
    r"|Sr|Sra|Dra|Ud|Uds|p\. ?ej|EE|núm|pág)|\b\d{1,2})\.$"
)


class Unit(StrEnum):
    """What a span is."""

    SENTENCE = "sentence"
    ITEM = "item"
    CODE = "code"
    ROW = "row"
    HEADING = "heading"


@dataclass(frozen=True, kw_only=True)
class Span:
    """A quotable run of a text."""

    start: int
    end: int
    unit: Unit
    paragraph: int
    """Number of the paragraph it stands in, from 0: neighbours of one paragraph read on."""


def spans(text: str) -> list[Span]:
    """Return the quotable spans of a text in order."""
    found: list[Span] = []
    at = 0
    for paragraph, (start, end, is_code) in enumerate(_blocks(text)):
        at = start
        if is_code:
            found.append(Span(start=start, end=end, unit=Unit.CODE, paragraph=paragraph))
            continue
        unit = _unit(text[start:end])
        if unit in (Unit.ROW, Unit.HEADING):
            found.append(Span(start=start, end=end, unit=unit, paragraph=paragraph))
            continue
        for left, right in _sentences(text, at, end):
            found.append(Span(start=left, end=right, unit=unit, paragraph=paragraph))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    at = 0
    for fence in _FENCE.finditer(text):
        yield from _paragraphs(text, at, fence.start())
        yield (*_trimmed(text, fence.start(), fence.end()), True)
        at = fence.end()
    yield from _paragraphs(text, at, len(text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    at = start
    for gap in _BLOCK_END.finditer(text, start, end):
        left, right = _trimmed(text, at, gap.start())
        if left < right:
            yield left, right, False
        at = gap.end()
    left, right = _trimmed(text, at, end)
    if left < right:
        yield left, right, False


def _unit(block: str) -> Unit:
    if block.startswith("|"):
        return Unit.ROW
    if re.match(r"#{1,6} ", block):
        return Unit.HEADING
    if re.match(r"(?:[-*+•]|\d{1,3}[.)])\s", block):
        return Unit.ITEM
    return Unit.SENTENCE


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for stop in _END.finditer(text, start, end):
        if _goes_on(text, at, stop.end(), end):
            continue
        left, right = _trimmed(text, at, stop.end())
        if left < right:
            yield left, right
        at = stop.end()
    left, right = _trimmed(text, at, end)
    if left < right:
        yield left, right


def _goes_on(text: str, start: int, stop: int, end: int) -> bool:
    """Tell whether a full stop ends an abbreviation or a number rather than the sentence."""
    if text[stop - 1] != ".":
        return False
    if _ABBREVIATION.search(text, start, stop):
        return True
    rest = text[stop:end].lstrip()
    return bool(rest) and rest[0].islower()


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
