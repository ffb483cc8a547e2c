"""The command line of the measurements: `python -m eval run|answers|sample|gate|compare|report`.

With `--json` exactly one object goes to standard output; progress goes to standard error. Exit 0
done, 1 a gate or a threshold failed, 2 wrong use.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import FirsthandError, WrongUse
from assistant.records import JsonObject
from eval import bench, bench_tables, llm_commands, sample
from eval import result as results
from eval.answers import tallies
from eval.asking import opened
from eval.compare import compare as compare_results
from eval.dataset import read_dataset
from eval.gate import Verdict, judge
from eval.report import page
from eval.result import Result, as_json
from eval.run import RunWish, measure, metric_names
from eval.tables import comparison_table, result_table, tally_line, tally_table
from eval.thresholds import Threshold, failed, read_threshold, spread

DONE, FAILED, WRONG_USE = 0, 1, 2
BASELINE = Path(__file__).resolve().parent / "baseline.json"

app = typer.Typer(
    help=__doc__,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

llm_commands.add_to(app)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Home = Annotated[Path | None, typer.Option("--home", help="Build the community here and keep it.")]


@app.command()
def run(
    dataset: Annotated[
        Path, typer.Argument(help="A folder: corpus.jsonl, queries.jsonl, qrels.tsv.")
    ],
    ignore_thread: Annotated[bool, typer.Option("--ignore-thread")] = False,
    hold_out: Annotated[float | None, typer.Option("--hold-out", min=0.0, max=0.9)] = None,
    splits: Annotated[int, typer.Option(min=1, help="Repeat --hold-out so often.")] = 1,
    without: Annotated[str | None, typer.Option(help="Take out this community of the set.")] = None,
    other: Annotated[
        Path | None, typer.Option(help="A set whose questions have no answer.")
    ] = None,
    answers: Annotated[bool, typer.Option("--answers", help="Write and check answers.")] = False,
    queries: Annotated[int | None, typer.Option(min=1, help="Ask only so many.")] = None,
    seed: int = 0,
    fail_under: Annotated[
        list[str] | None, typer.Option("--fail-under", metavar="METRIC=X")
    ] = None,
    home: Home = None,
    as_json_: AsJson = False,
) -> None:
    """Measure a question set through the product's own route."""
    if (hold_out and without) or (splits > 1 and not hold_out):
        raise WrongUse("--without does not go with --hold-out, and --splits only with it")
    wish = RunWish(
        ignore_thread=ignore_thread,
        hold_out=hold_out or None,
        splits=splits,
        without=without,
        other=read_dataset(other) if other else None,
        answers=answers,
        queries=queries,
        seed=seed,
    )
    read = read_dataset(dataset)
    limits = [read_threshold(item, metric_names(wish, read)) for item in fail_under or ()]
    with opened(home) as community:
        found = measure(community, read, wish)
    _show(as_json(found), lambda: result_table(found), as_json_)
    _leave_if(_missed(found, limits) or bool(found.violations))


@app.command()
def answers(
    datasets: Annotated[list[Path], typer.Argument(help="Folders of question sets.")],
    queries: Annotated[int | None, typer.Option(min=1, help="Ask only so many of each.")] = None,
    seed: int = 0,
    home: Annotated[Path | None, typer.Option("--home", help="Keep the communities here.")] = None,
    as_json_: AsJson = False,
) -> None:
    """Answer every question of the sets, with threads and without; check every quote and name."""
    found = []
    for tally in tallies([read_dataset(path) for path in datasets], queries, seed, home):
        typer.echo(tally_line(tally), err=True)
        found.append(tally)
    shown: JsonObject = {"answers": [tally.as_json() for tally in found]}
    _show(shown, lambda: tally_table(found), as_json_)
    _leave_if(any(tally.found for tally in found))


@app.command("sample")
def sample_command(home: Home = None, as_json_: AsJson = False) -> None:
    """Measure the answers of the sample community."""
    found = _sample(home)
    rows = (
        compare_results(results.read(BASELINE), results.rounded(found)) if BASELINE.exists() else ()
    )
    _show(as_json(found), lambda: result_table(found, rows), as_json_)
    _leave_if(bool(found.violations))


@app.command()
def gate(
    baseline: Path = BASELINE,
    update: Annotated[bool, typer.Option("--update", help="Make this the baseline.")] = False,
    home: Home = None,
    as_json_: AsJson = False,
) -> None:
    """Measure the sample and fail when it is worse than the baseline beyond noise."""
    before = None if update else results.read(baseline)
    found = _sample(home)
    verdict = judge(found, before or found)
    if update:
        results.write(found, baseline)
    _show(_verdict_json(found, verdict), lambda: _verdict_text(found, verdict), as_json_)
    _leave_if(not verdict.passed)


