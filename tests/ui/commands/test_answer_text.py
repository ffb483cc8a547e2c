"""What a terminal shows of an answer."""

import io
from datetime import UTC, datetime

from rich.console import Console

from assistant.records import Answer, Citation, PersonToAsk, Related, Standing, Statement, Status
from ui.commands.answer_text import show_answer

_URL = "https://forum.example/t/" + "a-very-long-address-" * 8


def _shown(answer: Answer) -> str:
    out = io.StringIO()
    show_answer(Console(file=out, width=60, highlight=False), answer)
    return out.getvalue()


def _citation(number: int, who: str | None, quote: str) -> Citation:
    return Citation(
        number=number,
        contribution_id=f"m_{number}",
        contributor_id=None,
        contributor=who,
        quote=quote,
        url=_URL,
        created_at=datetime(2019, 3, 2, tzinfo=UTC),
        source_id="forum",
        thread_id="t_1",
        thread_title="Pilots",
    )


def _answered(quote: str = "Begin small.", **more: object) -> Answer:
    facts = {
        "question": "How?",
        "status": Status.ANSWERED,
        "statements": (Statement(text=quote, citations=(1,)),),
        "citations": (_citation(1, "Ana [bold]", quote),),
    }
    return Answer(**{**facts, **more})  # type: ignore[arg-type]


def test_a_link_stays_on_one_line_however_narrow_the_window():
    assert _URL in _shown(_answered())


def test_words_are_folded_under_their_speaker_and_marks_in_names_stay_as_written():
    lines = _shown(_answered("Begin small and grow. " * 6)).splitlines()
    assert "Ana [bold], 2 March 2019" in lines
    assert max(len(line) for line in lines if "http" not in line) <= 60


def test_code_keeps_its_lines():
    code = "```\nfirst = 1   # " + "x" * 80 + "\n```"
    assert "first = 1   # " + "x" * 80 in _shown(_answered(code))


def test_a_written_sentence_is_not_shown_as_a_quotation():
    written = (Statement(text="Ana begins small.", citations=(1,)),)
    shown = _shown(_answered(statements=written))
    assert "Ana begins small. [1]" in shown and "“Ana begins small." not in shown


def test_standing_people_and_what_is_missing_are_said():
    citations = (_citation(1, "Ana", "Yes."), _citation(2, "Bo", "No."))
    shown = _shown(
        _answered(
            "Yes.",
            status=Status.PARTIAL,
            standing=Standing.CONTESTED,
            citations=citations,
            notes=("missing:number,budget",),
            people=(
                PersonToAsk(
                    contributor_id="c_1", contributor="Cleo", reasons=("Money",), channel="mail"
                ),
            ),
        )
    )
    assert "This is contested: Ana and Bo do not all agree." in shown
    assert "Not answered here: number, budget" in shown
    assert "Cleo (mail)" in shown and "wrote in: Money" in shown


def test_an_unanswered_question_shows_threads_and_no_person():
    related = (Related(thread_id="t_9", title=None, url=None, source_id="forum"),)
    shown = _shown(Answer(question="?", status=Status.UNANSWERED, related=related))
    assert "Nobody has written that yet." in shown and "t_9" in shown and "ask" not in shown
