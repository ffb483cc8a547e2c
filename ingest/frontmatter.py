"""Front matter of Markdown files: YAML between `---`, TOML between `+++`; the owner of PyYAML.

What it says of title, authors and dates becomes facts. It does not read the text below.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from ingest.authors import document_authors
from ingest.dates import utc
from ingest.document import Facts

_BLOCK = re.compile(r"\A\s*^(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.M | re.S)
_MAX_CHARACTERS = 64 * 1024
_LINE = re.compile(r"^([A-Za-z][\w \-]*?)\s*[:=]\s*(\S.*?)\s*$", re.M)
_ANY_LINE = re.compile(r"^(?:[A-Za-z][\w \-]*\s*[:=]|\s*-\s|\s|#|$)")


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """The head of a file and the text below it."""

    facts: Facts
    body: str
    damaged: bool = False
    """True: not well-formed; only its simple lines were used."""


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter off a text. A rule (`---`) at the top that heads nothing stays."""
    match = _BLOCK.match(text[: _MAX_CHARACTERS + 1])
    if match is None or not all(_ANY_LINE.match(line) for line in match[2].split("\n")):
        return FrontMatter(facts=Facts(), body=text)
    entries = _toml(match[2]) if match[1] == "+++" else _yaml(match[2])
    body = text[match.end() :]
    if entries is None:
        simple = {key: value.strip("\"'") for key, value in _LINE.findall(match[2])}
        return FrontMatter(facts=_facts(simple), body=body, damaged=True)
    return FrontMatter(facts=_facts(entries), body=body)


def _yaml(text: str) -> Mapping[str, Any] | None:
    """Parse plain YAML. Aliases and merges are refused: a few lines of them fill the memory."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            return None
        loaded = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return None
    if loaded is None:
        return {}
    return loaded if isinstance(loaded, dict) else None


def _toml(text: str) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _facts(entries: Mapping[Any, Any]) -> Facts:
    known = {str(key).strip().lower().replace("-", "_"): value for key, value in entries.items()}

    def first(*keys: str) -> Any:
        return next((known[key] for key in keys if known.get(key) not in (None, "")), None)

    title, licence = first("title"), first("license", "licence")
    return Facts(
        title=str(title) if isinstance(title, str | int | float) else None,
        authors=document_authors(
            name for key in ("author", "authors", "by") for name in _names(known.get(key))
        ),
        created_at=utc(first("date", "created", "created_at", "published", "publishdate")),
        edited_at=utc(first("updated", "lastmod", "last_modified_at", "modified", "last_updated")),
        licence=licence if isinstance(licence, str) else None,
        tags=tuple(_names(first("tags", "keywords"))),
    )


def _names(value: Any) -> Iterator[str]:
    """Yield the names of a string, a list, or `{name: ...}` entries of one."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str) and entry.strip():
            yield entry.strip()
        elif isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry["name"].strip()
