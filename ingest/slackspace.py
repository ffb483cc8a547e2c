"""What a Slack export says about people and channels: its `users.json`, `channels.json` and kin.

Every list may be missing, damaged or split over the workspaces of an Enterprise Grid. A channel
that no list names counts as private. It does not know messages.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.errors import ReadError
from assistant.records import Author
from ingest.archive import Archive, shown
from ingest.chatthreads import ChatSpace
from ingest.decode import clean_line
from ingest.jsonfields import JsonRecord, as_record, child, text
from ingest.jsonstream import stream_array
from ingest.outcome import Failed
from ingest.slacktext import PRIVATE_CHANNEL, SlackNames

SLACKBOT = "USLACKBOT"
"""Slack's own program, which no list of users needs to name."""
USER_LISTS = ("users.json", "org_users.json")
CHANNEL_LISTS = ("channels.json", "groups.json", "dms.json", "mpims.json")
SIDE_FILES = (
    "integration_logs.json",
    "canvases.json",
    "content_flags.json",
    "huddle_transcripts.json",
    "file_conversations.json",
    "lists.json",
    "teams.json",
)
"""Lists that hold no messages; files and canvases are links, not content."""


def folder_of(name: str) -> str:
    """Return the folder part of a name in an archive, "" at the top."""
    return name.rpartition("/")[0]


def base_of(name: str) -> str:
    """Return the last part of a name in an archive."""
    return name.rpartition("/")[2]


@dataclass(kw_only=True)
class SlackSpace:
    """The people and channels of an export."""

    users: dict[str, Author] = field(default_factory=dict)
    channels: dict[tuple[str, str], list[ChatSpace]] = field(default_factory=dict)
    """By the folder of the list and the name of the channel's own folder."""
    channel_names: dict[str, str] = field(default_factory=dict)
    private_ids: set[str] = field(default_factory=set)
    """Channels whose names are for their members."""
    roots: set[str] = field(default_factory=set)
    """Folders in which lists stand."""

    def names(self, place: ChatSpace) -> SlackNames:
        """Return what ids in the texts of a channel stand for: private ones have no name outside.

        Slack does the same: a link to a private channel does not tell others what it is called.
        """

        def channel(id: str) -> str | None:
            is_hidden = id in self.private_ids and not place.private
            return PRIVATE_CHANNEL if is_hidden else self.channel_names.get(id)

        return SlackNames(user=self._user_name, channel=channel)

    def author(self, user_id: str, profile: JsonRecord | None = None) -> Author:
        """Return a user, by the message's own `user_profile` where no list has them."""
        known = self.users.get(user_id)
        if known:
            return known
        name = _display(profile, {}) if profile else None
        return Author(identity=f"slack:{user_id}", name=name)

    def space_of(self, folder: str) -> ChatSpace:
        """Return the channel whose messages stand in the folder; private when nobody lists it."""
        parts = unicodedata.normalize("NFC", folder).split("/")
        for depth in range(len(parts), 0, -1):
            root, rest = "/".join(parts[: depth - 1]), "/".join(parts[depth - 1 :])
            found = self.channels.get((root, rest)) or self.channels.get((root, parts[-1]))
            if found and len(found) == 1:
                return found[0]
            if found:
                private = any(channel.private for channel in found)
                return ChatSpace(id="/".join(parts), name=found[0].name, private=private)
        return ChatSpace(id="/".join(parts), name=f"#{shown(parts[-1])}", private=True)

    def is_listed(self, folder: str) -> bool:
        """Say whether any list names the channel of the folder."""
        base = unicodedata.normalize("NFC", base_of(folder))
        return any(name == base for _, name in self.channels)

    def _user_name(self, user_id: str) -> str | None:
        known = self.users.get(user_id)
        return known.name if known else None


def read_space(archive: Archive) -> Iterator[SlackSpace | Failed]:
    """Yield what is wrong with the lists of an export, and last its people and channels."""
    space = SlackSpace()
    for name in archive.names():
        if base_of(name) in USER_LISTS + CHANNEL_LISTS:
            space.roots.add(folder_of(name))
            yield from _read_list(archive, name, space)
    yield space


def _read_list(archive: Archive, name: str, space: SlackSpace) -> Iterator[Failed]:
    base, item, count = base_of(name), shown(name), 0
    try:
        with archive.open(name) as file:
            for count, value in enumerate(stream_array(file, "item", item=item)):
                record = as_record(value)
                if record is None or not text(record, "id"):
                    yield Failed(item=f"{item} #{count}", reason="malformed", detail="no id")
                elif base in USER_LISTS:
                    _add_user(space, record)
                else:
                    _add_channel(space, folder_of(name), base, record)
    except ReadError as error:
        yield Failed(item=error.item, reason=error.reason, detail=error.detail)


def _add_user(space: SlackSpace, record: JsonRecord) -> None:
    profile = child(record, "profile")
    name = _display(profile, record)
    handles = (text(record, "name"), text(profile, "display_name"), text(profile, "email").lower())
    unlike = dict.fromkeys(clean_line(handle) for handle in handles)
    space.users[text(record, "id")] = Author(
        identity=f"slack:{text(record, 'id')}",
        name=name,
        handles=tuple(handle for handle in unlike if handle and handle != name),
        is_bot=record.get("is_bot") is True or text(record, "id") == SLACKBOT,
    )


def _display(profile: JsonRecord, record: JsonRecord) -> str | None:
    """Return the full name; the display name, then the account name, where there is none."""
    found = (
        text(profile, "real_name"),
        text(record, "real_name"),
        text(profile, "display_name"),
        text(record, "name") or text(profile, "name"),
    )
    return next((name for name in map(clean_line, found) if name), None)


def _add_channel(space: SlackSpace, root: str, base: str, record: JsonRecord) -> None:
    channel_id = text(record, "id")
    name = unicodedata.normalize("NFC", text(record, "name"))
    label = clean_line(name)
    shown_as = f"#{label}" if label else f"#{channel_id}"
    if base == "dms.json":
        shown_as = "@dm"
    elif base == "mpims.json":
        shown_as = f"@{label or channel_id}"
    private = base != "channels.json" or any(
        record.get(flag) is True for flag in ("is_private", "is_im", "is_mpim")
    )
    if base in ("channels.json", "groups.json") and label:
        space.channel_names[channel_id] = label
    if private:
        space.private_ids.add(channel_id)
    channel = ChatSpace(id=channel_id, name=shown_as, private=private)
    for folder in {name, channel_id} - {""}:
        listed = space.channels.setdefault((root, folder), [])
        if all(other.id != channel_id for other in listed):
            listed.append(channel)
        elif private:
            listed[:] = [channel if other.id == channel_id else other for other in listed]
