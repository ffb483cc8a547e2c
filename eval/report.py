"""Results as one HTML page that needs nothing else: tables and plots, no script, no other origin.

It does not know how anything was measured.
"""

from collections.abc import Iterator, Sequence
from html import escape

from eval.abstention import calibration_error, reliability
from eval.plots import Bar, Point, bars
from eval.plots import reliability as reliability_plot
from eval.result import Result

_STYLE = (
    "body{font:15px/1.5 sans-serif;color:#1f2933;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0}"
    "td,th{border-bottom:1px solid #d9dee3;padding:.2rem .8rem;text-align:left}"
    "svg{max-width:100%;height:auto;margin:1rem 0}"
    ".bad{color:#9b2c2c;font-weight:bold}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(results: Sequence[Result]) -> str:
    """Return the report of several question sets."""
    body = "".join([*_comparisons(results), *(_section(item) for item in results)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Firsthand: evals</title><style>{_STYLE}</style></head>"
        f"<body><h1>Firsthand: evals</h1>{body}</body></html>\n"
    )


def _comparisons(results: Sequence[Result]) -> Iterator[str]:
    """Draw each metric by question set, then the latency."""
    names = dict.fromkeys(name for item in results for name in item.metrics)
    for name in names:
        rows = [
            Bar(label=item.dataset, value=item.metrics[name], interval=item.intervals.get(name))
            for item in results
            if name in item.metrics
        ]
        yield bars(name, rows, most=1.0)
    times = [
        Bar(label=f"{item.dataset} {key}", value=value)
        for item in results
        for key, value in item.seconds.per_question_ms.items()
    ]
    yield bars("time of one question", times, unit="ms")


def _section(item: Result) -> str:
    parts = [f"<h2>{escape(item.dataset)}</h2>", _facts(item), _metrics(item), _faults(item)]
    for kind in item.kinds:
        points = [
            Point(x=tenth.confidence, y=tenth.answerable, count=tenth.count)
            for tenth in reliability(item.sample(kind))
        ]
        error = calibration_error(item.sample(kind))
        title = f"{item.dataset}: reliability of the confidence ({kind}), error {error:.3f}"
        parts.append(reliability_plot(title, points))
    return "".join(parts)


def _facts(item: Result) -> str:
    facts = {
        "documents": item.documents,
        "questions": item.queries,
        "seconds in": round(item.seconds.ingest, 1),
        **item.facts,
    }
    return _table([(key, str(value)) for key, value in facts.items()])


def _metrics(item: Result) -> str:
    rows = [("metric", "value", "95 % interval")]
    for name, value in item.metrics.items():
        low_high = item.intervals.get(name)
        interval = f"{low_high[0]:.3f} to {low_high[1]:.3f}" if low_high else ""
        rows.append((name, f"{value:.3f}", interval))
    return _table(rows)


def _faults(item: Result) -> str:
    if not item.violations:
        return "<p>Every quote, name and link held; nothing surfaced that must not.</p>"
    rows = [(f.kind, f.question, f.contribution, f.detail) for f in item.violations]
    return f'<p class="bad">{len(rows)} violations</p>' + _table(rows)


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
