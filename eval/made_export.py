"""Writes a Slack export of any size from invented text, the same for the same size.

A third of the messages are replies in threads (some on a later day), the rest is flat chat with
mentions. It does not know what is measured with it.
"""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

_VOCABULARY = """
    we start small with a monthly call and a shared page then people bring one question each and
    somebody takes notes which helped the sponsor see why it matters in our region last spring
"""
_WORDS = _VOCABULARY.split()
_PEOPLE, _CHANNELS, _PER_DAY = 200, 20, 250
_START = 1_577_836_800


def write_export(folder: Path, size: int) -> None:
    """Write an export of `size` messages to the folder."""
    chance = random.Random(size)
    folder.mkdir(parents=True, exist_ok=True)
    users = [{"id": f"U{n}", "profile": {"real_name": _name(n)}} for n in range(_PEOPLE)]
    channels = [{"id": f"C{n}", "name": f"channel-{n}"} for n in range(_CHANNELS)]
    (folder / "users.json").write_text(json.dumps(users))
    (folder / "channels.json").write_text(json.dumps(channels))
    for number in range(_CHANNELS):
        each = size // _CHANNELS + (number < size % _CHANNELS)
        _write_channel(folder / f"channel-{number}", each, chance)


def _name(n: int) -> str:
    first, last = divmod(n, len(_WORDS))
    return f"{_WORDS[first]}na {_WORDS[last]}rek".title()


def _write_channel(folder: Path, size: int, chance: random.Random) -> None:
    folder.mkdir(exist_ok=True)
    parents: list[str] = []
    for first in range(0, size, _PER_DAY):
        day = _START + first // _PER_DAY * 86_400
        messages = [
            _message(f"{day + n * 120}.{n:06}", parents, chance)
            for n in range(min(_PER_DAY, size - first))
        ]
        name = datetime.fromtimestamp(day, UTC).strftime("%Y-%m-%d.json")
        (folder / name).write_text(json.dumps(messages))


def _message(ts: str, parents: list[str], chance: random.Random) -> dict[str, object]:
    text = " ".join(chance.choices(_WORDS, k=chance.randint(5, 40)))
    if chance.random() < 0.2:
        text = f"<@U{chance.randrange(_PEOPLE)}> {text} <https://example.org/{ts}|notes> &amp; more"
    row: dict[str, object] = {
        "type": "message",
        "client_msg_id": f"{ts}-{chance.random()}",
        "user": f"U{chance.randrange(_PEOPLE)}",
        "text": text,
        "ts": ts,
        "team": "T1",
        "blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section"}]}],
    }
    if parents and chance.random() < 0.33:
        row["thread_ts"] = chance.choice(parents[-40:])
    elif chance.random() < 0.1:
        row |= {"thread_ts": ts, "reply_count": 1}
        parents.append(ts)
    if chance.random() < 0.1:
        row["reactions"] = [{"name": "clap", "users": ["U1", "U2"], "count": 2}]
    return row
