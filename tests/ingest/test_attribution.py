"""Who chose nothing is named as the source says; who chose is named as they chose."""

import re

import pytest

from assistant import lookup
from assistant.catalog import invitations, people
from assistant.catalog.invitations import Invitation
from assistant.ids import contributor_id
from assistant.records import Author, Filters, Naming, Question
from ingest import identities as decided
from tests.builders import author, draft, thread_draft
from tests.ingest.people_place import Home

ANA, BO = author("Ana Silva"), Author(identity="slack:B7", name="Bo Lindqvist", handles=("bo_l",))
TALK = [
    thread_draft(
        "t1",
        draft("1", "Bo Lindqvist told me, and @bo_l is right.", ANA),
        draft("2", "Thanks Ana! Ana's way works.", BO, mentions=(ANA,)),
        title="Ask Bo Lindqvist",
    ),
    thread_draft("t2", draft("3", "Ana Silva knows. Analysis takes time.", BO)),
]


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    yield made
    made.close()


def shown(home):
    """Return {identity's real first name: name shown}."""
    with home.catalog.read() as reading:
        register = people.register(reading)
        return {key: register.shown(key, "s").name for key in ("slack:AnaSilva", "slack:B7")}


def test_a_source_may_show_everybody_under_a_pseudonym(home):
    home.sync(TALK, attribution=Naming.PSEUDONYM)
    names = shown(home)
    assert len(set(names.values())) == 2
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name) for name in names.values())
    ana, bo = names["slack:AnaSilva"], names["slack:B7"]
    assert home.texts() == sorted(
        [
            f"{bo} told me, and {bo} is right.",
            f"Thanks {ana}! {ana}'s way works.",
            f"{ana} knows. Analysis takes time.",
        ]
    )
    assert home.threads()["t1"].title == f"Ask {bo}"


def test_pseudonyms_stay_the_same_at_every_sync_and_after_a_restart(home):
    home.sync(TALK, attribution=Naming.PSEUDONYM)
    before, texts = shown(home), home.texts()
    revision = home.catalog.revision()
    home.sync(TALK)
    assert home.catalog.revision() == revision, "the second sync changes nothing"
    home.close()
    home.open()
    home.sync([*TALK, thread_draft("t3", draft("4", "More.", ANA))])
    assert shown(home) == before and set(texts) <= set(home.texts())


def test_the_same_colleagues_are_named_in_a_source_that_names(home):
    home.sync(TALK, attribution=Naming.PSEUDONYM)
    home.sync([thread_draft("n", draft("9", "Ana Silva is here.", BO))], "named")
    assert "Ana Silva is here." in home.texts()
    assert "Ana Silva" not in " ".join(home.texts()).replace("Ana Silva is here.", "")


def test_a_colleague_may_choose_to_be_named_where_the_source_would_not(home):
    home.sync(TALK, attribution=Naming.PSEUDONYM)
    home.choose("slack:B7", "named", "s")
    assert shown(home)["slack:B7"] == "Bo Lindqvist"
    assert "Bo Lindqvist told me, and @bo_l is right." in home.texts()
    home.choose("slack:B7", "pseudonym", "s")
    assert not any("Lindqvist" in text for text in home.texts())


def test_a_choice_for_one_source_holds_there_only(home):
    home.sync(TALK)
    home.sync([thread_draft("n", draft("9", "Bo Lindqvist is here.", BO))], "other")
    home.choose("slack:B7", "pseudonym", "s")
    assert "Bo Lindqvist is here." in home.texts()
    assert home.threads()["t1"].title != "Ask Bo Lindqvist"


def test_two_thousand_pseudonyms_are_all_different(home):
    with home.catalog.change() as change:
        people.ensure(change, [author(f"Name {i}", f"U{i}") for i in range(2000)])
        found = {person.pseudonym for person in people.register(change).people.values()}
    assert len(found) == 2000 and None not in found


def test_a_pseudonym_that_is_taken_is_given_to_nobody_else(home):
    with home.catalog.change() as change:
        taken = change.ledger.pseudonym(people.contributor_id("slack:U2"))
        people.ensure(change, [author(taken, "U1")])
        people.ensure(change, [author("Somebody Else", "U2")])
        register = people.register(change)
    assert register.person("slack:U2").pseudonym != taken


