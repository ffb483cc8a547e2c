"""The pages of the web app: one line each, in the order of the menu.

Pure. A page that a viewer's roles do not open is not in their menu; that is tidiness, not safety:
every page and every function behind it checks the roles again.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.visitor import Role
from ui.web import words, words_desk, words_people


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A page in the menu."""

    file: str
    """In `ui/web/entries/`: a folder called `pages` Streamlit would list and run by itself."""
    title: str
    icon: str
    roles: frozenset[str] = frozenset()
    """Any of these opens it; empty: everybody may."""
    section: str = ""
    """The heading that it stands under in the menu."""


STEWARDS = frozenset({Role.STEWARD.value})


def _desk(file: str, title: str, icon: str) -> Entry:
    return Entry(file=file, title=title, icon=icon, roles=STEWARDS, section=words_desk.DESK)


ENTRIES = (
    Entry(file="ask.py", title=words.PAGE_TITLE, icon=":material/forum:"),
    Entry(file="people.py", title=words_people.PEOPLE, icon=":material/groups:"),
    Entry(file="mine.py", title=words_people.MINE, icon=":material/badge:"),
    _desk("sources.py", words_desk.SOURCES, ":material/inventory_2:"),
    _desk("agenda.py", words_desk.AGENDA, ":material/checklist:"),
    _desk("feedback.py", words_desk.FEEDBACK, ":material/rate_review:"),
    _desk("identities.py", words_desk.IDENTITIES, ":material/fingerprint:"),
    _desk("replaced.py", words_desk.REPLACED, ":material/published_with_changes:"),
    _desk("soundness.py", words_desk.HEALTH, ":material/monitor_heart:"),
)
"""The first is where everybody begins."""


def open_to(roles: Iterable[str]) -> tuple[Entry, ...]:
    """Return the pages that somebody with these roles finds in the menu."""
    held = frozenset(roles)
    return tuple(entry for entry in ENTRIES if not entry.roles or entry.roles & held)
