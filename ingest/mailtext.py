"""Tells the sender's own words in the text of a mail from all the others in it.

Quoted lines and who is quoted, the older mail under a reply, forwards, signatures and the footers
of lists go; replies between quoted lines stay, in order. When in doubt, words are left out rather
than credited to the wrong colleague. It does not know headers, MIME or threads.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.maillines import BLANK, OWN, QUOTE, SIGNATURE, classify
from ingest.mailquotes import unglued

_ARMOUR = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+: .*\n)*\n?", re.M)
_NEXT_PART = re.compile(r"^-{10,} next part -{10,}[ \t]*$", re.M)
_BLANKS = re.compile(r"\n{3,}")
_ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE-----$", re.M)


@dataclass(frozen=True, kw_only=True)
class MailText:
    """The sender's own words, and what was taken out of the mail's text."""

    text: str
    quoted: int = 0
    """Characters of others that were left out."""
    signature: bool = False
    """A signature was left out."""
    attachments: int = 0
    """Attachments that an archive's text only names ("next part")."""


def own_words(body: str) -> MailText:
    """Return the sender's words in a mail's plain text."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    body, attachments = _without_next_parts(body)
    lines = _without_armour(body).split("\n")
    if "wrote:" in body:
        lines = "\n".join(unglued(x) if "wrote:" in x else x for x in lines).split("\n")
    kinds = classify(lines)
    own = [
        line.rstrip() if kind in (OWN, BLANK) else ""
        for line, kind in zip(lines, kinds, strict=True)
    ]
    text = _BLANKS.sub("\n\n", "\n".join(own)).strip("\n")
    quoted = sum(len(line) for line, kind in zip(lines, kinds, strict=True) if kind == QUOTE)
    return MailText(
        text=text.rstrip(), quoted=quoted, signature=SIGNATURE in kinds, attachments=attachments
    )


def is_encrypted(body: str) -> bool:
    """Say whether a text holds an encrypted message."""
    return "-----BEGIN PGP MESSAGE" in body and _ENCRYPTED.search(body) is not None


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the soft-wrapped lines of `format=flowed` text; quote marks stay (RFC 3676)."""
    out: list[str] = []
    run: list[str] = []
    run_depth = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if run and (depth != run_depth or content == "-- "):
            out.append(_flowed(run, run_depth))
            run.clear()
        soft = content.endswith(" ") and content != "-- "
        run.append(content[:-1] if soft and delete_space else content)
        run_depth = depth
        if not soft:
            out.append(_flowed(run, depth))
            run.clear()
    return "\n".join([*out, _flowed(run, run_depth)] if run else out)


def _flowed(run: Sequence[str], depth: int) -> str:
    return ">" * depth + (" " if depth else "") + "".join(run)


def unescape_from(text: str) -> str:
    """Undo the `>From ` of mailbox files, but not where it is a quote among quoted lines."""
    if ">From " not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if line.startswith(">From ") and not _near_quote(lines, at):
            lines[at] = line[1:]
    return "\n".join(lines)


def _near_quote(lines: Sequence[str], at: int) -> bool:
    around = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
    return any(line.startswith(">") and not line.startswith(">From ") for line in around)


def _without_next_parts(body: str) -> tuple[str, int]:
    """Cut what Pipermail appends for attachments; a text file's words need not be the sender's."""
    first = _NEXT_PART.search(body) if " next part " in body else None
    if first is None:
        return body, 0
    return body[: first.start()], len(_NEXT_PART.findall(body))


def _without_armour(body: str) -> str:
    """Take PGP's marks off a signed text."""
    if "-----BEGIN PGP" not in body:
        return body
    signed = _ARMOUR.search(body)
    body = _ARMOUR.sub("", body)
    for kind in ("SIGNATURE", "PUBLIC KEY BLOCK"):
        body = _without_blocks(body, f"-----BEGIN PGP {kind}-----", f"-----END PGP {kind}-----")
    return re.sub(r"^- (?=-|From )", "", body, flags=re.M) if signed else body


def _without_blocks(body: str, opens: str, closes: str) -> str:
    kept, at = [], 0
    while (start := body.find(opens, at)) >= 0:
        kept.append(body[at:start])
        end = body.find(closes, start)
        at = len(body) if end < 0 else end + len(closes)
    return "".join([*kept, body[at:]])
