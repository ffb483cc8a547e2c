"""Finds e-mail addresses, phone numbers and secret keys in text, and masks them.

Patterns and rules only, each in time linear in the text; how well they do is measured in
`tests/ingest/personal_data_cases.py`. It does not know sources, people or stores.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from assistant.errors import WrongUse
from ingest.phone_numbers import phone_spans

MARKS = {
    "email": "[e-mail address]",
    "phone": "[phone number]",
    "key": "[secret key]",
}
"""Kinds of personal data, and what stands in the place of each."""
KINDS = tuple(MARKS)

_LETTER = "A-Za-z0-9À-ɏͰ-ӿ"
_AT = r"(?:@|%40|\s?(?:\(at\)|\[at\]|\{at\})\s?)"
_DOT = r"(?:\.|\s?(?:\(dot\)|\[dot\]|\{dot\})\s?)"
_EMAIL = re.compile(
    rf"(?<![{_LETTER}+@-])(?:mailto:)?"
    rf"[{_LETTER}][{_LETTER}_.+'=-]{{0,100}}+{_AT}(?![1-9]x\.)"
    # No more than eight names of a host, of the length that DNS allows.
    rf"(?>(?:[{_LETTER}][{_LETTER}-]{{0,62}}{_DOT}){{1,8}}"
    rf"(?:xn--[a-z0-9-]{{2,59}}|[A-Za-zÀ-ɏͰ-ӿ]{{2,24}}))(?![{_LETTER}])"
    # git@host:team/repository is an address of no person.
    r"(?!:[\w~.-]{1,100}/)",
    re.IGNORECASE,
)
_EMAIL_SIGNS = ("@", "%40", "(at)", "[at]", "{at}")

_EDGE = "(?<![A-Za-z0-9_-])"
_PEM = "(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
_NAMED = re.compile(
    # Key blocks; one that is cut off as far as it looks like one.
    rf"-----BEGIN {_PEM}(?:(?:[^-]|-(?!----))*+-----END {_PEM}|(?:\s{{1,4}}[\w+/=]{{16,}}+)*+)"
    rf"|{_EDGE}(?:"
    r"A[KS]IA[A-Z0-9]{16}"
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}"
    r"|xox[abeoprs]-[A-Za-z0-9-]{10,255}|xapp-[A-Za-z0-9-]{10,255}"
    r"|sk-(?=[A-Za-z_-]{0,60}\d)[\w-]{20,255}|[rs]k_(?:live|test)_[A-Za-z0-9]{16,255}"
    r"|AIza[\w-]{35}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,60}"
    r"|eyJ[\w-]{8,8000}+\.[\w-]{8,8000}+\.[\w-]{8,8000}+"
    r")(?![A-Za-z0-9_])"
)
_HOOK = re.compile(r"(?<=hooks\.slack\.com/)(?:services|workflows)/[\w/-]{10,200}+")
_WORD = (
    r"pass(?:word|wd|phrase)|pwd|secret(?:[ _-]?key)?|token|(?:api|access|private)[ _-]?key"
    r"|passwort|kennwort|contraseña|senha|mot de passe|wachtwoord"
)
_NO_VALUE = r"(?!\*|x{3}|\.{2}|\$|your|none\b|null\b|true\b|false\b|env\b)"
"""What stands for a value that is not told."""
_GIVEN = re.compile(
    rf"(?:{_WORD})[\"']?(?:"
    rf"=[\"']?{_NO_VALUE}([^\s\"'<>\[\]{{}}&,;()]{{4,255}}+)"
    rf"|\s{{0,3}}(?::=|[:=]|\bis\b)\s{{0,3}}[\"'`]?{_NO_VALUE}"
    # In prose a value has a figure or a sign in it that words have not.
    r"(?=[a-z]{0,60}[0-9!#$%^&*_+~])([^\s\"'`<>\[\]{},;()]{6,255}+)"
    r")",
    re.IGNORECASE,
)
_BEARER = re.compile(
    rf"{_EDGE}(?:bearer|authorization:\s?basic)\s{{1,3}}"
    r"(?=[a-z._~+/=-]{0,60}\d)([\w.~+/=-]{16,8000}+)",
    re.IGNORECASE,
)
_IN_URL = re.compile(r"://[^\s/:@\[\]]{0,100}:([^\s/@\[\]]{3,200})@")
_KEYS = (
    (_NAMED, (
        "private key", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
        "glpat-", "xox", "xapp-", "sk-", "k_live_", "k_test_", "aiza", "npm_", "hf_", "eyj",
    )),
    (_HOOK, ("hooks.slack.com",)),
    (_GIVEN, (
        "pass", "pwd", "secret", "token", "key", "kennwort", "contraseña", "senha", "wachtwoord",
    )),
    (_BEARER, ("bearer", "authorization")),
    (_IN_URL, ("://",)),
)  # fmt: skip
"""Patterns, and signs in small letters: without one of them there is nothing to find."""
_HINTS = (
    "_", "-", "://", ".slack.com", "key", "pass", "pwd", "secret", "token", "akia", "asia", "xox",
    "aiza", "eyj", "bearer", "authorization", "kennwort", "contraseña", "senha", "wachtwoord",
)  # fmt: skip
"""Each sign holds one of these: most texts hold none, and few are to be looked for."""


@dataclass(frozen=True, kw_only=True, order=True)
class Span:
    """Where in a text personal data stands, in characters."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A text without its personal data."""

    text: str
    values: tuple[tuple[str, str], ...] = ()
    """What was masked: (kind, as it was written)."""

    @property
    def counts(self) -> Counter[str]:
        """Return how often each kind was masked."""
        return Counter(kind for kind, _ in self.values)


