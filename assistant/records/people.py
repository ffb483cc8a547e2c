"""Authors as sources name them, contributors as the community may see them, viewers."""

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.records.values import PUBLIC


class Naming(StrEnum):
    """How a contributor is shown, or that they are not."""

    NAMED = "named"
    PSEUDONYM = "pseudonym"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class Author:
    """Somebody as a source names them: an identity, not yet a contributor."""

    identity: str
    """Platform and stable key: `slack:U123`, `mail:ana@example.org`, `document:Ana Silva`."""
    name: str | None = None
    handles: tuple[str, ...] = ()
    """Other spellings by which posts call them: user name, nick, address, an earlier name."""
    is_bot: bool = False

    def after(self, earlier: "Author") -> "Author":
        """Return this author with what they were called before: posts still call them that."""
        name = self.name or earlier.name
        called = dict.fromkeys((*self.handles, *earlier.handles, self.name, earlier.name))
        handles = tuple(other for other in called if other and other != name)
        return replace(self, name=name, handles=handles)


@dataclass(frozen=True, kw_only=True)
class Contributor:
    """A colleague as this community may see them."""

    id: str
    name: str | None
    """As they wish to be named; None where the source names nobody."""
    naming: Naming = Naming.NAMED
    identities: tuple[str, ...] = ()
    is_bot: bool = False


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Whoever asks, with the audiences they hold; everybody holds `public`."""

    id: str | None = None
    audiences: frozenset[str] = frozenset({PUBLIC})
