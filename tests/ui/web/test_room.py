"""What one viewer finds, and what of an old answer they may still be shown."""

from pathlib import Path

import pytest

from assistant.catalog import Catalog, people, sources
from assistant.naming import EVERYWHERE
from assistant.records import Naming, SourceState, Viewer
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


def test_an_answer_is_checked_once_per_change_of_the_catalog(made: Catalog):
    checked = held(made, Viewer(), turn(made, "We do, in May."), made.revision())
    assert held(made, Viewer(), checked, made.revision()) is checked


def test_places_are_named_only_where_they_may_be_read(made: Catalog):
    asked = turn(made, "We do, in May.", related=(related(made, "canary"),))
    found = whereabouts(made, Viewer(), asked)
    assert [place.source for place in found.values()] == ["The forum"]
    assert len(whereabouts(made, STEWARD, asked)) == 2
