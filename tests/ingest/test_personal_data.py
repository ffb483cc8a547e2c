"""Finding personal data in text: measured on cases made by hand, and laws on any text."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import WrongUse
from ingest import personal_data
from ingest.personal_data import KINDS, MARKS, masked, policy, spans
from tests.ingest.personal_data_cases import AWS, CASES, HOSTILE, JWT, PEM


def measured(kind: str) -> tuple[float, float, int]:
    """Return (precision, recall, values) of a kind; values count when found to the letter."""
    right = found = wanted = 0
    for text, values in CASES[kind]:
        got = [text[s.start : s.end] for s in spans(text, KINDS) if s.kind == kind]
        right += sum(value in values for value in got)
        found += len(got)
        wanted += len(values)
    return right / found, right / wanted, wanted


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_personal_is_found_and_nothing_else(kind):
    precision, recall, values = measured(kind)
    assert values >= 20 and len(CASES[kind]) >= 30
    assert precision >= 0.98 and recall >= 0.95, (kind, precision, recall)


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_alone_finds_the_same_of_it(kind):
    for text, values in CASES[kind]:
        counts = masked(text, {kind}).counts
        assert set(counts) <= {kind} and (values or not counts), text


def test_what_stands_in_the_place_says_what_it_was():
    text = f"Mail ana@example.org, call +44 20 7946 0958, use {AWS}.\n{PEM}\n{JWT}"
    assert masked(text, KINDS).text == (
        "Mail [e-mail address], call [phone number], use [secret key].\n[secret key]\n[secret key]"
    )
    assert masked(text, KINDS).counts == {"email": 1, "phone": 1, "key": 3}
    assert masked(text, ()).text == text


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from([text for cases in CASES.values() for text, _ in cases]),
        st.sampled_from([*MARKS.values(), " ", "\n", "@", ".", "+", "=", "password", ":", "12"]),
    ),
    max_size=8,
).map("".join)
CHOICES = st.sets(st.sampled_from(KINDS))


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, kinds=CHOICES)
def test_masking_twice_changes_nothing(text, kinds):
    once = masked(text, kinds)
    again = masked(once.text, kinds)
    assert again.text == once.text and not again.values


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, kinds=CHOICES)
def test_what_is_not_masked_is_untouched(text, kinds):
    found = spans(text, kinds)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= item.start < item.end <= len(text) and item.kind in kinds for item in found)
    left, at = masked(text, kinds), 0
    for piece in re.split("|".join(map(re.escape, MARKS.values())), left.text):
        assert piece in text[at:], "what is left stands in the text in the same order"
        at = text.index(piece, at) + len(piece)
    gone = sum(len(value) - len(MARKS[kind]) for kind, value in left.values)
    assert len(left.text) == len(text) - gone


@pytest.mark.parametrize("part", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(part):
    text = part * (100_000 // len(part))
    start = time.perf_counter()
    masked(text, KINDS)
    assert time.perf_counter() - start < 5


def test_a_policy_is_named_in_words():
    assert policy("phone, email") == ("email", "phone") and policy("none") == ()
    for wrong in ("", "phones", "key,none"):
        with pytest.raises(WrongUse, match="email, phone, key"):
            policy(wrong)


def test_every_sign_of_a_key_holds_one_of_the_hints_that_are_looked_for_first():
    signs = [sign for _, found in personal_data._KEYS for sign in found]
    assert [s for s in signs if not any(hint in s for hint in personal_data._HINTS)] == []
