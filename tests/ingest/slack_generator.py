"""Writes a Slack export of any size, and measures how fast and in how much memory it is read.

    python tests/ingest/slack_generator.py FOLDER 200000

Invented text from a small vocabulary; the same size gives the same export. A third of the messages
are replies in threads (some on a later day), the rest flat chat with mentions.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from assistant.records import ThreadDraft
from ingest.reader import ReadRequest
from ingest.readers.slack import SlackExport

VOCABULARY = """
    we start small with a monthly call and a shared page then people bring one question each and
    somebody takes notes which helped the sponsor see why it matters in our region last spring
"""
WORDS = VOCABULARY.split()
PEOPLE, CHANNELS, PER_DAY = 200, 20, 250
START = 1_577_836_800


def write_export(folder: Path, size: int) -> None:
    """Write an export of `size` messages to the folder."""
    chance = random.Random(size)
    folder.mkdir(parents=True, exist_ok=True)
    users = [{"id": f"U{n}", "profile": {"real_name": f"Person {n}"}} for n in range(PEOPLE)]
    channels = [{"id": f"C{n}", "name": f"channel-{n}"} for n in range(CHANNELS)]
    (folder / "users.json").write_text(json.dumps(users))
    (folder / "channels.json").write_text(json.dumps(channels))
    each = size // CHANNELS
    for number in range(CHANNELS):
        write_channel(folder / f"channel-{number}", each, chance)


def write_channel(folder: Path, size: int, chance: random.Random) -> None:
    folder.mkdir(exist_ok=True)
    parents: list[str] = []
    day: list[dict[str, object]] = []
    for n in range(size):
        at = START + n // PER_DAY * 86_400 + n % PER_DAY * 120
        day.append(one_message(f"{at}.{n % 1000:06}", parents, chance))
        if len(day) == PER_DAY or n == size - 1:
            name = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d.json")
            (folder / name).write_text(json.dumps(day))
            day.clear()


def one_message(ts: str, parents: list[str], chance: random.Random) -> dict[str, object]:
    text = " ".join(chance.choices(WORDS, k=chance.randint(5, 40)))
    if chance.random() < 0.2:
        text = f"<@U{chance.randrange(PEOPLE)}> {text} <https://example.org/{ts}|notes> &amp; more"
    row: dict[str, object] = {
        "type": "message",
        "client_msg_id": f"{ts}-{chance.random()}",
        "user": f"U{chance.randrange(PEOPLE)}",
        "text": text,
        "ts": ts,
        "team": "T1",
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section"}]}],
    }
    if parents and chance.random() < 0.33:
        row["thread_ts"] = chance.choice(parents[-40:])
    elif chance.random() < 0.1:
        row["thread_ts"] = ts
        row["reply_count"] = 1
        parents.append(ts)
    if chance.random() < 0.1:
        row["reactions"] = [{"name": "clap", "users": ["U1", "U2"], "count": 2}]
    return row


def measured(export: Path) -> Iterator[str]:
    """Read the export and yield the figures."""
    start, started = time.perf_counter(), time.process_time()
    threads = drafts = 0
    with tempfile.TemporaryDirectory() as scratch:
        for item in SlackExport().read(ReadRequest(location=export, scratch=Path(scratch))):
            if isinstance(item, ThreadDraft):
                threads += 1
                drafts += len(item.drafts)
    seconds, busy = time.perf_counter() - start, time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield f"{drafts} messages, {threads} threads in {seconds:.1f} s"
    yield f"{drafts / seconds:.0f} messages a second, {drafts / busy:.0f} a second of CPU"
    yield f"peak {peak:.0f} MB"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    if not target.exists():
        write_export(target, int(sys.argv[2]))
    sys.stdout.write("\n".join(measured(target)) + "\n")
