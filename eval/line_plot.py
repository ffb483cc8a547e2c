"""Draws lines over logarithmic axes as SVG text: how time grows with size. Pure.

No script, no font, no address outside the picture. It does not know what was measured.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 150, 40, 50
_INK, _GRID = "#1f2933", "#d9dee3"
_COLOURS = ("#3d7ea6", "#9b2c2c", "#4d7c3a", "#7a5c99", "#b7791f", "#1f2933")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: a name and points (x, y), both above 0."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Axes:
    """What the axes say."""

    title: str
    x: str
    y: str


class _Scale:
    """Maps a range of values onto pixels, logarithmically."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)) * 3) / 3
        self.high = max(math.ceil(math.log10(max(values)) * 3) / 3, self.low + 1 / 3)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        powers = range(math.floor(self.low), math.ceil(self.high) + 1)
        every = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
        return [tick for tick in every if self.low <= math.log10(tick) + 1e-9 <= self.high + 2e-9]


def lines(axes: Axes, drawn: Sequence[Line]) -> str:
    """Return the lines with their points, names at their ends."""
    points = [point for line in drawn for point in line.points]
    across = _Scale([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [*_grid(across, up), *_labels(axes)]
    taken: list[float] = []
    for number, line in enumerate(drawn):
        parts.append(_line(line, across, up, _COLOURS[number % len(_COLOURS)], taken))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' width="{_WIDTH}" height="{_HEIGHT}" role="img" aria-label="{escape(axes.title)}"'
        f' font-family="sans-serif" font-size="12">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>{"".join(parts)}</svg>\n'
    )


def _grid(across: _Scale, up: _Scale) -> list[str]:
    top, bottom, left, right = _TOP, _HEIGHT - _BOTTOM, _LEFT, _WIDTH - _RIGHT
    parts = []
    for tick in across.ticks():
        x = across.at(tick)
        parts.append(_stroke(x, top, x, bottom))
        parts.append(_text(x, bottom + 18, _number(tick), "middle"))
    for tick in up.ticks():
        y = up.at(tick)
        parts.append(_stroke(left, y, right, y))
        parts.append(_text(left - 8, y + 4, _number(tick), "end"))
    return parts


def _labels(axes: Axes) -> list[str]:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    return [
        f'<text x="8" y="18" font-size="14" font-weight="bold" fill="{_INK}">'
        f"{escape(axes.title)}</text>",
        _text(middle, _HEIGHT - 10, axes.x, "middle"),
        _text(8, 34, axes.y, "start"),
    ]


def _line(line: Line, across: _Scale, up: _Scale, colour: str, taken: list[float]) -> str:
    places = [(across.at(x), up.at(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places
    )
    x, y = places[-1]
    while any(abs(y - other) < 14 for other in taken):
        y += 1
    taken.append(y)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(line.name)}</text>'
    )


def _number(value: float) -> str:
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
    )


def _stroke(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{_GRID}"/>'