@app.command()
def compare(first: Path, second: Path, as_json_: AsJson = False) -> None:
    """Compare two results of `run --json` or `sample --json`, question by question."""
    rows = compare_results(results.read(first), results.read(second))
    if not rows:
        raise WrongUse(f"{first} and {second} have no question in common")
    values: JsonObject = {
        "comparisons": {
            row.metric: {
                "first": round(row.before, 4),
                "second": round(row.after, 4),
                "difference": round(row.difference.mean, 4),
                "interval": [round(end, 4) for end in row.difference.interval],
                "p": round(row.difference.p, 4),
                "questions": row.questions,
            }
            for row in rows
        }
    }
    _show(values, lambda: comparison_table(rows), as_json_)


@app.command()
def report(
    files: Annotated[list[Path] | None, typer.Argument(help="Results as JSON.")] = None,
    out: Annotated[Path, typer.Option(help="The HTML page to write.")] = Path("eval-report.html"),
) -> None:
    """Write an HTML page with tables and plots; without results, of the sample measured now."""
    found = [results.read(path) for path in files or ()] or [_sample(None)]
    try:
        out.write_text(page(found), encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"cannot write {out}: {error.strerror}") from error
    typer.echo(f"wrote {out}", err=True)


@app.command("bench")
def bench_command(
    texts: Annotated[Path | None, typer.Option(help="A data set; else invented texts.")] = None,
    size: Annotated[int, typer.Option(min=40, help="Texts that are invented.")] = 2000,
    rounds: Annotated[int, typer.Option(min=1)] = 3,
    questions: Annotated[int, typer.Option(min=1)] = 100,
    passages: Annotated[str, typer.Option(help="Sizes to ask at, rising; '' for none.")] = (
        "10000,100000"
    ),
    messages: Annotated[int, typer.Option(min=0, help="To start commands over; 0: do not.")] = 3000,
    cores: Annotated[int, typer.Option(min=1, help="Cores that both sides may use.")] = 2,
    home: Annotated[Path | None, typer.Option(help="Keep the large community here.")] = None,
    out: Annotated[Path | None, typer.Option(help="A folder for tables, plots and JSON.")] = None,
    as_json_: AsJson = False,
) -> None:
    """Measure Firsthand beside the plain LangChain pipeline."""
    wish = bench.BenchWish(
        texts=texts,
        size=size,
        rounds=rounds,
        questions=questions,
        passages=tuple(int(part) for part in passages.split(",") if part.strip()),
        messages=messages,
        cores=cores,
        home=home,
    )
    found = bench.run(wish, lambda words: typer.echo(words, err=True))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "bench.json").write_text(json.dumps(found.as_json(), indent=1), "utf-8")
        (out / "bench.md").write_text(f"{bench_tables.tables(found)}\n", "utf-8")
        for name, picture in bench_tables.plots(found).items():
            (out / name).write_text(picture, "utf-8")
    _show(found.as_json(), lambda: bench_tables.tables(found), as_json_)


def _sample(home: Path | None) -> Result:
    with opened(home) as community:
        return sample.measure(sample.load_sample(community))


def _missed(found: Result, limits: Sequence[Threshold]) -> bool:
    missed = failed(found.metrics, limits)
    for item in missed:
        typer.echo(
            f"{item.metric} is {found.metrics[item.metric]:.4f}, below {item.least}", err=True
        )
    return bool(missed)


def _verdict_json(found: Result, verdict: Verdict) -> JsonObject:
    shown: Mapping[str, object] = {"passed": verdict.passed, "reasons": list(verdict.reasons)}
    return {**shown, "result": as_json(found)}


def _verdict_text(found: Result, verdict: Verdict) -> str:
    said = "\n".join(f"- {reason}" for reason in verdict.reasons)
    head = "The gate is open." if verdict.passed else f"The gate is shut:\n{said}"
    return f"{result_table(found, verdict.comparisons)}\n\n{head}"


def _show(values: JsonObject, words: Callable[[], str], as_json_: bool) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False) if as_json_ else words())


def _leave_if(bad: bool) -> None:
    if bad:
        raise typer.Exit(FAILED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    wanted = spread(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=wanted, prog_name="python -m eval")
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else DONE
    except FirsthandError as error:
        typer.echo(str(error), err=True)
        if "--json" in wanted:
            typer.echo(json.dumps({"error": str(error), "kind": type(error).__name__}))
        return WRONG_USE if isinstance(error, WrongUse) else FAILED
    return DONE


if __name__ == "__main__":
    sys.exit(main())
