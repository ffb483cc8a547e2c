"""Feedback reaches the steward's desk without who gave it; thanks reach only who wants them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from assistant import asked
from assistant.catalog import feedback
from assistant.catalog.feedback import FeedbackState, Reason, Remark
from assistant.catalog.tables import contributor
from assistant.errors import UnknownId
from assistant.records import Question
from tests.builders import DAY
from tests.ui.web.houses import answer, community


@pytest.fixture
def made(tmp_path):
    found = community(tmp_path)
    yield found
    found.close()


@pytest.fixture
def asked_id(made):
    given = answer(made, "Voluntary?", "Voluntary, every time.")
    return asked.keep(made, Question(text=given.question), given)


def test_the_same_remark_is_kept_once_and_opens_again(made, asked_id):
    remark = Remark(asked_id=asked_id, viewer_id="eve", reason=Reason.OUTDATED, at=DAY)
    with made.note() as change:
        feedback.give(change, remark)
        (first,) = feedback.every(change)
        feedback.settle(change, first.id, FeedbackState.DONE)
        assert feedback.every(change) == ()
        again = Remark(
            asked_id=asked_id,
            viewer_id="eve",
            reason=Reason.OUTDATED,
            at=DAY + timedelta(days=1),
            words="It closed in 2022.",
        )
        feedback.give(change, again)
        (found,) = feedback.every(change)
    assert (found.id, found.words, found.state) == (first.id, again.words, FeedbackState.OPEN)
    assert "eve" not in repr(found)


def test_feedback_that_is_not_there_cannot_be_settled(made):
    with pytest.raises(UnknownId), made.note() as change:
        feedback.settle(change, 7, FeedbackState.DONE)


def test_thanks_are_kept_only_for_a_colleague_who_wishes_to_hear_them(made, asked_id):
    with made.read() as reading:
        (use,) = asked.rows.get(reading, asked_id).uses
    with made.note() as change:
        assert not feedback.thank(change, asked_id, use, "Voluntary?", "It helped.", DAY)
        bo = change.connection.execute(
            update(contributor)
            .where(contributor.c.name == "Bo Lind")
            .values(wants_thanks=True)
            .returning(contributor.c.id)
        ).scalar_one()
        assert feedback.thank(change, asked_id, use, "Voluntary?", "It helped.", DAY)
        (found,) = feedback.thanked(change, bo)
        assert feedback.thanked(change, "c_nobody") == ()
    assert (found.contribution_id, found.words) == (use, "It helped.")
