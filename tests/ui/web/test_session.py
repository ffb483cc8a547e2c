"""What a browser tab remembers, and when it forgets."""

from assistant.records import Answer, Filters, Viewer
from assistant.records import Status as AnswerStatus
from ui.web.session import FILTERS, WIDGETS, Session

ANSWER = Answer(question="q", status=AnswerStatus.UNANSWERED)


def asked(session: Session, text: str = "q"):
    return session.begin(text, Filters(), "")


def test_a_conversation_keeps_its_turns_in_order_under_ids_of_their_own():
    session = Session({})
    first, second = asked(session, "one"), asked(session, "two")
    assert [turn.question for turn in session.turns] == ["one", "two"]
    session.drop(second)
    assert asked(session, "three").id not in (first.id, second.id)


def test_everything_is_forgotten_when_somebody_else_looks():
    store: dict = {FILTERS + "people": ["c_1"], WIDGETS + "viewer": "b"}
    session = Session(store)
    session.settle(Viewer(id="a"))
    asked(session)
    session.ask_next("more")
    session.known("room", 1, lambda: "secret")
    store[FILTERS + "people"] = ["c_1"]
    assert session.settle(Viewer(id="b"))
    assert session.turns == ()
    assert session.take_next() is None
    assert session.known("room", 1, lambda: "fresh") == "fresh"
    assert FILTERS + "people" not in store
    assert store[WIDGETS + "viewer"] == "b"


def test_everything_is_forgotten_when_the_same_viewer_holds_other_audiences():
    session = Session({})
    session.settle(Viewer(id="a", audiences=frozenset({"public", "stewards"})))
    asked(session)
    session.settle(Viewer(id="a"))
    assert session.turns == ()


def test_nothing_is_forgotten_while_the_same_viewer_looks():
    session = Session({})
    session.settle(Viewer())
    asked(session)
    assert not session.settle(Viewer())
    assert len(session.turns) == 1


def test_only_answered_questions_are_context_of_the_next():
    session = Session({})
    turn = asked(session, "one")
    session.put(type(turn)(**{**vars(turn), "answer": ANSWER}))
    asked(session, "two")
    assert [item.question for item in session.conversation()] == ["one"]


def test_what_is_known_is_made_anew_when_the_catalog_changes():
    session = Session({})
    assert session.known("n", 1, lambda: "old") == "old"
    assert session.known("n", 1, lambda: "new") == "old"
    assert session.known("n", 2, lambda: "new") == "new"


def test_a_noted_question_is_asked_once():
    session = Session({})
    session.ask_next("more")
    assert session.take_next() == "more"
    assert session.take_next() is None
