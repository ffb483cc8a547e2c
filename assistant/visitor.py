"""Somebody who came in: what they may read, which roles they hold, whose words are theirs.

It is made anew for every run of a page, and handed to each function that reads or changes
something, which asks it again: a page that is not shown is no lock. It does not know how somebody
was recognised.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.errors import NotAllowed, WrongUse
from assistant.records import Viewer


class Role(StrEnum):
    """What somebody does in the community; whoever is in is a practitioner."""

    PRACTITIONER = "practitioner"
    CONTRIBUTOR = "contributor"
    """Has words of their own here."""
    STEWARD = "steward"
    """Tends the sources."""
    MAINTAINER = "maintainer"
    """Runs the installation: may name files on the machine itself."""


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Somebody who came in."""

    viewer: Viewer = field(default_factory=Viewer)
    roles: frozenset[Role] = frozenset({Role.PRACTITIONER})
    contributor_id: str | None = None
    """Whose words are theirs; None: nobody's, or not known."""
    is_local: bool = False
    """True for the local profile: whoever sits at this machine, without sign-in."""
    name: str = ""
    """How they are greeted; never how they are recognised."""

    @property
    def actor(self) -> str:
        """Who did it, for the audit: an id, never a name or an address."""
        return "local" if self.is_local else f"viewer:{self.viewer.id or 'nobody'}"

    def require(self, role: Role) -> None:
        """Go on only for somebody who holds a role; raises NotAllowed."""
        if role not in self.roles:
            raise NotAllowed(f"this is for whoever holds the role {role.value!r}")

    def require_own(self, contributor_id: str) -> None:
        """Go on only for the colleague themself, or the local profile; raises NotAllowed."""
        if not self.is_local and (not contributor_id or contributor_id != self.contributor_id):
            raise NotAllowed("only the colleague whose words these are may do this")


LOCAL = Visitor(roles=frozenset(Role), is_local=True)
"""The local profile: there is no sign-in, and the app can be reached from this machine only."""


def roles_of(names: Iterable[str]) -> frozenset[Role]:
    """Return the roles of these names; whoever holds one is a practitioner too.

    Raises WrongUse listing the roles.
    """
    known = {role.value: role for role in Role}
    wanted = [name for name in names if name]
    wrong = [name for name in wanted if name not in known]
    if wrong:
        raise WrongUse(f"there is no role {wrong[0]!r}; the roles are: {', '.join(known)}")
    return frozenset({Role.PRACTITIONER, *(known[name] for name in wanted)})
