"""Chooses the parts of `ingest`: the table of readers, and what a sync needs."""

import os
from collections.abc import Callable, Mapping, Sequence

from assistant.embedder import EmbedderOnDemand
from assistant.lock import Holder
from assistant.records import JsonObject
from assistant.wiring import Community, check_model
from ingest import replies
from ingest.reader import Reader
from ingest.readers.discord import DiscordExport
from ingest.readers.discourse import DiscourseTopics
from ingest.readers.docx import WordDocument
from ingest.readers.epub import EpubDocument
from ingest.readers.folder import Folder
from ingest.readers.github import GithubDiscussions
from ingest.readers.html import HtmlDocument
from ingest.readers.irc import IrcLog
from ingest.readers.mail import MailArchive
from ingest.readers.markdown import MarkdownDocument
from ingest.readers.pdf import PdfDocument
from ingest.readers.pptx import SlidesDocument
from ingest.readers.slack import SlackExport
from ingest.readers.stackexchange import StackExchangeDump
from ingest.readers.text import TextDocument
from ingest.readers.zulip import ZulipExport
from ingest.register import chosen, erased, forget_names, sync_lock, to_erase
from ingest.rewrite import rewrite_all
from ingest.run import Wish
from ingest.shelve import Shelf
from ingest.split import SPLITTER
from ingest.sync import Sync
from ingest.withdrawal import enforce, erase

Progress = Callable[[str, int, int], None]


def readers() -> Mapping[str, Reader]:
    """Return every reader by kind, in the order in which they are asked to recognise a location."""
    platforms: tuple[Reader, ...] = (
        SlackExport(),
        DiscourseTopics(),
        DiscordExport(),
        ZulipExport(),
        GithubDiscussions(),
        StackExchangeDump(),
        MailArchive(),
        IrcLog(),
    )
    documents: tuple[Reader, ...] = (
        PdfDocument(),
        WordDocument(),
        SlidesDocument(),
        EpubDocument(),
        HtmlDocument(),
        MarkdownDocument(),
        TextDocument(),
    )
    every = (*platforms, *documents)
    folder = Folder(every)
    return {reader.kind: reader for reader in (*every, folder)}


def sync(
    community: Community,
    wanted: Sequence[str],
    wish: Wish,
    progress: Progress | None = None,
) -> list[JsonObject]:
    """Sync the named sources, or every active one, and return their reports in order."""
    enforce(community, "sync")
    todo = chosen(community.catalog, wanted)
    holder = Holder(pid=os.getpid(), what="firsthand sync")
    table = readers()
    with sync_lock(community.settings.home, holder):
        model = community.model_files
        check_model(community.catalog, "splitter", SPLITTER, SPLITTER)
        shelf = Shelf(community.catalog, EmbedderOnDemand(lambda: community.embedder))
        route = Sync(community.catalog, shelf, model.fingerprint, community.settings.home)
        reports = [route.run(item, table[item.kind], wish, progress) for item in todo]
        has_learned, covered = community.catalog.ledger.has_learned, 0
        if has_learned or any(report["indexed"] for report in reports):
            covered = rewrite_all(community.catalog, shelf)
        replies.follow_up(community.catalog)
    # The indexes and the catalog's file still hold terms of what is masked since, and of whoever
    # left and was recognised only after others' words about them had been stored.
    due = to_erase(community.catalog, [item.id for item in todo])
    if due:
        forget_names(community.catalog, due)
    if (due or (has_learned and covered)) and erase(community)[0] == "done":
        erased(community.catalog, due)
    return reports
