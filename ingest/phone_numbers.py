"""Finds phone numbers in text by their forms: international, national, or said to be one.

A chain of digits is read whole and then judged, so that no part of a longer number, a date, an
ISBN or an IP address passes for one. It does not know who may be called by it.
"""

import re
from collections.abc import Iterator

_CHAIN = re.compile(r"(?:\+ ?)?\(?\d(?:[ .\-/()\u00a0\u202f\u2010\u2011]{0,2}\d)*+")
"""Digits with at most two signs between them."""
_LONGEST = 32
_FEWEST_DIGITS, _MOST_DIGITS = 6, 15
"""E.164 allows fifteen; a number said to be one may be a short one of a town."""
_EXTENSION = re.compile(r",?\s?(?:ext\.?|extension|x)\s?\d{1,5}\b", re.IGNORECASE)

_INTERNATIONAL = re.compile(r"\+ ?\(?[1-9][\d ./()-]{7,}")
_DOUBLE_ZERO = re.compile(r"00[1-9]\d{0,2}[ ./-]\(?\d[\d ./()-]{6,}")
_NANP = re.compile(r"(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}")
_TRUNK = re.compile(
    r"(?:\(0[1-9]\d{0,4}\) ?|0[1-9]\d{0,4}[ ./-]{1,2})\d{2,9}(?:[ ./-]\d{2,9}){0,4}"
)
_IN_BRACKETS = re.compile(r"\((?!(?:19|20)\d\d\))\d{2,5}\) ?\d{3,5}[ .-]?\d{3,5}")
_INDIAN = re.compile(r"[6-9]\d{4} \d{5}")
_NATIONAL = (_DOUBLE_ZERO, _NANP, _TRUNK, _IN_BRACKETS, _INDIAN)
_FEWEST_NATIONAL = 9

_DATE = re.compile(
    r"(?:19|20)\d\d[ ./-](?:0?[1-9]|1[0-2])[ ./-](?:0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:0?[1-9]|[12]\d|3[01])[ ./-](?:0?[1-9]|[12]\d|3[01])[ ./-](?:19|20)\d\d(?!\d)"
)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_SAID = re.compile(
    r"(?:\b(?:tel|tél|telephone|téléphone|telefon|teléfono|telefone|telefono|phone|mobile?|mob|cell"
    r"|cellphone|handy|fax|whatsapp|sms|móvil|portable|celular|landline|hotline)"
    r"|\b(?:call|ring|text|phone|reach) (?:me|us|him|her|them)(?: at| on| under)?"
    r"|\bmy number)"
    r"(?: ?(?:no|nr|number|is|at|under))?[.:]? ?[:(]? ?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"(?:\b(?:order|invoice|ticket|issue|isbn|issn|ref|reference|id|ids|case|version|rfc|doi|pmid"
    r"|arxiv|serial|account|iban|part|sku|build|item|article|port|pages?|pp|receipt|tracking|lot"
    r"|bestellung|rechnung|commande|pedido|ean|gtin|patent|grant)"
    r"(?: ?(?:number|no|nr|id|code|is))?[.:]? ?[:#(]? ?)$",
    re.IGNORECASE,
)
_LOOK_BACK = 40
_NOT_BEFORE = frozenset("#=&%@$€£~_-+/\\*^'’")
_NOT_AFTER = frozenset("@%_€$£=")


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each phone number, in characters."""
    for match in _CHAIN.finditer(text):
        start, end = match.span()
        if end - start > _LONGEST or not _stands_alone(text, start, end):
            continue
        if _is_phone(match.group(), text[max(0, start - _LOOK_BACK) : start]):
            more = _EXTENSION.match(text, end)
            yield start, more.end() if more else end


def _is_phone(chain: str, before: str) -> bool:
    digits = sum(map(str.isdigit, chain))
    form = re.sub("[\u00a0\u202f\u2010\u2011]", lambda m: " " if m[0].isspace() else "-", chain)
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _DATE.match(form):
        return False
    if form.startswith("+"):
        return bool(_INTERNATIONAL.fullmatch(form)) and digits > 7
    if _ADDRESS.fullmatch(form):
        return False
    if _SAID.search(before):
        return True
    if digits < _FEWEST_NATIONAL or _OTHER.search(before):
        return False
    return any(pattern.fullmatch(form) for pattern in _NATIONAL)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether digits are no part of a word, an amount, a time, an address or a path."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and (before.isalnum() or before in _NOT_BEFORE):
        return False
    if before in (",", ".", ":") and text[start - 2 : start - 1].isdigit() and start > 1:
        return False
    if not after:
        return True
    if after.isalnum():
        return bool(_EXTENSION.match(text, end))
    return after not in _NOT_AFTER and not (after in ",:" and text[end + 1 : end + 2].isdigit())
