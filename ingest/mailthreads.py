"""Which mails belong to one thread: by the ids they refer to, then by subject.

It holds numbers only, about a hundred bytes a mail: ids and subjects as hashes. The result does
not depend on the order in which mails come. After jwz.org/doc/threading.html, without its trees. It
does not know texts or people.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import isnan

_SUBJECT_GAP_S = 60 * 24 * 3600.0
"""A reply without references joins a thread of its subject that was alive within 60 days."""
_REPLY = re.compile(
    r"^(?:re|aw|antw?|antwort|sv|vs|res|rif|rép?|ynt|odp|ad|fwd?|wg|tr|rv|enc|vl|vb|fs|i|fw|pd|doorst"
    r"|转发|轉寄|回复|回覆|答复|答覆|回信)"
    r"(?:\s?[\[(^*]\s?\d{1,3}\s?[\])]?|\s?\^\d+)?\s?[:：]\s*",
    re.I,
)
_TAG = re.compile(r"^\[([^\[\]]{1,60})\]\s*")
_WAS = re.compile(r"\s*[\[(]was:?\s.*[\])]\s*$", re.I)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A subject without what replies and lists put before it."""

    bare: str
    tags: tuple[str, ...] = ()
    """What stood in square brackets at its start."""
    is_reply: bool = False


def read_subject(subject: str) -> Subject:
    """Take the reply marks ("Re:", "AW:", "SV:") and leading [tags] off a subject."""
    tags: list[str] = []
    is_reply, rest = False, subject.strip()
    while rest:
        found = _REPLY.match(rest)
        tag = _TAG.match(rest)
        if found:
            is_reply, rest = True, rest[found.end() :]
        elif tag and rest[tag.end() :]:
            tags.append(tag[1])
            rest = rest[tag.end() :]
        else:
            break
    return Subject(bare=rest, tags=tuple(tags), is_reply=is_reply)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=7).digest())


def subject_key(subject: Subject) -> int:
    """Return the number of a bare subject, 0 for none; case, blanks and "(was: …)" do not count."""
    plain = " ".join(_WAS.sub("", subject.bare).casefold().split())
    return _number(plain) if plain else 0


class MailThreads:
    """Collects how mails refer to each other; after `join` it tells threads and parents."""

    def __init__(self) -> None:
        self._nodes: dict[int, int] = {}
        self._up = array("q")
        self._mail_of = array("q")
        self._node_of = array("q")
        self._times = array("d")
        self._ids = array("q")
        self._subjects = array("q")
        self._replies = array("b")
        self._links = array("q")
        self._link_ends = array("q")

    def __len__(self) -> int:
        return len(self._node_of)

    def add(
        self, message_id: str, references: Sequence[str], subject: Subject, time: float | None
    ) -> int:
        """Add a mail; return its index, counted from 0. `time`: seconds since 1970."""
        index, node = len(self), self._node(message_id)
        self._node_of.append(node)
        self._ids.append(_number(message_id))
        if self._mail_of[node] < 0:
            self._mail_of[node] = index
        self._times.append(float("nan") if time is None else time)
        self._subjects.append(subject_key(subject))
        self._replies.append(subject.is_reply)
        for reference in references:
            referred = self._node(reference)
            if referred != node:
                self._links.append(referred)
                self._union(referred, node)
        self._link_ends.append(len(self._links))
        return index

    def join(self) -> None:
        """Let replies without a reference to any mail here join the thread of their subject."""
        dated = (i for i in range(len(self)) if self._subjects[i] and not isnan(self._times[i]))
        last: int | None = None
        for index in sorted(dated, key=self._by_subject):
            if last is not None and self._joins(index, last):
                self._union(self._node_of[last], self._node_of[index])
            last = index

    def _by_subject(self, index: int) -> tuple[int, float, int, int]:
        return (
            self._subjects[index],
            self._times[index],
            self._replies[index],
            self._ids[index],
        )

    def _joins(self, index: int, last: int) -> bool:
        if not self._replies[index] or self._subjects[last] != self._subjects[index]:
            return False
        near = self._times[index] - self._times[last] <= _SUBJECT_GAP_S
        return near and self.parent(index) is None

    def first_of(self, index: int) -> int:
        """Return the mail that came first under the same id."""
        return self._mail_of[self._node_of[index]]

    def parent(self, index: int) -> int | None:
        """Return the mail that it answers: the nearest of its references that is here."""
        for at in range(self._link_ends[index] - 1, self._start(index) - 1, -1):
            mail = self._mail_of[self._links[at]]
            if mail >= 0:
                return mail
        return None

    def is_orphan(self, index: int) -> bool:
        """Say whether it answers something, and nothing of that is here."""
        refers = self._link_ends[index] > self._start(index)
        return bool(refers or self._replies[index]) and self.parent(index) is None

    def threads(self) -> Iterator[list[int]]:
        """Yield the mails of each thread, threads in the order of their first mail."""
        first = array("q", [-1]) * len(self._up)
        roots = array("q", (self._find(node) for node in self._node_of))
        for index in range(len(self) - 1, -1, -1):
            first[roots[index]] = index
        order = sorted(range(len(self)), key=lambda i: first[roots[i]])
        members: list[int] = []
        for index in order:
            if members and roots[members[0]] != roots[index]:
                yield members
                members = []
            members.append(index)
        if members:
            yield members

    def _start(self, index: int) -> int:
        return self._link_ends[index - 1] if index else 0

    def _node(self, message_id: str) -> int:
        number = _number(message_id)
        node = self._nodes.get(number)
        if node is None:
            node = self._nodes[number] = len(self._up)
            self._up.append(node)
            self._mail_of.append(-1)
        return node

    def _find(self, node: int) -> int:
        up = self._up
        while up[node] != node:
            up[node] = up[up[node]]
            node = up[node]
        return node

    def _union(self, one: int, other: int) -> None:
        self._up[self._find(other)] = self._find(one)
