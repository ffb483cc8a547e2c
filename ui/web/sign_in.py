"""Says who looks, in every run: whoever signed in, or the local profile where nobody signs in.

Streamlit keeps the claims in a signed cookie for 30 days and checks no expiry: that is done here.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from assistant.catalog import Reading, people, viewers
from assistant.errors import UnknownId
from assistant.visitor import LOCAL, Role, Visitor
from ui.web.claims import admitted, is_over, read_rules
from ui.web.session import Session
from ui.web.wiring import House

NOBODY = Visitor(roles=frozenset())
"""Whoever did not come in: holds no role, so that nothing opens for them."""


def visitor(house: House) -> Visitor:
    """Return who looks now; `NOBODY` for whoever is not signed in, or has no business here.

    Raises BadSetting when the rules cannot be read.
    """
    if house.settings is None or house.provider is None:
        return _local(house)
    claims = _claims()
    rules = read_rules(house.settings)
    with house.catalog.read() as reading:
        found = admitted(claims, rules, datetime.now(UTC), lambda name: _contributor(reading, name))
    return found or NOBODY


def _local(house: House) -> Visitor:
    """Return as whom the local operator chose to look."""
    chosen = Session(st.session_state).looked_as
    with house.catalog.read() as reading:
        known = {item.viewer.id: item for item in viewers.visitors(reading)}
        found = known.get(chosen) if chosen else None
        if found is None or found.contributor_id is None:
            return found or LOCAL
        own = _contributor(reading, found.contributor_id)
    roles = found.roles if own else found.roles - {Role.CONTRIBUTOR}
    return Visitor(viewer=found.viewer, roles=frozenset(roles), contributor_id=own, name=found.name)


def _contributor(reading: Reading, name: str) -> str | None:
    try:
        return people.resolve(reading, name)
    except UnknownId:
        return None


def is_signed_in() -> bool:
    """Tell whether the browser holds a sign-in that has not run out."""
    claims = _claims()
    return claims.get("is_logged_in") is True and not is_over(claims, datetime.now(UTC))


def _claims() -> Mapping[str, object]:
    return dict(st.user.to_dict())
