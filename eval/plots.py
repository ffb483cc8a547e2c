"""Draws plots as SVG text: bars with intervals, and a reliability diagram. Pure.

Small on purpose: no script, no font, no address outside the picture. It does not know results.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH = 640
_LEFT, _TOP = 190, 34
_ROW = 22
_SIDE = 300
_INK, _BAR, _LINE, _GRID = "#1f2933", "#3d7ea6", "#9b2c2c", "#d9dee3"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: a value with its interval, if it has one."""

    label: str
    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of a reliability diagram."""

    x: float
    y: float
    count: int


def bars(title: str, items: Sequence[Bar], unit: str = "", most: float | None = None) -> str:
    """Return horizontal bars with whiskers; `most` is the right end of the scale."""
    ends = [max(item.value, item.interval[1] if item.interval else 0.0) for item in items]
    scale = most or 1.1 * max([*ends, 1e-9])
    width = _WIDTH - _LEFT - 90
    rows = [_bar(item, _TOP + i * _ROW, width / scale, unit) for i, item in enumerate(items)]
    return _svg(title, _WIDTH, _TOP + len(items) * _ROW + 12, rows)


def reliability(title: str, points: Sequence[Point]) -> str:
    """Return how often questions of each confidence have an answer; the diagonal is ideal."""
    left, top = 60, _TOP
    largest = max((point.count for point in points), default=1)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * _SIDE, top + (1 - y) * _SIDE

    parts = [_line(*at(0, tenth / 5), *at(1, tenth / 5), _GRID) for tenth in range(6)]
    parts += [
        _text(left - 8, at(0, tenth / 5)[1] + 4, f"{tenth / 5:.1f}", "end") for tenth in range(6)
    ]
    parts += [
        _text(at(tenth / 5, 0)[0], top + _SIDE + 18, f"{tenth / 5:.1f}", "middle")
        for tenth in range(6)
    ]
    parts.append(_line(*at(0, 0), *at(1, 1), _INK, dashed=True))
    for point in points:
        x, y = at(point.x, point.y)
        radius = 3 + 9 * (point.count / largest) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_BAR}" fill-opacity="0.75">'
            f"<title>{point.count} questions: {point.y:.2f} answerable</title></circle>"
        )
    parts.append(_text(left + _SIDE / 2, top + _SIDE + 36, "confidence of the answer", "middle"))
    parts.append(_text(left + _SIDE + 14, top + 14, "share that has an answer", "start"))
    return _svg(title, _WIDTH, top + _SIDE + 48, parts)


def _bar(item: Bar, y: float, scale: float, unit: str) -> str:
    end = _LEFT + max(0.0, item.value) * scale
    middle = y + _ROW / 2 - 2
    parts = [
        _text(_LEFT - 8, middle + 4, item.label, "end"),
        f'<rect x="{_LEFT}" y="{y:.1f}" width="{end - _LEFT:.1f}" height="{_ROW - 7}"'
        f' fill="{_BAR}"/>',
    ]
    right = end
    if item.interval:
        low, high = (_LEFT + max(0.0, value) * scale for value in item.interval)
        parts.append(_line(low, middle, high, middle, _LINE))
        right = max(end, high)
    shown = f"{item.value:.0f} {unit}" if unit else f"{item.value:.3f}"
    parts.append(_text(right + 6, middle + 4, shown, "start"))
    return "".join(parts)


def _svg(title: str, width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}"'
        f' width="{width:.0f}" height="{height:.0f}" role="img" aria-label="{escape(title)}"'
        f' font-family="sans-serif" font-size="12">'
        f'<text x="8" y="18" font-size="14" font-weight="bold" fill="{_INK}">{escape(title)}</text>'
        + "".join(parts)
        + "</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_INK}">{escape(text)}</text>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="4 4"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"'
        f' stroke-width="1.5"{dashes}/>'
    )
