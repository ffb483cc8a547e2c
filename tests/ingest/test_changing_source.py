"""Files that change, grow or vanish while a sync reads them: named, and made good next time."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.catalog import threads
from ingest.reader import Reader
from ingest.readers.discord import DiscordExport
from ingest.readers.discourse import DiscourseTopics
from ingest.readers.github import GithubDiscussions
from ingest.readers.irc import IrcLog
from ingest.readers.mail import MailArchive
from ingest.readers.slack import SlackExport
from ingest.readers.stackexchange import StackExchangeDump
from ingest.readers.zulip import ZulipExport
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.sync import Sync
from tests.builders import CountingEmbedder, catalog, counts_add_up, source
from tests.ingest.readers import (
    test_discord,
    test_discourse,
    test_github,
    test_slack,
    test_stackexchange,
    test_zulip,
)

MANY = 80
"""Messages of a file: with their words more than is read in one piece."""
WORDS = "How do we begin to meet every month? " * 40


def slack(folder: Path, count: int) -> Path:
    rows = [test_slack.message("1700000000.000100", subtype="channel_join")]
    rows += [
        test_slack.message(f"17000{n:05}.000100", text=f"{n} {WORDS}") for n in range(1, count)
    ]
    test_slack.in_folder(folder, test_slack.export({"launching/2023-11-14.json": rows}))
    return folder / "launching/2023-11-14.json"


def discord(folder: Path, count: int) -> Path:
    notice = test_discord.message(0, type="GuildMemberJoin")
    rows = [notice, *(test_discord.message(n, f"{n} {WORDS}") for n in range(1, count))]
    return test_discord.saved(folder / "general.json", test_discord.export(*rows))


def zulip(folder: Path, count: int) -> Path:
    rows = [test_zulip.message(999_999, sender=13)]
    rows += [test_zulip.message(n, f"{n} {WORDS}") for n in range(1, count)]
    test_zulip.saved(folder, test_zulip.official(*rows))
    return folder / "zulip-export-x/messages-000001.json"


def mail(folder: Path, count: int) -> Path:
    head = "From x@example.org Fri May 31 10:00:00 2019\nFrom: Ana <ana@example.org>\n"
    mails = [f"{head}Subject: {n}\nMessage-ID: <{n}@x>\n\n{n} {WORDS}\n\n" for n in range(1, count)]
    folder.mkdir(exist_ok=True)
    (folder / "list.mbox").write_text(
        f"{head}Subject: x\nX-No-Archive: yes\n\nx\n\n{''.join(mails)}"
    )
    return folder / "list.mbox"


def irc(folder: Path, count: int) -> Path:
    lines = [f"[10:00] <ana> {n} {WORDS}" for n in range(1, count)]
    folder.mkdir(exist_ok=True)
    path = folder / "tea-2024-03-02.log"
    path.write_text("\n".join(["[09:58] === ana has joined #tea", *lines]) + "\n")
    return path


def stackexchange(folder: Path, count: int) -> Path:
    posts = [test_stackexchange.row(Id=999_999, PostTypeId=5, Body="about a tag")]
    for n in range(1, count):
        posts.append(test_stackexchange.row(Id=n, PostTypeId=1, Body=f"<p>{n} {WORDS}</p>"))
    folder.mkdir(exist_ok=True)
    (folder / "Posts.xml").write_text(f"<posts>\n{''.join(posts)}</posts>")
    return folder / "Posts.xml"


def discourse(folder: Path, count: int) -> Path:
    topics = [
        test_discourse.topic(test_discourse.post(1, f"{n} {WORDS}", topic=n), number=n)
        for n in range(1, count)
    ]
    return lines(folder / "topics.jsonl", {"about": "a forum"}, *topics)


def github(folder: Path, count: int) -> Path:
    pages = [
        test_github.page({**test_github.discussion(f"D{n}"), "body": f"{n} {WORDS}"})
        for n in range(1, count)
    ]
    return lines(folder / "discussions.jsonl", {"about": "a repository"}, *pages)


def lines(path: Path, *records: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return path


CASES: dict[str, tuple[Reader, Callable[[Path, int], Path]]] = {
    "slack": (SlackExport(), slack),
    "discord": (DiscordExport(), discord),
    "zulip": (ZulipExport(), zulip),
    "mbox": (MailArchive(), mail),
    "irc": (IrcLog(), irc),
    "stackexchange": (StackExchangeDump(), stackexchange),
    "discourse": (DiscourseTopics(), discourse),
    "github": (GithubDiscussions(), github),
}


class Place:
    """A source of one kind, and what is stored of it."""

    def __init__(self, folder: Path, location: Path, reader: Reader) -> None:
        self._reader = reader
        self._source = source(location, deletions="apply")
        self.catalog = catalog(folder, self._source)
        self._sync = Sync(self.catalog, Shelf(self.catalog, CountingEmbedder()), "m")

    def sync(self, at_first_item: Callable[[], object] = lambda: None) -> dict:
        """Sync; do something once when the first item was read."""
        waiting = [at_first_item]

        def progress(*_: object) -> None:
            if waiting:
                waiting.pop()()

        report = self._sync.run(self._source, self._reader, Wish(), progress)
        assert counts_add_up(report)
        return report

    def texts(self) -> set[str]:
        with self.catalog.read() as reading:
            found = threads.threads(reading, threads.thread_ids(reading, "s"))
            return {c.text for thread in found for c in thread.contributions}


WHOLE = {"slack", "zulip"}
"""Exports that are a folder; the others may be a single file."""


@pytest.fixture(
    params=[(kind, sole) for kind in CASES for sole in {False, kind not in WHOLE}],
    ids=lambda param: f"{param[0]}, {'one file' if param[1] else 'a folder'}",
)
def case(request, tmp_path):
    kind, sole = request.param
    reader, write = CASES[kind]
    path = write(tmp_path / "export", 1)
    place = Place(tmp_path, path if sole else tmp_path / "export", reader)
    yield place, lambda count: write(tmp_path / "export", count)
    place.catalog.close()


def test_a_file_that_grows_while_it_is_read_is_named_and_made_good_next_time(case):
    place, write = case
    write(MANY)
    report = place.sync(lambda: write(2 * MANY))
    assert report["failed"] == {"changed_while_read": 1}
    assert place.sync()["failed"] == {}
    assert len(place.texts()) == 2 * MANY - 1


def test_what_a_changing_file_no_longer_shows_is_not_taken_out(case):
    place, write = case
    write(MANY)
    place.sync()
    before = place.texts()
    write(MANY + 1)
    report = place.sync(lambda: write(5))
    assert "changed_while_read" in report["failed"] or "truncated" in report["failed"]
    assert report["removed"] == 0 and before <= place.texts()
    place.sync()
    assert len(place.texts()) == 4


def test_a_file_that_vanishes_while_it_is_read_loses_nothing_that_is_stored(case):
    place, write = case
    write(MANY)
    place.sync()
    before = place.texts()
    path = write(MANY + 1)
    place.sync(path.unlink)
    assert before <= place.texts()
