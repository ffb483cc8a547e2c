"""Reads Slack workspace exports: a zip or an unpacked folder, of one workspace or a whole Grid.

Replies stand in the file of their own day, so messages are put into threads by channel and
`thread_ts`. What has no thread is put into conversations. It does not know how archives are kept
(`ingest.archive`), Slack's markup (`ingest.slacktext`) or its lists (`ingest.slackspace`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ReadError
from assistant.records import Author, Draft, Reaction
from ingest.archive import Archive, open_archive, shown, unwrapped
from ingest.chatthreads import ChatEntry, ChatSpace, ChatThreads
from ingest.decode import clean_characters
from ingest.jsonfields import JsonRecord, as_record, child, records, seconds, text, whole
from ingest.jsonstream import JsonFile, stream_array
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest
from ingest.slackspace import (
    CHANNEL_LISTS,
    SIDE_FILES,
    SLACKBOT,
    USER_LISTS,
    SlackSpace,
    base_of,
    folder_of,
    read_space,
)
from ingest.slacktext import SlackText, from_blocks, from_mrkdwn

_TS = re.compile(r"(\d{1,11})\.?(\d{0,9})")
_PROBED = 20
"""How many files are looked at where no list proves the format."""
_DAY = re.compile(r"[^/]+/\d{4}-\d\d-\d\d\.json$")
_UPLOADED = re.compile(r"<@[^>]+> (?:uploaded|shared|created|added) an? [^<>\n:]{1,40}: <")
"""What Slack itself wrote in place of the author's words in exports before 2018."""
_WORDS = {"", "file_comment", "file_share", "me_message", "thread_broadcast"}
"""Subtypes that hold a person's words."""
_BOTS = {"assistant_app_thread", "bot_message", "slackbot_response"}
_DELETED = {"message_deleted", "tombstone"}
_NOTICES = {
    "app_conversation_leave", "bot_add", "bot_disable", "bot_enable", "bot_remove",
    "channel_archive", "channel_canvas_updated", "channel_convert_to_private",
    "channel_convert_to_public", "channel_join", "channel_leave", "channel_name",
    "channel_posting_permissions", "channel_purpose", "channel_topic", "channel_unarchive",
    "document_mention", "ekm_access_denied", "emoji_changed", "file_mention", "group_archive",
    "group_join", "group_leave", "group_name", "group_purpose", "group_topic",
    "group_unarchive", "huddle_thread", "joiner_notification",
    "joiner_notification_for_inviter", "me_join", "message_replied", "pinned_item",
    "reminder_add", "reminder_delete", "reply_broadcast", "sh_room_created", "sh_room_shared",
    "share_shortcut", "tabbed_canvas_updated", "unpinned_item",
}  # fmt: skip
"""Subtypes by which Slack itself speaks (docs.slack.dev: message event; seen in exports)."""
_GONE_FILES = {"tombstone", "hidden_by_limit"}


class SlackExport:
    """Read a Slack export."""

    kind = "slack"

    def accepts(self, path: Path) -> bool:
        """Say whether the folder or zip has a channel's day files beside Slack's lists."""
        try:
            with open_archive(path) as archive:
                return _looks_like_slack(archive)
        except (ReadError, OSError):
            return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield threads and conversations, channel by channel, and all that is left out.

        Raises `ReadError` when the location cannot be opened or holds no messages file.
        """
        with open_archive(request.location) as archive, ChatThreads(request.scratch) as threads:
            yield from archive.problems
            space = SlackSpace()
            for found in read_space(archive):
                if isinstance(found, SlackSpace):
                    space = found
                else:
                    yield found
            export = _Export(archive=archive, space=space, base_url=request.base_url)
            yield from export.read(threads)


@dataclass(frozen=True, kw_only=True)
class _Message:
    """A message and where it stands."""

    record: JsonRecord
    file: str
    channel: ChatSpace
    ts: str

    @property
    def item(self) -> str:
        return f"{self.file} {self.ts}"

    @property
    def id(self) -> str:
        return f"{self.channel.id}/{self.ts}"

    @property
    def subtype(self) -> str:
        return text(self.record, "subtype")

    @property
    def user(self) -> str:
        """The id of whoever wrote it, "" where nobody is named."""
        comment = text(child(self.record, "comment"), "user")
        if self.subtype == "file_comment" and comment:  # `user` may be whose file it is
            return comment
        return text(self.record, "user") or comment

    @property
    def thread_ts(self) -> str | None:
        """The time stamp of the thread's first message, None for a message without a thread."""
        found = text(self.record, "thread_ts")
        if found and _TS.fullmatch(found):
            return found
        started = (whole(self.record, "reply_count") or 0) > 0 or records(self.record, "replies")
        return self.ts if started else None


