"""My words: for the colleague themself, for the local profile on their behalf, for nobody else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.catalog import asked, feedback, invitations, supersessions
from assistant.catalog.asked import Asked, Span
from assistant.errors import NotAllowed, UnknownId, WrongUse
from assistant.records import Naming, Status, Viewer
from assistant.visitor import LOCAL, Role, Visitor
from tests.ui.web.houses import written
from tests.ui.web.opening import ANA, BO, id_of, opened, settled, shown
from tests.ui.web.test_desk_sources import Noted
from ui.web import mine, words_people

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path):
    made = settled(tmp_path)
    yield made
    made.catalog.close()


def contributor(house, identity=ANA) -> Visitor:
    return Visitor(
        viewer=Viewer(id="ana"),
        roles=frozenset({Role.PRACTITIONER, Role.CONTRIBUTOR}),
        contributor_id=id_of(house, identity),
    )


def test_a_colleague_finds_what_is_in_of_theirs_and_how_they_are_named(house):
    at = opened(house, "mine_view", "ana")
    text = shown(at)
    assert "Should taking part be voluntary" in text
    assert "**The forum**: Ana Silva. " + words_people.WHY["default"] in text
    assert words_people.NOT_QUOTED in text and words_people.NO_THANKS in text
    assert "Bo Lind" not in text and words_people.CHOOSE_LOCAL not in text


def test_whoever_has_no_words_here_is_told_how_to_be_linked(house):
    at = opened(house, "mine_view", "pat")
    assert words_people.NOT_LINKED in at.info[0].value
    assert words_people.LEAVE_BUTTON not in shown(at)


def test_the_local_profile_looks_after_a_colleague_of_its_choice_and_is_told_what_that_is(house):
    at = opened(house, "mine_view")
    assert at.warning[0].value == words_people.CHOOSE_LOCAL
    assert words_people.LEAVE_BUTTON not in shown(at)
    at.selectbox(key="firsthand_widget_whose").set_value(id_of(house, BO)).run()
    assert "**The forum**: Bo Lind" in shown(at)


def test_nobody_reaches_the_words_of_somebody_else(house):
    errands = Noted(house.home)
    ana, bo = contributor(house), id_of(house, BO)
    for stranger in (ana, Visitor(), Visitor(roles=frozenset({Role.STEWARD, Role.PRACTITIONER}))):
        for act in (
            lambda who: mine.look(house.catalog, who, bo),
            lambda who: mine.choose(house.catalog, errands, who, bo, Naming.WITHDRAWN),
            lambda who: mine.receipt(house.catalog, errands, who, bo),
            lambda who: mine.wish(house.catalog, who, bo, invitations.Invitation(channel="x")),
            lambda who: mine.proposals(house.catalog, who, bo),
            lambda who: mine.answer(house.catalog, who, bo, "m_1", True),
            lambda who: mine.colleagues(house.catalog, who),
        ):
            with pytest.raises(NotAllowed):
                act(stranger)
    assert errands.begun == []
    with house.catalog.read() as reading:
        assert invitations.get(reading, bo) == invitations.Invitation()


def test_being_asked_and_thanked_is_opted_in_to_and_out_of(house):
    at = opened(house, "mine_view", "ana")
    id = id_of(house, ANA)
    at.checkbox(key=f"firsthand_widget_wish_may_{id}").check()
    at.text_input(key=f"firsthand_widget_wish_channel_{id}").set_value("a call")
    at.number_input(key=f"firsthand_widget_wish_days_{id}").set_value(30)
    at.checkbox(key=f"firsthand_widget_wish_thanks_{id}").check()
    next(b for b in at.button if b.label == words_people.SAVE).click().run()
    assert at.success[0].value == words_people.SAVED
    with house.catalog.read() as reading:
        kept = invitations.get(reading, id)
    assert kept == invitations.Invitation(channel="a call", every_days=30, wants_thanks=True)
    mine.wish(house.catalog, contributor(house), id, invitations.Invitation())
    with house.catalog.read() as reading:
        assert invitations.get(reading, id) == invitations.Invitation()
    for wrong in (
        invitations.Invitation(channel="x" * 300),
        invitations.Invitation(channel="x", every_days=0),
    ):
        with pytest.raises(WrongUse):
            mine.wish(house.catalog, contributor(house), id, wrong)


def test_where_somebody_was_quoted_and_thanked_is_told_without_who_asked(house):
    item, _ = written(house.catalog, "Should taking part")
    kept = Asked(
        id="a_1",
        question="Does my boss have to come?",
        viewer_id="pat",
        asked_at=AT,
        status=Status.ANSWERED,
        spans=(Span(contribution_id=item.id, start=0, end=5, digest="x"),),
    )
    ana = contributor(house)
    mine.wish(house.catalog, ana, ana.contributor_id, invitations.Invitation(wants_thanks=True))
    with house.catalog.change() as change:
        asked.add(change, kept)
        assert feedback.thank(change, "a_1", item.id, "taking part", "It helped a lot.", AT)
    text = shown(opened(house, "mine_view", "ana"))
    assert "last on 4 March 2026" in text and "It helped a lot." in text
    assert "my boss" not in text and "pat" not in text.split("\n")


def test_an_author_agrees_or_declines_that_their_words_are_replaced(house):
    old, _ = written(house.catalog, "Does anybody visit?")
    new, _ = written(house.catalog, "We do, in May.")
    with house.catalog.change("viewer:stew") as change:
        supersessions.propose(change, old.id, new.id)
    at = opened(house, "mine_view", "ana")
    assert words_people.PROPOSED in shown(at) and "We do, in May." in shown(at)
    next(b for b in at.button if b.label == words_people.AGREE).click().run()
    assert written(house.catalog, "Does anybody visit?")[0].superseded_by == new.id
    assert words_people.PROPOSED not in shown(at)
    ana = contributor(house)
    with pytest.raises(UnknownId):
        mine.answer(house.catalog, ana, ana.contributor_id, new.id, True)
    with house.catalog.change("viewer:stew") as change:
        supersessions.withdraw(change, old.id)
    assert written(house.catalog, "Does anybody visit?")[0].superseded_by is None


def test_leaving_asks_first(house):
    at = opened(house, "mine_view", "ana")
    next(b for b in at.button if b.label == words_people.LEAVE_BUTTON).click().run()
    go = next(b for b in at.button if b.label == words_people.LEAVE_GO)
    assert go.disabled and not at.checkbox(key="firsthand_widget_leave_sure").value


def test_the_local_profile_lists_colleagues_by_name(house):
    names = [person.name for person in mine.colleagues(house.catalog, LOCAL)]
    assert "Ana Silva" in names and names == sorted(names, key=lambda n: n.casefold())
