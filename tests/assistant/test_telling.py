"""What an answer comes in: a citation before the first statement that rests on it."""

from assistant.records import Answer, Statement, Status
from assistant.telling import cited
from tests.ui.web.houses import answer, community


def test_each_citation_comes_once_before_the_statement_that_it_carries(tmp_path):
    made = community(tmp_path)
    given = answer(made, "q", "Voluntary, every time.", "I disagree.")
    said = [
        Statement(text="One.", citations=(1,)),
        Statement(text="Both.", citations=(1, 2)),
        Statement(text="One again.", citations=(1,)),
    ]
    found = list(cited([*said, given], lambda: given.citations))
    names = [type(part).__name__ for part in found]
    assert names == ["Citation", "Statement", "Citation", "Statement", "Statement", "Answer"]
    assert [found[0], found[2]] == list(given.citations)
    made.close()


def test_an_answer_without_statements_comes_alone():
    nothing = Answer(question="q", status=Status.UNANSWERED)
    assert list(cited([nothing], lambda: ())) == [nothing]