def test_no_id_leads_from_a_pseudonym_to_the_name(home):
    home.sync(TALK)
    home.sync([thread_draft("n", draft("9", "Bo Lindqvist is here.", BO))], "other")
    home.choose("slack:B7", "pseudonym", "s")
    with home.catalog.read() as reading:
        register = people.register(reading)
        veiled, named = (register.shown("slack:B7", source) for source in ("s", "other"))
        listed = lookup.colleagues(reading, frozenset({"public"}))
        bo_alone = lookup.colleagues(reading, frozenset({"public"}), ["slack:B7"])
        assert set(bo_alone) == {p for p in listed if p.id in (veiled.id, named.id)}
        assert people.resolve(reading, veiled.id) == people.resolve(reading, "slack:B7") == named.id
    assert veiled.id != named.id == contributor_id("slack:B7")
    assert veiled.name != named.name == "Bo Lindqvist"
    assert {veiled.id, named.id} <= {person.id for person in listed}
    assert not veiled.identities
    home.sync(TALK)
    with home.catalog.read() as reading:
        assert people.register(reading).shown("slack:B7", "s").id == veiled.id


def test_a_pseudonym_is_kept_where_an_identity_is_split_off(home):
    home.sync(TALK, attribution=Naming.PSEUDONYM)
    decided.merge(home.community, ["slack:AnaSilva", "slack:B7"], "test")
    assert len(set(shown(home).values())) == 1
    decided.split(home.community, "slack:B7", "test")
    names = shown(home)
    home.close()
    home.open()
    assert len(set(names.values())) == 2 and shown(home) == names


def test_nobody_is_told_that_somebody_writes_where_they_may_not_read(home):
    home.sync(TALK)
    other = Author(identity="mail:bo@example.org", name="Bo Lindqvist")
    home.sync([thread_draft("n", draft("9", "Behind a door.", other))], "t", audience="stewards")
    decided.merge(home.community, ["slack:B7", "mail:bo@example.org"], "test")
    with home.catalog.read() as reading:
        public = lookup.colleagues(reading, frozenset({"public"}))
        every = lookup.colleagues(reading, frozenset({"public", "stewards"}))
    assert {"slack:B7"} == {key for p in public for key in p.identities if "AnaSilva" not in key}
    assert "mail:bo@example.org" in {key for person in every for key in person.identities}


def test_somebody_with_two_names_is_asked_under_their_own_only(home):
    home.sync(TALK)
    home.sync([thread_draft("n", draft("9", "Bo Lindqvist is here.", BO))], "other")
    with home.catalog.change() as change:
        wish = Invitation(channel="Slack, to @bo_l")
        invitations.put(change, people.resolve(change, "slack:B7"), wish)
    home.choose("slack:B7", "pseudonym", "s")
    with home.catalog.read() as reading:
        register = people.register(reading)
        assert register.channel(register.shown("slack:B7", "other")) == "Slack, to @bo_l"
        assert register.channel(register.shown("slack:B7", "s")) is None
    home.choose("slack:B7", "pseudonym")
    with home.catalog.read() as reading:
        register = people.register(reading)
        person = register.shown("slack:B7", "s")
        assert register.channel(person) == f"Slack, to {person.name}"


def test_asking_for_the_words_of_one_name_finds_none_of_the_other(home):
    home.sync(TALK)
    home.sync([thread_draft("n", draft("9", "Bo Lindqvist is here.", BO))], "other")
    home.choose("slack:B7", "pseudonym", "s")
    with home.catalog.read() as reading:
        register = people.register(reading)
        ids = {source: register.shown("slack:B7", source).id for source in ("s", "other")}
    for source, id in ids.items():
        question = Question(text="Ana knows", filters=Filters(contributors=(id,)))
        with home.community.answers("test") as answers:
            answers.catch_up()
            found = answers.search(question, 9)
        assert {item.passage.source_id for item in found} == {source}
