"""Which mails belong to one thread: by the ids they refer to, then by subject.

It holds numbers only, some sixty bytes a mail: ids and subjects as hashes. The result does
not depend on the order in which mails come. After jwz.org/doc/threading.html, without its trees. It
does not know texts or people.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

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
        self._ids = array("q")
        self._times = array("d")
        self._subjects = array("q")
        self._replies = array("b")
        self._links = array("q")
        self._link_ends = array("q")
        self._up = array("q")
        self._node_of = array("q")
        self._mail_of = array("q")

    def __len__(self) -> int:
        return len(self._ids)

    def add(
        self, message_id: str, references: Sequence[str], subject: Subject, time: float | None
    ) -> int:
        """Add a mail; return its index, counted from 0. `time`: seconds since 1970."""
        self._ids.append(_number(message_id))
        self._times.append(float("nan") if time is None else time)
        self._subjects.append(subject_key(subject))
        self._replies.append(subject.is_reply)
        self._links.extend(map(_number, references))
        self._link_ends.append(len(self._links))
        return len(self._ids) - 1

    def join(self) -> None:
        """Put mails into threads: by their references, then what is left by subject."""
        self._number_nodes()
        for index in range(len(self)):
            node = self._node_of[index]
            for at in range(self._start(index), self._link_ends[index]):
                self._union(self._links[at], node)
        last: int | None = None
        for index in map(int, self._by_subject()):
            if last is not None and self._joins(index, last):
                self._union(self._node_of[last], self._node_of[index])
            last = index

    def _number_nodes(self) -> None:
        """Number the ids, also of mails that are only referred to, from 0."""
        ids, links = np.array(self._ids, np.int64), np.array(self._links, np.int64)
        known, nodes = np.unique(np.concatenate([ids, links]), return_inverse=True)
        self._node_of = array("q", nodes[: len(ids)].astype(np.int64).tobytes())
        self._links = array("q", nodes[len(ids) :].astype(np.int64).tobytes())
        mails = np.full(len(known), -1, np.int64)
        mails[nodes[: len(ids)][::-1]] = np.arange(len(ids))[::-1]
        self._mail_of = array("q", mails.tobytes())
        self._up = array("q", range(len(known)))

    def _by_subject(self) -> NDArray[np.int64]:
        """Return the dated mails that have a subject: by subject, then time."""
        subjects, times = np.array(self._subjects, np.int64), np.array(self._times, np.float64)
        kept = np.flatnonzero((subjects != 0) & ~np.isnan(times))
        keys = (self._ids, self._replies, times, subjects)
        order = np.lexsort(tuple(np.asarray(key)[kept] for key in keys))
        return kept[order].astype(np.int64)

    def _joins(self, index: int, last: int) -> bool:
        if not self._replies[index] or self._subjects[last] != self._subjects[index]:
            return False
        near = self._times[index] - self._times[last] <= _SUBJECT_GAP_S
        return near and self.parent(index) is None

    def namesakes(self) -> Iterator[list[int]]:
        """Yield the mails of every id that several mails carry."""
        nodes = np.array(self._node_of, np.int64)
        counts = np.bincount(nodes, minlength=1)
        shared = np.flatnonzero(counts[nodes] > 1) if len(nodes) else nodes
        for _, members in groupby(
            sorted(map(int, shared), key=self._node_of.__getitem__), key=self._node_of.__getitem__
        ):
            yield list(members)

    def parent(self, index: int) -> int | None:
        """Return the mail that it answers: the nearest of its references that is here."""
        for at in range(self._link_ends[index] - 1, self._start(index) - 1, -1):
            mail = self._mail_of[self._links[at]]
            if mail >= 0 and self._links[at] != self._node_of[index]:
                return mail
        return None

    def is_orphan(self, index: int) -> bool:
        """Say whether it answers something, and nothing of that is here."""
        refers = self._link_ends[index] > self._start(index)
        return bool(refers or self._replies[index]) and self.parent(index) is None

    def threads(self) -> Iterator[list[int]]:
        """Yield the mails of each thread, threads in the order of their first mail."""
        roots = np.fromiter((self._find(node) for node in self._node_of), np.int64, len(self))
        first = np.full(len(self._up), -1, np.int64)
        first[roots[::-1]] = np.arange(len(self))[::-1]
        order = np.argsort(first[roots], kind="stable")
        for _, members in groupby(map(int, order), key=lambda index: int(roots[index])):
            yield list(members)

    def _start(self, index: int) -> int:
        return self._link_ends[index - 1] if index else 0

    def _find(self, node: int) -> int:
        up = self._up
        while up[node] != node:
            up[node] = up[up[node]]
            node = up[node]
        return node

    def _union(self, one: int, other: int) -> None:
        self._up[self._find(other)] = self._find(one)
