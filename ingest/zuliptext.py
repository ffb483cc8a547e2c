"""Turns Zulip's message text into Markdown-like plain text without quotes.

Zulip writes Markdown with its own codes: `@**Name|id**`, `#**stream>topic**`, and quotations as
fenced blocks of kind `quote` after a line "@_**Name|id** [said](link):" (zulip.com/help: format
your message using Markdown). It does not know users: they are asked for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.records import Author
from ingest.markup import html_to_text

FindUser = Callable[[str, str], Author | None]
"""Return the user of an id ("" where the text has none) and a name, None when nobody is meant."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*(\S*)")
_SAID = re.compile(r"^[^\n]*\[said\]\([^)\n]*\):?[ \t]*$", re.MULTILINE)
_MENTION = re.compile(r"@_?\*\*([^*\n|]+?)(?:\|(\d+))?\*\*")
_GROUP = re.compile(r"@_?\*([^*\n]+)\*")
_STREAM = re.compile(r"#\*\*([^*\n]+?)\*\*")
_UPLOAD = re.compile(r"!?\[([^\]\n]*)\]\((?:https?://[^/)\s]+)?/user_uploads/[^)\s]*\)")
_TIME = re.compile(r"<time:([^>\n]+)>")
_EVERYBODY = {"all", "everyone", "channel", "stream", "topic"}


@dataclass(frozen=True, kw_only=True)
class ZulipText:
    """A message's own words."""

    text: str
    mentions: tuple[Author, ...] = ()
    uploads: int = 0
    """Files that the text links to."""
    quoted: bool = False
    """True when words that were marked as a quotation were left out."""
    only_files: bool = False
    """True when nothing but links to uploaded files is left."""


def from_markdown(raw: str, find: FindUser) -> ZulipText:
    """Read the text of a message as its author typed it."""
    own, quoted = _without_quotes(raw)
    if quoted:
        own = _SAID.sub("", own)
    mentions: dict[str, Author] = {}

    def name(match: re.Match[str]) -> str:
        author = None if match[1] in _EVERYBODY else find(match[2] or "", match[1])
        if author:
            mentions[author.identity] = author
        return f"@{match[1]}"

    named = _MENTION.sub(name, own)
    plain = _GROUP.sub(r"@\1", _STREAM.sub(_stream, _TIME.sub(r"\1", named)))
    bare, uploads = _UPLOAD.subn("", plain)
    return ZulipText(
        text=_UPLOAD.sub(r"\1", plain).strip(),
        mentions=tuple(mentions.values()),
        uploads=uploads,
        quoted=quoted,
        only_files=uploads > 0 and not bare.strip(),
    )


def from_html(raw: str, find: FindUser) -> ZulipText:
    """Read the text of a message as an API gives it rendered. Raises `ReadError` "unsafe"."""
    found = from_markdown(html_to_text(raw, quotes=False), find)
    if "<blockquote" not in raw:
        return found
    return ZulipText(
        text=_SAID.sub("", found.text).strip(),
        mentions=found.mentions,
        uploads=found.uploads,
        quoted=True,
        only_files=found.only_files,
    )


def _stream(match: re.Match[str]) -> str:
    stream, _, topic = match[1].partition(">")
    return f"#{stream} > {topic.partition('@')[0]}" if topic else f"#{stream}"


def _without_quotes(raw: str) -> tuple[str, bool]:
    """Return the text without quotations, and whether there were any.

    Fences nest inside quotations and spoilers, not inside code; one that never ends runs to the
    end of the message.
    """
    if ">" not in raw and "quote" not in raw:
        return raw, False
    kept: list[str] = []
    fences: list[tuple[str, str]] = []
    lines = raw.split("\n")
    for line in lines:
        inside = any(kind == "quote" for _, kind in fences)
        match = _FENCE.match(line)
        if fences and line.strip() == fences[-1][0]:
            fences.pop()
        elif match and (not fences or fences[-1][1] in ("quote", "spoiler")):
            fences.append((match[1], match[2].lower()))
            inside = inside or match[2].lower() == "quote"
        elif not fences and line.lstrip().startswith(">"):
            continue
        if not inside:
            kept.append(line)
    return "\n".join(kept), len(kept) < len(lines)
