"""What was shown before is shown again only as far as it still holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.records import Answer, FollowUp, Statement
from tests.ui.web.houses import answer, community
from ui.web.recheck import recheck

_ONE, _OTHER = "Voluntary, every time.", "The canary leaves in spring."


@pytest.fixture
def made(tmp_path: Path):
    found = community(tmp_path)
    yield found
    found.close()


def _again(made, given: Answer, *audiences: str) -> Answer:
    with made.read() as reading:
        return recheck(given, reading, frozenset({"public", *audiences}))


def test_what_a_model_wrote_goes_when_a_part_of_what_it_rests_on_may_not_be_read(made):
    given = answer(made, "How?", _ONE, _OTHER)
    wrote = Statement(text="It is voluntary, and a canary leaves.", citations=(1, 2), written=True)
    given = replace(given, statements=(wrote, given.statements[0]))
    assert _again(made, given, "stewards").statements[0].text == wrote.text
    assert [item.text for item in _again(made, given).statements] == [_ONE]


def test_questions_of_others_are_not_offered_again(made):
    offered = (FollowUp(text="Does anybody visit?", thread_id="t_1"),)
    assert _again(made, replace(answer(made, "How?", _ONE), follow_ups=offered)).follow_ups == ()
