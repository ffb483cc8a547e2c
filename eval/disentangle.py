"""Measure how well flat chat is disentangled, on logs with annotated reply links.

    python -m eval.disentangle FOLDER...

A folder holds pairs `NAME.ascii.txt` (a chat log) and `NAME.annotation.txt` (lines `A B -`: line B
answers line A, counted from 0; `A A` starts a conversation), as in the corpus of Kummerfeld et al.
(ACL 2019). Prints links and conversations beside the baseline "everyone replies to the message
before". Only lines with an annotation count, notices too. It does not train anything.
"""

import argparse
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ingest.chat import ChatMessage
from ingest.conversations import link_replies
from ingest.irc_lines import Calendar, LogLine, parse_line

Links = Mapping[int, frozenset[int]]
"""Line number of a message to those of the lines that it answers; its own: it starts anew."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, kw_only=True)
class AnnotatedLog:
    """A chat log whose reply links are known for some of its lines."""

    name: str
    messages: tuple[ChatMessage, ...]
    """One a line; the id is the line's number."""
    links: Links


@dataclass(frozen=True, kw_only=True)
class LinkScore:
    """How many links were right; sums over logs are sums of the fields."""

    right: int
    guessed: int
    annotated: int

    @property
    def precision(self) -> float:
        """Right links among those guessed; 0 when none was guessed."""
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        """Right links among those annotated; 0 when none is annotated."""
        return self.right / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall: 2 right / (guessed + annotated)."""
        total = self.guessed + self.annotated
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, kw_only=True)
class TalkScore:
    """How near guessed conversations are to the annotated ones, over one log or more.

    `variation` is 1 - VI / log2(n) (variation of information, Meila 2007; 1 is best);
    `one_to_one` the share of messages in a best one-to-one matching of conversations, taken
    greedily by overlap; `exact_f1` counts conversations of two and more that are wholly right.
    """

    variation: float
    one_to_one: float
    exact_f1: float


def read_log(path: Path) -> AnnotatedLog:
    """Read one log and its annotation; raises OSError where either is missing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    parsed = [parse_line(line) or LogLine(author=None, text=line) for line in lines]
    named = _DATE.search(path.name)
    calendar = Calendar(date.fromisoformat(named[0]) if named else date(2000, 1, 1))
    messages = tuple(
        ChatMessage(
            id=str(number),
            author=line.author or "",
            text=line.text,
            at=calendar.moment(line),
            system=line.author is None,
        )
        for number, line in enumerate(parsed)
    )
    annotation = path.with_name(path.name.replace(".ascii.", ".annotation."))
    return AnnotatedLog(name=path.name, messages=messages, links=_links(annotation))


def guessed_links(log: AnnotatedLog, guesses: Iterable[tuple[str, str | None]]) -> Links:
    """Return the guesses for the annotated lines of a log."""
    return {
        int(id): frozenset({int(id if parent is None else parent)})
        for id, parent in guesses
        if int(id) in log.links
    }


def before_links(log: AnnotatedLog) -> Links:
    """Return the baseline: every line answers the line before."""
    return {line: frozenset({max(line - 1, 0)}) for line in log.links}


def link_score(annotated: Sequence[Links], guessed: Sequence[Links]) -> LinkScore:
    """Count right links over several logs."""
    pairs = list(zip(annotated, guessed, strict=True))
    return LinkScore(
        right=sum(len(gold[line] & found[line]) for gold, found in pairs for line in gold),
        guessed=sum(len(parents) for _, found in pairs for parents in found.values()),
        annotated=sum(len(parents) for gold, _ in pairs for parents in gold.values()),
    )


def talk_score(annotated: Sequence[Links], guessed: Sequence[Links]) -> TalkScore:
    """Compare conversations (what links connect) over several logs, each log's on its own."""
    golds = _talks(annotated)
    founds = _talks(guessed)
    messages = sum(len(talk) for talk in golds)
    overlaps = _overlaps(golds, founds)
    information = sum(
        shared * (2 * math.log2(shared) - math.log2(len(golds[a]) * len(founds[b])))
        for (a, b), shared in overlaps.items()
    )
    exact = {talk for talk in golds if len(talk) > 1} & {talk for talk in founds if len(talk) > 1}
    sizeable = sum(len(talk) > 1 for talk in golds) + sum(len(talk) > 1 for talk in founds)
    return TalkScore(
        variation=1 + information / messages / math.log2(messages) if messages > 1 else 1.0,
        one_to_one=_matched(overlaps) / messages if messages else 1.0,
        exact_f1=2 * len(exact) / sizeable if sizeable else 1.0,
    )


def _links(annotation: Path) -> Links:
    links: defaultdict[int, set[int]] = defaultdict(set)
    for row in annotation.read_text(encoding="utf-8").splitlines():
        earlier, later = sorted(int(number) for number in row.split()[:2])
        links[later].add(earlier)
    return {line: frozenset(parents) for line, parents in links.items()}


def _talks(logs: Sequence[Links]) -> list[frozenset[tuple[int, int]]]:
    """Connect what is linked; only annotated lines are members, known by (log, line)."""
    talks: list[frozenset[tuple[int, int]]] = []
    for number, links in enumerate(logs):
        root: dict[int, int] = {}
        for line in sorted(links):
            for parent in links[line]:
                root[_root(root, line)] = _root(root, parent)
        members: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        for line in links:
            members[_root(root, line)].add((number, line))
        talks.extend(frozenset(talk) for talk in members.values())
    return talks


def _root(root: dict[int, int], line: int) -> int:
    while root.setdefault(line, line) != line:
        line = root[line]
    return line


def _overlaps(
    golds: Sequence[frozenset[tuple[int, int]]], founds: Sequence[frozenset[tuple[int, int]]]
) -> Counter[tuple[int, int]]:
    where = {member: number for number, talk in enumerate(founds) for member in talk}
    return Counter((number, where[m]) for number, talk in enumerate(golds) for m in talk)


def _matched(overlaps: Counter[tuple[int, int]]) -> int:
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    matched = 0
    for (gold, found), shared in overlaps.most_common():
        if gold in taken_gold or found in taken_found:
            continue
        taken_gold.add(gold)
        taken_found.add(found)
        matched += shared
    return matched


def report(folder: Path, pattern: str = "*.ascii.txt") -> str:
    """Return two rows for the logs of a folder: the baseline and ours."""
    logs = [read_log(path) for path in sorted(folder.glob(pattern))]
    gold = [log.links for log in logs]
    ours = [guessed_links(log, link_replies(log.messages)) for log in logs]
    before = [before_links(log) for log in logs]
    rows = [_row("before", gold, before), _row("ours", gold, ours)]
    return "\n".join([f"{folder.name}: {len(logs)} logs, {sum(map(len, gold))} messages", *rows])


def _row(name: str, gold: Sequence[Links], guessed: Sequence[Links]) -> str:
    links, talks = link_score(gold, guessed), talk_score(gold, guessed)
    return (
        f"  {name:7} links P {links.precision:.3f} R {links.recall:.3f} F1 {links.f1:.3f}"
        f" | conversations VI {talks.variation:.3f} 1-1 {talks.one_to_one:.3f}"
        f" exact F1 {talks.exact_f1:.3f}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report for each folder named on the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Measure disentangling of flat chat.")
    parser.add_argument("folders", nargs="+", type=Path)
    for folder in parser.parse_args(arguments).folders:
        if not any(folder.glob("*.ascii.txt")):
            parser.error(f"no *.ascii.txt in {str(folder)!r}")
        sys.stdout.write(report(folder) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
