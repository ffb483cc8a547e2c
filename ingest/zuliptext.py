"""Turns Zulip's message text into Markdown-like plain text without quotes.

Zulip writes Markdown with its own codes: `@**Name|id**`, `#**stream>topic**`, and quotations as
fenced blocks of kind `quote` after a line "@_**Name|id** [said](link):" in the language of who
quotes (zulip.com/help: format your message using Markdown). It does not know users: they are
asked for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from assistant.records import Author
from ingest.markup import html_to_text

FindUser = Callable[[str, str], Author | None]
"""Return the user of an id ("" where the text has none) and a name, None when nobody is meant."""

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*(\S*)")
_SAID = re.compile(r"^[^\n]*\[said\]\([^)\n]*\):?[ \t]*$", re.MULTILINE)
_INTRODUCED = re.compile(
    r"^[ \t]*@?_?\*\*[^*\n]{1,200}\*\*"
    r"(?:[^\n\[]{0,40}\[[^\]\n]{1,40}\]\([^)\n]{0,2000}\)[^\n]{0,20}"
    r"|[ \t]+(?:said|wrote)):[ \t]*\n\s*(?=(?:`{3,}|~{3,})[ \t]*quote\b|>)",
    re.MULTILINE | re.IGNORECASE,
)
"""The line that names whom the quotation below it is of, with or without a link to it."""
_INTRODUCED_HTML = re.compile(
    r"(<p>|<br ?/?>)\s*"
    r"(?:<span class=\"user-mention[^>]{0,200}>[^<]{0,200}</span>|<strong>[^<]{0,200}</strong>)"
    r"(?:[^<]{0,40}<a\b[^>]{0,2000}>[^<]{1,40}</a>[^<]{0,20}|\s+(?:said|wrote)):\s*</p>\s*"
    r"(?=<blockquote)",
    re.IGNORECASE,
)
_MENTION_HTML = re.compile(
    r"<span class=\"user-mention[^>]{0,200}data-user-id=\"(\d{1,15})\"[^>]{0,200}>"
    r"(@?)([^<*|\n]{1,200})</span>"
)
_MENTION = re.compile(r"@(_?)\*\*([^*\n|]+?)(?:\|(\d+))?\*\*")
_GROUP = re.compile(r"@_?\*([^*\n]+)\*")
_STREAM = re.compile(r"#\*\*([^*\n]+?)\*\*")
_UPLOAD = re.compile(
    r"!?\[([^\]\n]{0,300})\]\((?:https?://[^/)\s]{1,200})?/user_uploads/[^)\s]{0,500}\)"
)
_TIME = re.compile(r"<time:([^>\n]{1,200})>")
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
    own, quoted = _without_quotes(_INTRODUCED.sub("", raw))
    if quoted:
        own = _SAID.sub("", own)
    plain = _GROUP.sub(r"@\1", _STREAM.sub(_stream, _TIME.sub(r"\1", own)))
    return _with_names(plain, find, quoted=quoted)


def from_html(raw: str, find: FindUser) -> ZulipText:
    """Read the text of a message as an API gives it rendered. Raises `ReadError` "unsafe"."""
    quoted = "<blockquote" in raw
    own = _INTRODUCED_HTML.sub(_paragraph_end, raw) if quoted else raw
    # The codes that authors type tell mentions from plain text that looks like one.
    named = _MENTION_HTML.sub(_mention_code, own)
    found = _with_names(html_to_text(named, quotes=False), find, quoted=quoted, silent="")
    return replace(found, text=_SAID.sub("", found.text).strip()) if quoted else found


def _with_names(own: str, find: FindUser, *, quoted: bool, silent: str = "@") -> ZulipText:
    """Return text whose mentions are still in code, with names, and without uploaded files.

    `silent` stands before the names of people who were not to be notified.
    """
    mentions: dict[str, Author] = {}

    def name(match: re.Match[str]) -> str:
        author = None if match[2] in _EVERYBODY else find(match[3] or "", match[2])
        if author:
            mentions[author.identity] = author
        return f"{silent if match[1] else '@'}{match[2]}"

    named = _MENTION.sub(name, own)
    bare, uploads = _UPLOAD.subn("", named)
    return ZulipText(
        text=_UPLOAD.sub(r"\1", named).strip(),
        mentions=tuple(mentions.values()),
        uploads=uploads,
        quoted=quoted,
        only_files=uploads > 0 and not bare.strip(),
    )


def _mention_code(match: re.Match[str]) -> str:
    return f"@{'' if match[2] else '_'}**{match[3]}|{match[1]}**"


def _paragraph_end(match: re.Match[str]) -> str:
    """Return what closes the paragraph that an introduction was the last line of."""
    return "" if match[1].lower() == "<p>" else "</p>"


def _stream(match: re.Match[str]) -> str:
    stream, _, topic = match[1].partition(">")
    return f"#{stream} > {topic.partition('@')[0]}" if topic else f"#{stream}"


def _without_quotes(raw: str) -> tuple[str, bool]:
    """Return the text without quotations, and whether there were any.

    Fences nest inside quotations and spoilers, not inside code; one that never ends runs to the
    end of the message. Lines below a `>` belong to its quotation until one is blank, as Zulip
    shows them.
    """
    if ">" not in raw and "quote" not in raw:
        return raw, False
    kept: list[str] = []
    fences: list[tuple[str, str]] = []
    lines, marked = raw.split("\n"), False
    for line in lines:
        inside = any(kind == "quote" for _, kind in fences)
        match = _FENCE.match(line)
        marked = not (fences or match) and _goes_on(line, marked)
        if fences and line.strip() == fences[-1][0]:
            fences.pop()
        elif match and (not fences or fences[-1][1] in ("quote", "spoiler")):
            fences.append((match[1], match[2].lower()))
            inside = inside or match[2].lower() == "quote"
        if not (inside or marked):
            kept.append(line)
    return "\n".join(kept), len(kept) < len(lines)


def _goes_on(line: str, quoted: bool) -> bool:
    return line.lstrip().startswith(">") or (quoted and bool(line.strip()))
