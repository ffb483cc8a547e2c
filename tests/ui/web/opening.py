"""Opens one page as one kind of visitor: a small community with people in each role."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from assistant.catalog import Catalog, people, viewers
from assistant.settings import Settings
from tests.ui.web.houses import StandIn, community
from ui.web.reach import of
from ui.web.wiring import House

ANA, BO = "slack:AnaSilva", "slack:BoLind"
PEOPLE = {
    "pat": ((), (), None),
    "ana": ((), (), ANA),
    "stew": (("stewards",), ("steward",), None),
    "max": (("stewards",), ("steward", "maintainer"), None),
}
"""{viewer: (audiences, roles, whose words are theirs)}."""


def settled(folder: Path) -> House:
    """Return a house with a home folder and a visitor in each role."""
    made = community(folder)
    with made.change() as change:
        for id, (audiences, roles, own) in PEOPLE.items():
            whose = people.resolve(change, own) if own else None
            viewers.put(change, id, audiences, roles, whose)
    return house_of(made, folder)


def house_of(made: Catalog, folder: Path) -> House:
    return House(
        title="Test", catalog=made, reach=lambda: of(StandIn()), settings=Settings(home=folder)
    )


def id_of(house: House, identity: str) -> str:
    with house.catalog.read() as reading:
        return people.resolve(reading, identity)


def _script(house, view):
    from importlib import import_module

    import_module(f"ui.web.{view}").draw(house)


def opened(house: House, view: str, who: str = "") -> AppTest:
    """Open a page as a viewer; empty: as the local profile."""
    at = AppTest.from_function(_script, kwargs={"house": house, "view": view}, default_timeout=30)
    at.session_state["firsthand_looked_as"] = who
    at.run()
    assert not at.exception, at.exception
    return at


def shown(at: AppTest) -> str:
    """Return every word on the page."""
    kinds = (at.title, at.header, at.markdown, at.caption, at.text, at.button, at.info, at.warning)
    more = (at.error, at.success, at.selectbox, at.checkbox, at.table, at.code)
    words: list[str] = []
    for elements in (*kinds, *more):
        for item in elements:
            words += [str(getattr(item, "label", "")), str(getattr(item, "value", ""))]
    return "\n".join(words)
