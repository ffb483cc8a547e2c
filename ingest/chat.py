"""One chat message, and what of it tells whom it answers: people meant, sort of message, words.

Reads names as they are typed in channels without threads ("ana: ...", "@Ana", "... | ana"). It
knows nothing of other messages except the names of those who spoke, and no export format.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

KNOWN_NAMES = 4096
"""How many names of recent speakers are remembered."""
READ_CHARS = 2000
"""How much of a message is looked at; who is meant stands in its first lines."""
OTHER, QUESTION, OPENING, REACTION, THANKS, COMMAND, GREETING = range(7)
"""The sorts of messages told apart; an opening asks the whole channel."""
SORTS = 7
_LENGTH_STEPS = (2, 4, 7, 12, 20)
LENGTHS = len(_LENGTH_STEPS) + 1
"""How many classes of length there are."""

_EDGE = "@:,.;!?()[]<>\"'*|~"
_WORD = re.compile(r"[^\W_](?:[\w'./+-]*\w)")
_OPENING = re.compile(
    r"\b(any(one|body|1)|some(one|body)|(hi|hello|hey) (all|everyone|guys)"
    r"|how (do|can|to|would|should)|is there|can i|is it possible|i have a"
    r"|i'?m (trying|having)|i am (trying|having)|trying to"
    r"|problem with|does any|has any|any idea)\b"
)
_GREETING = re.compile(r"\W*(hi|hello|hey|hiya|greetings|good (morning|evening|afternoon))\b")
_REACTION = re.compile(
    r"\W*(ok|okay|k|yes|yeah|yep|yup|no|nope|nah|ah|oh|cool|great|nice|lol|haha|sure|right|hmm+"
    r"|i see|exactly|true|np|welcome|yw|sorry|done|got it|that|works?|well|but|and"
    r"|so|because|or|it|then)\b"
)
_THANKS = re.compile(r"\b(thanks|thank you|thankyou|thx|ty|cheers)\b")
_ASKS = re.compile(
    r"\W*(what|how|why|where|when|which|who|can|could|is|are|does|do|did|any|has|have|would|should)\b"
)
_PROGRAM = re.compile(r"bot\d*_?$|^u?bot|bugs$")
STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        a an the i you it is to of and in on for that this my your me do does did have has had be
        was were are am so if or but not no yes with as at by from can could would will just get
        got what how when where who which there here then than them they he she we its it's i'm
        don't im dont ok okay up out about like all some any one know think need want use using
        try u ur may
        """,
    )
)
"""Words that tell nothing of what a message is about, and that are no names by themselves."""


@dataclass(frozen=True, kw_only=True)
class ChatMessage:
    """One message of one channel, as its platform holds it."""

    id: str
    author: str
    """Name or handle, as others type it; compared without case. Empty: nobody is named."""
    text: str
    at: datetime | None
    """None where the log has no time."""
    mentions: tuple[str, ...] = ()
    """Authors that the platform itself marks as mentioned."""
    reply_to: str | None = None
    """Id of the message that the platform itself marks as answered."""
    system: bool = False
    """A notice by the platform: answers nothing and is never answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What a reply can be guessed from in one message."""

    author: str
    minute: int | None
    """Minutes since 1970; None where unknown."""
    meant: frozenset[str]
    """Authors it speaks to."""
    named: frozenset[str]
    """Authors it names on the way."""
    words: frozenset[str]
    sort: int
    length: int
    """Class of its length in words, from 0."""
    program: bool
    system: bool


class KnownNames:
    """Remember who spoke, by the names that others type; the latest speaker wins a shared name."""

    def __init__(self) -> None:
        self._authors: dict[str, str] = {}

    def add(self, author: str) -> None:
        """Remember a speaker by name, name without tail ("ana_", "ana2") and first name."""
        if not author:
            return
        aliases = {author, author.rstrip("_`-0123456789|[]^"), author.partition(" ")[0]}
        for alias in aliases:
            if alias != author and (len(alias) < 3 or self._authors.get(alias) == alias):
                continue  # too short to be told from a word, or somebody's full name
            self._authors.pop(alias, None)
            self._authors[alias] = author
        while len(self._authors) > KNOWN_NAMES:
            del self._authors[next(iter(self._authors))]

    def __contains__(self, token: str) -> bool:
        return token in self._authors

    def find(self, token: str, following: str) -> str:
        """Return the author whose name a token is, with the token that follows or else alone.

        Raises KeyError when the token is nobody's name.
        """
        author = self._authors[token]
        return self._authors.get(f"{token} {following}", author) if following else author

    def without(self, words: frozenset[str]) -> frozenset[str]:
        """Return the words that are nobody's name."""
        return words.difference(self._authors)


def read_remark(message: ChatMessage, names: KnownNames, rare: Callable[[str], bool]) -> Remark:
    """Read one message; `rare` tells a word used so seldom in the channel that it may be a name."""
    text = message.text[:READ_CHARS].lower()
    author = message.author.casefold()
    tokens = text.split()
    meant, named = _people(tokens, names, rare)
    called = bool(meant) and tokens[0].strip(_EDGE) in names
    meant.update(name.casefold() for name in message.mentions)
    meant.discard(author)
    return Remark(
        author=author,
        minute=None if message.at is None else int(message.at.timestamp() // 60),
        meant=frozenset(meant),
        named=frozenset(named - meant - {author}),
        words=names.without(frozenset(_WORD.findall(text)) - STOP_WORDS),
        sort=_sort(text.partition(" ")[2] if called else text),
        length=bisect_right(_LENGTH_STEPS, len(tokens)),
        program=_PROGRAM.search(author) is not None,
        system=message.system,
    )


def speaking_to(remark: Remark, author: str) -> Remark:
    """Return the remark as one that also speaks to the author, as a marked reply does."""
    if author == remark.author:
        return remark
    return replace(remark, meant=remark.meant | {author}, named=remark.named - {author})


def _people(
    tokens: list[str], names: KnownNames, rare: Callable[[str], bool]
) -> tuple[set[str], set[str]]:
    """Split the people named in a message into those it speaks to and those it speaks of."""
    meant: set[str] = set()
    named: set[str] = set()
    for place, token in enumerate(tokens):
        core = token.strip(_EDGE)
        if core not in names:
            continue
        following = tokens[place + 1].strip(_EDGE) if place + 1 < len(tokens) else ""
        author = names.find(core, following)
        unusual = core not in STOP_WORDS and rare(core)
        if _is_call(tokens, place) or (place == 0 and following and unusual):
            meant.add(author)
        elif unusual and len(core) > 2:
            named.add(author)
    return meant, named


def _is_call(tokens: list[str], place: int) -> bool:
    """Tell "ana: ...", "hi ana, ...", "@ana" and "!command | ana" from a name in a sentence."""
    token = tokens[place]
    if token[0] == "@":
        return True
    if place == 0:
        return token[-1] in ":,;"
    before = tokens[place - 1]
    return before in ("|", ">") or (place == 1 and token[-1] in ":,;" and len(before) < 9)


def _sort(body: str) -> int:
    """Tell which sort of message this is, by its first words."""
    if body.startswith("!"):
        return COMMAND
    if _OPENING.search(body):
        return OPENING
    if _THANKS.search(body):
        return THANKS
    if "?" in body or _ASKS.match(body):
        return QUESTION
    if _GREETING.match(body):
        return GREETING
    return REACTION if _REACTION.match(body) else OTHER
