"""An answer as Markdown that can be pasted elsewhere, with who said it, when and where.

Pure. It does not know the page.
"""

import re
from collections.abc import Mapping
from datetime import tzinfo

from assistant.records import Answer, Citation
from ui.web import words
from ui.web.places import Place
from ui.web.safe_text import clean
from ui.web.scene import safe_link


def as_markdown(answer: Answer, where: Mapping[str, Place], zone: tzinfo) -> str:
    """Return the question, the statements as quotations under their names, and the citations."""
    named = {item.number: item for item in answer.citations}
    parts = [f"**{_flat(answer.question)}**"]
    for statement in answer.statements:
        carrying = [named[n] for n in statement.citations if n in named]
        quote = "\n".join(f"> {line}".rstrip() for line in clean(statement.text).split("\n"))
        marks = "".join(f"[{item.number}]" for item in carrying)
        parts.append(f"{quote}\n>\n> — {_byline(carrying[0], zone)} {marks}")
    if answer.citations:
        parts.append("\n".join(_reference(item, where, zone) for item in answer.citations))
    return "\n\n".join(parts) + "\n"


def _byline(citation: Citation, zone: tzinfo) -> str:
    day = words.date(citation.created_at, zone)
    return ", ".join(part for part in (_flat(words.byline(citation)), day) if part)


def _reference(citation: Citation, where: Mapping[str, Place], zone: tzinfo) -> str:
    place = where.get(citation.thread_id)
    title = place.title if place else citation.thread_title or words.NO_TITLE
    link = safe_link(citation.url)
    parts = [_byline(citation, zone), _flat(title), _flat(place.source) if place else ""]
    parts += [f"<{link}>"] if link else []
    return f"{citation.number}. " + ", ".join(part for part in parts if part)


def _flat(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(clean(text).split()))
