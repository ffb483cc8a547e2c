"""Who wrote a mail: names and addresses, also disguised, rewritten and broken ones.

Nothing here raises. An identity is an address; where archives and lists put one address for many
people, it is the address and the name. It does not know bodies, threads or files.
"""

import re
from email.utils import getaddresses

from assistant.records import Author
from ingest.mailheaders import Headers, decoded, first

_PLAIN = re.compile(r'^\s*"?([^"<>@,;:()]*?)"?\s*<\s*([^<>\s@,;]+@[^<>\s@,;]+)\s*>\s*$')
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*")
_DISGUISED = re.compile(
    r"(?<![\w@])([\w.+=~-]+)\s*(?:\s(?:at|en|à|bei|chez|arroba)\s|[\[({]\s*at\s*[\])}])\s*"
    r"((?:[\w-]+(?:\.|\s*[\[({]\s*dot\s*[\])}]\s*|\s+dot\s+))+[\w-]+)(?![\w@])",
    re.I,
)
_DOT = re.compile(r"\s*[\[({]\s*dot\s*[\])}]\s*|\s+dot\s+", re.I)
_VIA = re.compile(r"\s+(?:via|über|por medio de|par l'intermédiaire de|tramite)\s+.{1,80}$", re.I)
_MASKED = re.compile(
    r"\.\.\.|…|\*{2,}|x{4,}|redacted|hidden|noreply|no-reply|example\.invalid", re.I
)
_LIST_ID = re.compile(r"<([\w-]+)\.([\w.-]+)>")
_QUOTED = re.compile(r"^[\"'“”‘’]+|[\"'“”‘’]+$")
_NOBODY = re.compile(r"(?:undisclosed|unlisted|no)[- ]?(?:recipients?|sender)[:;]*", re.I)
_COMMENT = re.compile(r"\(([^()]{1,100})\)\s*$")


def people(value: str) -> tuple[tuple[str, str], ...]:
    """Return (name or "", address or "") of everybody named in a From-like header.

    Disguised addresses (`ana at example.org`) are read; broken ones as far as they go.
    """
    plain = _PLAIN.match(value)
    if plain and "=?" not in plain[1]:
        return ((_person_name(plain[1]), plain[2].lower()),)
    value = _reveal(value)
    try:
        pairs = getaddresses([value])
    except (IndexError, ValueError, TypeError):  # the parser trips over some damaged values
        pairs = []
    whole = len([x for x in pairs if any(x)]) == 1 or value.count("@") > 1
    found = [(_person_name(name), address.lower()) for name, address in pairs if "@" in address]
    return tuple(_distinct(found)) if found and whole else _salvaged(value)


def _reveal(value: str) -> str:
    if "@" in value:
        return value
    return _DISGUISED.sub(lambda m: f"{m[1]}@{_DOT.sub('.', m[2])}", value, count=1)


def _person_name(raw: str) -> str:
    name = _QUOTED.sub("", decoded(raw).strip()).strip()
    if _ADDRESS.fullmatch(name) or _NOBODY.fullmatch(name):
        return ""
    return name.replace('\\"', '"')


def _distinct(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return list({address: (name, address) for name, address in reversed(pairs)}.values())[::-1]


def _salvaged(value: str) -> tuple[tuple[str, str], ...]:
    """Take what a broken header still says: the first address, and the words around it."""
    text = decoded(value)
    address = _ADDRESS.search(text)
    comment = _COMMENT.search(text)
    rest = text.replace(address[0], " ") if address else text
    name = comment[1] if comment else re.sub(r"[<>()\[\]\",;:]+", " ", rest)
    name = _person_name(" ".join(name.split()))
    if not address and not name:
        return ()
    return ((name, address[0].lower() if address else ""),)


def authors(headers: Headers) -> tuple[Author, ...]:
    """Return who wrote the mail; nobody when From is missing.

    Lists that rewrite From ("Ana via List" <list@…>) leave the real address in Reply-To or an
    X-Original-From. Where only a shared or masked address is left, the name tells people apart.
    """
    named = people(first(headers, "from"))
    listed = _list_addresses(headers)
    if len(named) == 1 and (_VIA.search(named[0][0]) or named[0][1] in listed):
        name, address = _before_rewriting(named[0], headers, listed)
        return (_author(name, address, shared=address == named[0][1]),)
    return tuple(
        _author(name, address, shared=_MASKED.search(address) is not None)
        for name, address in named
    )


def _author(name: str, address: str, *, shared: bool) -> Author:
    if address and not (shared and name):
        return Author(identity=f"mail:{address}", name=name or None, handles=(address,))
    where = f"{address}/" if address else ""
    return Author(identity=f"mail:{where}name:{name.casefold()}", name=name)


def _list_addresses(headers: Headers) -> set[str]:
    posts = [value.replace("mailto:", "") for value in headers.get("list-post", [])]
    listed = [x for value in posts for x in _ADDRESS.findall(value)]
    id_ = _LIST_ID.search(first(headers, "list-id"))
    return {x.lower() for x in listed} | ({f"{id_[1]}@{id_[2]}".lower()} if id_ else set())


def _before_rewriting(
    person: tuple[str, str], headers: Headers, listed: set[str]
) -> tuple[str, str]:
    name = _VIA.sub("", person[0])
    for header in ("x-original-from", "x-original-sender", "original-from", "reply-to"):
        found = people(first(headers, header))
        others = [x for x in found if x[1] and x[1] not in {*listed, person[1]}]
        if len(others) == 1:
            return name or others[0][0], others[0][1]
    return name, person[1]
