"""Who may be asked: only who opted in, unranked, by turns, and no oftener than they chose."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.catalog.register import Person, Register
from assistant.colleagues import MOST, is_their_day, to_ask
from assistant.naming import EVERYWHERE, Choice
from assistant.records import Contributor, Naming
from tests.assistant.voicing import voice
from tests.builders import contribution

TODAY = date(2026, 3, 2)
KNOWS = "We paid the coffee out of one pot for a year, and it held until May."
NAMES = ["Ana", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gro"]


def somebody(name: str, channel: str | None = "by mail", **more) -> Person:
    facts = {
        "id": f"c_{name.lower()}",
        "name": name,
        "pseudonym": None,
        "names": (name,),
        "identities": (f"slack:{name}",),
        "is_bot": False,
        "choices": (),
        "ask_channel": channel,
    }
    return Person(**{**facts, **more})


def register(*people: Person) -> Register:
    return Register(people, {"s": Naming.NAMED})


ALL = register(*map(somebody, NAMES))


def asked(voices, who=ALL, question="Who pays?", today=TODAY) -> list[str]:
    return [person.contributor for person in to_ask(voices, who, question, today)]


def near(*names: str, nearness: float = 0.9, **more):
    return [
        voice(KNOWS, name, n, nearness=nearness - n / 100, thread=name, **more)
        for n, name in enumerate(names)
    ]


def test_who_did_not_opt_in_is_never_named():
    some = register(somebody("Ana", None), somebody("Ben"))
    assert asked(near("Ana", "Ben"), some) == ["Ben"]
    assert asked(near("Ana", "Ben"), register(somebody("Ana", None))) == []


def test_who_withdrew_and_bots_are_never_named():
    left = (Choice(scope=EVERYWHERE, naming=Naming.WITHDRAWN),)
    some = register(somebody("Ana", choices=left), somebody("Ben", is_bot=True))
    gone = Contributor(id="c_ana", name=None, naming=Naming.WITHDRAWN)
    bot = Contributor(id="c_ben", name="Ben", is_bot=True)
    voices = near("Ana", "Ben")
    for item, who in zip(voices, (gone, bot), strict=True):
        object.__setattr__(item, "contribution", contribution(KNOWS, contributors=(who,)))
    assert asked(voices, some) == []


def test_at_most_three_are_named_each_with_the_conversations_that_speak_for_it():
    people = to_ask(near(*NAMES), ALL, "Who pays?", TODAY)
    assert len(people) == MOST
    assert all(person.reasons == ("A title",) and person.channel == "by mail" for person in people)


def test_a_thread_without_a_title_is_named_by_how_it_begins():
    long = "We always begin by looking at what went wrong with the pumps in the valley station"
    (person,) = to_ask([voice(long, title=None)], ALL, "?", TODAY)
    assert person.reasons[0].endswith(" …") and long.startswith(person.reasons[0][:-2])


def test_who_only_asked_or_wrote_far_from_it_does_not_know_more():
    assert asked(near("Ana", asks=True) + near("Ben", nearness=0.4)) == []
    assert asked(near("Cleo", by_asker=True)) == []


def test_who_only_applauded_does_not_know_more():
    assert asked([voice("Five years is a respectable delay!", "Ana", nearness=1.0)]) == []


def test_who_is_named_turns_with_the_day_and_the_question():
    seen = {
        tuple(asked(near(*NAMES), question=f"Q{i}", today=TODAY + timedelta(days=i)))
        for i in range(40)
    }
    assert len(seen) > 10
    assert asked(near(*NAMES)) == asked(near(*NAMES))


def test_the_first_place_falls_to_everybody_in_reach_about_as_often():
    first = [asked(near(*NAMES[:4]), question=f"Q{i}")[0] for i in range(400)]
    assert all(60 <= first.count(name) <= 140 for name in NAMES[:4])


@pytest.mark.parametrize("every", [2, 7, 30])
def test_who_wishes_so_is_asked_on_one_day_in_so_many(every):
    some = register(somebody("Ana", ask_every_days=every))
    days = [TODAY + timedelta(days=i) for i in range(4 * every)]
    named = [day for day in days if asked(near("Ana"), some, today=day)]
    assert len(named) == 4
    assert {(b - a).days for a, b in pairwise(named)} == {every}


@given(st.text(min_size=1), st.integers(1, 365), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_in_any_run_of_days_somebody_is_asked_on_exactly_one(id, every, start):
    days = [is_their_day(id, every, start + timedelta(days=i)) for i in range(every)]
    assert sum(days) == 1


def test_not_everybody_has_the_same_day():
    days = [
        next(i for i in range(30) if is_their_day(f"c_{n}", 30, TODAY + timedelta(days=i)))
        for n in range(40)
    ]
    assert len(set(days)) > 10


def test_a_pseudonym_is_asked_under_it_and_its_channel_does_not_give_the_name_away():
    veiled = somebody(
        "Ana Silva",
        "a message to Ana Silva",
        id="c_ana",
        pseudonym="Heron 12",
        choices=(Choice(scope=EVERYWHERE, naming=Naming.PSEUDONYM),),
    )
    some = register(veiled)
    shown = some.shown("slack:Ana Silva", "s")
    item = voice(KNOWS)
    object.__setattr__(item, "contribution", contribution(KNOWS, contributors=(shown,)))
    (person,) = to_ask([item], some, "?", TODAY)
    assert person.contributor == "Heron 12"
    assert "Silva" not in str(person)
