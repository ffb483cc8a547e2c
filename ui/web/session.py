"""Everything that one browser tab remembers; the only module that knows the session's keys.

What is remembered belongs to one viewer: when the viewer or their audiences change, all of it
goes. It does not know Streamlit: the store is handed in.
"""

import secrets
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from assistant.records import Answer, Exchange, Filters, Viewer

T = TypeVar("T")

_VIEWER = "firsthand_viewer"
_TURNS = "firsthand_turns"
_NEXT = "firsthand_next_question"
_COUNT = "firsthand_turn_count"
_KNOWN = "firsthand_known"
_NOTES = "firsthand_notes"
_LEAVING = "firsthand_leaving"
_TAB = "firsthand_tab"
_WHOLE = "firsthand_whole_page"
_TALK, _EDITED, _BOX = "talk", "edited", "box"
WIDGETS = "firsthand_widget_"
"""Every widget's key begins with this; filters start with `FILTERS`."""
FILTERS = WIDGETS + "filter_"
LOOK_AS = WIDGETS + "viewer"
"""The widget in which the local operator chooses as whom to look."""
TALK = "c"
"""The part of an address that names a conversation."""
_LOOKED_AS = "firsthand_looked_as"

_REMEMBERED_EXCHANGES = 40
"""Numbers of citations go on through them; a model is shown only the last few."""


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One question of a conversation and what came of it."""

    id: int
    """Unique in the session."""
    question: str
    filters: Filters = field(default_factory=Filters)
    within: str = ""
    """What it was narrowed to, in words."""
    answer: Answer | None = None
    """None: not yet, stopped, or failed."""
    failure: str = ""
    gone: bool = False
    """True: some of its words are no longer shown."""
    checked: int = -1
    """Revision of the catalog at which the answer was last found to hold."""
    asked_id: str | None = None
    """Under which it is kept in the catalog; None: it is not."""
    is_early: bool = False
    """True: it was not looked up, because its asker had asked so much."""


class Session:
    """The memory of one browser tab."""

    def __init__(self, store: MutableMapping[Any, Any]) -> None:
        """Take where it is kept."""
        self._store = store

    @property
    def looked_as(self) -> str:
        """As whom the local operator looks; empty: as themself.

        The widget's own memory goes when another page is opened, so it is kept beside.
        """
        if LOOK_AS in self._store:
            self._store[_LOOKED_AS] = self._store[LOOK_AS]
        return str(self._store.get(_LOOKED_AS) or "")

    @property
    def tab(self) -> str:
        """A key that no other tab has."""
        return str(self._store.setdefault(_TAB, secrets.token_hex(8)))

    def settle(self, viewer: Viewer) -> bool:
        """Note who looks; forget everything, and return True, when that is somebody else."""
        before = self._store.get(_VIEWER)
        if before == viewer:
            return False
        for key in [key for key in self._store if str(key).startswith(FILTERS)]:
            del self._store[key]
        for key in (_TURNS, _NEXT, _KNOWN, _NOTES):
            self._store.pop(key, None)
        self._store[_VIEWER] = viewer
        return before is not None

    def begin_page(self) -> None:
        """Note that the whole page is being drawn, with what holds now."""
        self._store[_WHOLE] = True

    def take_page(self) -> bool:
        """Tell whether what is drawn belongs to a whole page; once."""
        return bool(self._store.pop(_WHOLE, False))

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation, oldest first."""
        return cast(tuple[Turn, ...], self._store.get(_TURNS, ()))

    def begin(self, question: str, filters: Filters, within: str) -> Turn:
        """Add a question and return its turn."""
        number = int(self._store.get(_COUNT, 0)) + 1
        turn = Turn(id=number, question=question, filters=filters, within=within)
        self._store[_COUNT] = number
        self._store[_TURNS] = (*self.turns, turn)
        return turn

    def put(self, turn: Turn) -> None:
        """Replace the turn of the same id."""
        self._store[_TURNS] = tuple(turn if item.id == turn.id else item for item in self.turns)

    def drop(self, turn: Turn) -> None:
        """Take a turn out."""
        self._store[_TURNS] = tuple(item for item in self.turns if item.id != turn.id)

    def drop_early(self) -> None:
        """Take out a question that was not looked up because it came too early."""
        self._store[_TURNS] = tuple(item for item in self.turns if not item.is_early)

    @property
    def talk(self) -> str:
        """The id of the conversation in the catalog; empty: it is not kept yet."""
        return self.noted(_TALK)

    def resume(self, talk: str, turns: tuple[Turn, ...]) -> None:
        """Go on with a conversation; one without turns is only named."""
        self.note(_TALK, talk)
        self.edit(None)
        if turns:
            self._store[_TURNS] = turns
            self._store[_COUNT] = max(int(self._store.get(_COUNT, 0)), turns[-1].id)

    def edit(self, turn: Turn | None) -> None:
        """Note which question is being put in other words; None: none."""
        self.note(_EDITED, "" if turn is None else str(turn.id))

    def is_edited(self, turn: Turn) -> bool:
        """Tell whether a question is being put in other words."""
        return self.noted(_EDITED) == str(turn.id)

    def open_box(self, turn: Turn, what: str) -> None:
        """Note which box stands open over a turn, so that it stays open in the next run."""
        self.note(_BOX, f"{turn.id}:{what}")

    def box(self, turn: Turn) -> str:
        """Return what stands open over a turn; empty: nothing."""
        id, _, what = self.noted(_BOX).partition(":")
        return what if id == str(turn.id) else ""

    def close_box(self) -> None:
        """Note that the box was closed."""
        self.note(_BOX, "")

    def restart(self) -> None:
        """Leave the conversation."""
        self._store[_TURNS] = ()
        self.note(_TALK, "")
        self.edit(None)
        self.close_box()

    def ask_next(self, question: str) -> None:
        """Note a question that a click asks in the next run."""
        self._store[_NEXT] = question

    def take_next(self) -> str | None:
        """Return the noted question, once."""
        return cast(str | None, self._store.pop(_NEXT, None))

    def look_only_at(self, contributor_id: str) -> None:
        """Narrow the next question to one colleague."""
        self.clear_filters()
        self._store[FILTERS + "people"] = [contributor_id]

    @property
    def is_narrowed(self) -> bool:
        """Whether the next question is narrowed to colleagues: that must be seen."""
        return bool(self._store.get(FILTERS + "people"))

    def clear_filters(self) -> None:
        """Look at everything again."""
        for key in [key for key in self._store if str(key).startswith(FILTERS)]:
            del self._store[key]

    def conversation(self) -> tuple[Exchange, ...]:
        """Return the last answered questions, as context of the next one."""
        answered = [turn for turn in self.turns if turn.answer is not None]
        return tuple(_exchange(turn) for turn in answered[-_REMEMBERED_EXCHANGES:])

    def note(self, name: str, value: str) -> None:
        """Keep a word of a page until somebody else looks."""
        self._store[_NOTES] = {**self._store.get(_NOTES, {}), name: value}

    def noted(self, name: str) -> str:
        """Return what a page noted; empty: nothing."""
        return str(self._store.get(_NOTES, {}).get(name, ""))

    @property
    def leaving(self) -> str:
        """The errand of a withdrawal that was begun here.

        It outlasts whoever looks: a withdrawal takes the viewer with it, and the receipt names
        nobody.
        """
        return str(self._store.get(_LEAVING, ""))

    def leave(self, errand_id: str) -> None:
        """Note that a withdrawal was begun."""
        self._store[_LEAVING] = errand_id

    def hold(self, name: str, value: object) -> None:
        """Keep what somebody entered on a page until somebody else looks; None forgets it."""
        self._store[_NOTES] = {**self._store.get(_NOTES, {}), f"held {name}": value}

    def held(self, name: str, kind: type[T]) -> T | None:
        """Return what was kept, if it is of a kind."""
        value = self._store.get(_NOTES, {}).get(f"held {name}")
        return value if isinstance(value, kind) else None

    def known(self, name: str, revision: int, make: Callable[[], T]) -> T:
        """Return what was made for this viewer at this revision of the catalog, or make it."""
        held = self._store.setdefault(_KNOWN, {})
        if name not in held or held[name][0] != revision:
            held[name] = (revision, make())
        return cast(T, held[name][1])


def _exchange(turn: Turn) -> Exchange:
    answer = turn.answer
    return Exchange(
        question=turn.question,
        answer=" ".join(item.text for item in answer.statements) if answer else "",
        contribution_ids=tuple(c.contribution_id for c in answer.citations) if answer else (),
        numbers=tuple(c.number for c in answer.citations) if answer else (),
    )
