"""Each figure of an answer, by hand."""

from dataclasses import replace

from assistant.records import Answer, Citation, PersonToAsk, Standing, Statement, Status
from eval.answer_scores import score_answer, score_people
from eval.fidelity import Credit
from eval.sample_truth import SampleQuestion

CREDITS = {
    f"m_{n}": Credit(contributor_ids=frozenset({f"c_{n}"}), names=frozenset({str(n)}), url=None)
    for n in range(5)
}


def question(kind: str = "answered", **changes: object) -> SampleQuestion:
    facts = {
        "id": "q",
        "text": "?",
        "kind": kind,
        "near_miss": False,
        "viewer": None,
        "contributions": frozenset({"m_1", "m_2"}),
        "people": frozenset({"c_1", "c_2"}),
        "views": (),
    }
    return SampleQuestion(**{**facts, **changes})


def to_ask(id: str) -> PersonToAsk:
    return PersonToAsk(contributor_id=id, contributor=id, reasons=("A title",))


def answer(*cited: str, standing: Standing | None = None) -> Answer:
    return Answer(
        question="?",
        status=Status.ANSWERED if cited else Status.UNANSWERED,
        standing=standing,
        statements=tuple(Statement(text="x", citations=(i,)) for i in range(1, len(cited) + 1)),
        citations=tuple(
            Citation(
                number=i,
                contribution_id=id,
                contributor_id=None,
                contributor=None,
                quote="x",
                url=None,
                created_at=None,
                source_id="s",
                thread_id="t",
                thread_title=None,
            )
            for i, id in enumerate(cited, start=1)
        ),
    )


def test_an_answer_is_scored_by_whom_it_names_and_what_it_quotes():
    scores = score_answer(question(), answer("m_1", "m_3", "m_1", "m_4"), CREDITS)
    assert scores == {
        "status_accuracy": 1.0,
        "contributor_recall": 0.5,
        "statement_relevance": 0.5,
        "undisputed_accuracy": 1.0,
    }


def test_abstaining_where_there_is_an_answer_is_wrong_and_quotes_nothing():
    scores = score_answer(question(), answer(), CREDITS)
    assert scores == {"status_accuracy": 0.0, "contributor_recall": 0.0}


def test_an_unanswered_question_is_scored_by_its_status_only():
    none = question("unanswered", contributions=frozenset(), people=frozenset())
    assert score_answer(none, answer(), CREDITS) == {"status_accuracy": 1.0}
    assert score_answer(none, answer("m_1"), CREDITS) == {"status_accuracy": 0.0}


def test_a_partial_answer_is_right_for_a_near_miss_only():
    partial = Answer(question="?", status=Status.PARTIAL)
    near = question("unanswered", near_miss=True)
    far = question("unanswered")
    assert score_answer(near, partial, CREDITS)["status_accuracy"] == 1.0
    assert score_answer(far, partial, CREDITS)["status_accuracy"] == 0.0


def test_where_colleagues_differ_each_side_must_be_heard():
    views = (frozenset({"m_1"}), frozenset({"m_2"}))
    asked = question("contested", views=views)
    both = score_answer(asked, answer("m_1", "m_2", standing=Standing.CONTESTED), CREDITS)
    one = score_answer(asked, answer("m_1", standing=Standing.ONE_VOICE), CREDITS)
    assert (both["perspective_coverage"], both["standing_accuracy"]) == (1.0, 1.0)
    assert (both["contested_recall"], one["contested_recall"]) == (1.0, 0.0)
    assert (one["perspective_coverage"], one["standing_accuracy"]) == (0.5, 0.0)


def test_calling_an_undisputed_answer_contested_is_wrong():
    scores = score_answer(question(), answer("m_1", standing=Standing.CONTESTED), CREDITS)
    assert scores["undisputed_accuracy"] == 0.0


def test_people_to_ask_are_held_against_those_who_write_most():
    named = replace(answer("m_1"), people=(to_ask("c_1"), to_ask("c_4")))
    scores = score_people(question(), named, ["c_4", "c_3", "c_2", "c_1"])
    assert scores == {"who_to_ask": 0.5, "who_to_ask_prior": 0.0}


def test_people_are_not_scored_where_nobody_is_named_or_nobody_who_knows_may_be_asked():
    named = replace(answer("m_1"), people=(to_ask("c_4"),))
    assert score_people(question(), answer("m_1"), ["c_1"]) == {}
    assert score_people(question(), named, ["c_4"]) == {}
