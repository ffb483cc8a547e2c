"""Chooses the parts of the web app: the catalog to read, and the owner of the indexes to ask.

The web process opens neither an index nor a model: it reads the catalog and asks over the wire.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from assistant.catalog import Catalog
from assistant.errors import WrongUse
from assistant.ledger import Ledger
from assistant.settings import Settings, read_settings
from ui.web.errands import Errands
from ui.web.pace import Pace
from ui.web.provider import Provider, read_provider
from ui.web.reach import Reach, reach
from ui.web.underway import Underway


@dataclass(frozen=True, kw_only=True)
class House:
    """What the pages work with."""

    title: str
    catalog: Catalog
    reach: Callable[[], Reach]
    """Look for the owner of the indexes now."""
    max_question_chars: int = 4000
    settings: Settings | None = None
    """None: a community without a home folder, for trials."""
    provider: Provider | None = None
    """Where people sign in; None: nobody signs in, and only this machine reaches the app."""
    pace: Pace = field(default_factory=Pace)
    """How often one asker may ask."""
    underway: Underway = field(default_factory=Underway)
    """What is being looked up."""

    @property
    def is_written(self) -> bool:
        """Whether a language model writes answers: they come sentence by sentence then.

        Quotations come all at once.
        """
        return self.settings is not None and bool(self.settings.chat_model)

    @property
    def home(self) -> Path:
        """The home folder; the current one, for trials, where there are no settings."""
        return self.settings.home if self.settings is not None else Path()


def open_house() -> House:
    """Open the community of `FIRSTHAND_HOME`.

    Raises WrongUse when there is none, BadSetting, CatalogDamaged, CatalogTooNew.
    """
    settings = read_settings()
    if not settings.catalog_url and not settings.catalog_path.exists():
        raise WrongUse(f"there is no community in {settings.home}")
    return House(
        title=settings.title,
        catalog=_catalog(settings.catalog_address, str(settings.home / "ledger"), _life(settings)),
        reach=lambda: reach(settings.indexes),
        max_question_chars=settings.max_question_chars,
        settings=settings,
        provider=read_provider(settings.home),
        pace=_pace(),
        underway=_underway(),
    )


def _life(settings: Settings) -> str:
    """Name the file behind the catalog, so that one put in its place is opened anew."""
    if settings.catalog_url:
        return ""
    facts = settings.catalog_path.stat()
    return f"{facts.st_dev}/{facts.st_ino}"


@st.cache_resource(max_entries=1, on_release=Catalog.close, show_spinner=False)
def _catalog(address: str, ledger: str, life: str) -> Catalog:
    """Keep one catalog per process: an engine, nothing that depends on who looks."""
    return Catalog(address, Ledger(Path(ledger)))


@st.cache_resource(show_spinner=False)
def _pace() -> Pace:
    """Keep one pace per process: when whoever asked, by a key; nothing that anybody is shown."""
    return Pace()


@st.cache_resource(show_spinner=False)
def _underway() -> Underway:
    """Keep one per process; what is taken out of it is checked against who looks."""
    return Underway()


@st.cache_resource(max_entries=1, on_release=Errands.close, show_spinner=False)
def errands(home: str) -> Errands:
    """Keep what runs beside the pages of this process; each page asks who may see it."""
    return Errands(Path(home))


def is_local(address: str) -> bool:
    """Tell whether an address to listen on can be reached from this machine only."""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def zone(name: str | None) -> tzinfo:
    """Return a time zone by name; UTC where the browser names none that is known."""
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
