"""Results as Markdown tables. Pure; it does not know where they are shown."""

from collections.abc import Sequence

from eval.answers import Tally
from eval.compare import Comparison
from eval.result import Result

_EXAMPLES = 20


def result_table(result: Result, comparisons: Sequence[Comparison] = ()) -> str:
    """Return a result as a table; with comparisons, the change against the baseline beside it."""
    changes = {row.metric: row for row in comparisons}
    head = ["metric", "value", "95 % interval", *(["change", "p"] if changes else [])]
    rows = []
    for name, value in result.metrics.items():
        interval = result.intervals.get(name)
        cells = [
            name,
            f"{value:.3f}",
            f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else "",
        ]
        rows.append(cells + (_change(changes.get(name)) if changes else []))
    return "\n\n".join(
        part for part in (_title(result), _table(head, rows), _violations(result)) if part
    )


def comparison_table(rows: Sequence[Comparison]) -> str:
    """Return a comparison of two runs as a table."""
    head = ["metric", "first", "second", "change", "95 % interval", "p", "questions"]
    return _table(
        head,
        [
            [
                row.metric,
                f"{row.before:.3f}",
                f"{row.after:.3f}",
                f"{row.difference.mean:+.3f}",
                "{:+.3f} to {:+.3f}".format(*row.difference.interval),
                f"{row.difference.p:.3f}",
                str(row.questions),
            ]
            for row in rows
        ],
    )


def tally_line(tally: Tally) -> str:
    """Return in one line what became of the questions of a set."""
    how = "each row alone" if tally.ignore_thread else "with threads"
    return (
        f"{tally.dataset}, {how}: {tally.questions} questions, {tally.citations} quotes,"
        f" {len(tally.found)} wrong"
    )


def tally_table(tallies: Sequence[Tally]) -> str:
    """Return what became of the questions of several sets as a table."""
    head = ["set", "threads", "questions", "answered", "in part", "unanswered", "quotes", "wrong"]
    head += ["relevant", "p50 ms", "p95 ms"]
    rows = [
        [
            tally.dataset,
            "alone" if tally.ignore_thread else "together",
            str(tally.questions),
            *(str(tally.statuses.get(name, 0)) for name in ("answered", "partial", "unanswered")),
            str(tally.citations),
            str(len(tally.found)),
            f"{tally.relevance:.3f}",
            f"{tally.per_question_ms['p50']:.0f}",
            f"{tally.per_question_ms['p95']:.0f}",
        ]
        for tally in tallies
    ]
    return _table(head, rows)


def _title(result: Result) -> str:
    times = result.seconds.per_question_ms
    return (
        f"**{result.dataset}**: {result.documents} documents, {result.queries} questions;"
        f" {result.seconds.ingest:.1f} s in, {times['p50']:.0f} ms a question"
        f" (p95 {times['p95']:.0f} ms)"
    )


def _change(row: Comparison | None) -> list[str]:
    if row is None:
        return ["", ""]
    mark = " ▼" if row.difference.is_fall else " ▲" if row.difference.interval[0] > 0 else ""
    return [f"{row.difference.mean:+.3f}{mark}", f"{row.difference.p:.3f}"]


def _violations(result: Result) -> str:
    if not result.violations:
        return ""
    rows = [
        [item.kind, item.question, item.contribution, item.detail]
        for item in result.violations[:_EXAMPLES]
    ]
    head = f"**{len(result.violations)} violations**"
    return f"{head}\n\n" + _table(["kind", "question", "where", "what"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
