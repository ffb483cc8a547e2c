"""Mails are threaded by what they refer to, then by subject; the order of mails does not matter."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mailthreads import MailThreads, read_subject

DAY = 86_400.0
Row = tuple[str, tuple[str, ...], str, float | None]


def threads(rows: Sequence[Row]) -> set[frozenset[str]]:
    index = MailThreads()
    for name, references, subject, time in rows:
        index.add(name, references, read_subject(subject), time)
    index.join()
    return {frozenset(rows[i][0] for i in members) for members in index.threads()}


@pytest.mark.parametrize(
    ("subject", "bare", "is_reply"),
    [
        ("Rhythm", "Rhythm", False),
        ("Re: Rhythm", "Rhythm", True),
        ("RE: AW: Re[2]: Rhythm", "Rhythm", True),
        ("SV: VS: Rhythm", "Rhythm", True),
        ("[practice] Re: [practice] Rhythm", "Rhythm", True),
        ("Fwd: Rhythm", "Rhythm", True),
        ("Re : Rythme", "Rythme", True),
        ("回复：节奏", "节奏", True),
        ("Regarding rhythm", "Regarding rhythm", False),
        ("[practice]", "[practice]", False),
        ("Re:", "", True),
    ],
)
def test_reply_marks_and_tags_are_taken_off(subject: str, bare: str, is_reply: bool) -> None:
    found = read_subject(subject)
    assert (found.bare, found.is_reply) == (bare, is_reply)


def test_replies_join_what_they_refer_to_even_when_it_comes_later() -> None:
    rows = [("3", ("1", "2"), "Re: x", 3.0), ("2", ("1",), "Re: x", 2.0), ("1", (), "x", 1.0)]
    assert threads(rows) == {frozenset("123")}


def test_siblings_of_a_missing_mail_belong_together() -> None:
    rows: list[Row] = [("2", ("1",), "Re: x", DAY), ("3", ("1",), "Re: y", 2 * DAY)]
    assert threads(rows) == {frozenset("23")}


def test_a_reply_without_references_joins_its_subject_within_sixty_days() -> None:
    rows: list[Row] = [("1", (), "Rhythm", 0.0), ("2", (), "Re: [x] rhythm", 59 * DAY)]
    assert threads(rows) == {frozenset("12")}
    rows[1] = ("2", (), "Re: rhythm", 61 * DAY)
    assert threads(rows) == {frozenset("1"), frozenset("2")}


def test_the_sixty_days_count_from_the_latest_mail_of_the_thread() -> None:
    rows: list[Row] = [
        ("1", (), "Rhythm", 0.0),
        ("2", (), "Re: Rhythm", 50 * DAY),
        ("3", (), "Re: Rhythm", 100 * DAY),
    ]
    assert threads(rows) == {frozenset("123")}


def test_two_new_mails_with_one_subject_stay_apart() -> None:
    rows: list[Row] = [("1", (), "Minutes", 0.0), ("2", (), "Minutes", DAY)]
    assert threads(rows) == {frozenset("1"), frozenset("2")}


def test_empty_subjects_and_undated_mails_join_nothing() -> None:
    rows: list[Row] = [
        ("1", (), "", 0.0),
        ("2", (), "Re: ", DAY),
        ("3", (), "Rhythm", 0.0),
        ("4", (), "Re: Rhythm", None),
    ]
    assert len(threads(rows)) == 4


def test_mails_that_answer_in_a_circle_are_one_thread() -> None:
    rows: list[Row] = [("1", ("2",), "x", 1.0), ("2", ("1",), "x", 2.0), ("3", ("3",), "y", 3.0)]
    assert threads(rows) == {frozenset("12"), frozenset("3")}


ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("abcdefgh"), max_size=3).map(tuple),
        st.sampled_from(["x", "Re: x", "y", "Re: y", "[t] Re: x", ""]),
        st.one_of(st.none(), st.integers(0, 200).map(lambda day: day * DAY)),
    ),
    max_size=8,
)


@given(ROWS, st.randoms())
def test_the_order_of_mails_does_not_matter(rows: list, random) -> None:
    named = [("abcdefgh"[n], *row) for n, row in enumerate(rows)]
    shuffled = list(named)
    random.shuffle(shuffled)
    assert threads(named) == threads(shuffled)
