"""Tells what a piece of a conversation does: it asks, thanks, greets, signs, or says something.

Pure, by form alone: punctuation, length and a few everyday words of English, German, French and
Spanish. It does not know whether what is said is right, or near a question.
"""

import re
from collections.abc import Sequence

from assistant.anchors import REPORT, words_of
from assistant.cues import ASKS_FOR, POLITE, SEEKS, VERB
from assistant.masks import WITHHELD
from assistant.records import Contribution
from assistant.sentences import Span, Unit, spans

_SHORT_TALK = 90
"""Longer pieces say something, whatever they begin with."""
_ASKING_SHARE = 0.2
"""A post asks when so many of its sentences are questions."""
_SHORT_POST = 700
"""A longer post that asks does so at its end."""
_TITLE_ASKS = 300
"""A short first post under a title that is a question asks it."""
_SIGNATURE_WORDS = 3
_SUBSTANCE = 25
"""Characters that a reply needs to say something."""
_CLOSING = "\"'“”’»)]*_ \u00a0\u202f"
_LEAST, _ENOUGH = 2, 4
"""Telling words of a statement with a verb that is known, and of any."""
_DEPENDENT = re.compile(
    r"\W*(?:when|if|because|although|though|unless|whereas|whether|which|while|than|weil|wenn|obwohl"
    r"|dass|quand|parce que|porque|aunque|cuando)\b",
    re.IGNORECASE,
)
"""How a clause begins that needs another."""
_SHORT_CLAUSE = 7
"""Words and marks of a text that is too short for another clause without a comma."""
_LETTER = re.compile(r"[^\W\d_]")


def is_question(text: str) -> bool:
    """Tell whether a piece ends as a question, or calls for ideas."""
    if text.rstrip(_CLOSING).endswith(("?", "？")):
        return True
    return bool(SEEKS.search(text) or ASKS_FOR.match(text))


def is_small_talk(text: str) -> bool:
    """Tell whether a piece only thanks, greets, cheers, or has no words."""
    if not _LETTER.search(text):
        return not re.search(r"\d", text) or bool(POLITE.match(text))
    return len(text) <= _SHORT_TALK and bool(POLITE.match(text))


def says_something(text: str) -> bool:
    """Tell whether a sentence is a statement by itself: it has a verb, or words enough.

    "Your second question." and "Shorter mails." tell nothing to somebody who reads no more,
    nor does "When the problem has been solved!".
    """
    words = words_of(text)
    if _DEPENDENT.match(text) and "," not in text and len(words) <= _SHORT_CLAUSE:
        return False
    telling = sum(bool(w.number or w.denies or (w.stem and w.low not in REPORT)) for w in words)
    return telling >= _ENOUGH or (telling >= _LEAST and bool(VERB.search(text)))


def is_quotable(text: str, piece: Span) -> bool:
    """Tell whether an answer may rest on a piece: it says something, and names nobody masked."""
    said = text[piece.start : piece.end]
    if piece.unit is Unit.HEADING or WITHHELD in said or is_head(text, piece):
        return False
    return not (is_question(said) or is_small_talk(said) or _frames(text, piece))


def is_head(text: str, piece: Span) -> bool:
    """Tell whether a piece is the head of a table, or a row that stands alone: nobody says it."""
    if piece.unit is not Unit.ROW:
        return False
    before = text[: piece.start].rstrip(" \t").removesuffix("\n").rpartition("\n")[2]
    return not before.lstrip().startswith("|")


def _frames(text: str, piece: Span) -> bool:
    """Tell whether a piece is a form of address before a text or a name under it."""
    said = text[piece.start : piece.end]
    few = len(said.split()) <= _SIGNATURE_WORDS and piece.unit is Unit.SENTENCE
    if piece.start == 0:
        return few and said.endswith(",")
    ends = piece.end >= len(text.rstrip())
    return few and ends and said[-1].isalpha() and "\n" in text[: piece.start][-2:]


def asks(item: Contribution, title: str | None, *, replied: bool = False) -> bool:
    """Tell whether a contribution opens a conversation with a question, rather than says something.

    `replied` says that others wrote under it: a title that asks is then theirs to answer, and not
    the heading of a text that does. A section of a document never asks, and nor does a reply.
    """
    if item.ordinal or item.locator is not None:
        return False
    pieces = [item.text[span.start : span.end] for span in spans(item.text)]
    asked = sum(is_question(piece) for piece in pieces)
    if asked and (is_question(pieces[-1]) or len(item.text) <= _SHORT_POST):
        return asked >= _ASKING_SHARE * len(pieces)
    return title is not None and is_question(title) and (replied or len(item.text) < _TITLE_ASKS)


def is_open(conversation: Sequence[Contribution], title: str | None) -> bool:
    """Tell whether a conversation is a question to which nobody else has said anything yet."""
    if not conversation or not asks(conversation[0], title):
        return False
    return not any(_says_something(item) for item in replies(conversation))


def replies(conversation: Sequence[Contribution]) -> list[Contribution]:
    """Return what others than the one who opened a conversation wrote in it."""
    opener = {person.id for person in conversation[0].contributors}
    return [
        item
        for item in conversation[1:]
        if not opener & {person.id for person in item.contributors}
    ]


def _says_something(item: Contribution) -> bool:
    pieces = spans(item.text)
    said = [item.text[p.start : p.end] for p in pieces if is_quotable(item.text, p)]
    return sum(map(len, said)) >= _SUBSTANCE
