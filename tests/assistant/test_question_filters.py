"""Filters in the words of a question: read, taken out, and kept to what the asker may read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question_filters import (
    Places,
    Written,
    attributed,
    narrowed,
    parted,
    within,
)
from assistant.records import Contributor, Filters, Question
from tests.builders import DAY, contribution

ANA = Contributor(id="c_ana", name="Ana Silva", identities=("slack:U1",))
ANA_TOO = Contributor(id="c_ana2", name="Ana Petrova-Lang")
JOSE = Contributor(id="c_jose", name="José Núñez")
PLACES = Places(
    people=(ANA, ANA_TOO, JOSE),
    sources=(("practice-forum", "The Exchange: forum"), ("practice-list", "The Exchange: list")),
    spaces=frozenset({"#budget", "rhythm"}),
    tags=frozenset({"Safety", "food"}),
)


def read(text: str, places: Places = PLACES):
    return narrowed(Question(text=text), parted(text), places)


def filters(text: str) -> Filters:
    return read(text).question.filters


def test_a_text_without_filters_stays_as_it_is():
    text = "What came of it:  a lot? from: in : tag after"
    assert parted(text) == Written(text=text)


def test_filters_are_taken_out_and_the_question_reads_on():
    written = parted('how often do we meet from:"Ana Silva" in:forum tag:food?')
    assert written.text == "how often do we meet?"
    assert written.filters == (("from", "Ana Silva"), ("in", "forum"), ("tag", "food"))


@pytest.mark.parametrize("text", ["see http://in:8080/x", "sign-in:forum", "meet after:lunch"])
def test_what_only_looks_like_a_filter_is_left(text):
    assert parted(text).filters == () and parted(text).text == text


def test_a_text_of_nothing_but_filters_is_still_a_question():
    written = parted("from:Ana")
    assert written.text == "from:Ana" and written.filters == (("from", "Ana"),)


def test_a_whole_name_is_that_person_and_a_part_everybody_who_goes_by_it():
    assert filters('x from:"Ana Silva"').contributors == ("c_ana",)
    assert filters("x from:ana").contributors == ("c_ana", "c_ana2")
    assert filters("x from:Lang").contributors == ("c_ana2",)


def test_names_are_known_without_case_and_accents_by_identity_and_by_id():
    assert filters("x from:jose").contributors == ("c_jose",)
    assert filters("x from:@JOSÉ").contributors == ("c_jose",)
    assert filters("x from:slack:U1").contributors == ("c_ana",)
    assert filters("x from:c_jose").contributors == ("c_jose",)


def test_two_names_are_either_of_them():
    assert filters("x from:Silva from:jose").contributors == ("c_ana", "c_jose")


def test_in_names_a_source_by_id_or_title_or_a_space():
    assert filters("x in:practice-list").sources == ("practice-list",)
    assert filters("x in:Forum").sources == ("practice-forum",)
    assert filters("x in:#Budget").spaces == ("#budget",)
    assert filters("x in:budget").spaces == ("#budget",)
    assert filters("x in:#rhythm").spaces == ("rhythm",)


def test_tags_are_known_without_case():
    assert filters("x tag:safety").tags == ("Safety",)


@pytest.mark.parametrize(
    "text, day",
    [
        ("x after:2021", datetime(2021, 1, 1, tzinfo=UTC)),
        ("x after:2021-05", datetime(2021, 5, 1, tzinfo=UTC)),
        ("x after:2021-05-09.", datetime(2021, 5, 9, tzinfo=UTC)),
    ],
)
def test_a_year_a_month_or_a_day_begins_a_span(text, day):
    assert filters(text).after == day


def test_a_day_that_is_none_is_left_in_the_question():
    assert parted("x before:2021-13").filters == ()


@pytest.mark.parametrize("text", ["x from:Zoe", "x in:attic", "x tag:none"])
def test_a_name_that_fits_nobody_narrows_nothing_and_is_told(text):
    found = read(text)
    assert found.question.filters == Filters()
    assert found.notes == (f"unknown:{text[2:]}",)


def test_what_may_not_be_read_looks_like_what_is_not_there():
    hidden = read("x from:Zoe in:stewards", PLACES)
    nothing = read("x from:Zoe in:stewards", Places())
    assert hidden.notes == nothing.notes and hidden.question == nothing.question


def test_filters_of_the_question_itself_are_kept():
    own = Question(text="x from:jose", filters=Filters(contributors=("c_ben",), tags=("food",)))
    found = narrowed(own, parted(own.text), PLACES).question.filters
    assert found.contributors == ("c_ben", "c_jose") and found.tags == ("food",)


def test_a_contribution_is_within_filters_by_person_source_and_day():
    item = contribution("Tea.")
    assert within(item, Filters())
    assert within(item, Filters(contributors=("c_ana",), sources=("s",), after=DAY))
    assert not within(item, Filters(contributors=("c_ben",)))
    assert not within(item, Filters(sources=("t",)))
    assert not within(item, Filters(before=DAY))
    assert not within(contribution("Tea.", created_at=None), Filters(after=DAY))


@given(st.text(alphabet=st.sampled_from('fromin:tag "”.?-2021 é#@'), max_size=60))
def test_any_text_can_be_asked(text):
    written = parted(text)
    found = narrowed(Question(text=text), written, PLACES)
    assert found.question.text == written.text
    assert bool(written.text) == bool(text)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("What did Ana say about masks?", "Ana", "masks?"),
        ("what does Ana Petrova-Lang think of masks in May?", "Ana Petrova-Lang", "masks in May?"),
        ("And what has José Núñez written on fees?", "José Núñez", "fees?"),
        ("What would Øyvind recommend for newcomers?", "Øyvind", "newcomers?"),
    ],
)
def test_what_somebody_said_is_asked_of_them(text: str, name: str, rest: str):
    assert attributed(text) == Written(text=rest, filters=(("from", name),))


@pytest.mark.parametrize(
    "text",
    [
        "What did the forum say about masks?",
        "What do you think about masks?",
        "What did Ana say?",
        "What did Ana do about masks?",
        "Did Ana say what masks cost?",
    ],
)
def test_a_question_that_names_nobody_and_nothing_stays_as_it_is(text: str):
    assert attributed(text) == Written(text=text)
