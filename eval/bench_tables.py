"""Says what `eval.bench` measured: tables in Markdown, plots in SVG. Pure."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from eval.bench import Bench
from eval.bench_figures import Figures
from eval.line_plot import Axes, Line, lines

Row = Sequence[str]

_RECALL = ("finds itself", "recall@10", "recall@200")
"""Of the graph, against exact search."""


def tables(bench: Bench) -> str:
    """Return everything as Markdown."""
    parts = [f"Machine: {_machine(bench.machine)}. Texts: {bench.dataset}.", _ingest(bench)]
    if bench.rounds:
        parts.append(_ratios(bench))
    if bench.scale:
        parts += [_scale(bench.scale), _memory(bench.serving_mb)]
    if bench.start is not None:
        parts.append(_start(bench))
    return "\n\n".join(part for part in parts if part)


def plots(bench: Bench) -> dict[str, str]:
    """Return the plots by file name."""
    drawn = {"ingest.svg": _ingest_plot(bench)}
    if len(bench.scale) > 1:
        drawn["questions.svg"] = _question_plot(bench.scale)
    return drawn


def _machine(facts: Mapping[str, object]) -> str:
    said = {**facts, "instructions": " ".join(map(str, _listed(facts.get("instructions"))))}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in said.items())


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _ingest(bench: Bench) -> str:
    head = ("", "texts/s", "texts/core s", "start s", "again s", "search p50, p95 ms")
    more = ("answer p50, p95 ms", "nDCG@10", "peak MB")
    sides = [[plain for plain, _ in bench.rounds], [ours for _, ours in bench.rounds]]
    rows = [_side(figures) for figures in (*sides, [bench.exact]) if figures]
    return table((*head, *more), rows)


def _side(figures: Sequence[Figures]) -> Row:
    first = figures[0]
    return (
        f"{first.side} ({first.texts} texts, {first.pieces} pieces)",
        _spread([item.per_second for item in figures], 1),
        _spread([item.per_cpu_second for item in figures], 1),
        _spread([item.start_s for item in figures], 1),
        "" if first.again_s is None else _spread([item.again_s or 0.0 for item in figures], 3),
        _pair([item.search_ms for item in figures]),
        "" if first.answer_ms is None else _pair([item.answer_ms or {} for item in figures]),
        f"{first.ndcg:.4f}",
        _spread([item.peak_mb for item in figures], 0),
    )


def _ratios(bench: Bench) -> str:
    every = bench.as_json()["ratios"]
    rows = [(name, _spread(values, 2)) for name, values in every.items()]
    again = [ours.ingest_s / ours.again_s for _, ours in bench.rounds if ours.again_s]
    rows.append(("first sync / unchanged sync", _spread(again, 0)))
    return table(("Firsthand / plain, round by round", "middle (least to most)"), rows)


def _scale(found: Sequence[Mapping[str, Any]]) -> str:
    stages = [stage for stage in found[0]["stages_ms"] if stage != "total"]
    head = ("passages", "p50, p95 ms", *(f"{stage} p50, p95" for stage in stages))
    rows = [
        (
            f"{item['passages']:,}",
            _pair([item["stages_ms"]["total"]]),
            *(_pair([item["stages_ms"][stage]]) for stage in stages),
            _pair([item["cpu_ms"]]),
            f"{item['answered']}/{item['questions']}",
            f"{item['resident_mb']}",
            *(f"{item['recall'][name]:.4f}" for name in ("itself", "first_10", "first_200")),
            f"{item['stored_s']:.0f}, {item['indexed_s']:.0f}",
        )
        for item in found
    ]
    more = ("core ms p50, p95", "answered", "memory MB", *_RECALL, "grown in s: stored, indexed")
    return table((*head, *more), rows)


def _memory(serving: Mapping[str, int]) -> str:
    if not serving:
        return ""
    said = ", ".join(f"{name} {value} MB" for name, value in serving.items())
    return f"`firsthand serve` after questions, near 100,000 passages: {said}."


def _start(bench: Bench) -> str:
    start = bench.start
    if start is None:
        return ""
    rows = [
        (f"first sync of {start.messages:,} messages", f"{start.first_sync_s:.2f}"),
        ("the same again, nothing changed", _spread(start.unchanged_sync_s, 2)),
        ("`firsthand ask`, nothing running", _spread(start.ask_cold_s, 2)),
        ("`firsthand ask`, while `serve` runs", _spread(start.ask_served_s, 2)),
        ("`firsthand serve` to the first page", _spread(start.page_s, 2)),
    ]
    return table(("command, whole process", "seconds"), rows)


def _ingest_plot(bench: Bench) -> str:
    runs = (*bench.growth, *bench.rounds[:1])
    drawn = [
        Line(name=run[side].side, points=tuple((r[side].texts, r[side].cpu_s) for r in runs))
        for run, side in ((runs[0], 0), (runs[0], 1))
    ]
    return lines(
        Axes(title="Ingest", x="texts", y="core seconds: least moved by the load of others"), drawn
    )


def _question_plot(found: Sequence[Mapping[str, Any]]) -> str:
    drawn = [
        Line(
            name=f"{stage} {quantile}",
            points=tuple(
                (item["passages"], max(0.1, item["stages_ms"][stage][quantile])) for item in found
            ),
        )
        for stage, quantile in (
            ("total", "p95"),
            ("total", "p50"),
            ("retrieve", "p50"),
            ("evidence", "p50"),
            ("write", "p50"),
        )
    ]
    core = tuple((item["passages"], item["cpu_ms"]["p50"]) for item in found)
    drawn.append(Line(name="cores together p50", points=core))
    title = "From a question to its cited answer"
    return lines(Axes(title=title, x="passages", y="milliseconds"), drawn)


def table(head: Row, rows: Sequence[Row]) -> str:
    """Return a table in Markdown."""
    made = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in made)


def _spread(values: Sequence[float], digits: int) -> str:
    """Return the middle of values with the least and the most."""
    middle, least, most = median(values), min(values), max(values)
    if len(values) == 1:
        return f"{middle:.{digits}f}"
    return f"{middle:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


def _pair(found: Sequence[Mapping[str, float]]) -> str:
    return ", ".join(f"{median([item[name] for item in found]):.0f}" for name in ("p50", "p95"))
