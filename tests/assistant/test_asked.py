"""What was asked is shown again as of now: nothing that is gone, changed or not the reader's."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant import asked, handoff, shares
from assistant.catalog import Catalog, asked_erasure, open_questions, viewers
from assistant.catalog import asked as rows
from assistant.errors import NotAllowed, WrongUse
from assistant.records import Answer, Question, Statement, Viewer
from tests.ui.web.houses import answer, community, written

EVERYBODY = frozenset({"public"})
STEWARD = Viewer(id="steward", audiences=frozenset({"public", "stewards"}))
QUESTION = "Should taking part be voluntary?"
VOLUNTARY, DISAGREE = "Voluntary, every time.", "I disagree."
CANARY = "The canary leaves in spring."


@pytest.fixture
def made(tmp_path: Path):
    found = community(tmp_path)
    yield found
    found.close()


def kept(made: Catalog, given: Answer, viewer: Viewer = STEWARD, where: str | None = None):
    question = Question(text=given.question, viewer=viewer)
    id = asked.keep(made, question, given, where)
    with made.read() as reading:
        found = rows.get(reading, id)
    assert found is not None
    return found


def shown(made: Catalog, item: rows.Asked, audiences: frozenset[str] = EVERYBODY):
    with made.read() as reading:
        return asked.show(reading, item, audiences)


def test_an_answer_comes_back_word_for_word_to_whoever_asked(made):
    given = answer(made, QUESTION, VOLUNTARY, DISAGREE)
    found = shown(made, kept(made, given))
    assert found.answer.statements == given.statements
    assert found.answer.citations == given.citations
    assert found.answer.status is given.status
    assert (found.quoted, found.hidden) == (2, 0)


def test_no_quoted_word_is_kept(made):
    item = kept(made, answer(made, QUESTION, VOLUNTARY))
    assert "Voluntary" not in repr(rows.body(item)) and "Bo Lind" not in repr(item)


def test_citations_keep_the_numbers_that_they_have_in_their_conversation(made):
    given = answer(made, QUESTION, VOLUNTARY, CANARY, DISAGREE)
    later = replace(
        given,
        statements=tuple(
            replace(s, citations=tuple(n + 4 for n in s.citations)) for s in given.statements
        ),
        citations=tuple(replace(c, number=c.number + 4) for c in given.citations),
    )
    found = shown(made, kept(made, later)).answer
    assert [item.number for item in found.citations] == [5, 7]
    assert [item.citations for item in found.statements] == [(5,), (7,)]


def test_a_reader_with_fewer_audiences_gets_no_character_more_and_is_told_how_much(made):
    item = kept(made, answer(made, QUESTION, VOLUNTARY, CANARY))
    found = shown(made, item)
    assert [one.text for one in found.answer.statements] == [VOLUNTARY]
    assert (found.quoted, found.hidden) == (2, 1)
    assert "canary" not in repr(found.answer)
    assert shown(made, item, STEWARD.audiences).hidden == 0


def test_a_models_sentence_stands_only_with_all_that_it_rests_on(made):
    given = answer(made, QUESTION, VOLUNTARY, CANARY)
    both = Statement(text="It is voluntary, and the canary goes.", citations=(1, 2))
    one = Statement(text="Taking part is up to you.", citations=(1,))
    item = kept(made, replace(given, statements=(one, both), trace=(("writer", "llm"),)))
    assert item.writer == "llm"
    assert [s.text for s in shown(made, item).answer.statements] == [one.text]
    assert len(shown(made, item, STEWARD.audiences).answer.statements) == 2


def edited(made: Catalog, words: str, new: str) -> None:
    from sqlalchemy import update

    from assistant.catalog.tables import contribution

    item, _ = written(made, words)
    with made.change() as change:
        text = item.text.replace(words, new)
        change.connection.execute(
            update(contribution).where(contribution.c.id == item.id).values(text=text)
        )


def test_words_that_moved_are_found_and_words_that_changed_are_not_shown(made):
    item = kept(made, answer(made, QUESTION, "Nobody learns under orders.", DISAGREE))
    edited(made, "Voluntary, every time.", "Yes, as I said before: voluntary, [a colleague] knows.")
    assert len(shown(made, item).answer.statements) == 2
    edited(made, DISAGREE, "I agree by now.")
    found = shown(made, item)
    assert [one.text for one in found.answer.statements] == ["Nobody learns under orders."]
    assert found.hidden == 1 and found.answer.standing is None


def test_a_source_that_is_paused_answers_no_more(made):
    from assistant.catalog import sources
    from assistant.records import SourceState

    item = kept(made, answer(made, QUESTION, VOLUNTARY))
    with made.change() as change:
        sources.set_state(change, "forum", SourceState.PAUSED)
    assert not shown(made, item).answer.statements


def removed(made: Catalog, *ids: str) -> None:
    from sqlalchemy import delete

    from assistant.catalog.tables import authorship, contribution, mention

    with made.change() as change:
        for table in (authorship, mention):
            change.connection.execute(delete(table).where(table.c.contribution_id.in_(ids)))
        change.connection.execute(delete(contribution).where(contribution.c.id.in_(ids)))


def test_what_rested_on_a_contribution_goes_with_it(made):
    given = answer(made, QUESTION, VOLUNTARY, DISAGREE)
    both = Statement(text="Bo says yes and Chen says no.", citations=(1, 2))
    item = kept(made, replace(given, statements=(*given.statements, both)))
    removed(made, given.citations[1].contribution_id)
    with made.note() as change:
        assert asked_erasure.sweep(change) == 1
        assert asked_erasure.sweep(change) == 0
        left = rows.get(change, item.id)
    assert given.citations[1].contribution_id not in repr(left) and "Chen" not in repr(left)
    found = shown(made, left)
    assert [one.text for one in found.answer.statements] == [VOLUNTARY]
    assert (found.quoted, found.hidden) == (2, 1)


def test_a_conversation_belongs_to_its_viewer_alone(made):
    id = asked.new_id()
    asked.begin(made, STEWARD, QUESTION, id)
    first = kept(made, answer(made, QUESTION, VOLUNTARY), where=id)
    second = kept(made, answer(made, "And who pays?"), where=id)
    with made.read() as reading:
        found = rows.of_conversation(reading, id, "steward")
        assert [item.id for item in found] == [first.id, second.id]
        assert rows.of_conversation(reading, id, "") == ()
        assert [item.title for item in rows.conversations(reading, "steward", 9)] == [QUESTION]
        assert rows.conversations(reading, "", 9) == ()
    with made.note() as change:
        assert asked_erasure.forget(change, id, "") == 0
        rows.set_aside(change, first.id)
        assert [item.id for item in rows.of_conversation(change, id, "steward")] == [second.id]
        assert asked_erasure.forget(change, id, "steward") == 2
        assert rows.get(change, first.id) is None and rows.conversations(change, "steward", 9) == ()


def test_keeping_a_question_wakes_no_follower(made):
    before = made.revision()
    kept(made, answer(made, QUESTION, VOLUNTARY))
    assert made.revision() == before


def test_whoever_is_given_the_id_of_a_removed_reader_finds_nothing_of_theirs(made):
    talk = asked.new_id()
    asked.begin(made, STEWARD, QUESTION, talk)
    item = kept(made, answer(made, QUESTION, VOLUNTARY), where=talk)
    link = shares.share(made, STEWARD, item.id)
    handoff.hand_off(made, STEWARD, QUESTION, asked_id=item.id)
    with made.change() as change:
        viewers.remove(change, "steward")
        viewers.put(change, "steward", ["stewards"])
    with made.read() as reading:
        assert rows.conversations(reading, "steward", 9) == ()
        assert rows.of_conversation(reading, talk, "steward") == ()
        assert open_questions.of_viewer(reading, "steward") == ()
        assert shares.open_link(reading, link, EVERYBODY) is None
        assert [found.question for found in rows.since(reading, item.asked_at, 9)] == [QUESTION]
    with pytest.raises(NotAllowed):
        shares.share(made, STEWARD, item.id)
    with pytest.raises(WrongUse), made.change() as change:
        viewers.put(change, "removed:", [])
