"""Turns Slack's own markup, and its blocks, into Markdown-like plain text without quotes.

Slack writes `<@U1>`, `<#C1|name>`, `<https://x|label>`, `&amp;`, and quotes as lines that begin
with `&gt;`. Blocks are read where a message has no text (docs.slack.dev: formatting message text,
rich text block). It does not know users and channels: names are asked for.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.chatquotes import without_quotes
from ingest.jsonfields import JsonRecord, child, records, text, whole

Named = Callable[[str], str | None]
"""Return the name of a user or channel id, None when it is unknown."""

PRIVATE_CHANNEL = "private-channel"
"""What a private channel is called where others read of it."""
_TOKEN = re.compile(r"<([^<>\n]+)>|&(amp|lt|gt);")
_FENCE = "```"
_SKIN_TONE = re.compile(r"::skin-tone-\d:")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_BULLETS = {"bullet": "-", "ordered": "1."}
_WEB = ("http://", "https://")


@dataclass(frozen=True, kw_only=True)
class SlackNames:
    """Who and what the ids in a text stand for."""

    user: Named
    channel: Named


@dataclass(frozen=True, kw_only=True)
class SlackText:
    """A message's own words."""

    text: str
    mentions: tuple[str, ...] = ()
    """User ids, in order, each once."""
    quoted: bool = False
    """True when words that were marked as a quotation were left out."""


def from_mrkdwn(raw: str, names: SlackNames) -> SlackText:
    """Read the `text` of a message."""
    own = without_quotes(raw, mark="&gt;", rest="&gt;&gt;&gt;")
    mentions: dict[str, None] = {}
    pieces = own.split(_FENCE)
    if len(pieces) % 2 == 0:  # a fence that never ends is no fence
        pieces = [own]
    for at, piece in enumerate(pieces):
        if at % 2:
            pieces[at] = _TOKEN.sub(_in_code, piece)
        else:
            pieces[at] = _SKIN_TONE.sub(":", _resolved(piece, names, mentions))
    joined = _FENCE.join(pieces).strip()
    return SlackText(text=joined, mentions=tuple(mentions), quoted=own is not raw)


def from_blocks(blocks: list[JsonRecord], names: SlackNames) -> SlackText:
    """Read the `blocks` of a message that has no text."""
    mentions: dict[str, None] = {}
    parts = [part for block in blocks for part in _block(block, names, mentions)]
    quoted = any(
        text(element, "type") == "rich_text_quote"
        for block in blocks
        for element in records(block, "elements")
    )
    joined = "\n".join(part for part in parts if part.strip())
    return SlackText(text=joined.strip(), mentions=tuple(mentions), quoted=quoted)


def unescaped(raw: str) -> str:
    """Return text with Slack's three entities resolved."""
    return raw.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _resolved(piece: str, names: SlackNames, mentions: dict[str, None]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[2]:
            return _ENTITIES[match[2]]
        return _token(match[1], names, mentions)

    return _TOKEN.sub(replace, piece) if "<" in piece or "&" in piece else piece


def _token(token: str, names: SlackNames, mentions: dict[str, None]) -> str:
    target, _, label = token.partition("|")
    label = unescaped(label).strip()
    if target.startswith("@"):
        mentions[target[1:]] = None
        return f"@{names.user(target[1:]) or label.removeprefix('@') or target[1:]}"
    if target.startswith("#"):
        known = names.channel(target[1:])
        given = label.removeprefix("#") if known != PRIVATE_CHANNEL else ""
        return f"#{given or known or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].split('^')[0]}"
    return _link(unescaped(target), label)


def _link(target: str, label: str) -> str:
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    if not target.startswith(_WEB):
        return label or bare
    if not label or target.rstrip("/").endswith(label.rstrip("/")):
        return target
    address = target.replace(" ", "%20").replace(")", "%29")
    return f"[{label.replace('[', '(').replace(']', ')')}]({address})"


def _in_code(match: re.Match[str]) -> str:
    if match[2]:
        return _ENTITIES[match[2]]
    target, _, label = match[1].partition("|")
    return unescaped(label or target) if target.startswith(_WEB) else unescaped(match[0])


def _block(block: JsonRecord, names: SlackNames, mentions: dict[str, None]) -> Iterator[str]:
    kind = text(block, "type")
    if kind == "rich_text":
        for element in records(block, "elements"):
            yield _rich(element, names, mentions)
    elif kind in ("section", "header", "markdown"):
        for field in (block, child(block, "text"), *records(block, "fields")):
            found = from_mrkdwn(text(field, "text"), names)
            mentions.update(dict.fromkeys(found.mentions))
            yield found.text


def _rich(element: JsonRecord, names: SlackNames, mentions: dict[str, None]) -> str:
    kind, children = text(element, "type"), records(element, "elements")
    if kind == "rich_text_quote":
        return ""
    if kind == "rich_text_list":
        mark = _BULLETS.get(text(element, "style"), "-")
        inset = "  " * min(whole(element, "indent") or 0, 8)
        return "\n".join(f"{inset}{mark} {_rich(item, names, mentions)}" for item in children)
    words = "".join(_inline(item, names, mentions) for item in children)
    return f"{_FENCE}\n{words}\n{_FENCE}" if kind == "rich_text_preformatted" else words


def _inline(item: JsonRecord, names: SlackNames, mentions: dict[str, None]) -> str:
    kind = text(item, "type")
    if kind == "text":
        code = child(item, "style").get("code") is True
        return f"`{text(item, 'text')}`" if code else text(item, "text")
    if kind == "link":
        return _link(text(item, "url"), text(item, "text"))
    if kind == "user":
        return _token(f"@{text(item, 'user_id')}", names, mentions)
    if kind == "channel":
        return _token(f"#{text(item, 'channel_id')}", names, mentions)
    if kind == "emoji":
        return f":{text(item, 'name')}:"
    if kind == "broadcast":
        return f"@{text(item, 'range')}"
    return text(item, "fallback") or text(item, "text")
