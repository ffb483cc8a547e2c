"""Fifty people, twenty audiences, a canary in each: nobody reads one that is not theirs."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant import lookup
from assistant.catalog import people, threads
from assistant.errors import UnknownId
from assistant.records import Author, Filters, Question, Viewer
from tests.builders import DAY, draft, thread_draft
from tests.ingest.people_place import Home

FIRST = ["Adira", "Benoit", "Caspian", "Delphine", "Evander", "Fenella", "Gideon", "Hester"]
FIRST += ["Ignatius", "Juniper"]
LAST = ["Quillfeather", "Brackenridge", "Thistlewood", "Ravenscroft", "Larkspurson"]
NAMES = [f"{first} {last}" for last in LAST for first in FIRST]
PEOPLE = [
    Author(identity=f"slack:U7{n:03}", name=name, handles=(f"handle{n:03}x",))
    for n, name in enumerate(NAMES)
]
AUDIENCES = [f"circle{n:02}" for n in range(20)]


def canary(audience: str, who: int) -> str:
    return f"{audience}zq{who:03}"


def sentence(audience: str, who: int) -> str:
    """Return a sentence of which no five words in a row are anybody else's."""
    word = canary(audience, who)
    return f"The {word} lantern hangs {word} beside the door {word} of {audience}."


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Everybody writes in two circles of the twenty, and quotes a neighbour there."""
    made = Home(tmp_path_factory.mktemp("many"))
    made.places = {audience: [] for audience in AUDIENCES}
    for n in range(len(PEOPLE)):
        for at in (n % 20, (n * 7 + 3) % 20):
            made.places[AUDIENCES[at]].append(n)
    for audience, members in made.places.items():
        rng = random.Random(audience)
        parts = []
        for at, n in enumerate(dict.fromkeys(members)):
            said = sentence(audience, n)
            other = rng.choice(members)
            quote = f'"{sentence(audience, other)}"'
            more = f" {NAMES[other]} wrote: {quote} I saw it." if other in members[:at] else ""
            when = DAY + timedelta(minutes=at)
            post = draft(f"{audience}/{n}", said + more, PEOPLE[n])
            parts.append(replace(post, created_at=when))
        title = f"Where {canary(audience, members[0])} hangs"
        made.sync([thread_draft(audience, *parts, title=title)], audience, audience=audience)
    made.index()
    yield made
    made.close()


def reads(home, held, text, filters=None):
    """Return all that a reader gets for a question: texts, titles, names, ids."""
    viewer = Viewer(audiences=frozenset(held) | {"public"})
    question = Question(text=text, viewer=viewer, filters=filters or Filters())
    with home.community.answers("test") as answers:
        found = answers.search(question, 60)
        answer = answers.ask(question)
    with home.catalog.read() as reading:
        listed = lookup.colleagues(reading, viewer.audiences)
    parts = [repr(answer), repr(listed)]
    parts += [f"{e.passage.text} {e.passage.context} {e.thread_title}" for e in found]
    parts += [repr(e.contributions) for e in found]
    return "\n".join(parts)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_reader_of_one_circle_gets_nothing_of_the_others(home, audience):
    theirs = reads(home, [audience], f"Which lantern hangs beside the door of {audience}?")
    assert canary(audience, home.places[audience][0]) in theirs, "they read their own"
    rng = random.Random(audience)
    for other in rng.sample([a for a in AUDIENCES if a != audience], 3):
        wanted = canary(other, home.places[other][0])
        theirs += reads(home, [audience], f"{wanted} lantern").replace(f"{wanted} lantern", "")
    hidden = [a for a in AUDIENCES if a != audience]
    assert not [a for a in hidden if f"{a}zq" in theirs or f" of {a}" in theirs]
    strangers = {name for n, name in enumerate(NAMES) if n not in home.places[audience]}
    assert not [name for name in strangers if name in theirs]


def test_what_is_not_theirs_and_what_is_not_there_look_the_same(home):
    with home.catalog.read() as reading:
        [id] = threads.thread_ids(reading, "circle05")
        for held in (frozenset({"public"}), frozenset({"circle06"})):
            for wanted in (id, "t_nothing"):
                with pytest.raises(UnknownId) as refused:
                    lookup.thread(reading, wanted, held)
                assert str(refused.value) == f"there is no {wanted!r} that you may read"


def test_filters_and_counts_tell_nothing_of_other_circles(home):
    with home.catalog.read() as reading:
        stranger = people.resolve(reading, PEOPLE[home.places["circle05"][0]].identity)
    only = Filters(contributors=(stranger,), sources=("circle05",))
    assert "zq" not in reads(home, ["circle06"], "lantern", only).split("Contributor(")[0]
    assert "zq" not in reads(home, [], "lantern")


def test_no_byte_is_left_of_one_of_the_fifty_who_leaves(home):
    n = home.places["circle05"][0]
    own = [canary(a, n) for a in AUDIENCES if n in home.places[a]]
    needles = [*own, NAMES[n], PEOPLE[n].handles[0], PEOPLE[n].identity]
    assert all(home.count(*needles).values()), "the search finds each of them before"
    receipt = home.choose(PEOPLE[n].identity, "withdrawn")
    assert receipt["state"] == "done" and receipt["removed"]["contributions"] == len(own)
    assert home.count(*needles) == dict.fromkeys(needles, 0)
    everything = reads(home, AUDIENCES, "Which lantern hangs beside the door?")
    assert not [needle for needle in needles if needle in everything]
