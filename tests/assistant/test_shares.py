"""A link shows each reader what they may read themselves, until its asker takes it back."""

import pytest

from assistant import asked
from assistant.catalog import asked_erasure
from assistant.errors import NotAllowed, UnknownId
from assistant.records import Question, Viewer
from assistant.shares import open_link, revoke, share
from tests.ui.web.houses import answer, community

STEWARD = Viewer(id="steward", audiences=frozenset({"public", "stewards"}))
PUBLIC = frozenset({"public"})


@pytest.fixture
def made(tmp_path):
    found = community(tmp_path)
    yield found
    found.close()


@pytest.fixture
def asked_id(made):
    given = answer(made, "Who leaves?", "Voluntary, every time.", "The canary leaves in spring.")
    return asked.keep(made, Question(text="Who leaves?", viewer=STEWARD), given)


def test_a_reader_with_fewer_audiences_sees_less_and_is_told(made, asked_id):
    link = share(made, STEWARD, asked_id)
    with made.read() as reading:
        mine, theirs = (open_link(reading, link, held) for held in (STEWARD.audiences, PUBLIC))
    assert (mine.quoted, mine.hidden) == (2, 0)
    assert (theirs.quoted, theirs.hidden) == (2, 1)
    assert "canary" not in repr(theirs.answer)


def test_a_link_cannot_be_guessed_stays_the_same_and_can_be_taken_back(made, asked_id):
    link = share(made, STEWARD, asked_id)
    assert len(link) >= 24 and share(made, STEWARD, asked_id) == link
    revoke(made, STEWARD, asked_id)
    with made.read() as reading:
        assert open_link(reading, link, PUBLIC) is None
        assert open_link(reading, "", PUBLIC) is None
    assert share(made, STEWARD, asked_id) != link


def test_only_who_asked_may_share(made, asked_id):
    for change in (share, revoke):
        with pytest.raises(NotAllowed):
            change(made, Viewer(id="eve"), asked_id)
        with pytest.raises(UnknownId):
            change(made, STEWARD, "a_nothing")


def test_a_link_leads_nowhere_when_its_conversation_is_forgotten(made):
    where = asked.new_id()
    asked.begin(made, STEWARD, "Who leaves?", where)
    given = answer(made, "Who leaves?", "Voluntary, every time.")
    id = asked.keep(made, Question(text="Who leaves?", viewer=STEWARD), given, where)
    link = share(made, STEWARD, id)
    with made.note() as change:
        asked_erasure.forget(change, where, "steward")
    with made.read() as reading:
        assert open_link(reading, link, PUBLIC) is None
