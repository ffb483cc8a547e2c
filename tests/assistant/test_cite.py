"""The check: nothing passes that was not written, by the one who is shown."""

from dataclasses import replace

from assistant.cite import check, cite
from assistant.records import Contributor, Naming, Statement
from tests.builders import contribution

ITEM = contribution("We tried it twice. It failed both times.")
GOOD = cite(1, ITEM, "It failed both times.", "A title")
KNOWN = {ITEM.id: ITEM}


def said(*numbers: int) -> Statement:
    return Statement(text="It failed both times.", citations=numbers)


def test_a_quote_to_the_letter_by_its_author_holds():
    checked = check([said(1)], [GOOD], KNOWN)
    assert checked.dropped == 0
    assert checked.citations[0].contributor == "Ana Silva"


def test_an_altered_quote_is_dropped_and_counted():
    bad = replace(GOOD, quote="It failed both time.")
    assert check([said(1)], [bad], KNOWN).dropped == 1


def test_another_name_is_dropped():
    assert check([said(1)], [replace(GOOD, contributor_id="c_bob")], KNOWN).statements == ()


def test_a_number_that_was_never_given_is_dropped():
    assert check([said(9)], [GOOD], KNOWN).statements == ()


def test_a_contribution_outside_the_evidence_is_dropped():
    assert check([said(1)], [GOOD], {}).statements == ()


def test_words_of_somebody_who_withdrew_are_dropped():
    gone = Contributor(id="c_ana", name=None, naming=Naming.WITHDRAWN)
    known = {ITEM.id: replace(ITEM, contributors=(gone,))}
    assert check([said(1)], [GOOD], known).statements == ()


def test_what_is_left_is_numbered_from_one():
    second = replace(GOOD, number=2, quote="We tried it twice.")
    bad = replace(GOOD, quote="never written")
    checked = check([said(1), said(2)], [bad, second], KNOWN)
    assert [c.number for c in checked.citations] == [1]
    assert checked.statements[0].citations == (1,)


def test_a_contribution_that_names_nobody_is_cited_without_a_name():
    bare = replace(ITEM, contributors=())
    citation = cite(1, bare, "We tried it twice.", None)
    assert citation.contributor is None
    assert check([said(1)], [citation], {bare.id: bare}).dropped == 0
