"""Turns away whoever may not do something, and writes it down.

Every function behind a page that reads or changes what is not for everybody begins here: a page
that is not in somebody's menu can still be named in the address bar.
"""

from assistant.catalog import Catalog
from assistant.errors import CatalogError, NotAllowed
from assistant.visitor import Role, Visitor


def require(catalog: Catalog, visitor: Visitor, role: Role, what: str) -> None:
    """Go on only for somebody who holds a role; raises NotAllowed."""
    try:
        visitor.require(role)
    except NotAllowed:
        _note(catalog, visitor, what)
        raise


def require_own(catalog: Catalog, visitor: Visitor, contributor_id: str, what: str) -> None:
    """Go on only for the colleague themself, or the local profile; raises NotAllowed."""
    try:
        visitor.require_own(contributor_id)
    except NotAllowed:
        _note(catalog, visitor, what)
        raise


def _note(catalog: Catalog, visitor: Visitor, what: str) -> None:
    try:
        with catalog.note(visitor.actor) as change:
            change.audit("refused", what)
    except CatalogError:
        # Refusing goes before writing it down.
        return
