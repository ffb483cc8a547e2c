"""Identities become one colleague only when a steward says so, and part again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from assistant.catalog import identities, people
from assistant.catalog.identities import SAME_ADDRESS, SAME_NAME, strictest_choices
from assistant.catalog.tables import audit
from assistant.errors import UnknownId, WrongUse
from assistant.ids import contributor_id
from assistant.naming import EVERYWHERE, Choice, effective, strictest
from assistant.records import Author, Naming
from tests.builders import catalog

SLACK = Author(identity="slack:U1", name="Ana Silva", handles=("ana", "ana@example.org"))
MAIL = Author(identity="mail:ana@example.org", name="Ana Silva", handles=("ana@example.org",))
FORUM = Author(identity="discourse:ana", name="Ana Silva", handles=("ana",))
OTHER = Author(identity="discourse:bo", name="Bo Li", handles=("bo",))


@pytest.fixture
def known(tmp_path):
    made = catalog(tmp_path)
    with made.change() as change:
        people.ensure(change, [SLACK, MAIL, FORUM, OTHER])
    yield made
    made.close()


def register(known):
    with known.read() as reading:
        return people.register(reading)


def choose(known, author, naming, scope=EVERYWHERE):
    with known.change("ana") as change:
        people.choose(change, contributor_id(author.identity), naming, scope, "test")


def merge(known, *authors):
    keep, *others = [contributor_id(author.identity) for author in authors]
    with known.change("steward") as change:
        for other in others:
            identities.merge(change, keep, other)
    return keep


def actions(known):
    with known.read() as reading:
        rows = reading.connection.execute(select(audit).order_by(audit.c.id)).all()
        return [(row.actor, row.action, row.subject) for row in rows]


def test_who_shares_an_address_is_proposed(known):
    [found] = identities.proposals(register(known))
    assert found.identities == (MAIL.identity, SLACK.identity)
    assert found.reason == SAME_ADDRESS


def test_the_same_name_alone_is_shown_and_never_proposed(known):
    [found] = identities.namesakes(register(known))
    assert set(found.identities) == {SLACK.identity, MAIL.identity, FORUM.identity}
    assert found.reason == SAME_NAME


def test_proposing_changes_nothing_and_what_is_merged_is_no_longer_proposed(known):
    revision = known.revision()
    identities.proposals(register(known))
    assert known.revision() == revision
    merge(known, SLACK, MAIL)
    assert identities.proposals(register(known)) == []


def test_programs_are_never_proposed(tmp_path):
    made = catalog(tmp_path)
    with made.change() as change:
        address = "robot@example.org"
        people.ensure(
            change,
            [
                Author(identity=f"mail:{address}", is_bot=True),
                Author(identity="slack:B1", handles=(address,), is_bot=True),
            ],
        )
    assert identities.proposals(register(made)) == []
    made.close()


def test_a_merged_colleague_has_all_identities_and_the_old_id_leads_there(known):
    keep = merge(known, SLACK, MAIL, FORUM)
    found = register(known)
    assert set(found.people[keep].identities) == {
        SLACK.identity,
        MAIL.identity,
        FORUM.identity,
    }
    assert len(found.people) == 2
    with known.read() as reading:
        old = contributor_id(MAIL.identity)
        assert people.resolve(reading, old) == people.resolve(reading, FORUM.identity) == keep


def test_merging_again_changes_nothing(known):
    keep = merge(known, SLACK, MAIL)
    before = register(known).people
    with known.change() as change:
        identities.merge(change, keep, people.resolve(change, MAIL.identity))
    assert register(known).people == before


def test_merging_and_splitting_stand_in_the_audit_without_names_or_addresses(known):
    keep = merge(known, SLACK, MAIL)
    with known.change("steward") as change:
        identities.split(change, MAIL.identity)
    assert ("steward", "identity.merge", keep) in actions(known)
    assert ("steward", "identity.split", contributor_id(MAIL.identity)) in actions(known)
    with known.read() as reading:
        written = str(reading.connection.execute(select(audit)).all())
    assert "example.org" not in written and "Ana" not in written


def test_a_merged_colleague_carries_the_strictest_choice_until_they_choose_again(known):
    choose(known, SLACK, Naming.NAMED)
    choose(known, MAIL, Naming.PSEUDONYM)
    keep = merge(known, SLACK, MAIL)
    assert register(known).naming(keep, "any") is Naming.PSEUDONYM
    choose(known, SLACK, Naming.NAMED)
    assert register(known).naming(keep, "any") is Naming.NAMED


def test_who_withdrew_in_one_place_has_withdrawn_after_the_merge(known):
    choose(known, FORUM, Naming.WITHDRAWN)
    keep = merge(known, SLACK, FORUM)
    found = register(known)
    assert found.naming(keep, "any") is Naming.WITHDRAWN
    assert found.shown(SLACK.identity, "any").name is None


def test_an_identity_that_is_split_off_gets_its_own_contributor_back(known):
    keep = merge(known, SLACK, MAIL, FORUM)
    with known.change() as change:
        own, left = identities.split(change, MAIL.identity)
    found = register(known)
    assert own == contributor_id(MAIL.identity) and left == keep
    assert found.people[own].identities == (MAIL.identity,)
    assert found.people[own].name == "Ana Silva"
    assert MAIL.identity not in found.people[keep].identities


def test_splitting_off_the_identity_that_gave_the_id_leaves_the_id_with_it(known):
    merge(known, SLACK, MAIL)
    with known.change() as change:
        own, left = identities.split(change, SLACK.identity)
    assert own == contributor_id(SLACK.identity) and left == contributor_id(MAIL.identity)
    assert register(known).people[left].identities == (MAIL.identity,)


def test_who_is_split_off_keeps_the_strictest_choice(known):
    keep = merge(known, SLACK, MAIL)
    choose(known, SLACK, Naming.WITHDRAWN)
    with known.change() as change:
        own, _ = identities.split(change, MAIL.identity)
    found = register(known)
    assert found.naming(own, "any") is found.naming(keep, "any") is Naming.WITHDRAWN


def test_an_own_choice_from_before_the_merge_comes_back_with_the_split(known):
    choose(known, MAIL, Naming.PSEUDONYM, "list")
    merge(known, SLACK, MAIL)
    choose(known, SLACK, Naming.NAMED, "list")
    with known.change() as change:
        own, _ = identities.split(change, MAIL.identity)
    assert register(known).naming(own, "list") is Naming.PSEUDONYM


def test_nobody_keeps_the_name_of_somebody_who_was_taken_for_them(known):
    nameless = Author(identity="mail:x@example.org", handles=("x@example.org",))
    with known.change() as change:
        people.ensure(change, [nameless])
    keep = merge(known, nameless, OTHER)
    assert register(known).people[keep].name == "Bo Li"
    with known.change("steward") as change:
        identities.split(change, OTHER.identity)
    assert register(known).people[keep].name is None
    assert register(known).person(OTHER.identity).name == "Bo Li"


def test_an_identity_that_stands_alone_cannot_be_split(known):
    with known.change() as change, pytest.raises(WrongUse, match="nothing to split"):
        identities.split(change, OTHER.identity)
    with known.change() as change, pytest.raises(UnknownId):
        identities.split(change, "slack:U404")


def test_a_sync_after_a_merge_leaves_it_and_the_name(known):
    keep = merge(known, SLACK, MAIL)
    with known.change() as change:
        people.ensure(change, [Author(identity=MAIL.identity, name="A. S.", handles=())])
    found = register(known)
    assert found.people[keep].name == "Ana Silva"
    assert found.person(MAIL.identity).id == keep


CHOICES = st.lists(
    st.builds(
        Choice,
        scope=st.sampled_from([EVERYWHERE, "forum", "list"]),
        naming=st.sampled_from(list(Naming)),
    ),
    max_size=4,
)


@given(CHOICES, CHOICES, st.sampled_from(["forum", "list", "else"]))
def test_nobody_is_shown_more_after_a_merge_than_the_stricter_of_both_chose(one, two, source):
    merged = [*one, *strictest_choices([one, two])]
    each = [effective(ledger, source, Naming.NAMED) for ledger in (one, two)]
    order = list(Naming)
    assert order.index(effective(merged, source, Naming.NAMED)) >= order.index(strictest(each))