def policy(said: str) -> tuple[str, ...]:
    """Return the kinds named in a list such as `email,phone`, or in `none`, in their fixed order.

    Raises WrongUse naming the kinds there are.
    """
    named = {part.strip() for part in said.split(",") if part.strip()}
    if named == {"none"}:
        return ()
    if not named or named - MARKS.keys():
        wrong = sorted(named - MARKS.keys())
        raise WrongUse(
            f"what is masked is {', '.join(KINDS)} (several with commas) or none,"
            f" not {wrong[0] if wrong else said!r}"
        )
    return tuple(kind for kind in KINDS if kind in named)


def spans(text: str, kinds: Collection[str]) -> list[Span]:
    """Return where these kinds stand in a text, from the left, none inside another."""
    found: list[Span] = []
    # A key may hold what looks like an address or a number, never the other way round.
    for kind, find in (("key", _keys), ("email", _emails), ("phone", phone_spans)):
        if kind in kinds:
            new = sorted(Span(start=a, end=b, kind=kind) for a, b in find(text))
            found = _without_overlap(found, new)
    return found


def masked(text: str, kinds: Collection[str]) -> Masked:
    """Return a text with a mark in place of whatever is of these kinds.

    Done again it changes nothing: what comes to light by a mask is masked too.
    """
    values: list[tuple[str, str]] = []
    while found := spans(text, kinds) if kinds else []:
        values += [(span.kind, text[span.start : span.end]) for span in found]
        parts, at = [], 0
        for span in found:
            parts += [text[at : span.start], MARKS[span.kind]]
            at = span.end
        text = "".join([*parts, text[at:]])
    return Masked(text=text, values=tuple(values))


def _emails(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if any(sign in lowered for sign in _EMAIL_SIGNS):
        for match in _EMAIL.finditer(text):
            yield match.span()


def _keys(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    for hint in _HINTS:
        if hint in lowered:
            break
    else:
        return
    for pattern, signs in _KEYS:
        if any(sign in lowered for sign in signs):
            for match in pattern.finditer(text):
                yield match.span(match.lastindex or 0)


def _without_overlap(first: list[Span], more: list[Span]) -> list[Span]:
    """Return both in order; of those that overlap the first list's, then the leftmost, stays."""
    kept: list[Span] = []
    rest = iter(first)
    before = next(rest, None)
    at = 0
    for span in more:
        while before is not None and before.end <= span.start:
            kept.append(before)
            before = next(rest, None)
        if span.start >= at and (before is None or span.end <= before.start):
            kept.append(span)
            at = span.end
    return kept + ([before, *rest] if before is not None else [])
