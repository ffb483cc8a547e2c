"""What the folders of zulip-archive say: one per stream, in it a file of messages per topic.

That tool keeps of a message its id, words, time and its sender's name only; stream and topic stand
in the path. It does not know messages.

Source of the format: github.com/zulip/zulip-archive, `lib/populate.py` and `lib/url.py`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from assistant.errors import ReadError
from ingest.archive import Archive, shown
from ingest.decode import clean_line
from ingest.jsonfields import JsonRecord, as_record, whole
from ingest.jsonstream import stream_values
from ingest.outcome import Failed

INDEX = "stream_index.json"
"""The list of streams and topics, which stands beside the streams' folders."""
_PLACE = re.compile(r"(?:.*/)?(\d{1,15})-(.*)/([^/]+)\.json")
"""The last folder with a stream's id; a stream with a slash in its name stands in two folders."""


@dataclass(frozen=True, kw_only=True)
class ZulipPlace:
    """The stream and topic of a file."""

    stream_id: int
    stream: str
    topic: str

    def given_to(self, record: JsonRecord) -> JsonRecord:
        """Return a message with its place, as an answer of the API would have it.

        One that says itself where it stands, or to whom it was written, is left as it is.
        """
        if "type" in record or "display_recipient" in record:
            return record
        place = {
            "type": "stream",
            "stream_id": self.stream_id,
            "display_recipient": self.stream,
            "subject": self.topic,
        }
        return {**place, **record}


def is_archived(names: tuple[str, ...], *, alone: bool) -> bool:
    """Say whether folders of streams stand beside an index; `alone`: and nothing outside it."""
    root = (index_of(names) or "?").removesuffix(INDEX)
    inside = [name for name in names if name.startswith(root)]
    return any(map(_PLACE.fullmatch, inside)) and not (alone and len(inside) < len(names))


def index_of(names: tuple[str, ...]) -> str | None:
    """Return the name of the index, None when there is none."""
    found = (name for name in names if name.rpartition("/")[2] == INDEX)
    return min(found, key=len, default=None)


def stream_names(archive: Archive, index: str) -> Mapping[int, str] | Failed:
    """Return the streams of the index by id, or what is wrong with it."""
    try:
        with archive.open(index) as file:
            top = as_record(next(stream_values(file, item=shown(index)), None)) or {}
    except ReadError as error:
        return Failed(item=error.item, reason=error.reason, detail=error.detail)
    streams = as_record(top.get("streams"))
    if streams is None:
        return Failed(item=shown(index), reason="malformed", detail="no streams")
    facts = ((name, as_record(stream) or {}) for name, stream in streams.items())
    found = ((whole(stream, "id"), clean_line(name)) for name, stream in facts)
    return {number: name for number, name in found if number is not None and name}


def place_of(name: str, streams: Mapping[int, str]) -> ZulipPlace | None:
    """Return the stream and topic that a path names, None when it names none.

    Topics are percent-encoded with `.` for `%`; of a stream's name its folder keeps only part.
    """
    found = _PLACE.fullmatch(name)
    if found is None:
        return None
    number = int(found[1])
    stream = streams.get(number) or clean_line(found[2].replace("-", " ")) or found[1]
    return ZulipPlace(stream_id=number, stream=stream, topic=unquote(found[3].replace(".", "%")))
