"""Where colleagues differ each view keeps its people."""

import numpy as np

from assistant.quoted import Quoted
from assistant.records import Contribution, Contributor, Standing
from assistant.views import views

_ASKED = "Should taking part be voluntary?"


def _quoted(who: str, text: str, near: float, ordinal: int = 1, reply_to: str | None = None):
    return Quoted(
        contribution=Contribution(
            id=f"m_{who}_{ordinal}",
            external_id=who,
            thread_id="t_1",
            source_id="forum",
            audience="public",
            ordinal=ordinal,
            text=text,
            contributors=(Contributor(id=f"c_{who}", name=who),),
            reply_to=reply_to,
        ),
        text=text,
        vector=np.array([near, (1 - near**2) ** 0.5], np.float32),
    )


def test_where_nobody_differs_there_is_one_view():
    quoted = [_quoted("ana", "Yes, always.", 1.0), _quoted("bo", "I agree.", 0.2, 2)]
    assert views(_ASKED, quoted, Standing.AGREED) == [[0, 1]]
    assert views(_ASKED, [], None) == []


def test_those_for_and_those_against_are_two_views():
    quoted = [
        _quoted("ana", "Yes, always voluntary.", 1.0),
        _quoted("bo", "No, never leave it to people.", 0.9, 2),
        _quoted("chen", "Yes, of course.", 0.1, 3),
    ]
    assert views(_ASKED, quoted, Standing.CONTESTED) == [[0, 2], [1]]


def test_who_disputes_another_is_never_in_their_view():
    quoted = [
        _quoted("ana", "Pairs work in every call.", 1.0),
        _quoted("bo", "I disagree. Pairs work in every call but ours.", 1.0, 2, "m_ana_1"),
    ]
    assert views("What works?", quoted, Standing.DIFFERS) == [[0], [1]]


def test_in_doubt_everybody_speaks_alone():
    quoted = [_quoted("ana", "Meet monthly.", 1.0), _quoted("bo", "Meet outside.", 0.5, 2)]
    assert views("How to meet?", quoted, Standing.DIFFERS) == [[0], [1]]