@dataclass(frozen=True, kw_only=True)
class _Export:
    """An opened export."""

    archive: Archive
    space: SlackSpace
    base_url: str | None

    def read(self, threads: ChatThreads) -> Iterator[ReadItem]:
        """Yield channel by channel, so that whoever stores the threads need not wait for all."""
        days: dict[str, tuple[ChatSpace, list[str]]] = {}
        yield from self._sort(days)
        for channel, names in days.values():
            for name in names:
                yield from self._read_day(name, channel, threads)
            yield from threads.threads()

    def _sort(self, days: dict[str, tuple[ChatSpace, list[str]]]) -> Iterator[ReadItem]:
        """Put every day's file to its channel; yield what is left out."""
        met: set[str] = set()
        for name in self.archive.names():
            folder, base = folder_of(name), base_of(name)
            if base in USER_LISTS + CHANNEL_LISTS:
                continue
            if not base.endswith(".json") or folder in self.space.roots or not folder:
                known = base in SIDE_FILES
                yield Skipped(item=shown(name), reason="unsupported" if known else "not_a_document")
                continue
            if folder not in met and not self.space.is_listed(folder):
                yield Noted(what="unlisted_channel", item=shown(folder))
            met.add(folder)
            channel = self.space.space_of(folder)
            days.setdefault(channel.id, (channel, []))[1].append(name)

    def _read_day(
        self, name: str, channel: ChatSpace, threads: ChatThreads
    ) -> Iterator[Skipped | Failed | Noted]:
        item = shown(name)
        try:
            with self.archive.open(name) as file:
                source = JsonFile(file, item=item)
                for count, value in enumerate(stream_array(source, "item")):
                    record = as_record(value)
                    ts = text(record, "ts") if record else ""
                    if record is None or not _TS.fullmatch(ts):
                        detail = "no time stamp" if record else "no object"
                        yield Failed(item=f"{item} #{count}", reason="malformed", detail=detail)
                        continue
                    message = _Message(record=record, file=item, channel=channel, ts=ts)
                    yield from self._take(message, threads)
            if source.encoding != "utf-8":
                yield Noted(what=f"encoding:{source.encoding}", item=item)
        except ReadError as error:
            yield Failed(item=error.item, reason=error.reason, detail=error.detail)

    def _take(self, message: _Message, threads: ChatThreads) -> Iterator[Skipped | Noted]:
        reason = self._reason_to_skip(message)
        words = SlackText(text="") if reason else self._words(message)
        if not reason and not words.text:
            reason = "attachment_only" if _files(message.record) else "empty"
        draft = None if reason else self._draft(message, words)
        thread_ts = message.thread_ts
        if reason:
            yield Skipped(item=message.item, reason=reason)
        if words.quoted or (draft and _shares(message.record)):
            yield Noted(what="quote_removed", item=message.item)
        if draft or thread_ts:
            entry = ChatEntry(
                item=message.item,
                id=message.id,
                order=_order(message.ts),
                draft=draft,
                thread=f"{message.channel.id}/{thread_ts}" if thread_ts else None,
            )
            threads.add(message.channel, entry)

    def _reason_to_skip(self, message: _Message) -> str | None:
        record, subtype, user = message.record, message.subtype, message.user
        if subtype in _DELETED:
            return "deleted"
        if subtype in _NOTICES or user == "U00":  # U00: Slack's own export, on channel renames
            return "system"
        known = self.space.users.get(user)
        sent_by_program = bool(text(record, "bot_id")) and known is None
        if subtype in _BOTS or sent_by_program or user == SLACKBOT or (known and known.is_bot):
            return "bot"
        if record.get("hidden") is True or record.get("is_hidden_by_limit"):
            return "hidden"
        if subtype not in _WORDS or text(record, "type") not in ("", "message"):
            return "unsupported"
        return None

    def _words(self, message: _Message) -> SlackText:
        record, names = message.record, self.space.names(message.channel)
        raw = text(record, "text")
        if message.subtype == "file_comment":
            raw = text(child(record, "comment"), "comment")
        elif message.subtype == "file_share" and _UPLOADED.match(raw):
            comment = child(child(record, "file"), "initial_comment")
            raw = text(comment, "comment")
            if raw and text(comment, "user") not in ("", message.user):
                return SlackText(text="", quoted=True)  # somebody else's file, shared again
        found = from_mrkdwn(clean_characters(raw), names)
        if found.text or found.quoted:
            return found
        found = from_blocks(records(record, "blocks"), names)
        return replace(found, text=clean_characters(found.text).strip())

    def _draft(self, message: _Message, words: SlackText) -> Draft:
        record, thread_ts = message.record, message.thread_ts
        answers = thread_ts if thread_ts != message.ts else None
        return Draft(
            external_id=message.id,
            authors=self._authors(message),
            text=words.text,
            created_at=seconds(message.ts),
            edited_at=seconds(text(child(record, "edited"), "ts")),
            url=self._url(message, answers),
            reply_to=f"{message.channel.id}/{answers}" if answers else None,
            reactions=_reactions(record),
            mentions=tuple(self.space.author(user_id) for user_id in words.mentions),
            attachments=_files(record),
        )

    def _authors(self, message: _Message) -> tuple[Author, ...]:
        if not message.user:
            return ()
        profile = as_record(message.record.get("user_profile"))
        return (self.space.author(message.user, profile),)

    def _url(self, message: _Message, answers: str | None) -> str | None:
        if not self.base_url:
            return None
        link = f"{self.base_url.rstrip('/')}/archives/{message.channel.id}/p"
        link += message.ts.replace(".", "")
        return f"{link}?thread_ts={answers}&cid={message.channel.id}" if answers else link


