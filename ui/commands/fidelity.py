"""Puts the fidelity report of a sync on a terminal, readable at 80 columns.

What a source lost on its way in stands in words: how many, why, an example. It does not know how
reports are made (`ingest.report`) or kept.
"""

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.records import JsonObject
from ingest.outcome import FAIL_REASONS, SKIP_REASONS

_MOST_FAILURES = 20
_COUNTS = ("seen", "indexed", "unchanged", "skipped", "failed", "removed")
_LOSSES = {
    "threads_rebuilt": "threads put together",
    "orphan_replies": "replies whose question is missing",
    "edited_at_source": "edited at the source",
    "unknown_authors": "by people whose name the source does not give",
    "without_author": "by nobody the source names",
    "without_link": "without a link to the original",
    "bots": "by programs, left out",
    "attachments_not_read": "attachments, not read",
}
_SINCE = {
    "new": "new",
    "edited": "changed",
    "vanished": "gone at the source",
    "returned": "back at the source",
}
_NOTES = {
    "attachments_not_read": "folders of attachments, not read",
    "comment_not_read": "reviewers' comments in slides or documents, not read",
    "front_matter_damaged": "documents whose front matter cannot be read",
    "heading_without_text": "headings without text below them",
    "hidden_folder_not_read": "hidden folders, not read",
    "masked_email": "e-mail addresses, masked",
    "masked_key": "secret keys, masked",
    "masked_phone": "phone numbers, masked",
    "ocr": "read from pictures of pages; there may be mistakes",
    "posts_not_in_export": "posts that the export counts and does not hold",
    "privacy_unknown": "spaces of which the export does not say who may read them",
    "quote_removed": "quotes of others, left to those who wrote them",
    "topic_not_in_export": "topics that are mentioned and not in the export",
    "truncated_connection": "lists of replies that the export cuts short",
    "unlisted_channel": "channels that the export does not list",
}
_COUNTED = frozenset(
    ["attachment", "edited", "no_author", "no_link", "orphan_reply", "unknown_author"]
)
"""Notes that stand under a name of their own."""


def reports_table(reports: Sequence[JsonObject]) -> Table:
    """Return the counts of each source as a table: seen is the sum of the next four."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("source", overflow="fold")
    for name in _COUNTS:
        table.add_column(name, justify="right", no_wrap=True)
    for report in reports:
        table.add_row(Text(report["id"]), *(f"{_number(report[name]):,}" for name in _COUNTS))
    return table


def show_report(console: Console, report: JsonObject) -> None:
    """Print all that a report says beside the counts of the table."""
    console.print(f"{report['id']} ({report['kind']})", style="bold", markup=False)
    console.print(Padding(_held(report), (0, 0, 0, 2)))
    for title, lines in sections(report):
        console.print(Padding(_block(title, lines), (0, 0, 0, 2)))
    if report["contributions"] and report["fidelity"].get("without_link", 0) >= report["seen"] / 2:
        console.print(
            f"  Say where its links start: firsthand source link {report['id']} https://…",
            markup=False,
        )
    if report["proposed_removals"]:
        console.print(
            f"  {report['proposed_removals']:,} contributions are gone at the source and still"
            f" answer. Take them out: firsthand sync {report['id']} --confirm-removals",
            markup=False,
        )


def sections(report: JsonObject) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return what a report says beside its counts: titles over lines of a number and words."""
    found = [
        ("since last time", _named(report["since_last_time"], _SINCE)),
        ("fidelity", [*_named(report["fidelity"], _LOSSES), *_noted(report)]),
        ("left out", _left_out(report)),
        ("not read", _not_read(report)),
    ]
    return [(title, lines) for title, lines in found if lines]


def _held(report: JsonObject) -> Text:
    return Text(
        f"holds {report['threads']:,} threads, {report['contributions']:,} contributions,"
        f" {report['passages']:,} passages; read in {report['seconds']:g} s"
    )


def _block(title: str, lines: Sequence[tuple[int, str]]) -> RenderableType:
    """Return a title over lines of a number and words, words wrapped under words."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for count, words in lines:
        grid.add_row(f"  {count:,}" if count else "  -", Text(words))
    return Group(Text(f"{title}:"), grid)


def _named(values: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[int, str]]:
    return [(values[key], shown) for key, shown in words.items() if values.get(key)]


def _noted(report: JsonObject) -> Iterator[tuple[int, str]]:
    for key, count in report["notes"].items():
        if key not in _COUNTED:
            yield count, _NOTES.get(key, key.replace("_", " ")) + _examples(report, key)


def _left_out(report: JsonObject) -> list[tuple[int, str]]:
    return [
        (count, f"{reason}: {SKIP_REASONS[reason]}{_examples(report, reason)}")
        for reason, count in report["skipped"].items()
    ]


def _not_read(report: JsonObject) -> list[tuple[int, str]]:
    """Return the files and items that failed, each with its reason."""
    failures = report["failures"]
    lines = [
        (0, f"{item['item']}: {FAIL_REASONS[item['reason']]}{_in_brackets(item['detail'])}")
        for item in failures[:_MOST_FAILURES]
    ]
    rest = _number(report["failed"]) - len(lines)
    if rest > 0:
        more = f"more; all of them: firsthand source show {report['id']} --json"
        lines.append((rest, more))
    return lines


def _examples(report: JsonObject, key: str) -> str:
    found = report["examples"].get(key, ())
    return f" (such as {', '.join(found[:2])})" if found else ""


def _in_brackets(detail: str) -> str:
    return f" ({detail})" if detail else ""


def _number(value: int | Mapping[str, int]) -> int:
    return value if isinstance(value, int) else sum(value.values())
