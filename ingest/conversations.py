"""Disentangle flat chat: which message answers which, and the conversations that follow from it.

For channels without threads, where many conversations run at once. A reply that the platform marks
always wins; the rest is guessed by `ingest.reply_model` from names, times and words. Streams one
channel in order of time; memory depends on `WINDOW` and `LONGEST_SPAN`, never on the channel's
length. It reads no file and knows no export format.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.chat import ChatMessage, speaking_to
from ingest.chat_window import WINDOW, Window
from ingest.reply_model import best_reply
from ingest.reply_weights import trained_weights

__all__ = ["ChatMessage", "conversations", "link_replies"]

LONGEST_SPAN = 2000
"""Messages of the channel that one conversation may span; what follows then is a new one."""


def link_replies(
    messages: Iterable[ChatMessage], weights: Sequence[float] | None = None
) -> Iterator[tuple[str, str | None]]:
    """Yield each message's id with the id that it answers; None where it starts a conversation.

    `messages` are one channel's, in order of time. A marked reply (`reply_to`) is kept as it is,
    also when it names a message outside of the window; a guess is at most `WINDOW` messages back.
    `weights` replace the trained ones (`ingest.reply_model.WEIGHTS` numbers).
    """
    for message, parent_id, _ in _linked(messages, weights):
        yield message.id, parent_id


def conversations(
    messages: Iterable[ChatMessage], weights: Sequence[float] | None = None
) -> Iterator[tuple[ChatMessage, ...]]:
    """Yield the conversations of one channel, by their first message; each message is in one.

    A conversation ends when `WINDOW` messages have passed without it, or when it spans
    `LONGEST_SPAN` messages; a later answer to it, marked or not, starts another one.
    """
    open_talks: deque[_Talk] = deque()
    talk_at: dict[int, _Talk] = {}
    for place, (message, _, parent) in enumerate(_linked(messages, weights)):
        talk = None if parent is None else talk_at.get(parent)
        if talk is None or place - talk.first >= LONGEST_SPAN:
            talk = _Talk(first=place)
            open_talks.append(talk)
        talk.messages.append(message)
        talk.last = place
        talk_at[place] = talk
        talk_at.pop(place - WINDOW, None)
        while open_talks and open_talks[0].last <= place - WINDOW:
            yield tuple(open_talks.popleft().messages)
    yield from (tuple(talk.messages) for talk in open_talks)


@dataclass(slots=True, eq=False, kw_only=True)
class _Talk:
    """A conversation that may still grow."""

    first: int
    last: int = 0
    messages: list[ChatMessage] = field(default_factory=list)


def _linked(
    messages: Iterable[ChatMessage], weights: Sequence[float] | None
) -> Iterator[tuple[ChatMessage, str | None, int | None]]:
    """Yield each message with the id and, where it is in the window, the place that it answers."""
    weights = trained_weights() if weights is None else weights
    window = Window()
    ids: dict[int, str] = {}
    places: dict[str, int] = {}
    for place, message in enumerate(messages):
        remark = window.read(message)
        marked = message.reply_to if message.reply_to != message.id else None
        if marked is not None:
            parent = places.get(marked)
            remark = (
                remark
                if parent is None
                else speaking_to(remark, window.seats[parent].remark.author)
            )
        else:
            parent = None if message.system else best_reply(window, remark, weights)
        yield message, marked if parent is None else ids[parent], parent
        window.add(remark, parent)
        ids[place] = message.id
        places[message.id] = place
        gone = ids.pop(place - WINDOW, None)
        if gone is not None and places[gone] == place - WINDOW:
            del places[gone]