def _looks_like_slack(archive: Archive) -> bool:
    """Look for lists at the top, or in the one folder there; else for channels and nothing else."""
    names = archive.names()
    top = set(unwrapped(names))
    days = [name for name in names if _DAY.search(name)]
    if top & {*USER_LISTS, *CHANNEL_LISTS}:
        return bool(days) or {"users.json", "channels.json"} <= top
    if not days or len(days) < len(names):
        return False
    return any(_holds_messages(archive, name) for name in days[:_PROBED])


def _holds_messages(archive: Archive, name: str) -> bool:
    try:
        with archive.open(name) as file:
            first = as_record(next(stream_array(file, "item"), None))
    except ReadError:
        return False
    return first is not None and bool(_TS.fullmatch(text(first, "ts")))


def _order(ts: str) -> str:
    whole_part, _, fraction = ts.partition(".")
    return f"{whole_part:0>11}.{fraction}"


def _files(record: JsonRecord) -> int:
    """Count the files that came with a message, without those that are gone."""
    files = records(record, "files") or [child(record, "file")]
    return sum(1 for file in files if file and text(file, "mode") not in _GONE_FILES)


def _shares(record: JsonRecord) -> bool:
    """Say whether a message carries another message, whose words are not its sender's."""
    marks = ("is_share", "is_msg_unfurl", "author_id")
    return any(any(card.get(mark) for mark in marks) for card in records(record, "attachments"))


def _reactions(record: JsonRecord) -> tuple[Reaction, ...]:
    """Count reactions by name; somebody who gave one in two skin tones counts once."""
    users: dict[str, set[str]] = {}
    unnamed: dict[str, int] = {}
    for reaction in records(record, "reactions"):
        name = text(reaction, "name").split("::")[0]
        listed = reaction.get("users")
        names = (
            {user for user in listed if isinstance(user, str)}
            if isinstance(listed, list)
            else set()
        )
        users.setdefault(name, set()).update(names)
        unnamed[name] = unnamed.get(name, 0) + max(0, (whole(reaction, "count") or 0) - len(names))
    counts = {name: len(users[name]) + unnamed[name] for name in users if name}
    return tuple(Reaction(name=name, count=count) for name, count in counts.items() if count)
