"""Names of people who do not want theirs shown are replaced where others wrote them."""

from assistant.catalog.register import Person, Register
from assistant.masks import WITHHELD, Company
from assistant.naming import EVERYWHERE, Choice
from assistant.records import Naming


def person(name: str, naming: Naming, *handles: str) -> Person:
    return Person(
        id=f"c_{name}",
        name=name,
        pseudonym="Velan Kosir",
        names=(name, *handles),
        identities=("slack:U0AB12", "mail:will.hart@example.org"),
        is_bot=False,
        choices=(Choice(scope=EVERYWHERE, naming=naming),),
    )


def shown(text: str, naming: Naming = Naming.WITHDRAWN, present: bool = True) -> str:
    will = person("Will Hart", naming, "whart", "@will_h")
    here = Company(present=frozenset({will.id} if present else ()))
    return Register([will], {}).masks("s").masked(text, here)


def test_full_names_handles_and_addresses_go():
    text = "Ask Will Hart, @will_h or will.hart@example.org."
    assert shown(text) == f"Ask {WITHHELD}, {WITHHELD} or {WITHHELD}."


def test_a_pseudonym_stands_in_for_the_name():
    assert shown("Thanks @Will Hart!", Naming.PSEUDONYM) == "Thanks Velan Kosir!"


def test_a_first_name_goes_only_when_capitalised_and_its_bearer_is_in_the_thread():
    text = "Will was right. They will see. My heart says so."
    assert shown(text) == f"{WITHHELD} was right. They will see. My heart says so."
    assert shown(text, present=False) == text


def test_people_who_are_named_are_left_alone():
    assert shown("Will Hart wrote it.", Naming.NAMED) == "Will Hart wrote it."
