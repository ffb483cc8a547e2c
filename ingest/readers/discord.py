"""Reads JSON exports of DiscordChatExporter: a file per channel or thread, or many of them.

Threads and forum posts are threads; messages of a channel are put into conversations, in which
marked replies always hold. The format says nothing of who may read a channel, except that direct
messages and private threads are private. It does not know how archives are kept.

Source of the format: DiscordChatExporter, `JsonMessageWriter.cs`, `MessageKind.cs`,
`ChannelKind.cs`.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.errors import ReadError, UnknownFormat
from assistant.records import Author, Draft, Reaction
from ingest.archive import Archive, open_files, shown
from ingest.chatquotes import without_quotes
from ingest.chatthreads import ChatEntry, ChatSpace, ChatThreads
from ingest.decode import clean_characters, clean_line
from ingest.jsonfields import JsonRecord, as_record, child, iso, records, seconds, text, whole
from ingest.jsonstream import JsonFile, read_keys, stream_array
from ingest.outcome import Failed, Noted, Skipped
from ingest.reader import ReadItem, ReadRequest

_START = 256 * 1024
"""How much of a file is looked at to tell what it is."""
_PROBED = 200
"""How many files of a folder are looked at."""
_PRIVATE = {"DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread", "1", "3", "12"}
_THREADS = {"GuildNewsThread", "GuildPublicThread", "GuildPrivateThread", "10", "11", "12"}
_WORDS = {"Default", "Reply", "0", "19"}
_COMMANDS = {"ChatInputCommand", "ContextMenuCommand", "20", "23"}
_NOTICES = {
    "Call", "ChannelIconChange", "ChannelNameChange", "ChannelPinnedMessage", "GuildMemberJoin",
    "RecipientAdd", "RecipientRemove", "ThreadCreated", "ThreadStarterMessage",
}  # fmt: skip
_ANYBODY_DELETED = "456226577798135808"
"""The one account under which Discord shows what many deleted accounts wrote."""
_EPOCH_MS = 1_420_070_400_000
"""Where the time in a snowflake id starts (Discord reference: snowflakes)."""
_MARKUP = re.compile(r"<(?:@!?(\d+)|@&(\d+)|#(\d+)|a?:(\w+):\d+|t:(-?\d{1,12})(?::\w)?)>")


class DiscordExport:
    """Read a DiscordChatExporter export."""

    kind = "discord"

    def accepts(self, path: Path) -> bool:
        """Say whether the file is such JSON, or a folder or zip holds such JSON and nothing else.

        Damaged files do not count against a folder; files of other kinds do.
        """
        try:
            with open_files(path) as archive:
                names = [name for name in archive.names() if ".json_Files/" not in name]
                found = [_is_export(archive, name) for name in names[:_PROBED]]
                return True in found and False not in found
        except (ReadError, OSError):
            return False

    def read(self, request: ReadRequest) -> Iterator[ReadItem]:
        """Yield threads and conversations, and all that is left out.

        Raises `ReadError` when the location cannot be opened, `UnknownFormat` when the one file
        given is none of this format.
        """
        with open_files(request.location) as archive, ChatThreads(request.scratch) as threads:
            yield from archive.problems
            for name in archive.names():
                yield from _read_file(archive, name, threads)
            yield from threads.threads()


@dataclass(frozen=True, kw_only=True)
class _Channel:
    """What the head of a file says."""

    space: ChatSpace
    id: str
    guild: str
    is_thread: bool


def _read_file(archive: Archive, name: str, threads: ChatThreads) -> Iterator[ReadItem]:
    item = shown(name)
    if ".json_Files/" in name:  # pictures and files that came with the messages
        return
    try:
        channel = _header(archive, name) if _is_json(name) else None
        if channel is None:
            if len(archive.names()) == 1:
                raise UnknownFormat(item, "not_that_format", "no DiscordChatExporter JSON")
            yield Skipped(item=item, reason="not_a_document")
            return
        with archive.open(name) as file:
            source = JsonFile(file, item=item)
            for count, value in enumerate(stream_array(source, "messages.item")):
                yield from _take(as_record(value), f"{item} #{count}", channel, threads)
        if source.encoding != "utf-8":
            yield Noted(what=f"encoding:{source.encoding}", item=item)
    except UnknownFormat:
        raise
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _is_json(name: str) -> bool:
    return name.lower().endswith(".json")


def _is_export(archive: Archive, name: str) -> bool | None:
    """Say whether a file is of this format, None for one that is too damaged to tell."""
    if not _is_json(name):
        return False
    try:
        if _header(archive, name) is not None:
            return True
        with archive.open(name) as file:
            return False if file.read(_START).lstrip()[:1] in (b"{", b"[") else None
    except ReadError:
        return None


def _header(archive: Archive, name: str) -> _Channel | None:
    """Return what the head of a file says, None when it is not of this format.

    Raises `ReadError` when it is of this format and its head is damaged.
    """
    with archive.open(name) as file:
        start = file.read(_START)
    try:
        found = read_keys(io.BytesIO(start), ("guild", "channel"), item=shown(name))
    except ReadError as error:
        if error.reason == "not_that_format":
            return None
        raise
    guild, channel = as_record(found.get("guild")), as_record(found.get("channel"))
    if guild and channel and text(channel, "id"):
        return _channel(guild, channel)
    if b'"guild"' in start and b'"channel"' in start:
        raise ReadError(shown(name), "malformed", "damaged head")
    return None


def _channel(guild: JsonRecord, channel: JsonRecord) -> _Channel:
    kind, name = str(channel.get("type")), clean_line(text(channel, "name"))
    is_thread = kind in _THREADS
    parent = clean_line(text(channel, "category")) if is_thread else name
    direct = kind in _PRIVATE - _THREADS
    guild_id = "@me" if direct else text(guild, "id")
    channel_id = text(channel, "id")
    space = ChatSpace(
        id=channel_id,
        name="@dm" if direct else f"#{parent or channel_id}",
        private=kind in _PRIVATE,
        title=name or None if is_thread else None,
        url=f"https://discord.com/channels/{guild_id}/{channel_id}" if is_thread else None,
    )
    return _Channel(space=space, id=channel_id, guild=guild_id, is_thread=is_thread)


def _take(
    record: JsonRecord | None, place: str, channel: _Channel, threads: ChatThreads
) -> Iterator[Skipped | Failed | Noted]:
    number = whole(record, "id") if record else None
    if record is None or number is None:
        detail = "no id" if record else "no object"
        yield Failed(item=place, reason="malformed", detail=detail)
        return
    reason = _reason_to_skip(record)
    raw = clean_characters(text(record, "content"))
    own = without_quotes(raw, mark="> ", rest=">>> ")
    words = "" if reason else _plain(own, record)
    if not reason and not words:
        has_file = records(record, "attachments") or records(record, "stickers")
        reason = "attachment_only" if has_file else "empty"
    message_id = f"{channel.id}/{number}"
    item = f"{place} {number}"
    if reason:
        yield Skipped(item=item, reason=reason)
    if own is not raw or record.get("forwardedMessage"):
        yield Noted(what="quote_removed", item=item)
    entry = ChatEntry(
        item=item,
        id=message_id,
        order=f"{number:020}",
        draft=None if reason else _draft(record, words, message_id, channel),
        thread=channel.id if channel.is_thread else None,
    )
    threads.add(channel.space, entry)


def _reason_to_skip(record: JsonRecord) -> str | None:
    kind = str(record.get("type", "Default"))
    if kind in _COMMANDS or child(record, "author").get("isBot") is True:
        return "bot"
    if kind in _WORDS:
        return None
    return "system" if kind in _NOTICES or kind.isdecimal() else "unsupported"


def _draft(record: JsonRecord, words: str, message_id: str, channel: _Channel) -> Draft:
    number = message_id.rpartition("/")[2]
    author = _author(child(record, "author"))
    mentioned = (_author(user) for user in records(record, "mentions"))
    return Draft(
        external_id=message_id,
        authors=(author,) if author else (),
        text=words,
        created_at=iso(record.get("timestamp")) or _time_of(int(number)),
        edited_at=iso(record.get("timestampEdited")),
        url=f"https://discord.com/channels/{channel.guild}/{channel.id}/{number}",
        reply_to=_answered(record, channel),
        reactions=_reactions(record),
        mentions=tuple(user for user in mentioned if user),
        attachments=len(records(record, "attachments")),
    )


def _answered(record: JsonRecord, channel: _Channel) -> str | None:
    """Return what a reply answers; a reference of another kind is a forward or a notice."""
    reference = child(record, "reference")
    if str(record.get("type")) not in ("Reply", "19") or not text(reference, "messageId"):
        return None
    return f"{text(reference, 'channelId') or channel.id}/{text(reference, 'messageId')}"


def _author(user: JsonRecord) -> Author | None:
    """Return somebody; None for nobody, and for the account that stands for all deleted ones."""
    user_id = text(user, "id")
    if not user_id or user_id == _ANYBODY_DELETED:
        return None
    account, shown_as = clean_line(text(user, "name")), clean_line(text(user, "nickname"))
    name = shown_as or account or None
    handles = (account,) if account and account != name else ()
    return Author(
        identity=f"discord:{user_id}",
        name=name,
        handles=handles,
        is_bot=user.get("isBot") is True,
    )


def _plain(raw: str, record: JsonRecord) -> str:
    """Resolve the codes that stay in the text when it was exported without formatting."""
    if "<" not in raw:
        return raw.strip()
    named = {text(user, "id"): _author(user) for user in records(record, "mentions")}

    def replace(match: re.Match[str]) -> str:
        user, role, channel, emoji, time = match.groups()
        if user:
            known = named.get(user)
            return f"@{known.name if known and known.name else user}"
        if emoji:
            return f":{emoji}:"
        if time:
            moment = seconds(time)
            return moment.isoformat(sep=" ", timespec="minutes") if moment else match[0]
        return f"@{role}" if role else f"#{channel}"

    return _MARKUP.sub(replace, raw).strip()


def _reactions(record: JsonRecord) -> tuple[Reaction, ...]:
    counts: dict[str, int] = {}
    for reaction in records(record, "reactions"):
        emoji = child(reaction, "emoji")
        name = text(emoji, "code") or text(emoji, "name")
        name = re.sub(r"_tone\d$|::?skin-tone-\d$", "", name)
        counts[name] = counts.get(name, 0) + (whole(reaction, "count") or 0)
    return tuple(Reaction(name=name, count=count) for name, count in counts.items() if count > 0)


def _time_of(snowflake: int) -> datetime | None:
    milliseconds = (snowflake >> 22) + _EPOCH_MS
    return seconds(f"{milliseconds // 1000}.{milliseconds % 1000:03}")
