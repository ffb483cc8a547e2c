"""What one viewer finds, and what of an old answer they may still be shown."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import asked
from assistant.catalog import Catalog, asked_erasure, invitations, people, shelves, sources
from assistant.catalog.invitations import Invitation
from assistant.naming import EVERYWHERE
from assistant.records import Naming, PersonToAsk, Question, SourceState, Statement, Viewer
from tests.ui.web.houses import answer, community, related
from ui.web.room import held, look, whereabouts
from ui.web.session import Turn

STEWARD = Viewer(id="steward", audiences=frozenset({"public", "stewards"}))


@pytest.fixture
def made(tmp_path: Path) -> Catalog:
    return community(tmp_path)


def turn(made: Catalog, *quotes: str, **more) -> Turn:
    return Turn(id=1, question="q", answer=answer(made, "q", *quotes, **more))


def test_a_viewer_finds_what_they_may_read_and_no_more(made: Catalog):
    public, all_ = look(made, Viewer()), look(made, STEWARD)
    assert [source.id for source in public.sources] == ["forum"]
    assert "Stella Steward" not in [person.name for person in public.people]
    assert not any("steward" in text for text in public.starters)
    assert "Stella Steward" in [person.name for person in all_.people]
    assert any("steward" in text for text in all_.starters)


def test_a_community_without_words_is_empty(tmp_path: Path):
    assert look(community(tmp_path, {}), STEWARD).is_empty
    assert look(community(tmp_path / "b", {"desk": ()}), STEWARD).is_empty


def test_an_answer_that_still_holds_stays_as_it_is(made: Catalog):
    before = turn(made, "Voluntary, every time.")
    after = held(made, Viewer(), before, made.revision())
    assert after.answer == before.answer
    assert not after.gone


def test_words_of_a_paused_source_are_not_shown_again(made: Catalog):
    before = turn(
        made,
        "Voluntary, every time.",
        "The canary leaves in spring.",
        related=(related(made, "canary"), related(made, "in May")),
    )
    with made.change() as change:
        sources.set_state(change, "desk", SourceState.PAUSED)
    after = held(made, STEWARD, before, made.revision())
    assert after.gone
    assert "canary" not in str(after)
    assert [c.number for c in after.answer.citations] == [1]
    assert len(after.answer.related) == 1


def test_words_of_an_audience_that_was_lost_are_not_shown_again(made: Catalog):
    before = turn(made, "The canary leaves in spring.")
    after = held(made, Viewer(), before, made.revision())
    assert after.gone
    assert after.answer.statements == ()
    assert "canary" not in str(after)


def test_whoever_takes_a_pseudonym_is_named_so_in_old_answers_too(made: Catalog):
    before = turn(made, "Voluntary, every time.")
    with made.change() as change:
        person = people.resolve(change, "slack:BoLind")
        people.choose(change, person, Naming.PSEUDONYM, EVERYWHERE, "test")
        people.set_pseudonym(change, person, "A heron")
    after = held(made, Viewer(), before, made.revision())
    assert after.answer.citations[0].contributor == "A heron"
    assert "Bo Lind" not in str(after)


def with_bo(made: Catalog) -> Turn:
    """Return an answer that proposes to ask Bo, who wishes to be asked."""
    with made.change() as change:
        bo = people.resolve(change, "slack:BoLind")
        invitations.put(change, bo, Invitation(channel="by mail"))
    reasons = ("Should taking part be voluntary?", "A title that went")
    person = PersonToAsk(contributor_id=bo, contributor="Bo Lind", reasons=reasons)
    return turn(made, "I disagree.", people=(replace(person, channel="by mail"),))


def test_whoever_may_be_asked_is_shown_with_the_titles_that_still_stand(made: Catalog):
    [person] = held(made, Viewer(), with_bo(made), made.revision()).answer.people
    assert (person.contributor, person.channel) == ("Bo Lind", "by mail")
    assert person.reasons == ("Should taking part be voluntary?",)


def test_nobody_is_proposed_who_took_a_pseudonym_or_closed_the_door_since(made: Catalog):
    before = with_bo(made)
    with made.change() as change:
        bo = people.resolve(change, "slack:BoLind")
        people.choose(change, bo, Naming.PSEUDONYM, EVERYWHERE, "test")
    assert held(made, Viewer(), before, made.revision()).answer.people == ()
    with made.change() as change:
        people.choose(change, bo, Naming.NAMED, EVERYWHERE, "test")
    assert held(made, Viewer(), before, made.revision()).answer.people
    with made.change() as change:
        invitations.put(change, bo, Invitation())
    assert held(made, Viewer(), before, made.revision()).answer.people == ()


def test_a_title_that_went_is_not_shown_beside_what_still_stands(made: Catalog):
    before = turn(made, "I disagree.", related=(related(made, "in May"),))
    with made.change() as change:
        ids = [before.answer.citations[0].thread_id, before.answer.related[0].thread_id]
        rows = shelves.rows_of(change, ids)
        shelves.store(change, [replace(r, thread=replace(r.thread, title=None)) for r in rows])
    after = held(made, Viewer(), before, made.revision())
    assert after.answer.citations and after.answer.related
    assert "voluntary" not in str(after) and "worth it" not in str(after)


def test_what_a_model_wrote_goes_with_the_kept_answer(made: Catalog):
    before = turn(made, "I disagree.")
    wrote = Statement(text="Chen disagrees with Bo Lind.", citations=(1,), written=True)
    given = replace(before.answer, statements=(wrote, *before.answer.statements))
    question = Question(text="q", viewer=STEWARD)
    talk = asked.new_id()
    asked.begin(made, STEWARD, "q", talk)
    before = replace(before, answer=given, asked_id=asked.keep(made, question, given, talk))
    assert held(made, STEWARD, before, made.revision()).answer.statements == given.statements
    with made.change() as change:
        asked_erasure.forget(change, talk, "steward")
    after = held(made, STEWARD, before, made.revision())
    assert after.gone and [item.text for item in after.answer.statements] == ["I disagree."]


def test_an_answer_is_checked_once_per_change_of_the_catalog(made: Catalog):
    checked = held(made, Viewer(), turn(made, "We do, in May."), made.revision())
    assert held(made, Viewer(), checked, made.revision()) is checked


def test_places_are_named_only_where_they_may_be_read(made: Catalog):
    asked = turn(made, "We do, in May.", related=(related(made, "canary"),))
    found = whereabouts(made, Viewer(), asked)
    assert [place.source for place in found.values()] == ["The forum"]
    assert len(whereabouts(made, STEWARD, asked)) == 2
