"""Viewers with roles: what is stored is what comes back, and no more."""

import pytest

from assistant.catalog import viewers
from assistant.errors import NotAllowed, UnknownId, WrongUse
from assistant.visitor import LOCAL, Role, Visitor
from tests.builders import catalog


@pytest.fixture
def made(tmp_path):
    made = catalog(tmp_path)
    yield made
    made.close()


def stored(made, *facts):
    with made.change() as change:
        viewers.put(change, "eve", *facts)
    with made.read() as reading:
        return viewers.visitor(reading, "eve")


def test_a_viewer_without_roles_is_a_practitioner(made):
    found = stored(made, ["stewards"])
    assert found.roles == {Role.PRACTITIONER} and found.contributor_id is None
    assert found.viewer.audiences == {"public", "stewards"}
    assert not found.is_local


def test_a_viewer_with_words_of_their_own_is_a_contributor(made):
    assert Role.CONTRIBUTOR in stored(made, [], [], "c_ana").roles


def test_roles_given_anew_replace_those_before(made):
    assert Role.STEWARD in stored(made, [], ["steward"]).roles
    assert stored(made, []).roles == {Role.PRACTITIONER}


def test_a_role_that_there_is_not_is_refused(made):
    with pytest.raises(WrongUse, match="the roles are: practitioner, contributor, steward"):
        stored(made, [], ["queen"])
    with made.read() as reading, pytest.raises(UnknownId):
        viewers.visitor(reading, "eve")


def test_a_visitor_is_asked_for_the_role_and_for_being_the_one():
    for stranger in (Visitor(), Visitor(contributor_id="c_bo")):
        with pytest.raises(NotAllowed):
            stranger.require(Role.STEWARD)
        with pytest.raises(NotAllowed):
            stranger.require_own("c_ana")
    with pytest.raises(NotAllowed):
        Visitor().require_own("")
    Visitor(contributor_id="c_ana").require_own("c_ana")
    LOCAL.require(Role.MAINTAINER)
    LOCAL.require_own("c_ana")
