"""An answer passes only if every quote and every name is true; each lie is named."""

from dataclasses import replace

import pytest

from assistant.records import Answer, Citation, Statement, Status
from eval.fidelity import ATTRIBUTION, FIDELITY, Credit, Truth, share_held, violations

TEXT = "Wax them twice. Not in the rain."
CITATION = Citation(
    number=1,
    contribution_id="m_1",
    contributor_id="c_ana",
    contributor="Ana Silva",
    quote="Wax them twice.",
    url="https://example.org/1",
    created_at=None,
    source_id="s",
    thread_id="t",
    thread_title=None,
)
TRUTH = Truth(
    texts={"m_1": TEXT},
    credits={
        "m_1": Credit(
            contributor_ids=frozenset({"c_ana"}),
            names=frozenset({"Ana Silva"}),
            url="https://example.org/1",
        )
    },
)


def answer(citation: Citation, text: str | None = None, numbers: tuple[int, ...] = (1,)) -> Answer:
    statement = Statement(text=citation.quote if text is None else text, citations=numbers)
    return Answer(
        question="?", status=Status.ANSWERED, statements=(statement,), citations=(citation,)
    )


def test_a_true_answer_has_no_violation():
    assert violations("q", answer(CITATION), TRUTH) == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"quote": "Wax them thrice."}, FIDELITY),
        ({"quote": "wax them twice."}, FIDELITY),
        ({"quote": " "}, FIDELITY),
        ({"contribution_id": "m_2"}, FIDELITY),
        ({"contributor_id": "c_ben"}, ATTRIBUTION),
        ({"contributor_id": None}, ATTRIBUTION),
        ({"contributor": "Ben"}, ATTRIBUTION),
        ({"contributor": None}, ATTRIBUTION),
        ({"co_authors": ("Ben",)}, ATTRIBUTION),
        ({"url": "https://example.org/2"}, ATTRIBUTION),
    ],
)
def test_each_lie_is_found(change: dict, kind: str):
    found = violations("q", answer(replace(CITATION, **change)), TRUTH)
    assert kind in {item.kind for item in found}
    assert {item.question for item in found} == {"q"}


def test_a_statement_must_be_the_quote_that_it_cites():
    assert violations("q", answer(CITATION, text="Wax them."), TRUTH)[0].kind == FIDELITY
    assert violations("q", answer(CITATION, numbers=(2,)), TRUTH)[0].kind == FIDELITY
    assert violations("q", answer(CITATION, numbers=()), TRUTH)[0].kind == FIDELITY


def test_where_the_source_names_nobody_nobody_may_be_named():
    nobody = Credit(contributor_ids=frozenset(), names=frozenset(), url=CITATION.url)
    truth = Truth(texts={"m_1": TEXT}, credits={"m_1": nobody})
    unnamed = replace(CITATION, contributor_id=None, contributor=None)
    assert violations("q", answer(unnamed), truth) == []
    assert violations("q", answer(CITATION), truth)[0].kind == ATTRIBUTION


def test_the_share_that_held_counts_citations():
    found = violations("q", answer(replace(CITATION, quote="never said")), TRUTH)
    assert share_held(FIDELITY, found, 4) == 0.75
    assert share_held(ATTRIBUTION, found, 4) == 1.0
    assert share_held(FIDELITY, [], 0) == 1.0
