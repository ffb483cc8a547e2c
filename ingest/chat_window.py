"""The last messages of one channel, as somebody who follows the channel remembers them.

Keeps who wrote what, who spoke to whom, what was taken to answer what, and how common each word is;
everything older than `WINDOW` messages is forgotten. It guesses nothing itself.
"""

import math
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field

from ingest.chat import ChatMessage, KnownNames, Remark, read_remark

WINDOW = 100
"""How many messages back an answer is looked for."""
KNOWN_WORDS = 50_000
"""How many different words are counted before the rarest are forgotten."""
NEAREST = 8
"""How many of the latest messages are always candidates."""
NEAREST_OF_CALL = 3
"""How many are when the message speaks to somebody who is in the window."""

LONGEST_SILENCE_MINUTES = 3 * 24 * 60
"""Nobody answers after a longer time without a mark: a weekend, and a day. Not measured."""


@dataclass(slots=True, eq=False, kw_only=True)
class Talk:
    """One conversation, while it is in the window."""

    authors: set[str]
    last: int
    """Place of its latest message."""


@dataclass(slots=True, eq=False, kw_only=True)
class Seat:
    """One message in the window, and what has been made of it since."""

    remark: Remark
    talk: Talk
    repliers: list[str] = field(default_factory=list)


class Window:
    """Follow one channel. Messages are known by their place: 0 for the first, then counting on."""

    def __init__(self) -> None:
        self.place = 0
        """Place of the message to come."""
        self.seats: dict[int, Seat] = {}
        self._names = KnownNames()
        self._by: dict[str, deque[int]] = {}
        self._to: dict[str, deque[int]] = {}
        self._called: dict[str, Counter[str]] = {}
        self._callers: dict[str, Counter[str]] = {}
        self._words: Counter[str] = Counter()
        self._heard = 0

    def read(self, message: ChatMessage) -> Remark:
        """Read the message to come in the light of the names and words known so far."""
        limit = 3 + 0.003 * self._heard
        return read_remark(message, self._names, lambda word: self._words[word] < limit)

    def candidates(self, remark: Remark) -> list[int]:
        """Return the places that the remark may answer, the latest first."""
        own = self._by.get(remark.author)
        found = set(_latest(own, 3))
        found.update(_latest(self._to.get(remark.author), 3))
        others = remark.meant | remark.named
        if own and not remark.meant:
            others |= self.seats[own[-1]].remark.meant
        for other in others:
            found.update(_latest(self._by.get(other), 3))
            found.update(_latest(self._to.get(other), 1))
        nearest = NEAREST_OF_CALL if any(o in self._by for o in remark.meant) else NEAREST
        found.update(range(max(0, self.place - nearest), self.place))
        return sorted((place for place in found if self._answerable(place, remark)), reverse=True)

    def last_by(self, author: str) -> int | None:
        """Return the place of the author's latest message; None: none in the window."""
        places = self._by.get(author)
        return places[-1] if places else None

    def last_to(self, author: str) -> int | None:
        """Return the place of the latest message that speaks to the author; None: none."""
        places = self._to.get(author)
        return places[-1] if places else None

    def called(self, author: str) -> Collection[str]:
        """Return those to whom the author has spoken in the window."""
        return self._called.get(author, ())

    def callers(self, author: str) -> Collection[str]:
        """Return those who have spoken to the author in the window."""
        return self._callers.get(author, ())

    def rarity(self, words: Collection[str]) -> float:
        """Sum the words' inverse document frequencies, ln(n / df), over the messages so far."""
        heard, counts = self._heard + 1, self._words
        return sum([math.log(heard / (counts[word] + 0.5)) for word in words])

    def add(self, remark: Remark, parent: int | None) -> None:
        """Take the message in as an answer to `parent`; None, or no longer here: a new talk."""
        answered = None if parent is None else self.seats.get(parent)
        if answered is None:
            talk = Talk(authors={remark.author}, last=self.place)
        else:
            talk = answered.talk
            talk.authors.add(remark.author)
            talk.last = self.place
            answered.repliers.append(remark.author)
        self.seats[self.place] = Seat(remark=remark, talk=talk)
        if not remark.system:
            self._note(remark)
        self._forget(self.place - WINDOW)
        self.place += 1

    def _answerable(self, place: int, remark: Remark) -> bool:
        seat = self.seats.get(place)
        if seat is None or seat.remark.system:
            return False
        then, now = seat.remark.minute, remark.minute
        return then is None or now is None or now - then <= LONGEST_SILENCE_MINUTES

    def _note(self, remark: Remark) -> None:
        self._names.add(remark.author)
        if remark.author:
            self._by.setdefault(remark.author, deque()).append(self.place)
        for other in remark.meant:
            self._to.setdefault(other, deque()).append(self.place)
            self._called.setdefault(remark.author, Counter())[other] += 1
            self._callers.setdefault(other, Counter())[remark.author] += 1
        self._words.update(remark.words)
        self._heard += 1
        if len(self._words) > KNOWN_WORDS:
            self._words = Counter({w: n // 2 for w, n in self._words.items() if n > 1})
            self._heard //= 2

    def _forget(self, place: int) -> None:
        seat = self.seats.pop(place, None)
        if seat is None or seat.remark.system:
            return
        author = seat.remark.author
        if author:
            _drop_first(self._by, author)
        for other in seat.remark.meant:
            _drop_first(self._to, other)
            _drop_call(self._called, author, other)
            _drop_call(self._callers, other, author)


def _latest(places: deque[int] | None, count: int) -> list[int]:
    if not places:
        return []
    return [places[-back] for back in range(1, min(count, len(places)) + 1)]


def _drop_first(places: dict[str, deque[int]], author: str) -> None:
    places[author].popleft()
    if not places[author]:
        del places[author]


def _drop_call(calls: dict[str, Counter[str]], author: str, other: str) -> None:
    calls[author][other] -= 1
    if not calls[author][other]:
        del calls[author][other]
    if not calls[author]:
        del calls[author]
