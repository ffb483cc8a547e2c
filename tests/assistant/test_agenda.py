"""The agenda proposes what the community could see to; stewards alone see it, and they decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from assistant import agenda, asked
from assistant.catalog import feedback, open_questions
from assistant.catalog.agenda_items import AgendaState, Form
from assistant.catalog.asking_tables import asked as asked_table
from assistant.catalog.feedback import Reason, Remark
from assistant.catalog.open_questions import OpenState
from assistant.catalog.tables import source as source_table
from assistant.errors import NotAllowed
from assistant.handoff import hand_off, marker_line
from assistant.records import Question, Standing, Status, Viewer
from assistant.topics import Kind
from assistant.visitor import LOCAL, Role, Visitor
from tests.ui.web.houses import answer, community, related

NOW = datetime.now(UTC)
STEWARD = Visitor(
    viewer=Viewer(id="steward", audiences=frozenset({"public", "stewards"})),
    roles=frozenset({Role.PRACTITIONER, Role.STEWARD}),
)
PUBLIC_STEWARD = replace(STEWARD, viewer=Viewer(id="other"))


@pytest.fixture
def made(tmp_path):
    found = community(tmp_path)
    yield found
    found.close()


def ask(made, question, *quotes, days_ago=1.0, **more):
    given = answer(made, question, *quotes, **more)
    id = asked.keep(made, Question(text=question, viewer=Viewer(id="eve")), given)
    at = NOW - timedelta(days=days_ago)
    with made.note() as change:
        change.connection.execute(
            update(asked_table).where(asked_table.c.id == id).values(asked_at=at)
        )
    return id


def seen(made, visitor=STEWARD):
    with made.read() as reading:
        return agenda.look(reading, visitor, NOW)


def test_nobody_but_a_steward_sees_or_decides(made):
    ask(made, "Who pays for travel?")
    visitor = Visitor(viewer=Viewer(id="eve"))
    (topic,) = seen(made)
    with pytest.raises(NotAllowed):
        seen(made, visitor)
    with pytest.raises(NotAllowed):
        agenda.decide(made, visitor, topic)
    with pytest.raises(NotAllowed), made.read() as reading:
        agenda.waiting(reading, visitor)


def test_what_several_could_not_find_comes_first_without_who_asked(made):
    ask(made, "Which coffee is best?", days_ago=2)
    ask(made, "Who pays for travel to visits?", days_ago=9)
    ask(made, "Is travel to visits paid by anybody?", days_ago=3)
    first, second = seen(made)
    assert (first.kind, first.form, first.asked) == (Kind.UNANSWERED, Form.ASK, 2)
    assert first.questions == (
        "Is travel to visits paid by anybody?",
        "Who pays for travel to visits?",
    )
    assert second.topic == "Which coffee is best?"
    assert "eve" not in repr((first, second))


def test_a_question_answered_since_leaves_and_an_unanswered_one_brings_it_back(made):
    ask(made, "Should taking part be voluntary?", days_ago=9)
    ask(made, "Should taking part be voluntary?", "Voluntary, every time.", days_ago=5)
    assert seen(made) == ()
    ask(made, "Should taking part be voluntary?", days_ago=1)
    assert len(seen(made)) == 1


def test_an_answer_to_another_question_about_the_matter_settles_nothing(made):
    ask(made, "Can members post anonymously?", days_ago=9)
    ask(made, "Should members that never post be removed?", "Voluntary, every time.", days_ago=5)
    (topic,) = seen(made)
    assert topic.questions == ("Can members post anonymously?",)


def test_each_kind_of_trouble_has_its_form(made):
    ask(made, "Is it contested?", "I disagree.", standing=Standing.CONTESTED)
    ask(made, "Somewhat known?", "Voluntary, every time.", status=Status.PARTIAL)
    old = ask(made, "Closed program?", "Voluntary, every time.")
    off = ask(made, "Beside the point?", "Voluntary, every time.")
    fine = ask(made, "All well?", "Voluntary, every time.")
    with made.note() as change:
        for id, reason in ((old, Reason.OUTDATED), (off, Reason.OFF_TOPIC)):
            remark = Remark(asked_id=id, viewer_id="eve", reason=reason, at=NOW)
            feedback.give(change, remark)
    found = {topic.topic: (topic.kind, topic.form) for topic in seen(made)}
    assert found == {
        "Is it contested?": (Kind.CONTESTED, Form.CONVENE),
        "Somewhat known?": (Kind.UNSURE, Form.WRITE_UP),
        "Closed program?": (Kind.STALE, Form.RETIRE),
        "Beside the point?": (Kind.UNSURE, Form.WRITE_UP),
    }
    assert fine


def test_old_advice_is_stale(made):
    ask(made, "Should taking part be voluntary?", "Voluntary, every time.")
    assert seen(made) == ()
    with made.read() as reading:
        later = NOW + timedelta(days=300 * 10)
        found = agenda.look(reading, STEWARD, later)
    assert found == ()  # asked too long ago to count
    ask(made, "Should taking part be voluntary?", "Voluntary, every time.", days_ago=-364 * 9)
    with made.read() as reading:
        (topic,) = agenda.look(reading, STEWARD, NOW + timedelta(days=365 * 9))
    assert topic.kind is Kind.STALE


def test_a_topic_shows_only_threads_that_the_steward_may_read_and_posts_only_public_ones(made):
    near = (related(made, "The canary leaves"), related(made, "Voluntary, every time."))
    ask(made, "Who leaves?", related=near)
    (all_of_it,), (public,) = seen(made), seen(made, PUBLIC_STEWARD)
    assert len(all_of_it.threads) == 2 and len(public.threads) == 1
    for topic in (all_of_it, public):
        assert "Which steward leaves" not in topic.handoff
        assert "Should taking part be voluntary?" in topic.handoff


def test_a_decision_stays_with_its_topic_and_a_new_question_brings_a_done_one_back(made):
    ask(made, "Who pays for travel?", days_ago=9)
    (topic,) = seen(made)
    chosen = replace(topic, state=AgendaState.TAKEN, form=Form.CONVENE, owner="Bo", note="In May")
    agenda.decide(made, STEWARD, chosen)
    ask(made, "Who pays for our travel?", days_ago=3)
    (found,) = seen(made)
    assert (found.id, found.form, found.owner, found.asked) == (topic.id, Form.CONVENE, "Bo", 2)
    agenda.decide(made, STEWARD, replace(found, state=AgendaState.DONE))
    assert seen(made) == ()
    ask(made, "Who pays the travel?", days_ago=-0.01)
    (back,) = seen(made)
    assert back.state is AgendaState.PROPOSED and back.id == topic.id


def test_a_question_brought_to_the_community_waits_and_leaves_with_its_reply(made):
    id = ask(made, "Who pays for travel?")
    item = hand_off(made, Viewer(id="eve"), "Who pays for travel?", asked_id=id)
    (topic,) = seen(made)
    assert topic.open is not None and topic.open.viewer_id == ""
    assert marker_line(item.marker) in topic.handoff
    with made.read() as reading:
        assert [one.id for one in agenda.waiting(reading, STEWARD)] == [item.id]
    with made.note() as change:
        open_questions.settle(change, item.id, OpenState.ANSWERED, NOW, ("t_1", "m_1"))
    assert seen(made) == ()


def test_a_question_handed_off_without_having_been_asked_here_stands_on_the_agenda(made):
    hand_off(made, Viewer(), "Who pays for travel?")
    assert [topic.topic for topic in seen(made, LOCAL)] == ["Who pays for travel?"]


def test_a_source_to_be_looked_at_again_is_proposed_until_somebody_did(made):
    with made.change() as change:
        change.connection.execute(
            update(source_table)
            .where(source_table.c.id == "forum")
            .values(review_by=NOW - timedelta(days=3))
        )
    (topic,) = seen(made)
    assert (topic.topic, topic.form, topic.asked) == ("The forum", Form.RETIRE, 0)
    agenda.decide(made, STEWARD, replace(topic, state=AgendaState.DONE))
    assert seen(made) == ()


def test_the_agenda_can_be_taken_to_a_meeting(made):
    ask(made, "Who pays for travel to visits?", days_ago=9)
    ask(made, "Is travel to visits paid by anybody?", days_ago=3)
    (topic,) = seen(made)
    text = agenda.as_markdown([replace(topic, owner="Bo", note="In May")], "24 November")
    assert text.startswith("# Learning agenda, 24 November\n\n## ")
    assert "*Ask* · asked 2 times · with Bo · proposed" in text and "In May" in text
